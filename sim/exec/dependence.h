/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dependence.h - which steps of a run have to be tried in another order, too
 *
 * Steps commute if they touch different objects, or the same one in a way that cannot be told
 * apart: both read it, both share it, or both count on it far from zero.
 */
#ifndef EXEC_DEPENDENCE_H
#define EXEC_DEPENDENCE_H

#include "exec/exec.h"
#include "exec/fairness.h"
#include "exec/policy.h"

#define ACCESSES	6u

/* Small: a search holds millions. */
struct access {
	const volatile void	*obj;
	int			value;		/* ex_counted(): before */
	short			added;		/* ... and what; 0: no counter */
	unsigned char		op;		/* enum ex_op */
	bool			far;		/* from zero: see counters.c */
};

/* What a step touched; more than fits depends on everything. */
struct event {
	unsigned int	task;
	unsigned int	count;
	bool		overflow;
	bool		takes;		/* the first, a lock that was free */
	uint64_t	woke;		/* tasks that it made able to run */
	struct access	access[ACCESSES];
};

#define NEAR_MAX	128u	/* then all are */

/* Counters that may come to zero; see counters.c. */
struct near {
	const volatile void	*obj[NEAR_MAX];
	unsigned int		count;
};

void event_begin(struct event *event, const struct ex_candidate *candidate);
void event_copy(struct event *to, const struct event *from);
void event_touch(struct event *event, enum ex_op op, const volatile void *obj);
void event_counted(struct event *event, const struct near *near, const volatile void *obj,
		   int value, int added);

/*
 * Wants a lock that somebody has. To try would only put it to sleep, unseen by others: it is
 * as good as asleep.
 */
bool is_blocked(const struct ex_candidate *candidate);

/* Are there two orders of steps @a and @b in this run? */
bool events_depend(const struct event *a, const struct event *b);

/* Can @late come before @early at all? Not what takes a lock before it was given back. */
bool events_reversible(const struct event *early, const struct event *late);

/*
 * After each run: note all its steps, check them all, then end: true if a counter turns out to be
 * near that was not, so that what was searched before was in vain.
 */
bool counter_is_near(const struct near *near, const volatile void *obj);
void counters_begin(void);
void counters_note(struct near *near, const struct event *event);
void counters_check(const struct event *event);
bool counters_end(struct near *near);

#endif
