/* SPDX-License-Identifier: GPL-2.0-or-later */
/* timers.h - what the slab asks the timers */
#ifndef KERNEL_TIMERS_H
#define KERNEL_TIMERS_H

#include <linux/types.h>

/* A timer that is armed in memory that is about to be free is a finding. */
void timers_check_freed(const void *from, size_t size);

#endif
