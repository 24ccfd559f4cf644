// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * frames.c - in which frame an object was when it was lent, and whether that is still there
 *
 * Frames form a chain by their frame pointers. The locals of a function are below the place that
 * its frame pointer names and above that of whom it called; the place and the address that it
 * returns to are what its frame is known by.
 */
#include "exec/frames.h"

#include "exec/backtrace.h"
#include "exec/internal.h"

#define NOTES	256u	/* a power of two */

static struct note {
	uintptr_t	obj;
	uint64_t	run;
	uintptr_t	frame;
	unsigned long	ip;
} notes[NOTES];

static struct note *note_of(uintptr_t obj)
{
	return &notes[(obj >> 3) * 0x9e3779b97f4a7c15ull >> 56 & (NOTES - 1)];
}

void ex_frame_lent(const volatile void *obj)
{
	struct note *note = note_of((uintptr_t)obj);

	if (!self() || !self()->stack || stack_task(obj) != self())
		return;
	*note = (struct note){ .obj = (uintptr_t)obj, .run = ex_run_number() };
	note->frame = frame_around(self(), obj, &note->ip);
}

bool ex_frame_holds(const volatile void *obj)
{
	const struct note *note = note_of((uintptr_t)obj);
	const struct task *task = stack_task(obj);
	unsigned long ip;

	if (task == self()) {
		ex_frame_lent(obj);
		return true;
	}
	if (note->obj != (uintptr_t)obj || note->run != ex_run_number())
		return true;
	return task && frame_around(task, obj, &ip) == note->frame && ip == note->ip;
}
