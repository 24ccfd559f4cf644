// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bad_end.c - runs that end badly, as findings
 *
 * Called by floor 0 while every task is still where it was.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "exec/run.h"

#include "finding.h"
#include "lockdep.h"
#include "waits_graph.h"
#include "waits_user.h"

static void add_for_task(enum finding_kind kind, const char *title, struct text *text,
			 const struct ex_task *task)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = task ? ex_backtrace_task(task, stack, FINDING_STACK_MAX) : 0;

	finding_add(kind, title, text->start, task, stack, depth);
}

static void report_hang(void)
{
	struct task_struct *late = task_hung_since(ex_now());
	struct task_struct *task = late ? late : stuck_task_to_blame();
	struct text text = { 0 };

	if (!task)
		return;
	if (late)
		text_add(&text, "INFO: task %s:%d blocked for more than 120 seconds.\n",
			 task->comm, task->pid);
	else
		text_add(&text, "INFO: task %s:%d blocked for more than 120 seconds: for ever, as "
			 "no task can run and no timer is armed.\n", task->comm, task->pid);
	add_wait_graph(&text);
	add_stuck_tasks(&text);
	add_for_task(FINDING_WAIT, "INFO: task hung in %F", &text, task->ex);
}

static void add_trace_and_locks(struct text *text, const struct ex_task *task)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = ex_backtrace_task(task, stack, FINDING_STACK_MAX);

	text_add(text, "CPU: 0 PID: %u Comm: %s\n", task->id, task->name);
	text_add_call_trace(text, stack, depth);
	if (task->local)
		report_held_locks(text, task->local);
}

static void add_object(struct text *text, unsigned long address)
{
	struct ex_heap_object object;

	if (!ex_heap_find((void *)address, &object))
		return;
	text_add(text, "The address belongs to an object of size %zu, allocated by task %u:\n",
		 object.size, object.alloc_task);
	text_add_stack(text, " ", &object.alloc_ip, 1);
	if (!object.live) {
		text_add(text, "freed by task %u:\n", object.free_task);
		text_add_stack(text, " ", &object.free_ip, 1);
	}
}

static const char *crash_title(const struct ex_fault_info *fault)
{
	if (fault->signal == 8)
		return "divide error in %F";
	if (fault->signal == 4 || fault->signal == 5)
		return "invalid opcode in %F";
	if (fault->wild)
		return "general protection fault in %F";
	if (fault->address < 65536)
		return "BUG: unable to handle kernel NULL pointer dereference in %F";
	return "BUG: unable to handle kernel paging request in %F";
}

/* What the kernel says first of each trap. */
static void add_fault(struct text *text, const struct ex_fault_info *fault)
{
	if (fault->signal == 8)
		text_add(text, "divide error: 0000 [#1]\n");
	else if (fault->signal == 4 || fault->signal == 5)
		text_add(text, "invalid opcode: 0000 [#1]\n");
	else if (fault->wild)
		text_add(text, "general protection fault, probably for non-canonical address: "
			 "freed memory reads 0x6b6b6b6b6b6b6b6b\n");
	else if (fault->address < 65536)
		text_add(text, "BUG: kernel NULL pointer dereference, address: %016lx\n",
			 fault->address);
	else
		text_add(text, "BUG: unable to handle page fault for address: %016lx\n",
			 fault->address);
	if (fault->signal == 11 && !fault->wild)
		text_add(text, "#PF: supervisor %s access in kernel mode\n",
			 fault->write ? "write" : "read");
}

static void report_crash(const struct ex_result *result)
{
	struct text text = { 0 };

	add_fault(&text, &result->fault);
	add_object(&text, result->fault.address);
	add_trace_and_locks(&text, result->culprit);
	add_for_task(FINDING_UAF, crash_title(&result->fault), &text, result->culprit);
}

static void report_task(enum finding_kind kind, const char *title, const char *what,
			const struct ex_result *result)
{
	struct text text = { 0 };

	text_add(&text, "%s\n", what);
	if (result->culprit)
		add_trace_and_locks(&text, result->culprit);
	add_for_task(kind, title, &text, result->culprit);
}

static void report(struct ex_result *result)
{
	switch (result->outcome) {
	case EX_HANG:
		report_hang();
		break;
	case EX_LIVELOCK:
		report_task(FINDING_LIVE, "BUG: soft lockup in %F",
			    "watchdog: BUG: soft lockup: the step budget is used up", result);
		break;
	case EX_CRASH:
		report_crash(result);
		break;
	case EX_OVERFLOW:
		report_task(FINDING_STATE, "BUG: stack guard page was hit in %F",
			    "BUG: stack guard page was hit at the end of the stack", result);
		break;
	case EX_NOTASK:
		report_task(FINDING_STATE, "too many tasks", "no more tasks can be made", result);
		break;
	default:
		break;
	}
}

static bool too_long(uint64_t now_ns)
{
	user_waits_look();
	return task_hung_since(now_ns) != NULL;
}

static void __attribute__((constructor)) listen(void)
{
	ex_on_time_jump = too_long;
	ex_on_bad_end = report;
}
