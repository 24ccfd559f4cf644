// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters.c - counters that no order of a run's steps brings to zero
 *
 * Who counts up or down and asks for nothing but zero cannot tell who counted before. A task's own
 * steps keep their order: at worst, each task has just taken off the most that it ever has when
 * all others have, too. If something is left even then, the order does not matter. What happens
 * to the counter aside (ex_aside()) shows as a drift of its value.
 *
 *  C1  All counters are far from zero until a run shows one that is not: that one is near from
 *      then on, and the search begins anew. So in the end each run of the search has been found
 *      to be right about all that it took for far.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exec/dependence.h"

#define SLOTS	1024u	/* a power of two */

struct counter {
	const volatile void	*obj;
	uint64_t		round;		/* unused if not this one */
	int			first, sum, drift;
	bool			plain;		/* written to otherwise, too */
	int			sums[TASKS], lows[TASKS];
};

static struct counter *counters;
static unsigned int used[SLOTS], nr_used;
static uint64_t rounds;

bool counter_is_near(const struct near *near, const volatile void *obj)
{
	if (near->count == NEAR_MAX)
		return true;
	for (unsigned int i = 0; i < near->count; i++)
		if (near->obj[i] == obj)
			return true;
	return false;
}

void counters_begin(void)
{
	if (!counters)
		counters = calloc(SLOTS, sizeof(*counters));
	rounds++;
	nr_used = 0;
}

/* Where the counter at @obj is, or could be; NULL: no room. */
static struct counter *counter_of(const volatile void *obj)
{
	uint64_t slot = (uintptr_t)obj * UINT64_C(0x9e3779b97f4a7c15) >> 54;

	for (unsigned int i = 0; counters && i < SLOTS; i++) {
		struct counter *counter = &counters[(slot + i) % SLOTS];

		if (counter->round != rounds || counter->obj == obj)
			return counter;
	}
	return NULL;
}

static void count(struct near *near, unsigned int task, const struct access *access)
{
	struct counter *counter = counter_of(access->obj);
	int drift;

	if (!counter) {
		near->count = NEAR_MAX;
		return;
	}
	if (counter->round != rounds) {
		memset(counter, 0, sizeof(*counter));
		counter->obj = access->obj;
		counter->round = rounds;
		counter->first = access->value;
		used[nr_used++] = (unsigned int)(counter - counters);
	}
	drift = access->value - counter->first - counter->sum;
	if (drift < counter->drift)
		counter->drift = drift;
	counter->sum += access->added;
	counter->sums[task] += access->added;
	if (counter->sums[task] < counter->lows[task])
		counter->lows[task] = counter->sums[task];
}

void counters_note(struct near *near, const struct event *event)
{
	for (unsigned int i = 0; i < event->count; i++)
		if (event->access[i].added)
			count(near, event->task, &event->access[i]);
}

void counters_check(const struct event *event)
{
	for (unsigned int i = 0; i < event->count; i++) {
		const struct access *access = &event->access[i];
		struct counter *counter;

		if (access->added || !ex_op_writes(access->op))
			continue;
		counter = counter_of(access->obj);
		if (counter && counter->round == rounds)
			counter->plain = true;
	}
}

static bool stays_above_zero(const struct counter *counter)
{
	int low = counter->first + counter->drift;

	for (unsigned int i = 0; i < TASKS; i++)
		low += counter->lows[i];
	return low > 0 && !counter->plain;
}

bool counters_end(struct near *near)
{
	bool new = false;

	for (unsigned int i = 0; i < nr_used; i++) {
		const struct counter *counter = &counters[used[i]];

		if (counter_is_near(near, counter->obj) || stays_above_zero(counter))
			continue;
		near->obj[near->count++] = counter->obj;
		new = true;
	}
	return new;
}
