// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * backtrace.c - stacks by frame pointer: a few nanoseconds a frame, no tables
 *
 * All code is built with frame pointers. The walk stays within the task's stack and
 * only goes up, so that a damaged chain ends it and nothing worse.
 */

#include "exec/backtrace.h"

#include <pthread.h>

#include "exec/internal.h"
#include "exec/switch.h"

struct frame {
	struct frame	*up;
	unsigned long	ip;
};

static EX_NO_ASAN unsigned int walk(struct frame *frame, uintptr_t low, uintptr_t high,
				    unsigned long *ips, unsigned int max)
{
	unsigned int count = 0;

	while (count < max && (uintptr_t)frame >= low &&
	       (uintptr_t)frame + sizeof(*frame) <= high && !((uintptr_t)frame & 7)) {
		if (!frame->ip)
			break;
		ips[count++] = frame->ip;
		low = (uintptr_t)frame + 1;
		frame = frame->up;
	}
	return count;
}

static void thread_stack_bounds(uintptr_t *low, uintptr_t *high)
{
	static __thread uintptr_t cached_low, cached_high;
	pthread_attr_t attr;
	void *bottom;
	size_t size;

	if (!cached_high) {
		pthread_getattr_np(pthread_self(), &attr);
		pthread_attr_getstack(&attr, &bottom, &size);
		pthread_attr_destroy(&attr);
		cached_low = (uintptr_t)bottom;
		cached_high = cached_low + size;
	}
	*low = cached_low;
	*high = cached_high;
}

static void stack_bounds(const struct task *task, uintptr_t *low, uintptr_t *high)
{
	if (task && task->stack) {
		*low = (uintptr_t)task->stack->bottom;
		*high = *low + task->stack->size;
	} else {
		thread_stack_bounds(low, high);
	}
}

__attribute__((noinline)) unsigned int ex_backtrace(unsigned long *ips, unsigned int max)
{
	uintptr_t low, high;

	stack_bounds(self(), &low, &high);
	if (crash_frame(ex_current))
		return ex_backtrace_task(ex_current, ips, max);
	return walk(__builtin_frame_address(0), low, high, ips, max);
}

unsigned int ex_backtrace_task(const struct ex_task *ex_task, unsigned long *ips, unsigned int max)
{
	const struct task *task = (const struct task *)ex_task;
	const struct crash_frame *crash = crash_frame(ex_task);
	uintptr_t low, high;
	void **frame;
	unsigned long ip;

	if (!max)
		return 0;
	if (crash) {
		stack_bounds(task, &low, &high);
		ips[0] = crash->ip + 1;	/* as if it were a call */
		return 1 + walk(crash->frame, low, high, ips + 1, max - 1);
	}
	if (ex_task == ex_current)
		return ex_backtrace(ips, max);
	if (task->state == EX_TASK_ENDED)
		return 0;
	if (!task->stack)
		return task->parked_frame ? walk(task->parked_frame, task->parked_low,
						 task->parked_high, ips, max) : 0;
	stack_bounds(task, &low, &high);
	ex_switch_frame(task->sp, &frame, &ip);
	ips[0] = ip;
	return 1 + walk((struct frame *)frame, low, high, ips + 1, max - 1);
}

void backtrace_note_park(struct task *task)
{
	thread_stack_bounds(&task->parked_low, &task->parked_high);
	task->parked_frame = __builtin_frame_address(0);
}

EX_NO_ASAN uintptr_t frame_around(const struct task *task, const volatile void *obj,
				  unsigned long *ip)
{
	struct frame *frame = __builtin_frame_address(0);
	uintptr_t low, high;
	void **saved;

	*ip = 0;
	if (!task->stack || task->state == EX_TASK_ENDED)
		return 0;
	stack_bounds(task, &low, &high);
	if (task != self()) {
		if ((uintptr_t)obj < (uintptr_t)task->sp)
			return 0;
		ex_switch_frame(task->sp, &saved, ip);
		frame = (struct frame *)saved;
	}
	while ((uintptr_t)frame >= low && (uintptr_t)frame + sizeof(*frame) <= high &&
	       !((uintptr_t)frame & 7)) {
		if ((uintptr_t)frame > (uintptr_t)obj) {
			*ip = frame->ip;
			return (uintptr_t)frame;
		}
		low = (uintptr_t)frame + 1;
		frame = frame->up;
	}
	return 0;
}
