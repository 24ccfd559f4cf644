/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * classics.h - small programs with one known bug each, and their fixed twins
 *
 * The programs on which papers about schedule fuzzing compare themselves, modelled anew
 * from their descriptions. As there, threads are created one by one: a task may have run
 * to its end before the next one exists.
 */
#ifndef CLASSICS_CLASSICS_H
#define CLASSICS_CLASSICS_H

#include "exec/run.h"
#include "support/locks.h"

struct classic {
	const char		*name;
	void			(*root)(void *unused);
	enum ex_outcome		bug;	/* EX_STOPPED: a check fails. EX_HANG: all are stuck */
	unsigned int		size;	/* of the family's member; 0 where there is one only */
};

/* What the run under way is: set by the harness, read by the models. */
struct model {
	unsigned int	size;
	bool		fixed;		/* behave as the repaired program */
};
extern struct model model;

/* An assertion of the modelled program: the run ends as EX_STOPPED if it does not hold. */
static inline void check(bool holds)
{
	if (!holds)
		ex_stop();
}

#define THREADS_MAX	128

/* Threads that a model creates one by one and joins in the same order. */
struct crew {
	struct ex_task	*tasks[THREADS_MAX];
	unsigned int	count;
};

static inline void crew_add(struct crew *crew, void (*fn)(void *arg), long arg)
{
	crew->tasks[crew->count++] = ex_spawn("thread", fn, (void *)arg, 0);
}

static inline void crew_join(struct crew *crew)
{
	for (unsigned int i = 0; i < crew->count; i++)
		ex_join(crew->tasks[i]);
}

/* One table a file; the last entry has no name. */
extern const struct classic classics_counters[], classics_stages[], classics_buffers[],
	classics_hangs[], classics_steal[], classics_drivers[], classics_cves[];
extern const struct classic classic_safestack;

#endif
