/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exec.h - what every primitive stands on: tasks, parking, choice, virtual time
 *
 * A run executes one root function and all tasks it spawns until they end. Two
 * engines implement the functions below: "fibers" (one OS thread, a policy picks
 * who runs at each point) and "threads" (pooled pthreads, truly parallel). Code
 * above this floor cannot tell which one it runs on.
 *
 * Order: every visible operation is preceded by exactly one ex_point(). Nothing
 * below creates a happens-before edge that ThreadSanitizer can see; a primitive
 * that orders memory by its meaning says so with ex_publish() and ex_observe().
 */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exec/guard.h"
#include "exec/heap.h"
#include "exec/sanitizer.h"

/* What the next step of a task does to its object; see ex_op_writes(). */
enum ex_op {
	EX_START,	/* first step of a task; object: nobody else's */
	EX_EXIT,	/* last step of a task; object: the task */
	EX_SPAWN,	/* makes a task; object: the task that spawns */
	EX_RESUME,	/* goes on after ex_park(); object: what it waited for */
	EX_YIELD,	/* can do nothing useful until somebody else ran */
	EX_LOCK,	/* wants an object for itself */
	EX_RDLOCK,	/* wants a share of an object */
	EX_TRYLOCK,	/* takes an object if it is free */
	EX_UNLOCK,	/* gives it back */
	EX_READ,	/* atomic load, test of a condition */
	EX_WRITE,	/* atomic store */
	EX_RMW,		/* atomic read-modify-write */
	EX_WAIT,	/* queues itself on an object */
	EX_WAKE,	/* wakes those who wait for an object */
	EX_CALL,	/* anything else that others may notice: a system call, an event */
	EX_RDUNLOCK,	/* gives its share back */
	EX_OP_COUNT,
};

/* Two steps on one object depend on each other unless both only read it, or share it. */
static inline bool ex_op_writes(enum ex_op op)
{
	return op != EX_READ;
}

static inline bool ex_op_shares(enum ex_op op)
{
	return op == EX_RDLOCK || op == EX_RDUNLOCK;
}

static inline bool ex_ops_depend(enum ex_op a, enum ex_op b)
{
	return (ex_op_writes(a) || ex_op_writes(b)) && !(ex_op_shares(a) && ex_op_shares(b));
}

const char *ex_op_name(enum ex_op op);

/*
 * A task as the floors above see it. @local belongs to floor 1 (its task_struct);
 * @id is dense from 0 (the root) in order of creation and never used twice in a run.
 * @rcu_nesting is private to exec/rcu.h.
 */
struct ex_task {
	void		*local;
	unsigned int	id;
	unsigned int	rcu_nesting;
	const char	*name;
#if EX_TSAN
	const volatile void *tsan_lock;	/* wanted, and not had yet; NULL: none */
#endif
};

extern __thread struct ex_task *ex_current __attribute__((tls_model("initial-exec")));

/* The calling task; NULL outside a run. */
static inline struct ex_task *ex_self(void)
{
	return ex_current;
}

/* Read on every point; one cache line. Private to this header and sim/exec. */
struct ex_hot {
	uint64_t	steps;		/* points passed in this run, by this OS thread */
	uint64_t	steps_max;	/* where the budget ends, and the run as EX_LIVELOCK */
	uint32_t	others;		/* fibers: runnable tasks besides the current one */
	uint32_t	slow;		/* every point takes the slow path */
};
extern __thread struct ex_hot ex_hot __attribute__((tls_model("initial-exec")));

void ex_point_slow(enum ex_op op, const volatile void *obj);
void ex_point_lock_slow(const volatile void *obj, const volatile void *owner);
void ex_touch_slow(enum ex_op op, const volatile void *obj);

/*
 * A scheduling point: stands before the visible operation @op on @obj (any stable
 * address, never dereferenced). May run others for any length of time. May be
 * called from any context of a task; not while holding a guard.
 */
EX_NO_TSAN static inline void ex_point(enum ex_op op, const volatile void *obj)
{
	if (++ex_hot.steps >= ex_hot.steps_max || (ex_hot.others | ex_hot.slow))
		ex_point_slow(op, obj);
}

/*
 * A point before EX_LOCK of @obj, which somebody has as long as the pointer at @owner is not NULL.
 * For locks whose waiters nobody else can tell from those who have yet to ask: a search need
 * not try them while they are held.
 */
EX_NO_TSAN static inline void ex_point_lock(const volatile void *obj, const volatile void *owner)
{
	if (++ex_hot.steps >= ex_hot.steps_max || (ex_hot.others | ex_hot.slow))
		ex_point_lock_slow(obj, owner);
}

/*
 * The program has got something done: its budget of steps begins anew, and with it as many as
 * were made, for all that was put off meanwhile. A long program is no livelock; one that gets
 * nothing done any more is.
 */
void ex_progress(void);

/*
 * Notes that the current step also touches @obj: no scheduling point, but partial
 * order reduction must know of it.
 */
static inline void ex_touch(enum ex_op op, const volatile void *obj)
{
	if (__builtin_expect(ex_hot.slow, 0))
		ex_touch_slow(op, obj);
}

/*
 * Notes that all the current step does to @obj is to add @added to a counter that was at @value,
 * and that nobody tells more of the counter than whether it has come to zero.
 */
extern int ex_counts_on;
void ex_counted(const volatile void *obj, int value, int added);

/*
 * While on, points and ex_choose() are no decisions: a task runs until it waits, the policy is
 * not asked and hears nothing. For phases that are the same in every run, as booting is: search
 * is not spent on them, nor time. Off when a run begins. Fibers; the threads engine ignores it.
 */
