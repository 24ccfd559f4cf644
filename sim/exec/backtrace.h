/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backtrace.h - where a signal stopped a task, and where a thread parked */
#ifndef EXEC_BACKTRACE_H
#define EXEC_BACKTRACE_H

#include "exec/exec.h"

struct task;

struct crash_frame {
	const struct ex_task	*task;
	unsigned long		ip;
	void			*frame;
};

/* Set while the crash of @task is being reported; else NULL. */
const struct crash_frame *crash_frame(const struct ex_task *task);

/* Threads: let others see where the calling thread parks. */
void backtrace_note_park(struct task *task);

/*
 * Fibers: where the frame pointer of the function points whose local on @task's stack @obj is, and
 * the address that it returns to. 0 if there is no such function any more.
 */
uintptr_t frame_around(const struct task *task, const volatile void *obj, unsigned long *ip);

#endif
