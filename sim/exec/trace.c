// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace.c - the record of a run, and its text form without addresses
 */
#include "exec/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/internal.h"

static struct ex_trace_step *steps;
static size_t nr_steps;
static size_t capacity;

void trace_begin(void)
{
	nr_steps = 0;
}

void trace_step(const struct task *task, enum ex_op op, const volatile void *obj)
{
	if (nr_steps == capacity) {
		capacity = capacity ? capacity * 2 : 1024;
		steps = realloc(steps, capacity * sizeof(*steps));
		if (!steps)
			abort();
	}
	steps[nr_steps++] = (struct ex_trace_step){
		.time_ns = run.now_ns, .obj = obj, .decision = (uint32_t)run.decisions,
		.task = (uint16_t)task->pub.id, .op = (uint8_t)op,
		.ready = (uint8_t)(run.nr_ready < 255 ? run.nr_ready : 255),
	};
}

const struct ex_trace_step *ex_trace(size_t *count)
{
	*count = nr_steps;
	return steps;
}

/* Addresses to numbers in order of first appearance: open addressing, grown at half full. */
struct numbering {
	const volatile void	**keys;
	unsigned int		*numbers;
	size_t			size;
	unsigned int		used;
};

static size_t slot_of(const struct numbering *n, const volatile void *key)
{
	size_t slot = ((uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15)) >> 20;

	for (slot &= n->size - 1; n->keys[slot] && n->keys[slot] != key;)
		slot = (slot + 1) & (n->size - 1);
	return slot;
}

static void numbering_grow(struct numbering *n)
{
	struct numbering old = *n;

	n->size = old.size ? old.size * 2 : 256;
	n->keys = calloc(n->size, sizeof(*n->keys));
	n->numbers = calloc(n->size, sizeof(*n->numbers));
	if (!n->keys || !n->numbers)
		abort();
	for (size_t i = 0; i < old.size; i++) {
		size_t slot;

		if (!old.keys[i])
			continue;
		slot = slot_of(n, old.keys[i]);
		n->keys[slot] = old.keys[i];
		n->numbers[slot] = old.numbers[i];
	}
	free(old.keys);
	free(old.numbers);
}

static unsigned int number_of(struct numbering *n, const volatile void *key)
{
	size_t slot;

	if (!key)
		return 0;
	if (n->used * 2 >= n->size)
		numbering_grow(n);
	slot = slot_of(n, key);
	if (!n->keys[slot]) {
		n->keys[slot] = key;
		n->numbers[slot] = ++n->used;
	}
	return n->numbers[slot];
}

static void numbering_free(struct numbering *n)
{
	free(n->keys);
	free(n->numbers);
}

char *ex_trace_text(void)
{
	struct numbering numbering = { 0 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < nr_steps; i++) {
		const struct ex_trace_step *step = &steps[i];

		fprintf(out, "%zu t%u %s o%u r%u @%llu\n", i, step->task,
			ex_op_name((enum ex_op)step->op), number_of(&numbering, step->obj),
			step->ready, (unsigned long long)step->time_ns);
	}
	fclose(out);
	numbering_free(&numbering);
	return text;
}

uint64_t ex_trace_hash(void)
{
	struct numbering numbering = { 0 };
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < nr_steps; i++) {
		const struct ex_trace_step *step = &steps[i];
		const uint64_t words[] = { step->task, step->op, number_of(&numbering, step->obj),
					   step->ready, step->time_ns };

		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
			hash = (hash ^ words[w]) * UINT64_C(0x100000001b3);
			hash ^= hash >> 29;
		}
	}
	numbering_free(&numbering);
	return hash;
}
