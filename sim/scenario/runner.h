/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * runner.h - one run of a program: world up, tasks, world down, what was found
 *
 * A run that ends badly or leaks (scn_result.dirty) leaves the process unfit for another:
 * callers make such runs in a forked child, or end after it.
 */
#ifndef SCENARIO_RUNNER_H
#define SCENARIO_RUNNER_H

#include "exec/run.h"

#include "scenario/program.h"

/*
 * A task that waited for user space under a lock, with whoever queued up behind it: worth
 * knowing, and no finding. Kept over runs, each place once with its longest queue.
 */
struct scn_note {
	unsigned long	place;
	unsigned int	queued;
	bool		fresh;		/* made, or made longer, by the last run */
	char		*title;
	char		*report;
};

#define SCN_NOTES_MAX	16u

struct scn_notes {
	unsigned int	count;
	struct scn_note	notes[SCN_NOTES_MAX];
};

struct scn_setting {
	const char		*variants;	/* "a+b"; NULL or empty: present-day behaviour */
	enum ex_engine		engine;
	struct ex_policy	*policy;	/* NULL: never preempt */
	bool			follow;		/* it replays: ask it about booting, too */
	uint64_t		seed;
	uint64_t		steps_max;	/* 0: what the program says, else the default */
	uint64_t		decisions_max;	/* of the policy, then none is preempted; 0: any */
	bool			trace;		/* keep what explain needs */
	struct scn_notes	*notes;		/* to add to; or NULL */
};

#define SCN_FINDINGS_MAX	16u

struct scn_finding {
	uint8_t		kind;		/* as in scn_kind_names */
	char		*title;
	char		*report;	/* as dmesg would have it */
};

struct scn_result {
	enum ex_outcome			outcome;
	bool				dirty;
	uint64_t			steps;
	uint64_t			decisions;
	uint64_t			switches;
	uint64_t			time_ns;
	uint64_t			diverged_at;
	bool				complete;	/* the policy has seen all there is */
	bool				cut;		/* by decisions_max */
	bool				learned;	/* lockdep: later runs may find more */
	unsigned int			run;		/* counts them */
	/* Runs that made the parts of the last cycle of locks, if nothing was forgotten. */
	unsigned int			parts[8], nr_parts;
	uint64_t			fault_points;
	unsigned int			tasks;
	struct ex_schedule		schedule;	/* the engine's, until the next run */
	unsigned int			nr_findings;
	struct scn_finding		findings[SCN_FINDINGS_MAX];
};

/* The first name in "a+b" that is no variant, as an offset; -1 if all are. */
long scn_variants_check(const char *variants);
/* Is one of them in other builds only, "variant.h"? */
bool scn_variants_absent(const char *variants);

/* Switch these on and all others off. All of them are known. */
void scn_variants_choose(const char *variants);

/*
 * Can the world be built? Checks addresses and models without building anything.
 * False with the statement and a reason.
 */
bool scn_world_check(const struct scn_program *program, unsigned int *stmt,
		     const char **reason);

void scn_run(const struct scn_program *program, const struct scn_setting *setting,
	     struct scn_result *result);
/*
 * For fuzzers, if not NULL: the calling task begins a statement, or is done with it and this came
 * of it. Set before any run; threads call it at once.
 */
extern void (*scn_performed)(const struct scn_program *program, unsigned int stmt, bool done,
			     long ret);

/* What earlier runs taught the validators is forgotten: the next one is the first. */
void scn_forget(void);

void scn_result_release(struct scn_result *result);
void scn_notes_release(struct scn_notes *notes);

/* Is there a finding of this kind (0: any) and exactly this title (NULL: any)? */
bool scn_result_has(const struct scn_result *result, uint8_t kind, const char *title);

/* For scn_run(): take the findings along; will the next run meet what is left? */
void scn_result_collect(struct scn_result *result);
bool scn_result_leaves_traces(const struct scn_result *result);

#endif
