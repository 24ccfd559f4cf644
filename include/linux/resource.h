/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's; limits are kept per process */
#ifndef _KSIM_LINUX_RESOURCE_H
#define _KSIM_LINUX_RESOURCE_H

/* The system's <linux/resource.h> brings struct timeval, which libc has under another guard. */
#ifndef RLIMIT_MEMLOCK
#include <asm/resource.h>

struct rlimit {
	unsigned long	rlim_cur;
	unsigned long	rlim_max;
};
#endif

#endif
