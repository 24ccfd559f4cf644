/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * internal.h - what the files of floor 0 share
 *
 * struct task is ex_task with the engine's half. All state of a run sits in one
 * struct run, so that starting the next one is a handful of stores.
 */
#ifndef EXEC_INTERNAL_H
#define EXEC_INTERNAL_H

#include "exec/run.h"

struct stack;

struct task {
	struct ex_task		pub;		/* first: ex_task <-> task by cast */
	void			(*fn)(void *arg);
	void			*arg;
	unsigned int		flags;
	enum ex_task_state	state;
	bool			token;
	bool			timed_out;
	bool			aside;		/* ex_aside() */
	int			slot;		/* index in run.ready; -1 if not there */
	uint64_t		deadline;	/* EX_NEVER: none */
	const volatile void	*wait_obj;
	struct task		*joiner;	/* head of those who wait for the end */
	struct task		*next_joiner;
	struct task		*prev_timed, *next_timed;
	uint64_t		rcu_since;	/* fibers: grace period at outermost read lock */

	/* fibers */
	void			*sp;
	struct stack		*stack;

	/* threads */
	uint32_t		futex;		/* 1: may go on */
	bool			external;	/* parked inside a library: nobody can unpark it */
	struct ex_rng		rng;
	void			*parked_frame;
	uintptr_t		parked_low, parked_high;
};

struct run {
	struct ex_config	config;
	struct ex_policy	*policy;
	struct ex_result	*result;
	struct task		*tasks[EX_TASKS_MAX];
	unsigned int		nr_tasks;
	unsigned int		nr_alive;	/* neither ended nor daemons */
	uint64_t		now_ns;
	uint64_t		slow_ns;	/* passed while others could run */
	uint64_t		decisions;
	uint64_t		switches;
	uint64_t		fault_points;
	uint64_t		rcu_gp;
	struct task		*timed;		/* those with a deadline, in no order */
	struct ex_schedule	schedule;
	enum ex_outcome		outcome;
	bool			running;
	bool			quiet;		/* ex_quiet() */

	/* fibers: candidates are kept as policies see them, with the task beside each */
	struct ex_candidate	ready[EX_TASKS_MAX];
	struct task		*ready_task[EX_TASKS_MAX];
	unsigned int		nr_ready;
};

extern struct run run;

static inline struct task *task_of(struct ex_task *task)
{
	return (struct task *)task;
}

static inline struct task *self(void)
{
	return (struct task *)ex_current;
}

/* What an engine provides; exec.h's functions dispatch on ex_parallel. */
void fibers_run(struct task *root);
void fibers_spawn(struct task *task);
void fibers_point(enum ex_op op, const volatile void *obj);
void fibers_point_lock(const volatile void *obj, const volatile void *owner);
void fibers_yield(void);
void fibers_count_others(void);
void fibers_abandon(void);
void fibers_park(struct task *task);
bool fibers_pass_time(uint64_t deadline);
void fibers_unpark(struct task *task);
void fibers_end(enum ex_outcome outcome) __attribute__((noreturn));

void threads_run(struct task *root);
void threads_spawn(struct task *task);
void threads_point(enum ex_op op, const volatile void *obj);
void threads_yield(void);
bool threads_park(struct task *task, enum ex_task_state state, const volatile void *obj,
		  uint64_t deadline);
void threads_unpark(struct task *task);
void threads_end(enum ex_outcome outcome) __attribute__((noreturn));
void threads_external_begin(struct task *task, const volatile void *obj);
void threads_external_end(struct task *task);
void threads_lock(void);
void threads_unlock(void);

/* Shared by both. */
struct task *task_new(const char *name, void (*fn)(void *), void *arg, unsigned int flags);
void task_ended(struct task *task);
void timed_add(struct task *task, uint64_t deadline);
void timed_del(struct task *task);
uint64_t timed_next(void);
bool timed_expire(void (*wake)(struct task *task));
bool run_is_over(void);
enum ex_outcome run_verdict(void);
void run_bad_end(enum ex_outcome outcome);
void decided(unsigned int value, bool number, bool preempts);
void races_forget(void);

void trace_begin(void);
void trace_step(const struct task *task, enum ex_op op, const volatile void *obj);
void heap_begin(void);
uint64_t budget_steps(void);
void faults_begin(void);
void crash_handlers(void);
void crash_thread_init(void);
void crash_begin(void);
/* A task crashed in this process, perhaps under a guard. */
bool crash_seen(void);
void rcu_task_ended(struct task *task);
void rcu_begin(void);

/* stacks */
struct stack {
	char		*bottom;	/* lowest usable byte; the guard page is below */
	size_t		size;
	void		*tsan;
	void		*saved_sp;	/* where its entry loop waits for the next task, or NULL */
	void		*asan_fake;
	struct task	*task;		/* of this run; NULL: in the pool */
	struct stack	*next;
};
struct stack *stack_get(void);
void stack_put(struct stack *stack);
void stack_discard(struct stack *stack);
bool stack_guards(const struct stack *stack, unsigned long address);
/* Whose stack @ptr is in; NULL: nobody's in this run. */
struct task *stack_task(const volatile void *ptr);

#endif
