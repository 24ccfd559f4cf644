// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * time.c - virtual time in the kernel's units
 */
#include <linux/delay.h>
#include <linux/instruction_pointer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/timer.h>

#include "waits.h"

unsigned long get_jiffies(void)
{
	return INITIAL_JIFFIES + ex_now() / NSEC_PER_JIFFY;
}

ktime_t ktime_get(void)
{
	return (ktime_t)ex_now();
}

/* The others need not keep up with it. With a program's sleep they do: msleep_interruptible(). */
static void delay_ns(u64 nsecs)
{
	struct wait_note note = { .kind = WAIT_OTHER, .obj = &note, .name = "delay",
				  .ip = _RET_IP_, .timed = true };
	u64 deadline = ex_now() + nsecs;

	might_sleep();
	wait_note_begin(&note);
	while (ex_now() < deadline)
		ex_sleep_until(&note, deadline);
	wait_note_end(&note);
}

void msleep(unsigned int msecs)
{
	delay_ns((u64)msecs * NSEC_PER_MSEC);
}

/* What is left if a signal came first. */
unsigned long msleep_interruptible(unsigned int msecs)
{
	struct wait_note note = { .kind = WAIT_OTHER, .obj = &note, .name = "sleep",
				  .ip = _RET_IP_, .timed = true };
	u64 deadline = ex_now() + (u64)msecs * NSEC_PER_MSEC, now;

	might_sleep();
	wait_note_begin(&note);
	while (ex_now() < deadline && !signal_pending_state(TASK_INTERRUPTIBLE, current))
		ex_park_until(&note, deadline);
	wait_note_end(&note);
	now = ex_now();
	return now < deadline ? (unsigned long)DIV_ROUND_UP(deadline - now, NSEC_PER_MSEC) : 0;
}

void usleep_range(unsigned long min, unsigned long max)
{
	(void)max;
	delay_ns((u64)min * NSEC_PER_USEC);
}

void fsleep(unsigned long usecs)
{
	delay_ns((u64)usecs * NSEC_PER_USEC);
}

void ssleep(unsigned int seconds)
{
	delay_ns((u64)seconds * NSEC_PER_SEC);
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

unsigned long round_jiffies(unsigned long j)
{
	return (j + HZ - 1) / HZ * HZ;
}

unsigned long round_jiffies_relative(unsigned long j)
{
	return round_jiffies(j + jiffies) - jiffies;
}
