// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * freezer.c - user space stands still while the machine goes to sleep
 *
 *  F1  A thread says that it is in the kernel before it looks whether it may be; the
 *      freezer says that nobody may before it looks who is. One of the two sees the other.
 *  F2  Whoever sleeps interruptibly in the kernel is sent a signal that no user can send.
 *      It makes its way out as after any signal, and its system call starts again later.
 *
 * Locking: processes_lock covers the list. Order: processes_lock -> process->lock.
 */
#include "freezer.h"

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/instruction_pointer.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "kernel/waits.h"

#include "process_types.h"

#define FREEZE_TIMEOUT_MS	20000
#define FREEZE_SIGNAL		64

static LIST_HEAD(processes);
static DEFINE_SPINLOCK(processes_lock);
static DECLARE_WAIT_QUEUE_HEAD(thawed);
static bool freezing;

void freezer_add(struct process *process)
{
	spin_lock(&processes_lock);
	list_add_tail(&process->all, &processes);
	spin_unlock(&processes_lock);
}

void freezer_del(struct process *process)
{
	spin_lock(&processes_lock);
	list_del(&process->all);
	spin_unlock(&processes_lock);
}

static bool is_freezing(void)
{
	return __atomic_load_n(&freezing, __ATOMIC_SEQ_CST);
}

static void set_in_kernel(bool in_kernel)
{
	__atomic_store_n(&current->in_kernel, in_kernel, __ATOMIC_SEQ_CST);
}

void freezer_enter(void)
{
	set_in_kernel(true);
	while (unlikely(is_freezing())) {
		set_in_kernel(false);
		wait_event(thawed, !is_freezing());
		set_in_kernel(true);
	}
}

void freezer_leave(void)
{
	set_in_kernel(false);
}

bool freezer_signal_only(const struct task_struct *task)
{
	return READ_ONCE(task->pending) == 1ULL << (FREEZE_SIGNAL - 1);
}

/*
 * How many threads of @process are in the kernel, those that exit among them. One of them is
 * left in *@laggard.
 */
static unsigned int push_out(struct process *process, struct task_struct **laggard)
{
	struct task_struct *task;
	unsigned int inside;

	spin_lock(&process->lock);
	inside = process->unfinished - process->live;
	list_for_each_entry(task, &process->threads, thread_node) {
		if (task == current || !__atomic_load_n(&task->in_kernel, __ATOMIC_SEQ_CST))
			continue;
		inside++;
		*laggard = task;
		if (!(READ_ONCE(task->pending) & 1ULL << (FREEZE_SIGNAL - 1)))
			task_signal(task, FREEZE_SIGNAL);
	}
	spin_unlock(&process->lock);
	return inside;
}

static unsigned int push_all_out(struct task_struct **laggard)
{
	struct process *process;
	unsigned int inside = 0;

	spin_lock(&processes_lock);
	list_for_each_entry(process, &processes, all)
		inside += push_out(process, laggard);
	spin_unlock(&processes_lock);
	return inside;
}

int freeze_processes(void)
{
	struct wait_note note = { .kind = WAIT_OTHER, .obj = &freezing, .ip = _RET_IP_,
				  .name = "user space to freeze", .timed = true };
	unsigned int inside, waited_ms = 0, pause_ms = 1;

	__atomic_store_n(&freezing, true, __ATOMIC_SEQ_CST);
	wait_note_begin(&note);
	while ((inside = push_all_out(&note.who)) && waited_ms < FREEZE_TIMEOUT_MS) {
		msleep(pause_ms);
		waited_ms += pause_ms;
		pause_ms = min(pause_ms * 2, 8u);
	}
	wait_note_end(&note);
	if (!inside)
		return 0;
	pr_err("PM: %u tasks did not freeze within %u ms\n", inside, waited_ms);
	thaw_processes();
	return -EBUSY;
}

void thaw_processes(void)
{
	__atomic_store_n(&freezing, false, __ATOMIC_SEQ_CST);
	wake_up_all(&thawed);
}
