// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thread.c - threads of processes: from process_thread() to the end of their exit
 *
 * Locking: process->lock as in process.c; the guard references covers the lists of what
 * get_task_struct() counted. It is a leaf.
 */
#include "process.h"

#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/fdtable.h>
#include <linux/kthread.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/signal_numbers.h>
#include <linux/sched/task.h>

#include <linux/slab.h>
#include <linux/task_work.h>

#include "exec/exec.h"
#include "exec/sanitizer.h"
#include "kernel/kthread.h"

#include "freezer.h"
#include "process_types.h"

/* What a new thread needs to know; its own to free. */
struct thread_start {
	struct process	*process;	/* P3 */
	int		(*fn)(void *arg);
	void		*arg;
};

static void signal_get(struct process *process)
{
	if (!__atomic_fetch_add(&process->signal.sigcnt, 1, __ATOMIC_RELAXED))
		process_get(process);
}

/* The last one gives back the reference of P3. */
static void signal_put(struct task_struct *task, struct signal_struct *signal)
{
	if (__atomic_sub_fetch(&signal->sigcnt, 1, __ATOMIC_ACQ_REL))
		return;
	if (task->signal == signal)
		task->signal = NULL;
	process_put(container_of(signal, struct process, signal));
}

/*
 * A task that sets up several processes, one after the other, is the first thread of each: what
 * has a reference to it has one to the process that it was in. What a guard covers is not looked
 * at by ThreadSanitizer.
 */
static struct ex_guard references = EX_GUARD_INIT;

EX_NO_TSAN struct task_struct *get_task_struct(struct task_struct *task)
{
	struct signal_struct *signal = task->signal;

	kthread_get(task);
	if (!signal)
		return task;
	__atomic_fetch_add(&signal->sigcnt, 1, __ATOMIC_RELAXED);
	ex_guard_lock(&references);
	/* One that others have counted already has no other process: ->signal says which. */
	if (!signal->referrer) {
		signal->referrer = task;
		signal->next = task->referenced;
		task->referenced = signal;
	}
	if (signal->referrer == task)
		signal->task_refs++;
	ex_guard_unlock(&references);
	return task;
}

/* Nobody says which process was meant: the one that came first. */
EX_NO_TSAN void put_task_struct(struct task_struct *task)
{
	struct signal_struct **at = &task->referenced, *signal;

	ex_guard_lock(&references);
	while (*at && (*at)->next)
		at = &(*at)->next;
	signal = *at;
	if (signal && !--signal->task_refs) {
		signal->referrer = NULL;
		*at = NULL;
	}
	ex_guard_unlock(&references);
	if (!signal)
		signal = task->signal;
	if (signal)
		signal_put(task, signal);
	kthread_put(task);
}

int kthread_stop_put(struct task_struct *k)
{
	int result = kthread_stop(k);

	put_task_struct(k);
	return result;
}

/* Count one more thread (P1, P3); false if the process is past that. */
static bool thread_count(struct process *process)
{
	bool alive;

	spin_lock(&process->lock);
	alive = !process->dead;
	if (alive && process->live++) {
		atomic_inc(&process->files->count);
		mmget(process->mm);
	}
	if (alive && !process->unfinished++)
		signal_get(process);
	spin_unlock(&process->lock);
	return alive;
}

/* The calling task is the thread that was counted. */
static void thread_attach(struct process *process)
{
	struct task_struct *task = current;

	spin_lock(&process->lock);
	if (!process->leader)
		process->leader = task;
	task->process = process;
	task->signal = &process->signal;
	task->group_leader = process->leader;
	task->tgid = process->leader->pid;
	task->files = process->files;
	task->mm = process->mm;
	task->active_mm = process->mm;
	task->cred = get_cred(process->cred);
	list_add_tail(&task->thread_node, &process->threads);
	if (process->exiting)
		task_signal(task, SIGKILL);
	spin_unlock(&process->lock);
}

static void thread_detach(struct process *process)
{
	struct task_struct *task = current;

	lockdep_assert_held(&process->lock);
	list_del(&task->thread_node);
}

/* Nothing of user space is left of the task. */
static void thread_forget(void)
{
	struct task_struct *task = current;

	put_cred(task->cred);
	task->cred = NULL;
	task->process = NULL;
	if (!thread_group_leader(task)) {
		WRITE_ONCE(task->signal, NULL);	/* pairs with task_rlimit() */
		task->group_leader = task;
		task->tgid = task->pid;
	}
	WRITE_ONCE(task->pending, 0);	/* nobody sends any more: it is on no list */
}

/* P3: the last thing that a thread does with its process. The first is the leader until then. */
static void thread_finished(struct process *process)
{
	struct task_struct *leader = NULL;
	bool last;

	spin_lock(&process->lock);
	last = !--process->unfinished;
	if (last) {
		process->last = current;
		leader = process->leader;
		process->leader = NULL;
	}
	spin_unlock(&process->lock);
	if (!last)
		return;
	if (process->dead)
		complete_all(&process->done);
	signal_put(leader, &process->signal);
}

static struct mm_struct *task_take_mm(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	bool aside = ex_aside(true);

	task_lock(task);
	task->mm = NULL;
	task->active_mm = NULL;
	task_unlock(task);
	ex_aside(aside);
	return mm;
}

/* Linux' order: memory first, then files, then what their last references left to do. */
static void thread_exit(struct process *process, int code)
{
	struct task_struct *task = current;
	bool aside, last;

	freezer_enter();
	aside = ex_aside(true);		/* here as at the end: who has gone and who has not */
	task->flags |= PF_EXITING;
	spin_lock(&process->lock);
	thread_detach(process);
	last = !--process->live;
	if (last) {
		process->dead = true;
		if (!process->exiting)
			process->exit_code = code;
	}
	spin_unlock(&process->lock);
	ex_aside(aside);

	mmput(task_take_mm(task));
	exit_files(task);
	exit_task_work(task);
	ex_aside(true);
	thread_forget();
	thread_finished(process);
}

static void thread_main(void *arg)
{
	struct thread_start start = *(struct thread_start *)arg;
	int code = 0;

	kfree(arg);
	thread_attach(start.process);
	if (!process_dying())
		code = start.fn(start.arg);
	thread_exit(start.process, code);
}

struct task_struct *process_thread(struct process *process, const char *name,
				   int (*fn)(void *arg), void *arg)
{
	struct thread_start *start = kmalloc(sizeof(*start), GFP_KERNEL);

	if (!start)
		return NULL;
	if (!thread_count(process)) {
		kfree(start);
		return NULL;
	}
	*start = (struct thread_start){ process, fn, arg };
	return task_spawn(name, thread_main, start, 0, false);
}

void process_enter(struct process *process)
{
	BUG_ON(current->process || !thread_count(process));
	current->flags &= ~PF_KTHREAD;
	thread_attach(process);
}

/* If it was the only thread, what it counted goes back to the process (P1). */
void process_leave(void)
{
	struct task_struct *task = current;
	struct process *process = task->process;
	struct files_struct *files;
	struct mm_struct *mm;
	bool last;

	spin_lock(&process->lock);
	thread_detach(process);
	last = !--process->live;
	files = task->files;
	task->files = NULL;
	spin_unlock(&process->lock);

	mm = task_take_mm(task);
	if (!last) {
		mmput(mm);
		put_files_struct(files);
	}
	task_work_run();
	thread_forget();
	task->flags |= PF_KTHREAD;
	thread_finished(process);
}
