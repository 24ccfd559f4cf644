/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/wait.c */
/*
 * wait.h - wait queues
 *
 * Wake functions run under the queue's spinlock, in whatever context wakes. The
 * wait_event() family evaluates its condition without the lock and marks the task
 * asleep first, so that no wakeup between the two is lost.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

typedef struct wait_queue_entry wait_queue_entry_t;
typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode, int flags,
				 void *key);

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync,
			     void *key);

#define WQ_FLAG_EXCLUSIVE	0x01
#define WQ_FLAG_WOKEN		0x02
#define WQ_FLAG_CUSTOM		0x04
#define WQ_FLAG_DONE		0x08
#define WQ_FLAG_PRIORITY	0x10

struct wait_queue_entry {
	unsigned int		flags;
	void			*private;	/* the task, for the standard wake functions */
	wait_queue_func_t	func;
	struct list_head	entry;
};

struct wait_queue_head {
	spinlock_t		lock;
	struct list_head	head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk)						\
	{ .private = (tsk), .func = default_wake_function, .entry = { NULL, NULL } }
#define DECLARE_WAITQUEUE(name, tsk)							\
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)
#define __WAIT_QUEUE_HEAD_INITIALIZER(name)						\
	{ .lock = __SPIN_LOCK_INITIALIZER((name).lock),					\
	  .head = LIST_HEAD_INIT((name).head) }
#define DECLARE_WAIT_QUEUE_HEAD(name)							\
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name)						\
	struct wait_queue_head name;							\
	init_waitqueue_head(&name)

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key);
#define init_waitqueue_head(wq_head)							\
	do {										\
		static struct lock_class_key __key;					\
		__init_waitqueue_head((wq_head), #wq_head, &__key);			\
	} while (0)

static inline void init_waitqueue_entry(struct wait_queue_entry *entry, struct task_struct *p)
{
	entry->flags = 0;
	entry->private = p;
	entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *entry,
					     wait_queue_func_t func)
{
	entry->flags = 0;
	entry->private = NULL;
	entry->func = func;
}

int waitqueue_active(struct wait_queue_head *wq_head);

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	return waitqueue_active(wq_head);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

/* Under the queue's lock. */
void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head,
				 struct wait_queue_entry *entry);

static inline void __remove_wait_queue(struct wait_queue_head *wq_head,
				       struct wait_queue_entry *entry)
{
	(void)wq_head;
	list_del(&entry->entry);
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_pollfree(struct wait_queue_head *wq_head);

#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		__wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		__wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_interruptible(x)	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr)	__wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_sync(x)			__wake_up(x, TASK_NORMAL, 1, NULL)

#define poll_to_key(m)			((void *)(__force uintptr_t)(__poll_t)(m))
#define key_to_poll(m)			((__force __poll_t)(uintptr_t)(void *)(m))
#define wake_up_poll(x, m)		__wake_up(x, TASK_NORMAL, 1, poll_to_key(m))
#define wake_up_poll_on_current_cpu(x, m)	wake_up_poll(x, m)
#define wake_up_locked_poll(x, m)	__wake_up_locked_key((x), TASK_NORMAL, poll_to_key(m))
#define wake_up_interruptible_poll(x, m)						\
	__wake_up(x, TASK_INTERRUPTIBLE, 1, poll_to_key(m))
#define wake_up_pollfree(x)		__wake_up_pollfree(x)

void init_wait_entry(struct wait_queue_entry *entry, int flags);
#define DEFINE_WAIT_FUNC(name, function)						\
	struct wait_queue_entry name = {						\
		.private = current, .func = function,					\
		.entry = LIST_HEAD_INIT((name).entry),					\
	}
#define DEFINE_WAIT(name)	DEFINE_WAIT_FUNC(name, autoremove_wake_function)
#define init_wait(wait)									\
	do {										\
		(wait)->private = current;						\
		(wait)->func = autoremove_wake_function;				\
		INIT_LIST_HEAD(&(wait)->entry);						\
		(wait)->flags = 0;							\
	} while (0)

void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			       int state);
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			   int state);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout);
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key);

/*
 * The checkers' view of a wait: begin and end bracket the whole loop, so that reports
 * name the queue and what was held; nothing else happens in them.
 */
void wait_event_begin(struct wait_queue_head *wq_head, const char *condition);
void wait_event_end(struct wait_queue_head *wq_head);

#define ___wait_is_interruptible(state)							\
	(!__builtin_constant_p(state) || ((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)))

