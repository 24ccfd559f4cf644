// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sched.c - tasks as the kernel sees them: sleeping, waking, signals
 *
 *  T1  A task that is not TASK_RUNNING sleeps in schedule() or is on its way there;
 *      whoever wakes it sets TASK_RUNNING under wake_guard and unparks it.
 *  T2  Tokens of other waits may be left over: schedule() believes the state only.
 *
 * Locking: wake_guard of a task covers its state against others, and pending.
 */
#include <linux/sched.h>

#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/signal_numbers.h>
#include <linux/string.h>

#include "finding.h"
#include "hooks.h"
#include "waits.h"

#define SIGKILL_BIT	(1ULL << (SIGKILL - 1))

/* One a task id, reused by each run; the init task stands for code outside a run. */
static struct task_struct *tasks;
static struct task_struct init_task = { .comm = "swapper", .flags = PF_KTHREAD };

static struct task_struct *task_init(struct ex_task *ex)
{
	struct task_struct *task;
	struct lockdep_task keep;

	if (!tasks)
		tasks = ex_host_alloc(EX_TASKS_MAX * sizeof(*tasks));
	task = &tasks[ex->id];
	keep = task->lockdep;
	memset(task, 0, sizeof(*task));
	task->lockdep.held = keep.held;		/* a table that grew once stays grown */
	task->lockdep.size = keep.size;
	task->ex = ex;
	task->pid = task->tgid = (pid_t)ex->id;
	task->group_leader = task;
	set_task_comm(task, ex->name);
	ex->local = task;
	return task;
}

struct task_struct *current_slow(void)
{
	return ex_self() ? task_init(ex_self()) : &init_task;
}

struct task_struct *task_prepare(const char *name, void (*fn)(void *arg), void *arg,
				 unsigned int flags, bool daemon)
{
	struct task_struct *task = task_init(ex_task_new(name, fn, arg, daemon ? EX_DAEMON : 0));

	task->flags |= flags;
	return task;
}

void task_start(struct task_struct *task)
{
	ex_task_start(task->ex);
}

struct task_struct *task_spawn(const char *name, void (*fn)(void *arg), void *arg,
			       unsigned int flags, bool daemon)
{
	struct task_struct *task = task_prepare(name, fn, arg, flags, daemon);

	task_start(task);
	return task;
}

struct task_struct *task_spawn_asleep(const char *name, void (*fn)(void *arg), void *arg)
{
	struct task_struct *task = task_prepare(name, fn, arg, PF_KTHREAD, false);

	task->__state = TASK_UNINTERRUPTIBLE;
	task_start(task);
	return task;
}

void task_join(struct task_struct *task)
{
	struct wait_note note = { .kind = WAIT_TASK, .obj = task, .name = task->comm,
				  .who = task, .ip = _RET_IP_ };

	wait_note_begin(&note);
	ex_join(task->ex);
	wait_note_end(&note);
}

int fatal_signal_pending(struct task_struct *task)
{
	return (READ_ONCE(task->pending) & SIGKILL_BIT) != 0;
}

int signal_pending_state(unsigned int state, struct task_struct *task)
{
	if (!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) || !signal_pending(task))
		return 0;
	return (state & TASK_INTERRUPTIBLE) || fatal_signal_pending(task);
}

void task_signal(struct task_struct *task, int sig)
{
	unsigned int lets_in = TASK_INTERRUPTIBLE | (sig == SIGKILL ? TASK_WAKEKILL : 0);

	ex_point(EX_WRITE, &task->pending);
	ex_guard_lock(&task->wake_guard);
	WRITE_ONCE(task->pending, task->pending | 1ULL << (sig - 1));
	if (task->__state & lets_in)
		task->__state = TASK_RUNNING;
	ex_unpark(task->ex);	/* primitives park in no state: they look for themselves */
	ex_guard_unlock(&task->wake_guard);
}

void flush_signals(struct task_struct *task)
{
	ex_guard_lock(&task->wake_guard);
	WRITE_ONCE(task->pending, task->pending & SIGKILL_BIT);
	ex_guard_unlock(&task->wake_guard);
}

/* T1, T2. @deadline_ns: EX_NEVER without one. */
static void sleep_until(u64 deadline_ns)
{
	struct task_struct *task = current;

	if (signal_pending_state(READ_ONCE(task->__state), task)) {
		__set_current_state(TASK_RUNNING);
		return;
	}
	while (READ_ONCE(task->__state) != TASK_RUNNING) {
		if (!ex_park_until(task->waits ? task->waits->obj : task, deadline_ns))
			break;
	}
	__set_current_state(TASK_RUNNING);
	ex_observe(task);
}

void schedule(void)
{
	might_sleep();
	if (READ_ONCE(current->__state) == TASK_RUNNING)
		ex_yield();
	else
		sleep_until(EX_NEVER);
}

long schedule_timeout(long timeout)
{
	u64 deadline;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	might_sleep();
	if (timeout < 0)
		timeout = 0;
	deadline = ex_now() + (u64)timeout * NSEC_PER_JIFFY;
	if (READ_ONCE(current->__state) == TASK_RUNNING)
		ex_yield();
	else
		sleep_until(deadline);
	left = (long)((deadline - ex_now()) / NSEC_PER_JIFFY);
	return ex_now() >= deadline ? 0 : left;
}

long schedule_timeout_interruptible(long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_killable(long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_idle(long timeout)
{
	__set_current_state(TASK_IDLE);
	return schedule_timeout(timeout);
}

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}

void io_schedule(void)
{
	schedule();
}

int wake_up_state(struct task_struct *task, unsigned int state)
{
	int woken = 0;

	ex_point(EX_WAKE, task);
	ex_publish(task);
	ex_guard_lock(&task->wake_guard);
	if (task->__state & state) {
		task->__state = TASK_RUNNING;
		ex_unpark(task->ex);
		woken = 1;
	}
	ex_guard_unlock(&task->wake_guard);
	return woken;
}

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL | TASK_PARKED);
}

void yield(void)
{
	ex_yield();
}

/* A loop that says so may be waiting for somebody else: let them run. */
int _cond_resched(void)
{
	might_sleep();
	ex_yield();
	return 0;
}

static const char *atomic_reason(const struct task_struct *task)
{
	if (task->preempt_count & (HARDIRQ_MASK | SOFTIRQ_MASK))
		return "in interrupt context";
	if (task->preempt_count)
		return "with preemption disabled";
	if (task->irqs_off)
		return "with interrupts disabled";
	return "in an RCU read-side critical section";
}

void __might_sleep(const char *file, int line)
{
	struct task_struct *task = current;

	if (likely(!task->preempt_count && !task->irqs_off && !ex_rcu_depth()))
		return;
	finding_report(FINDING_ATOMIC,
		       "BUG: sleeping function called from invalid context in %F",
		       "BUG: sleeping function called from invalid context at %s:%d\n"
		       "in_atomic(): %d, irqs_disabled(): %u, non_block: 0, pid: %d, name: %s\n"
		       "preempt_count: %x, expected: 0\n"
		       "RCU nest depth: %u, expected: 0 (%s)",
		       file, line, task->preempt_count != 0, task->irqs_off, task->pid,
		       task->comm, task->preempt_count, ex_rcu_depth(),
		       atomic_reason(task));
}
