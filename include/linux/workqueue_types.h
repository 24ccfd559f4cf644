/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/workqueue.c */
#ifndef _LINUX_WORKQUEUE_TYPES_H
#define _LINUX_WORKQUEUE_TYPES_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/types.h>

struct work_struct;
struct workqueue_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	atomic_long_t		data;		/* WORK_*; changed under the pool's guard */
	struct list_head	entry;
	work_func_t		func;
	struct workqueue_struct	*wq;		/* where it is or last was queued; borrowed */
	struct lockdep_map	lockdep_map;
};

#endif
