/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * schedule.h - a schedule as the list of its deviations from the default
 *
 * Decisions are numbered over a run: each point with two or more runnable tasks is
 * one, each ex_choose() with n >= 2 is one. The default (ex_default_choice(), number
 * 0) is not written down, so that a token is as long as the schedule is unusual, and
 * leaving out an element is what a shrinker does. Independent of addresses, builds
 * and sanitizers.
 *
 * Text: "v1;12=t3;40=n1" - at decision 12 task 3 runs, at decision 40 the number is 1.
 */
#ifndef EXEC_SCHEDULE_H
#define EXEC_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ex_deviation {
	uint32_t	decision;
	uint16_t	value;		/* task id or number */
	bool		number;
	bool		preempts;	/* the current task could have gone on */
};

struct ex_schedule {
	struct ex_deviation	*deviations;	/* ascending by decision */
	unsigned int		count;
	unsigned int		capacity;
};

void ex_schedule_clear(struct ex_schedule *schedule);
void ex_schedule_free(struct ex_schedule *schedule);
void ex_schedule_add(struct ex_schedule *schedule, struct ex_deviation deviation);
void ex_schedule_copy(struct ex_schedule *to, const struct ex_schedule *from);
unsigned int ex_schedule_preemptions(const struct ex_schedule *schedule);

/* Bytes needed including the NUL, like snprintf() plus one. */
size_t ex_schedule_print(const struct ex_schedule *schedule, char *text, size_t size);

/* False, with the offset of the first bad character in *@at, if @text is no schedule. */
bool ex_schedule_parse(struct ex_schedule *schedule, const char *text, size_t *at);

struct ex_policy;
/*
 * Follow @schedule (borrowed) exactly. A task that cannot run where the schedule wants
 * it ends the run as EX_DIVERGED; with @lenient the default is taken instead, which is
 * what a shrinker needs.
 */
struct ex_policy *ex_policy_replay(const struct ex_schedule *schedule, bool lenient);

#endif
