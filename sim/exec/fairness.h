/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fairness.h - schedules in which nobody waits in a loop for whom the schedule holds back
 *
 * Musuvathi, Qadeer: "Fair Stateless Model Checking" (PLDI 2008). Whoever yields twice comes
 * after those that could have run all the time in between and have not.
 */
#ifndef EXEC_FAIRNESS_H
#define EXEC_FAIRNESS_H

#include <stdint.h>

#include "exec/policy.h"

#define TASKS	64u	/* bits of a set */

static inline uint64_t bit(unsigned int task)
{
	return UINT64_C(1) << task;
}

/* Of the run under way; a bit a task. */
struct fairness {
	uint64_t	yielded;		/* those that yielded once at least */
	uint64_t	able[TASKS];		/* all the time since it did */
	uint64_t	ran[TASKS];		/* at any time since it did */
	uint64_t	first[TASKS];		/* who of them has to run before it */
};

static inline void fair_begin(struct fairness *fair)
{
	fair->yielded = 0;
}

/* Who of the tasks in @ready may run; told at each decision. */
uint64_t fair_set(struct fairness *fair, const struct ex_view *view, uint64_t ready);

/* @task does. */
void fair_step(struct fairness *fair, unsigned int task);

#endif
