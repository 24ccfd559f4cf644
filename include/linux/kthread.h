/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/kthread.c */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

struct completion;

/* A kernel thread, not yet running: wake_up_process() starts it. ERR_PTR on failure. */
__printf(4, 5)
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...);
#define kthread_create(threadfn, data, namefmt, arg...)				\
	kthread_create_on_node(threadfn, data, -1, namefmt, ##arg)
#define kthread_run(threadfn, data, namefmt, ...) ({				\
	struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
	if (!IS_ERR(__k))							\
		wake_up_process(__k);						\
	__k;									\
})

/* Ask it to end, wait until it has, return what it returned; -EINTR if it never ran. */
int kthread_stop(struct task_struct *k);
#define kthread_stop_put(k)	kthread_stop(k)
bool kthread_should_stop(void);
bool kthread_should_park(void);
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
void kthread_parkme(void);
void *kthread_data(struct task_struct *k);
void kthread_complete_and_exit(struct completion *comp, long code) __attribute__((noreturn));
#define set_freezable()		(false)
#define kthread_freezable_should_stop(p)	kthread_should_stop()

struct mm_struct;
void kthread_use_mm(struct mm_struct *mm);
void kthread_unuse_mm(struct mm_struct *mm);

#endif
