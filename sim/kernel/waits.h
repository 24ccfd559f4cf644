/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * waits.h - what a task is blocked in, for the wait-for graph
 *
 * A note lives on the stack of the task that waits, from before it can block until
 * after it goes on; notes nest (a condition may take a lock).
 */
#ifndef KERNEL_WAITS_H
#define KERNEL_WAITS_H

#include <linux/lockdep_types.h>
#include <linux/sched.h>

enum wait_kind {
	WAIT_LOCK,		/* until its holders let go */
	WAIT_COMPLETION,
	WAIT_QUEUE,		/* until a condition holds */
	WAIT_WORK,		/* until a work item is done */
	WAIT_RCU,		/* until readers are gone */
	WAIT_SRCU,
	WAIT_TASK,		/* until a task ends */
	WAIT_OTHER,
	WAIT_KIND_COUNT,
};

struct wait_note {
	enum wait_kind		kind;
	const volatile void	*obj;
	const char		*name;		/* of the object or the condition; may be NULL */
	struct lockdep_map	*map;		/* its class; may be NULL */
	struct task_struct	*who;		/* the task that must act, if that is known */
	unsigned long		ip;
	bool			timed;		/* ends by itself */
	bool			interruptible;	/* or by a signal */
	u64			since_ns;
	struct wait_note	*outer;
};

static inline void wait_note_begin(struct wait_note *note)
{
	struct task_struct *task = current;

	note->since_ns = ex_now();
	note->outer = task->waits;
	task->waits = note;
}

static inline void wait_note_end(struct wait_note *note)
{
	current->waits = note->outer;
}

/* The caller may have the lock of @map from here on, if it is the last that it has asked for. */
void lock_waited(const struct lockdep_map *map);

/* Park with a note in place: the one-liner of most primitives. */
static inline void wait_park(enum wait_kind kind, const volatile void *obj,
			     struct lockdep_map *map, unsigned long ip)
{
	struct wait_note note = { .kind = kind, .obj = obj, .map = map,
				  .name = map ? map->name : NULL, .ip = ip };

	wait_note_begin(&note);
	ex_park(map ? (const volatile void *)map : obj);	/* as its points name it */
	wait_note_end(&note);
	if (kind == WAIT_LOCK)
		lock_waited(map);
}

/* The dependency of a wait: learned before it can block, see waits_predict.c. */
void wait_begins(struct lockdep_map *map, unsigned long ip);
/*
 * From here on others may wait for the caller to signal the event. A signaller that never says
 * so is taken to have owed it all along.
 */
void wait_event_due(struct lockdep_map *map);
/* The event that such waits wait for is about to be signalled by the caller. */
void wait_event_happens(struct lockdep_map *map, unsigned long ip);

#endif
