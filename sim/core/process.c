// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * process.c - what the threads of a process share, and how long
 *
 *  P1  Each thread counts one user of the file table and of the mm, from the moment
 *      it is made until it exits. A process without threads holds these two users
 *      itself; its first thread takes them over. So a single thread is the table's
 *      only user.
 *  P2  ->dead is set by the last thread when it begins to exit, never cleared; no
 *      thread joins after that.
 *  P3  All threads together, and whoever has the first thread's task (get_task_struct()),
 *      hold one reference, from before the first to the end of the exit that ends last;
 *      then, if ->dead, ->done completes.
 *
 * Locking: ->lock covers the fields marked so, the limits, and each thread's own ->mm
 * and ->files (task_lock()).
 */
#include "process.h"

#include <linux/cred.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/task_work.h>

#include "freezer.h"
#include "mmap.h"
#include "process_types.h"
#include "syscall.h"

#define NOFILE_DEFAULT	1024

void task_lock(struct task_struct *task)
{
	if (task->process)
		spin_lock(&task->process->lock);
}

void task_unlock(struct task_struct *task)
{
	if (task->process)
		spin_unlock(&task->process->lock);
}

static void limits_init(struct rlimit *rlim)
{
	unsigned int i;

	for (i = 0; i < RLIM_NLIMITS; i++)
		rlim[i] = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	rlim[RLIMIT_MEMLOCK].rlim_cur = MEMLOCK_DEFAULT;
	rlim[RLIMIT_NOFILE].rlim_cur = NOFILE_DEFAULT;
}

static struct process *process_alloc(const char *name)
{
	struct process *process = kzalloc(sizeof(*process), GFP_KERNEL);

	if (!process)
		return NULL;
	limits_init(process->signal.rlim);
	refcount_set(&process->refs, 1);
	process->name = name;
	process->cred = &init_cred;
	init_completion(&process->done);
	spin_lock_init(&process->lock);
	INIT_LIST_HEAD(&process->threads);
	freezer_add(process);
	return process;
}

/* Both parts, or none. */
static struct process *process_with(struct process *process, struct mm_struct *mm,
				    struct files_struct *files)
{
	process->mm = mm;
	process->files = files;
	if (mm && files)
		return process;
	process_put(process);
	return NULL;
}

struct process *process_create(const char *name, unsigned int flags)
{
	struct process *process = process_alloc(name);
	struct mm_struct *mm;

	if (!process)
		return NULL;
	mm = mm_alloc();
	if (mm)
		mm->host_client = flags & PROCESS_HOST_CLIENT;
	return process_with(process, mm, files_alloc());
}

static struct process *do_fork(const char *name)
{
	struct process *process = process_alloc(name);

	if (!process)
		return NULL;
	task_lock(current);	/* against setrlimit() by another thread */
	memcpy(process->signal.rlim, current->signal->rlim, sizeof(process->signal.rlim));
	task_unlock(current);
	process->cred = get_current_cred();
	return process_with(process, dup_mm(current->mm), dup_fd(current->files));
}

struct process *process_fork(const char *name)
{
	struct process *process;

	if (!syscall_enter("fork"))
		return NULL;
	process = do_fork(name);
	syscall_exit(0);
	return process;
}

struct process *process_get(struct process *process)
{
	refcount_inc(&process->refs);
	return process;
}

/* What the caller put is released here, although it may be no thread of any process. */
static void release_now(void)
{
	if (current->flags & PF_KTHREAD)
		flush_delayed_fput();
	else
		task_work_run();
}

void process_put(struct process *process)
{
	if (!refcount_dec_and_test(&process->refs))
		return;
	if (!process->dead) {	/* P1: it has no thread */
		if (process->mm)
			mmput(process->mm);
		if (process->files)
			put_files_struct(process->files);
		release_now();
	}
	freezer_del(process);
	put_cred(process->cred);
	kfree(process);
}

const char *process_name(const struct process *process)
{
	return process->name;
}

struct process *process_current(void)
{
	return current->process;
}
