/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/time.c */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/jiffies.h>

/* Sleep on virtual time. */
void msleep(unsigned int msecs);
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);
void fsleep(unsigned long usecs);
void ssleep(unsigned int seconds);

/* Busy delays: any context. Time passes for the caller as for the rest of the machine. */
void ndelay(unsigned long nsecs);
void udelay(unsigned long usecs);
void mdelay(unsigned long msecs);

#endif
