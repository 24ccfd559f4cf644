/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - running a program of tasks, once or many times
 *
 * For floor 4, tests and benchmarks; the floors between only need exec.h.
 */
#ifndef EXEC_RUN_H
#define EXEC_RUN_H

#include "exec/exec.h"
#include "exec/policy.h"
#include "exec/schedule.h"
#include "exec/trace.h"

enum ex_engine { EX_FIBERS, EX_THREADS };

/* The @nth fault point (counted from 1) whose site is @site, or any site if NULL, fails. */
struct ex_fault {
	const char	*site;
	uint64_t	nth;
};

struct ex_config {
	enum ex_engine		engine;
	struct ex_policy	*policy;	/* borrowed; NULL: never preempt. Fibers only */
	uint64_t		seed;
	uint64_t		steps_max;	/* without progress; 0: EX_STEPS_DEFAULT */
	const struct ex_fault	*faults;	/* borrowed */
	unsigned int		nr_faults;
	unsigned int		perturb;	/* threads: one point in this many waits; 0: none */
	uint64_t		slow_ns;	/* how late others can be: ex_sleep_until() */
	bool			trace;		/* keep every point, see trace.h */
};

#define EX_STEPS_DEFAULT	1000000u

/* For slow_ns: beyond the delays of a driver, and no timeout that means something expires. */
#define EX_SLOW_DEFAULT		UINT64_C(500000000)

struct ex_fault_info {
	int		signal;
	unsigned long	address;
	unsigned long	ip;
	bool		write;
	bool		wild;		/* the address is not one the machine could have */
};

struct ex_result {
	enum ex_outcome		outcome;
	uint64_t		steps;		/* points passed */
	uint64_t		decisions;	/* points at which a policy had a choice */
	uint64_t		switches;
	uint64_t		time_ns;	/* virtual */
	uint64_t		fault_points;	/* passed */
	unsigned int		tasks;		/* made, root included */
	struct ex_task		*culprit;	/* who crashed, stopped or overflowed; else NULL */
	struct ex_fault_info	fault;		/* EX_CRASH and EX_OVERFLOW */
	bool			exhausted;	/* the policy has seen all there is */
	uint64_t		diverged_at;	/* EX_DIVERGED: number of the decision */
	struct ex_schedule	schedule;	/* owned by the engine, valid until the next run */
};

/*
 * Run @root(@arg) as task 0 and everything it spawns. On a bad outcome, tasks and
 * whatever they hold stay as they were: go on only in a forked child, or if all
 * state that the tasks touched is about to be thrown away (then ex_reset() suffices).
 * Tasks can still be inspected (ex_task_by_id, ex_backtrace_task) until the next run.
 */
void ex_run(const struct ex_config *config, void (*root)(void *arg), void *arg,
	    struct ex_result *result);

/*
 * Called in the failing task (or in the host for hangs) as soon as a run ends badly,
 * while everything is still in place: floor 1 registers it to make its finding.
 */
extern void (*ex_on_bad_end)(struct ex_result *result);

/* Called by the host after each run, however it ended, while its tasks can be inspected. */
extern void (*ex_on_end)(const struct ex_result *result);

/*
 * Called when time has jumped, before anybody runs on: true ends the run as EX_HANG.
 * Floor 1 registers its watch over tasks that are blocked for too long.
 */
extern bool (*ex_on_time_jump)(uint64_t now_ns);

/*
 * Called by a task that has passed a point, or that goes on after it was parked (EX_RESUME, with
 * what it waited for), so that who measures locks can hear their hooks. Set between runs only;
 * while it is set, every point is a slow one.
 */
extern void (*ex_on_step)(enum ex_op op, const volatile void *obj);

#endif
