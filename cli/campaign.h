/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * campaign.h - one scenario under one set of variants, run many times
 *
 * Runs happen in worker processes forked from this one, which never runs a program
 * itself and so stays pristine: a run that ends badly costs one fork, a clean run
 * nothing. What a worker finds comes over a pipe.
 */
#ifndef CLI_CAMPAIGN_H
#define CLI_CAMPAIGN_H

#include <sys/types.h>

#include "cli.h"
#include "scenario/input.h"
#include "scenario/runner.h"

/* Something that was found, once for each kind and title. */
struct failure {
	uint8_t		kind;		/* as in scn_kind_names */
	uint8_t		outcome;	/* enum ex_outcome */
	bool		steered;	/* into a prediction */
	bool		verified;	/* replaying its schedule found it again */
	uint64_t	run;		/* number of the run, from 0 */
	uint64_t	seed;
	uint64_t	steps;
	uint64_t	count;		/* workers that met it */
	char		*title;
	char		*report;
	char		*schedule;
	char		*before;	/* schedules of runs it rests on, in lines; or NULL */
	char		*file;		/* where it was written; NULL if it was not */
};

/* What a benign run showed to be possible, and what became of it. */
struct prediction {
	char		*title;
	char		*text;		/* the cycle, link by link */
	char		*finding;	/* title of what a steered run showed; NULL: nothing */
	uint64_t	runs;		/* that were steered into it */
};

/* A wait for user space under a lock, with the longest queue behind it: no finding. */
struct note {
	char		*title;
	char		*report;
	uint64_t	queued;
};

/* Counted by the workers, read by the parent while they run: in shared memory. */
struct tally {
	uint64_t	runs;
	uint64_t	steps;
	uint64_t	switches;
	uint64_t	distinct;	/* schedules, as far as the table below tells */
	uint64_t	bad_ends;
	uint32_t	table_full;
	uint64_t	table[1u << 16];	/* digests of schedules, open addressing */
};

struct campaign {
	const char		*path;
	const struct scn_program *program;
	const char		*variants;	/* "" for present-day behaviour */
	enum ex_engine		engine;
	const char		*policy;
	uint64_t		seed;
	uint64_t		runs;
	double			seconds;	/* 0: no limit but @runs */
	uint64_t		steps_max;
	unsigned int		shards;		/* workers at a time */
	bool			predict;	/* from a benign run first, and steer */
	bool			first;		/* a worker ends with its first finding */
	/* Called for each new failure; true: the campaign has seen enough. */
	bool			(*enough)(struct campaign *campaign);
	/* Called when the last worker is gone. */
	void			(*done)(struct campaign *campaign);
	void			*arg;		/* the caller's */

	/* Filled in as it goes. */
	struct tally		*tally;
	struct ex_policy	*chooser;	/* while it runs; a search's memory is shared */
	struct ex_exhaustive_stats search;	/* how far it came, if it is one */
	struct failure		*failures;
	unsigned int		nr_failures;
	struct prediction	*predictions;
	unsigned int		nr_predictions;
	struct note		*notes;
	unsigned int		nr_notes;
	uint64_t		refuted;	/* by so many schedules, which are all; or 0 */
	unsigned int		running;	/* workers */
	bool			stopped;	/* has seen enough */
	bool			finished;
	bool			cut;		/* by Ctrl-C, before it had seen enough */
	double			started;
	double			elapsed;
	char			*trouble;	/* a worker failed in a way that is our own fault */
};

/* Run all of them, at most @jobs workers at a time. False if interrupted by Ctrl-C. */
bool campaigns_run(struct campaign *campaigns, unsigned int count, unsigned int jobs,
		   void (*tick)(struct campaign *campaigns, unsigned int count));

void campaign_release(struct campaign *campaign);

/*
 * One run in a fresh child, in the manner of a worker, that follows ->schedule. With
 * ->tries more than 1, further runs follow, with no preemption and then with a few
 * seeds, until one shows the wanted finding. The result is that of the last run; its
 * strings are the caller's to release. Its ->schedule is empty, as text it is in
 * *@schedule_out if that is not NULL. False if the child failed.
 */
struct isolated {
	const struct scn_program	*program;
	const char			*variants;
	enum ex_engine			engine;
	const struct ex_schedule	*schedule;
	const char			*before;	/* schedules of runs to make first */
	bool				lenient;	/* where it cannot be followed, go on */
	bool				plain;		/* memory as without a sanitizer */
	uint64_t			seed;
	uint64_t			steps_max;
	unsigned int			tries;		/* 0 is 1 */
	const struct scn_plan		*plan;		/* if not NULL: instead of ->schedule */
	uint8_t				want_kind;
	const char			*want_title;
};
/*
 * Does the schedule show it again, in a process that has seen nothing else? If not, look
 * for a run that does, else for the earlier runs that are needed: what lockdep knows of
 * the order of locks it may have from several. Sets ->verified.
 */
void verify(struct campaign *campaign, struct failure *failure);

/*
 * Follow each of the schedules in the lines of @before. False if one of them cannot be
 * read or ends badly, with its result: then that is all this process can do.
 */
bool make_runs_before(const struct scn_program *program, const struct scn_setting *like,
		      const char *before, struct scn_result *result);

bool run_isolated(const struct isolated *what, struct scn_result *result, char **schedule_out);

double now_seconds(void);

/* Set by Ctrl-C. */
extern volatile int interrupted;

#endif
