/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process.h - user processes: threads that share a file table, an address space and signals
 *
 * A thread is a task that runs a C function as its "user space": that function does
 * system calls (core/syscall.h) and nothing of the kernel's directly. When the last
 * thread of a process ends, its memory goes first and its files are closed then, in
 * an order that is a choice of the schedule.
 */
#ifndef CORE_PROCESS_H
#define CORE_PROCESS_H

#include <linux/sched.h>
#include <linux/types.h>

struct process;

/* User pointers may be addresses of the host program besides simulated ones. */
#define PROCESS_HOST_CLIENT	(1u << 0)

/*
 * A process without threads: no files, no memory, all capabilities. The caller gets
 * the reference. @name is borrowed. NULL: no memory.
 */
struct process *process_create(const char *name, unsigned int flags);

/*
 * The same as a child of the calling thread: one more reference on each open file,
 * the private memory copied, the shared mappings shared, credentials and limits
 * taken over. NULL: no memory.
 */
struct process *process_fork(const char *name);

struct process *process_get(struct process *process);

/* The last reference to a process without threads also closes its files. May sleep. */
void process_put(struct process *process);

/*
 * Start a thread that runs @fn and ends when it returns. Its return value is the
 * process' exit code if it is the last. NULL: the process is exiting, or no memory.
 * The task is borrowed: valid until the thread has ended.
 */
struct task_struct *process_thread(struct process *process, const char *name,
				   int (*fn)(void *arg), void *arg);

/* The calling kernel task acts as a thread of @process until process_leave(). Does not nest. */
void process_enter(struct process *process);
void process_leave(void);

/* The caller's process; NULL in a kernel task. */
struct process *process_current(void);

const char *process_name(const struct process *process);

/*
 * Send a signal. SIGKILL ends the process: every thread leaves its interruptible and
 * killable waits, its system calls answer -EINTR at once, and its function is
 * expected to return. Other signals have a handler that does nothing: one thread's
 * interruptible wait ends with -EINTR.
 */
void process_kill(struct process *process, int sig);

/* End the caller's process as exit_group() does: all other threads are killed. */
void process_exit(int code);

/* Was the caller's process killed, or is it exiting? Its thread function returns then. */
bool process_dying(void);

/* Wait until @process has no thread left and its files are closed. Its exit code. */
int process_wait(struct process *process);

#endif
