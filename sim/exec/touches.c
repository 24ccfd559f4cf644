// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * touches.c - chains of the accesses to each object, the last one first
 *
 * An access is number step * WIDTH + its place in the event; the last place is for events
 * that touch more than they list, which are a chain of their own.
 */
#include <stdint.h>
#include <stdlib.h>

#include "exec/touches.h"

#define WIDTH	(ACCESSES + 1)
#define SLOTS	(1u << 14)

struct head {
	const volatile void	*obj;
	uint64_t		round;		/* empty if not this one */
	int			last;
};

static struct head heads[SLOTS];
static uint64_t rounds;
static int last_overflow;
static int *previous;				/* of each access */
static unsigned int room;			/* in accesses */

void touches_begin(void)
{
	rounds++;
	last_overflow = -1;
}

/* NULL: no room; then all steps are looked at. */
static struct head *head_of(const volatile void *obj)
{
	uint64_t slot = (uintptr_t)obj * UINT64_C(0x9e3779b97f4a7c15) >> 50;

	for (unsigned int i = 0; i < 64; i++) {
		struct head *head = &heads[(slot + i) % SLOTS];

		if (head->round != rounds) {
			*head = (struct head){ .obj = obj, .round = rounds, .last = -1 };
			return head;
		}
		if (head->obj == obj)
			return head;
	}
	return NULL;
}

void touches_walk_begin(struct touches_walk *walk, unsigned int step, const struct event *event)
{
	walk->step = step;
	walk->all = event->overflow;
	walk->count = 0;
	walk->next[walk->count++] = last_overflow;
	for (unsigned int i = 0; i < event->count; i++) {
		struct head *head = head_of(event->access[i].obj);

		walk->all |= !head;
		walk->next[walk->count++] = head ? head->last : -1;
	}
}

int touches_next(struct touches_walk *walk)
{
	int step = -1;

	if (walk->all)
		return (int)walk->step-- - 1;
	for (unsigned int i = 0; i < walk->count; i++)
		if (walk->next[i] >= 0 && walk->next[i] / (int)WIDTH > step)
			step = walk->next[i] / (int)WIDTH;
	for (unsigned int i = 0; step >= 0 && i < walk->count; i++)
		while (walk->next[i] >= 0 && walk->next[i] / (int)WIDTH == step)
			walk->next[i] = previous[walk->next[i]];
	return step;
}

static void add(int *last, unsigned int access)
{
	previous[access] = *last;
	*last = (int)access;
}

void touches_add(unsigned int step, const struct event *event)
{
	bool lost = event->overflow;

	if ((step + 1) * WIDTH > room) {
		room = (step + 1) * WIDTH * 2;
		previous = realloc(previous, room * sizeof(*previous));
		if (!previous)
			abort();
	}
	for (unsigned int i = 0; i < event->count; i++) {
		struct head *head = head_of(event->access[i].obj);

		if (head)
			add(&head->last, step * WIDTH + i);
		lost |= !head;
	}
	if (lost)
		add(&last_overflow, step * WIDTH + ACCESSES);
}
