// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kthread.c - kernel threads that can be asked to stop or to park
 *
 *  T1  A kthread exists from creation but runs its function only after the first
 *      wake-up; one that is stopped before that never runs it.
 *  T2  The result is read after the task has ended.
 */
#include <linux/kthread.h>

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "hooks.h"
#include "waits.h"

struct kthread {
	int			(*fn)(void *data);
	void			*data;
	struct completion	parked;
	bool			should_stop;	/* atomic */
	bool			should_park;	/* atomic */
	int			result;
	char			name[TASK_COMM_LEN];
};

static struct kthread *to_kthread(struct task_struct *task)
{
	return task->flags & PF_KTHREAD ? task->worker_private : NULL;
}

static void kthread_main(void *arg)
{
	struct kthread *self = arg;

	/* Born asleep: kthread_create() set the state before the task could run. */
	schedule();
	self->result = -EINTR;
	hook_point(EX_READ, self);
	if (!__atomic_load_n(&self->should_stop, __ATOMIC_ACQUIRE))
		self->result = self->fn(self->data);
	lockdep_sys_exit();
}

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...)
{
	struct kthread *kthread = kzalloc(sizeof(*kthread), GFP_KERNEL);
	struct task_struct *task;
	va_list args;

	(void)node;
	if (!kthread)
		return ERR_PTR(-ENOMEM);
	kthread->fn = threadfn;
	kthread->data = data;
	init_completion(&kthread->parked);
	va_start(args, namefmt);
	vsnprintf(kthread->name, sizeof(kthread->name), namefmt, args);
	va_end(args);
	task = task_spawn_asleep(kthread->name, kthread_main, kthread);
	task->worker_private = kthread;
	return task;
}

int kthread_stop(struct task_struct *k)
{
	struct kthread *kthread = k->worker_private;
	int result;

	hook_point(EX_WRITE, kthread);
	__atomic_store_n(&kthread->should_stop, true, __ATOMIC_RELEASE);
	kthread_unpark(k);
	wake_up_process(k);
	task_join(k);
	result = kthread->result;
	kfree(kthread);
	return result;
}

bool kthread_should_stop(void)
{
	struct kthread *kthread = to_kthread(current);

	hook_point(EX_READ, kthread);
	return kthread && !(current->flags & PF_WQ_WORKER) &&
	       __atomic_load_n(&kthread->should_stop, __ATOMIC_ACQUIRE);
}

bool kthread_should_park(void)
{
	struct kthread *kthread = to_kthread(current);

	hook_point(EX_READ, kthread);
	return kthread && __atomic_load_n(&kthread->should_park, __ATOMIC_ACQUIRE);
}

void *kthread_data(struct task_struct *k)
{
	return to_kthread(k)->data;
}

void kthread_parkme(void)
{
	struct kthread *self = to_kthread(current);

	while (kthread_should_park()) {
		set_current_state(TASK_PARKED);
		ex_touch(EX_READ, self);
		if (!__atomic_load_n(&self->should_park, __ATOMIC_ACQUIRE))
			break;
		complete(&self->parked);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

int kthread_park(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	hook_point(EX_WRITE, kthread);
	if (__atomic_exchange_n(&kthread->should_park, true, __ATOMIC_ACQ_REL))
		return -EBUSY;
	wake_up_process(k);
	wait_for_completion(&kthread->parked);
	return 0;
}

void kthread_unpark(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	hook_point(EX_WRITE, kthread);
	if (!__atomic_exchange_n(&kthread->should_park, false, __ATOMIC_ACQ_REL))
		return;
	reinit_completion(&kthread->parked);
	wake_up_state(k, TASK_PARKED);
}
