// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait_event.c - what the checkers are told of a wait_event()
 *
 * The note of such a wait cannot live on the stack of a macro, since the macro's
 * frame is the caller's; each task keeps a few of them, as deep as conditions nest.
 *
 * Locking: guard covers the spare notes.
 */
#include <linux/wait.h>

#include "hooks.h"
#include "waits.h"

static struct wait_note *note_alloc(void)
{
	return ex_host_alloc(sizeof(struct wait_note));
}

/* Notes that ended are kept for the next wait. */
static struct wait_note *spare;
static struct ex_guard guard = EX_GUARD_INIT;

static struct wait_note *note_get(void)
{
	struct wait_note *note;

	ex_guard_lock(&guard);
	note = spare;
	if (note)
		spare = note->outer;
	ex_guard_unlock(&guard);
	return note ? note : note_alloc();
}

static void note_put(struct wait_note *note)
{
	ex_guard_lock(&guard);
	note->outer = spare;
	spare = note;
	ex_guard_unlock(&guard);
}

void wait_event_begin(struct wait_queue_head *wq_head, const char *condition)
{
	struct wait_note *note = note_get();

	wait_begins(&wq_head->lock.dep_map, _RET_IP_);
	*note = (struct wait_note){ .kind = WAIT_QUEUE, .obj = wq_head, .name = condition,
				    .map = &wq_head->lock.dep_map, .ip = _RET_IP_ };
	wait_note_begin(note);
}

void wait_event_end(struct wait_queue_head *wq_head)
{
	struct wait_note *note = current->waits;

	(void)wq_head;
	wait_note_end(note);
	note_put(note);
}
