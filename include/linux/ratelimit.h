/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: nothing is suppressed */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/printk.h>

struct ratelimit_state {
	int burst;
};
#define DEFINE_RATELIMIT_STATE(name, interval, b)				\
	struct ratelimit_state name = { .burst = (b) }
#define __ratelimit(state)	((void)(state), 1)

#endif
