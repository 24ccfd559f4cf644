/* SPDX-License-Identifier: GPL-2.0-or-later */
/* timers.h - what others on this floor ask the timers, and the timers others */
#ifndef KERNEL_TIMERS_H
#define KERNEL_TIMERS_H

#include <linux/types.h>

struct timer_list;

/* A timer that is armed in memory that is about to be free is a finding. */
void timers_check_freed(const void *from, size_t size);

/* Its function; of delayed work, which all have the same, the work's. */
const void *timer_leads_to(const struct timer_list *timer);

#endif
