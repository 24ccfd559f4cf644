/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's; limits are kept per process */
#ifndef _KSIM_LINUX_RESOURCE_H
#define _KSIM_LINUX_RESOURCE_H

#ifndef RLIMIT_MEMLOCK
#include_next <linux/resource.h>
#endif

#endif
