// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kthread.c - kernel threads that can be asked to stop or to park
 *
 *  T1  A kthread exists from creation but runs its function only after the first
 *      wake-up; one that is stopped before that never runs it.
 *  T2  The result is read after the task has ended.
 *  T3  refs counts the thread itself until it has ended, and each get_task_struct(). Whoever
 *      stops a thread that may end by itself has to have a reference.
 */
#include "kthread.h"

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "exec/jump.h"

#include "hooks.h"
#include "waits.h"

struct kthread {
	int			refs;		/* atomic (T3) */
	struct ex_jump		*end;		/* of kthread_exit(): the thread's own */
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

/* The kthread of a task; NULL for others, such as a worker of a work queue. */
static struct kthread *kthread_of(struct task_struct *task)
{
	return task->flags & PF_WQ_WORKER ? NULL : to_kthread(task);
}

void kthread_get(struct task_struct *task)
{
	struct kthread *kthread = kthread_of(task);

	if (!kthread)
		return;
	hook_alive(kthread, _RET_IP_);
	__atomic_fetch_add(&kthread->refs, 1, __ATOMIC_RELAXED);
}

static void put_kthread(struct kthread *kthread)
{
	if (!__atomic_sub_fetch(&kthread->refs, 1, __ATOMIC_ACQ_REL))
		kfree(kthread);
}

void kthread_put(struct task_struct *task)
{
	struct kthread *kthread = kthread_of(task);

	if (!kthread)
		return;
	hook_alive(kthread, _RET_IP_);
	put_kthread(kthread);
}

/* Nobody waits for more of a thread than its last words: they come when nothing of it is left. */
static void last_words(struct kthread *self, long result, struct completion *comp)
{
	self->result = (int)result;
	put_kthread(self);
	if (comp)
		complete(comp);
}

static long call(struct kthread *self)
{
	if (__atomic_load_n(&self->should_stop, __ATOMIC_ACQUIRE))
		return -EINTR;
	return self->fn(self->data);
}

static void kthread_main(void *arg)
{
	struct kthread *self = arg;
	struct ex_jump end;
	long result;

	/* Born asleep: kthread_create() set the state before the task could run. */
	schedule();
	self->end = &end;
	hook_point(EX_READ, self);
	if (ex_jump_here(&end)) {
		lockdep_sys_exit();
		return;
	}
	result = call(self);
	lockdep_sys_exit();
	last_words(self, result, NULL);
}

void kthread_complete_and_exit(struct completion *comp, long code)
{
	struct kthread *self = kthread_of(current);
	struct ex_jump *end;

	BUG_ON(!self);
	end = self->end;
	last_words(self, code, comp);
	ex_jump_back(end);
}

void kthread_exit(long result)
{
	kthread_complete_and_exit(NULL, result);
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
	kthread->refs = 1;
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
	hook_alive(kthread, _RET_IP_);
	__atomic_fetch_add(&kthread->refs, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&kthread->should_stop, true, __ATOMIC_RELEASE);
	kthread_unpark(k);
	wake_up_process(k);
	task_join(k);
	result = kthread->result;
	put_kthread(kthread);
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
