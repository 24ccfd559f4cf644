// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * time.c - virtual time in the kernel's units
 */
#include <linux/delay.h>
#include <linux/instruction_pointer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "waits.h"

unsigned long get_jiffies(void)
{
	return INITIAL_JIFFIES + ex_now() / NSEC_PER_JIFFY;
}

ktime_t ktime_get(void)
{
	return (ktime_t)ex_now();
}

/* Until @nsecs from now; what is left if a signal that @state lets in came first. */
static u64 sleep_ns(u64 nsecs, unsigned int state)
{
	struct wait_note note = { .kind = WAIT_OTHER, .obj = &note, .name = "sleep",
				  .ip = _RET_IP_, .timed = true };
	u64 deadline = ex_now() + nsecs;

	might_sleep();
	wait_note_begin(&note);
	while (ex_now() < deadline && !signal_pending_state(state, current))
		ex_park_until(&note, deadline);
	wait_note_end(&note);
	return ex_now() < deadline ? deadline - ex_now() : 0;
}

void msleep(unsigned int msecs)
{
	sleep_ns((u64)msecs * NSEC_PER_MSEC, TASK_UNINTERRUPTIBLE);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	u64 left = sleep_ns((u64)msecs * NSEC_PER_MSEC, TASK_INTERRUPTIBLE);

	return (unsigned long)((left + NSEC_PER_MSEC - 1) / NSEC_PER_MSEC);
}

void usleep_range(unsigned long min, unsigned long max)
{
	(void)max;
	sleep_ns((u64)min * NSEC_PER_USEC, TASK_UNINTERRUPTIBLE);
}

void fsleep(unsigned long usecs)
{
	sleep_ns((u64)usecs * NSEC_PER_USEC, TASK_UNINTERRUPTIBLE);
}

void ssleep(unsigned int seconds)
{
	sleep_ns((u64)seconds * NSEC_PER_SEC, TASK_UNINTERRUPTIBLE);
}

/* A delay that may not sleep still lets time pass for the machine. */
void ndelay(unsigned long nsecs)
{
	u64 deadline = ex_now() + nsecs;

	while (ex_now() < deadline)
		ex_park_until(current, deadline);
}

void udelay(unsigned long usecs)
{
	ndelay(usecs * NSEC_PER_USEC);
}

void mdelay(unsigned long msecs)
{
	ndelay(msecs * NSEC_PER_MSEC);
}