void ex_quiet(bool on);

/*
 * While on, what the calling task does is said to matter to nobody else: a search takes its
 * steps as they come. For who comes and goes around what is to be explored. Returns what it was.
 */
bool ex_aside(bool on);

/* Busy-wait step: a policy must let somebody else run first, if anybody can. */
void ex_yield(void);

/*
 * Start a task. @name is borrowed and must outlive the run. The new task inherits
 * everything the caller did so far (happens-before). @flags: EX_DAEMON.
 * Returns the task; never fails (a failing resource ends the run as EX_NOTASK).
 * A point. The task structure lives until the end of the run.
 */
struct ex_task *ex_spawn(const char *name, void (*fn)(void *arg), void *arg, unsigned int flags);

/* The two halves of ex_spawn(), for who sets up @local before the task can run. */
struct ex_task *ex_task_new(const char *name, void (*fn)(void *arg), void *arg,
			    unsigned int flags);
void ex_task_start(struct ex_task *task);

#define EX_DAEMON	1u	/* the run may end while this task is parked idle */

/* Wait until @task has ended; the caller inherits everything it did. May park. */
void ex_join(struct ex_task *task);

/*
 * Park the calling task until somebody unparks it. Each task owns one token:
 * ex_unpark() sets it, ex_park() takes it and returns at once if it was set. So a
 * wakeup between the decision to sleep and the sleep is never lost. @obj says what
 * is waited for. Spurious returns do not happen, but a token left over from an
 * earlier wait may be taken: callers loop. Not while holding a guard.
 */
void ex_park(const volatile void *obj);

/* The same until virtual time @deadline_ns; false if time ran out, true if unparked. */
bool ex_park_until(const volatile void *obj, uint64_t deadline_ns);

/*
 * The same for a daemon with nothing to do (@deadline_ns may be EX_NEVER): once every
 * other task has ended, the run ends though such tasks are parked and timers armed.
 */
bool ex_park_idle(const volatile void *obj, uint64_t deadline_ns);

/*
 * The same for a plain delay, at whose end nobody else has a part. Time stands still while a task
 * can run, so that all others get ahead of whoever sleeps for a moment. Where ex_config.slow_ns
 * allows it, the policy may let the delay pass at once: the others are slow, as on a real machine.
 */
bool ex_sleep_until(const volatile void *obj, uint64_t deadline_ns);

/* Allowed under a guard and from any task. No point. */
void ex_unpark(struct ex_task *task);

#define EX_NEVER	UINT64_MAX

/* Counts ex_run() calls, from 1: tells state of this run from what an earlier one left. */
uint64_t ex_run_number(void);

/* Virtual nanoseconds since the run began; advances only when no task can run. */
uint64_t ex_now(void);

/* A choice of 0..@n-1 that the policy makes, recorded and replayed like a switch. */
unsigned int ex_choose(unsigned int n);

/*
 * A fault point: true if the fault plan makes the operation at @site (a static
 * name) fail now. Counted in order of execution over the run.
 */
bool ex_fail(const char *site);

/* Fault points passed while @on is false do not count and never fail. On in each run at first. */
void ex_faults_arm(bool on);

/*
 * End the run here and now with @outcome; the calling task never returns and no
 * other task runs again. What was allocated is dropped; global state stays as it
 * is, so that the caller of ex_run() must treat the process as dirty.
 */
enum ex_outcome {
	EX_DONE,	/* every task ended, daemons idle */
	EX_HANG,	/* no task can run, no timer is armed */
	EX_LIVELOCK,	/* the step budget is used up */
	EX_STOPPED,	/* ex_stop() */
	EX_CRASH,	/* a signal: see ex_result.fault */
	EX_OVERFLOW,	/* a task ran over the end of its stack */
	EX_DIVERGED,	/* a replay asked for a task that cannot run */
	EX_NOTASK,	/* more tasks than EX_TASKS_MAX or no memory for one */
	EX_PRUNED,	/* exhaustive search: the rest of this schedule is known */
	EX_OUTCOME_COUNT,
};
const char *ex_outcome_name(enum ex_outcome outcome);
void ex_stop(void) __attribute__((noreturn));

/* Happens-before edges that ThreadSanitizer sees: publish(x) before observe(x). */
static inline void ex_publish(const volatile void *x)
{
	ex_tsan_release(x);
}

static inline void ex_observe(const volatile void *x)
{
	ex_tsan_acquire(x);
}

/* Return addresses of the caller's frames, innermost first; the count stored. */
unsigned int ex_backtrace(unsigned long *ips, unsigned int max);

/* The same for a parked or runnable task (fibers: its stack; threads: what it noted). */
unsigned int ex_backtrace_task(const struct ex_task *task, unsigned long *ips, unsigned int max);

/* What a parked task waits for, or NULL. */
const volatile void *ex_task_waits_for(const struct ex_task *task);

/* Tasks of the run so far in order of creation; NULL past the last. */
struct ex_task *ex_task_by_id(unsigned int id);

enum ex_task_state { EX_TASK_READY, EX_TASK_PARKED, EX_TASK_IDLE, EX_TASK_ENDED };
enum ex_task_state ex_task_state(const struct ex_task *task);
/* Parked with a deadline. */
bool ex_task_is_timed(const struct ex_task *task);

#define EX_TASKS_MAX	240u	/* ThreadSanitizer loses races beyond some 250 live fibers */

#endif
