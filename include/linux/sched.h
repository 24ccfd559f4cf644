/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/sched.c */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/types.h>

#include "exec/exec.h"

struct cred;
struct files_struct;
struct held_lock;
struct mm_struct;
struct process;
struct signal_struct;
struct wait_note;

#define TASK_COMM_LEN			16

#define TASK_RUNNING			0x00000000
#define TASK_INTERRUPTIBLE		0x00000001
#define TASK_UNINTERRUPTIBLE		0x00000002
#define TASK_PARKED			0x00000040
#define TASK_DEAD			0x00000080
#define TASK_WAKEKILL			0x00000100
#define TASK_NOLOAD			0x00000400
#define TASK_FREEZABLE			0x00002000
#define TASK_KILLABLE			(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE			(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL			(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define MAX_SCHEDULE_TIMEOUT		LONG_MAX

#define PF_EXITING			0x00000004
#define PF_WQ_WORKER			0x00000020
#define PF_KTHREAD			0x00200000

/* Locks a task holds, oldest first; see sim/kernel/lockdep.h. */
struct lockdep_task {
	struct held_lock	*held;
	unsigned int		depth;
	unsigned int		size;
	u64			chain_key;
	unsigned int		recursion;
	struct held_lock	*inline_held;
};

/* On a queue of wakeups: linux/sched/wake_q.h. */
struct wake_q_node {
	struct wake_q_node	*next;
};

struct task_struct {
	struct ex_task		*ex;
	unsigned int		__state;	/* atomic; wake_guard for changes by others */
	unsigned int		flags;		/* PF_*; owner task only */
	pid_t			pid;
	pid_t			tgid;
	char			comm[TASK_COMM_LEN];

	/* contexts; owner task only */
	unsigned int		preempt_count;
	unsigned int		irqs_off;
	int			pagefault_disabled;
	unsigned		in_eventfd:1;
	unsigned		in_execve:1;
	unsigned		no_host_memory:1; /* core/host_memory.h */

	struct lockdep_task	lockdep;
	struct wait_note	*waits;		/* what it is blocked in; owner writes */
	struct user_wait	*user_wait;	/* until user space does something; owner writes */

	/* wake_guard: */
	struct ex_guard		wake_guard;
	u64			pending;	/* signals, bit n-1 for signal n */
	unsigned int		notify;		/* TIF_NOTIFY_*: task work to run */

	struct mm_struct	*mm;
	struct mm_struct	*active_mm;
	struct files_struct	*files;
	struct process		*process;
	struct signal_struct	*signal;
	struct signal_struct	*referenced;	/* those that get_task_struct() counted */
	struct task_struct	*group_leader;
	const struct cred	*real_cred;
	const struct cred	*cred;
	struct callback_head	*task_works;
	struct list_head	thread_node;
	struct wake_q_node	wake_q;		/* atomic */
	void			*worker_private;	/* kthread */
	int			exit_code;
	bool			in_kernel;	/* atomic; of a thread of a process */
};

struct task_struct *current_slow(void);

/* The calling task; the init task outside a run. */
static __always_inline struct task_struct *get_current(void)
{
	struct ex_task *ex = ex_current;

	if (likely(ex && ex->local))
		return ex->local;
	return current_slow();
}
#define current get_current()

/*
 * A task that runs @fn(@arg), named @name (borrowed). @flags: PF_*; @daemon: idle
 * waiting does not keep the world alive. It starts when the scheduler says so.
 */
struct task_struct *task_spawn(const char *name, void (*fn)(void *arg), void *arg,
			       unsigned int flags, bool daemon);
/* The same in two steps, so that others can know the task before it runs. */
struct task_struct *task_prepare(const char *name, void (*fn)(void *arg), void *arg,
				 unsigned int flags, bool daemon);
void task_start(struct task_struct *task);
/* A kernel thread that sleeps until its first wake_up_process(). */
struct task_struct *task_spawn_asleep(const char *name, void (*fn)(void *arg), void *arg);
void task_join(struct task_struct *task);

static inline pid_t task_pid_nr(struct task_struct *task)
{
	return task->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *task)
{
	return task->tgid;
}
#define task_pid_vnr(t)		task_pid_nr(t)
#define task_tgid_vnr(t)	task_tgid_nr(t)

static inline bool same_thread_group(struct task_struct *a, struct task_struct *b)
{
	return a->tgid == b->tgid;
}

#define get_current_state()	READ_ONCE(current->__state)
#define task_is_running(task)	(READ_ONCE((task)->__state) == TASK_RUNNING)
#define __set_current_state(s)	WRITE_ONCE(current->__state, (s))
/* A wakeup may come just before: it is lost on a task that has not looked yet. */
#define set_current_state(s)							\
	do {									\
		ex_point(EX_WRITE, current);					\
		__atomic_store_n(&current->__state, (s), __ATOMIC_SEQ_CST);	\
		__atomic_thread_fence(__ATOMIC_SEQ_CST);			\
	} while (0)

/* Sleep until woken if the state says so; else let others run. Process context. */
void schedule(void);
/* At most @timeout jiffies; what is left of them. The caller has set the state. */
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_killable(long timeout);
long schedule_timeout_uninterruptible(long timeout);
long schedule_timeout_idle(long timeout);
long io_schedule_timeout(long timeout);
void io_schedule(void);

/* 1 if the task was asleep. Any context. */
int wake_up_process(struct task_struct *task);
int wake_up_state(struct task_struct *task, unsigned int state);

void yield(void);
int _cond_resched(void);
#define cond_resched()		_cond_resched()
#define cond_resched_lock(l)	_cond_resched()
#define need_resched()		(0)

static inline void set_task_comm(struct task_struct *task, const char *name)
{
	unsigned int i;

	for (i = 0; i < TASK_COMM_LEN - 1 && name[i]; i++)
		task->comm[i] = name[i];
	task->comm[i] = 0;
}

/* Reports "sleeping function called from invalid context" if the caller may not sleep. */
void __might_sleep(const char *file, int line);
#ifdef KSIM_BENCH
#define might_sleep()		do { } while (0)
#else
#define might_sleep()		__might_sleep(__FILE__, __LINE__)
#endif
#define might_sleep_if(cond)	do { if (cond) might_sleep(); } while (0)
#define might_resched()		do { } while (0)
#define non_block_start()	do { } while (0)
#define non_block_end()		do { } while (0)
#define cant_sleep()		do { } while (0)

/* Signals, as far as waits need them: floor 2 sends, waits look. */
static inline int signal_pending(struct task_struct *task)
{
	ex_touch(EX_READ, &task->pending);	/* part of the step: a signal may come before it */
	return READ_ONCE(task->pending) != 0;
}

int fatal_signal_pending(struct task_struct *task);
int signal_pending_state(unsigned int state, struct task_struct *task);
/* Make @sig pending and end the waits that it ends. */
void task_signal(struct task_struct *task, int sig);
/* Forget what is pending but SIGKILL. */
void flush_signals(struct task_struct *task);

#endif
