// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_process.c - processes, time and limits
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/sched/signal.h>
#include <linux/signal_numbers.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/exec.h"

long scn_do_fork(struct scn_task *task, const struct scn_arg *args)
{
	return scn_start_child(task, args[0].ref);
}

long scn_do_exit(struct scn_task *task, const struct scn_arg *args)
{
	process_exit(0);
	return 0;
}

long scn_do_kill(struct scn_task *task, const struct scn_arg *args)
{
	struct process *process = scn_process(task->machine, args[0].ref);

	if (!process)
		return -ESRCH;
	if (!syscall_enter("kill"))
		return -EINTR;
	process_kill(process, SIGKILL);
	return syscall_exit(0);
}

/* The kernel counts in milliseconds: a shorter sleep is one of them. */
long scn_do_sleep(struct scn_task *task, const struct scn_arg *args)
{
	u64 ms = (args[0].num + 999999) / 1000000;

	return ksys_msleep((unsigned int)ms);
}

long scn_do_at_step(struct scn_task *task, const struct scn_arg *args)
{
	while (ex_hot.steps < args[0].num && !process_dying())
		ex_yield();
	return 0;
}

long scn_do_yield(struct scn_task *task, const struct scn_arg *args)
{
	ex_yield();
	return 0;
}

long scn_do_memlock(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_memlock(args[0].num);
}

long scn_do_cap(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_cap_set((int)args[0].num, args[1].num);
}
