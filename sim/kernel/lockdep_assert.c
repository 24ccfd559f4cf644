// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_assert.c - rules that code states itself, and the ends of a lock's life
 */
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>

#include "exec/host.h"

#include "finding.h"
#include "lockdep.h"

void lockdep_assert_failed(const char *what)
{
	struct text held = { 0 };

	report_held_locks(&held, current);
	finding_report(FINDING_STATE, "WARNING in %F", "WARNING: assertion failed: %s\n%s", what,
		       held.start);
	ex_host_free(held.start);
}

void lockdep_assert_irqs(bool enabled)
{
	if (!irqs_disabled() != enabled)
		lockdep_assert_failed(enabled ? "interrupts enabled" : "interrupts disabled");
}

void lockdep_assert_preemption(bool enabled)
{
	if ((preempt_count() == 0 && !irqs_disabled()) != enabled)
		lockdep_assert_failed(enabled ? "preemption enabled" : "preemption disabled");
}

void lockdep_sys_exit(void)
{
	struct task_struct *task = current;
	struct text held = { 0 };

	if (likely(!task->lockdep.depth && !task->preempt_count && !task->irqs_off))
		return;
	report_held_locks(&held, task);
	if (task->lockdep.depth)
		finding_report(FINDING_LOCKUSE,
			       "WARNING: lock held when returning to user space in %F",
			       "WARNING: lock held when returning to user space!\n%s/%d is leaving "
			       "the kernel with locks still held!\n%s",
			       task->comm, task->pid, held.start);
	else
		finding_report(FINDING_LOCKUSE, "BUG: atomic context leaked in %F",
			       "preempt_count %x, irqs_disabled %u on return to user space",
			       task->preempt_count, task->irqs_off);
	ex_host_free(held.start);
	/* What is left is not charged to the next call. */
	task->lockdep.depth = 0;
	task->lockdep.chain_key = 0;
	task->preempt_count = 0;
	task->irqs_off = 0;
}

void debug_check_no_locks_freed(const void *mem_from, unsigned long mem_len)
{
	const struct lockdep_task *ld = &current->lockdep;

	for (unsigned int i = 0; i < ld->depth; i++) {
		unsigned long at = (unsigned long)ld->held[i].instance;

		if (at - (unsigned long)mem_from >= mem_len)
			continue;
		finding_report(FINDING_LOCKUSE, "WARNING: held lock freed in %F",
			       "WARNING: held lock freed!\n%s/%d is freeing memory, with a lock "
			       "still held there: %s", current->comm, current->pid,
			       ld->held[i].class->name);
		return;
	}
}

void lockdep_rcu_suspicious(const char *file, const int line, const char *s)
{
	struct text held = { 0 };

	report_held_locks(&held, current);
	finding_report(FINDING_LOCKUSE, "WARNING: suspicious RCU usage in %F",
		       "WARNING: suspicious RCU usage\n%s:%d %s!\n\n"
		       "other info that might help us debug this:\n\n%s", file, line, s,
		       held.start);
	ex_host_free(held.start);
}

void debug_show_held_locks(struct task_struct *task)
{
	struct text held = { 0 };

	if (!printk_wanted)
		return;
	report_held_locks(&held, task);
	ex_host_log(held.start, held.used);
	ex_host_free(held.start);
}

void debug_show_all_locks(void)
{
	for (unsigned int id = 0; ex_task_by_id(id); id++) {
		struct task_struct *task = ex_task_by_id(id)->local;

		if (task && task->lockdep.depth)
			debug_show_held_locks(task);
	}
}
