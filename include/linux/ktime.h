/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/time.c */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/types.h>

#define MSEC_PER_SEC	1000L
#define USEC_PER_MSEC	1000L
#define NSEC_PER_USEC	1000L
#define NSEC_PER_MSEC	1000000L
#define USEC_PER_SEC	1000000L
#define NSEC_PER_SEC	1000000000L
#define KTIME_MAX	((s64)~((u64)1 << 63))

ktime_t ktime_get(void);
#define ktime_get_boottime()	ktime_get()
#define ktime_get_real()	ktime_get()
#define ktime_get_ns()		((u64)ktime_get())
#define ktime_get_raw()		ktime_get()

static inline ktime_t ktime_set(const s64 secs, const unsigned long nsecs)
{
	return secs * NSEC_PER_SEC + (s64)nsecs;
}

#define ktime_add(a, b)		((a) + (b))
#define ktime_sub(a, b)		((a) - (b))
#define ktime_add_ns(t, ns)	((t) + (s64)(ns))
#define ktime_add_us(t, us)	((t) + (s64)(us) * NSEC_PER_USEC)
#define ktime_add_ms(t, ms)	((t) + (s64)(ms) * NSEC_PER_MSEC)
#define ktime_to_ns(t)		(t)
#define ktime_to_us(t)		((t) / NSEC_PER_USEC)
#define ktime_to_ms(t)		((t) / NSEC_PER_MSEC)
#define ktime_after(a, b)	((a) > (b))
#define ktime_before(a, b)	((a) < (b))
#define ktime_compare(a, b)	((a) < (b) ? -1 : (a) > (b))
#define ktime_us_delta(a, b)	ktime_to_us((a) - (b))
#define ktime_ms_delta(a, b)	ktime_to_ms((a) - (b))
#define ns_to_ktime(ns)		((ktime_t)(ns))
#define ms_to_ktime(ms)		((ktime_t)(ms) * NSEC_PER_MSEC)
#define us_to_ktime(us)		((ktime_t)(us) * NSEC_PER_USEC)

#endif