#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)			\
({											\
	__label__ __out;								\
	struct wait_queue_entry __wq_entry;						\
	long __ret = ret;								\
	wait_event_begin(&wq_head, #condition);						\
	init_wait_entry(&__wq_entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0);		\
	for (;;) {									\
		long __int = prepare_to_wait_event(&wq_head, &__wq_entry, state);	\
		if (condition)								\
			break;								\
		if (___wait_is_interruptible(state) && __int) {				\
			__ret = __int;							\
			goto __out;							\
		}									\
		cmd;									\
	}										\
	finish_wait(&wq_head, &__wq_entry);						\
__out:	wait_event_end(&wq_head);							\
	__ret;										\
})

#define __wait_event(wq_head, condition)						\
	(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, schedule())
#define wait_event(wq_head, condition)							\
	do {										\
		might_sleep();								\
		if (condition)								\
			break;								\
		__wait_event(wq_head, condition);					\
	} while (0)
#define io_wait_event(wq_head, condition)	wait_event(wq_head, condition)
#define wait_event_freezable(wq_head, condition)					\
	wait_event_interruptible(wq_head, condition)

#define ___wait_cond_timeout(condition)							\
({											\
	bool __cond = (condition);							\
	if (__cond && !__ret)								\
		__ret = 1;								\
	__cond || !__ret;								\
})

#define __wait_event_state_timeout(wq_head, condition, timeout, state)			\
	___wait_event(wq_head, ___wait_cond_timeout(condition), state, 0, timeout,	\
		      __ret = schedule_timeout(__ret))
#define ___wait_event_timed(wq_head, condition, timeout, state)				\
({											\
	long __ret = timeout;								\
	might_sleep();									\
	if (!___wait_cond_timeout(condition))						\
		__ret = __wait_event_state_timeout(wq_head, condition, timeout, state);	\
	__ret;										\
})
#define wait_event_timeout(wq_head, condition, timeout)					\
	___wait_event_timed(wq_head, condition, timeout, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_timeout(wq_head, condition, timeout)			\
	___wait_event_timed(wq_head, condition, timeout, TASK_INTERRUPTIBLE)
#define wait_event_killable_timeout(wq_head, condition, timeout)			\
	___wait_event_timed(wq_head, condition, timeout, TASK_KILLABLE)
#define wait_event_idle_timeout(wq_head, condition, timeout)				\
	___wait_event_timed(wq_head, condition, timeout, TASK_IDLE)

#define ___wait_event_state(wq_head, condition, state, exclusive)			\
({											\
	int __ret = 0;									\
	might_sleep();									\
	if (!(condition))								\
		__ret = ___wait_event(wq_head, condition, state, exclusive, 0,		\
				      schedule());					\
	__ret;										\
})
#define wait_event_interruptible(wq_head, condition)					\
	___wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq_head, condition)				\
	___wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable(wq_head, condition)						\
	___wait_event_state(wq_head, condition, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq_head, condition)				\
	___wait_event_state(wq_head, condition, TASK_KILLABLE, 1)
#define wait_event_idle(wq_head, condition)						\
	(void)___wait_event_state(wq_head, condition, TASK_IDLE, 0)
#define wait_event_idle_exclusive(wq_head, condition)					\
	(void)___wait_event_state(wq_head, condition, TASK_IDLE, 1)
#define wait_event_state(wq_head, condition, state)					\
	___wait_event_state(wq_head, condition, state, 0)
#define wait_event_freezable_timeout(wq_head, condition, timeout)			\
	wait_event_interruptible_timeout(wq_head, condition, timeout)

#define ___wait_event_cmd(wq_head, condition, exclusive, cmd1, cmd2)			\
	do {										\
		if (condition)								\
			break;								\
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE,		\
				    exclusive, 0, cmd1; schedule(); cmd2);		\
	} while (0)
#define wait_event_cmd(wq_head, condition, cmd1, cmd2)					\
	___wait_event_cmd(wq_head, condition, 0, cmd1, cmd2)
#define wait_event_exclusive_cmd(wq_head, condition, cmd1, cmd2)			\
	___wait_event_cmd(wq_head, condition, 1, cmd1, cmd2)

/* The caller holds @lock, which the condition needs and the sleep must not. */
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd)				\
	wait_event_cmd(wq_head, condition, spin_unlock_irq(&lock); cmd,			\
		       spin_lock_irq(&lock))
#define wait_event_lock_irq(wq_head, condition, lock)					\
	wait_event_lock_irq_cmd(wq_head, condition, lock, )
#define wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, cmd)		\
({											\
	int __ret = 0;									\
	if (!(condition))								\
		__ret = ___wait_event(wq_head, condition, TASK_INTERRUPTIBLE, 0, 0,	\
				      spin_unlock_irq(&lock);				\
				      cmd;						\
				      schedule();					\
				      spin_lock_irq(&lock));				\
	__ret;										\
})
#define wait_event_interruptible_lock_irq(wq_head, condition, lock)			\
	wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, )
#define ___wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, state)	\
({											\
	long __ret = timeout;								\
	if (!___wait_cond_timeout(condition))						\
		__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), state,	\
				      0, timeout, spin_unlock_irq(&lock);		\
				      __ret = schedule_timeout(__ret);			\
				      spin_lock_irq(&lock));				\
	__ret;										\
})
#define wait_event_lock_irq_timeout(wq_head, condition, lock, timeout)			\
	___wait_event_lock_irq_timeout(wq_head, condition, lock, timeout,		\
				       TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_lock_irq_timeout(wq_head, condition, lock, timeout)	\
	___wait_event_lock_irq_timeout(wq_head, condition, lock, timeout,		\
				       TASK_INTERRUPTIBLE)

int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
#define wait_event_interruptible_locked_irq(wq_head, condition)				\
({											\
	int __ret = 0;									\
	DEFINE_WAIT(__wait);								\
	while (!__ret && !(condition))							\
		__ret = do_wait_intr_irq(&(wq_head), &__wait);				\
	__remove_wait_queue(&(wq_head), &__wait);					\
	__set_current_state(TASK_RUNNING);						\
	__ret;										\
})

#endif
