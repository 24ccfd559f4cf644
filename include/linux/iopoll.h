/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
/*
 * Read until a condition holds or the time, in microseconds, is up; 0 stands for no limit. What
 * was read last is in @val, and is looked at once more when the time is up. 0 or -ETIMEDOUT.
 */
#ifndef _LINUX_IOPOLL_H
#define _LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>

#define __ksim_poll(val, cond, timeout_us, pause, read)				\
({										\
	u64 __timeout_us = (timeout_us);					\
	ktime_t __end = ktime_add_us(ktime_get(), __timeout_us);		\
	int __ret = 0;								\
										\
	for (;;) {								\
		(val) = (read);							\
		if (cond)							\
			break;							\
		if (__timeout_us && ktime_compare(ktime_get(), __end) > 0) {	\
			(val) = (read);						\
			__ret = (cond) ? 0 : -ETIMEDOUT;			\
			break;							\
		}								\
		pause;								\
	}									\
	__ret;									\
})

/* Sleeps in between, for up to @sleep_us; 0: does not. */
#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, sleep_before_read, args...) \
({										\
	unsigned long __sleep_us = (sleep_us);					\
										\
	might_sleep_if(__sleep_us);						\
	if ((sleep_before_read) && __sleep_us)					\
		usleep_range((__sleep_us >> 2) + 1, __sleep_us);		\
	__ksim_poll(val, cond, timeout_us,					\
		    if (__sleep_us) usleep_range((__sleep_us >> 2) + 1, __sleep_us); \
		    else udelay(1), op(args));					\
})

/* In any context. */
#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, delay_before_read, args...) \
({										\
	unsigned long __delay_us = (delay_us);					\
										\
	if ((delay_before_read) && __delay_us)					\
		udelay(__delay_us);						\
	__ksim_poll(val, cond, timeout_us, udelay(__delay_us ? __delay_us : 1), op(args)); \
})

#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us)		\
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic(op, addr, val, cond, delay_us, timeout_us)	\
	read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, false, addr)

#define readb_poll_timeout(addr, val, cond, sleep_us, timeout_us)		\
	readx_poll_timeout(readb, addr, val, cond, sleep_us, timeout_us)
#define readw_poll_timeout(addr, val, cond, sleep_us, timeout_us)		\
	readx_poll_timeout(readw, addr, val, cond, sleep_us, timeout_us)
#define readl_poll_timeout(addr, val, cond, sleep_us, timeout_us)		\
	readx_poll_timeout(readl, addr, val, cond, sleep_us, timeout_us)
#define readq_poll_timeout(addr, val, cond, sleep_us, timeout_us)		\
	readx_poll_timeout(readq, addr, val, cond, sleep_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us)	\
	readx_poll_timeout_atomic(readl, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us)	\
	readl_poll_timeout(addr, val, cond, sleep_us, timeout_us)
#define readl_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us)

#endif
