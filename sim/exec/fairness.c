// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fairness.c - who has to wait since he has yielded
 */
#include "exec/fairness.h"

static void note_yield(struct fairness *fair, unsigned int task, uint64_t ready)
{
	if (fair->yielded & bit(task))
		fair->first[task] |= fair->able[task] & ~fair->ran[task] & ~bit(task);
	else
		fair->first[task] = 0;
	fair->yielded |= bit(task);
	fair->able[task] = ready;
	fair->ran[task] = 0;
}

uint64_t fair_set(struct fairness *fair, const struct ex_view *view, uint64_t ready)
{
	uint64_t may = ready;

	if (!fair->yielded && !view->yielding)
		return ready;
	for (uint64_t set = fair->yielded; set; set &= set - 1)
		fair->able[__builtin_ctzll(set)] &= ready;
	if (view->yielding && view->ready[view->running].id < TASKS)
		note_yield(fair, view->ready[view->running].id, ready);
	for (uint64_t set = fair->yielded & ready; set; set &= set - 1)
		if (fair->first[__builtin_ctzll(set)] & ready)
			may &= ~(set & -set);
	return may ? may : ready;
}

void fair_step(struct fairness *fair, unsigned int task)
{
	for (uint64_t set = fair->yielded; set; set &= set - 1) {
		unsigned int other = (unsigned int)__builtin_ctzll(set);

		fair->ran[other] |= bit(task);
		fair->first[other] &= ~bit(task);
	}
}
