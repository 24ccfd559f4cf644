/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/time.c */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

static inline time64_t ktime_get_seconds(void)
{
	return ktime_get() / NSEC_PER_SEC;
}

#endif
