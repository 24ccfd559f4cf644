// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * signal.c - signals and the end of a process
 *
 * A signal interrupts a wait; what a handler would do is left out, and so are masks
 * and default actions other than that of SIGKILL.
 */
#include "process.h"

#include <linux/sched/signal.h>
#include <linux/signal_numbers.h>


#include "process_types.h"

/* From here on every thread leaves; the first reason counts. */
static void process_end(struct process *process, int code)
{
	struct task_struct *task;

	spin_lock(&process->lock);
	if (!process->exiting) {
		WRITE_ONCE(process->exiting, true);
		process->exit_code = code;
	}
	list_for_each_entry(task, &process->threads, thread_node)
		task_signal(task, SIGKILL);
	spin_unlock(&process->lock);
}

void process_kill(struct process *process, int sig)
{
	struct task_struct *task;

	if (sig == SIGKILL) {
		process_end(process, sig);
		return;
	}
	spin_lock(&process->lock);
	task = list_first_entry_or_null(&process->threads, struct task_struct, thread_node);
	if (task)
		task_signal(task, sig);
	spin_unlock(&process->lock);
}

void process_exit(int code)
{
	process_end(current->process, code);
}

bool process_dying(void)
{
	return READ_ONCE(current->process->exiting);
}

int process_wait(struct process *process)
{
	bool started;

	spin_lock(&process->lock);
	started = process->live || process->dead;
	spin_unlock(&process->lock);
	if (!started)
		return 0;
	wait_for_completion(&process->done);
	task_join(process->last);	/* and it has let go of the process, too */
	return process->exit_code;
}
