/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/timer.c */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>

/* Functions run in softirq context, each timer's one at a time. */
struct timer_list {
	struct list_head	entry;		/* empty or NULL: not pending */
	unsigned long		expires;	/* jiffies */
	void			(*function)(struct timer_list *timer);
	u32			flags;
	struct lockdep_map	lockdep_map;
};

#define TIMER_DEFERRABLE	0x00080000
#define TIMER_IRQSAFE		0x00200000

#define __TIMER_INITIALIZER(_function, _flags)	{ .function = (_function), .flags = (_flags) }
#define DEFINE_TIMER(name, function)	struct timer_list name = __TIMER_INITIALIZER(function, 0)

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name, struct lock_class_key *key);
/* A finding if @obj, which others will reach, is on a stack and its user did not say so. */
void object_off_stack(const void *obj);
#define timer_setup(timer, callback, flags)					\
	do {									\
		object_off_stack(timer);					\
		timer_setup_on_stack(timer, callback, flags);			\
	} while (0)
#define timer_setup_on_stack(timer, callback, flags)				\
	do {									\
		static struct lock_class_key __key;				\
		init_timer_key((timer), (callback), (flags), #timer, &__key);	\
	} while (0)
/* A finding if it is still armed. */
void destroy_timer_on_stack(struct timer_list *timer);
#define from_timer(var, callback_timer, timer_fieldname)			\
	container_of(callback_timer, typeof(*var), timer_fieldname)

void add_timer(struct timer_list *timer);
int mod_timer(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);
int timer_pending(const struct timer_list *timer);
/* 1 if it was pending. */
int timer_delete(struct timer_list *timer);
/* The same, and its function is not running when this returns. Not from the function. */
int timer_delete_sync(struct timer_list *timer);
int try_to_del_timer_sync(struct timer_list *timer);
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);
#define del_timer(timer)	timer_delete(timer)
#define del_timer_sync(timer)	timer_delete_sync(timer)

unsigned long round_jiffies(unsigned long j);
unsigned long round_jiffies_relative(unsigned long j);

#endif
