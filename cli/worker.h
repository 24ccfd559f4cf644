/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker.h - the child processes in which programs run
 */
#ifndef CLI_WORKER_H
#define CLI_WORKER_H

#include "wire.h"

struct worker {
	pid_t		pid;
	int		fd;		/* records come from here */
	int		errors;		/* what it wrote on stderr, in memory */
	struct wire_in	in;
	struct campaign	*campaign;
	uint64_t	next;		/* run to go on with */
	uint64_t	step;		/* between two of its runs; 0: it predicts */
	bool		ended;		/* said so itself */
};

#define WORKER_DONE	UINT64_MAX	/* as the run to go on with: none */

/*
 * Fork a worker that does runs @next, @next + @step, ... of the campaign; with a @step
 * of 0, one that predicts and tries to confirm, from the place that @next stands for.
 */
void worker_start(struct worker *worker, struct campaign *campaign, uint64_t next,
		  uint64_t step);

/* What it wrote on stderr; the caller frees it. */
char *worker_errors(const struct worker *worker);

/* Wait for its end: the status as waitpid() gives it. */
int worker_wait(struct worker *worker);
/* Close what is left of it. */
void worker_close(struct worker *worker);

/* The finding that a sanitizer's report is: its kind, and the title in *@title. */
uint8_t sanitizer_finding(const char *errors, char **title);

/* In the child from here on. */

struct run_number {
	uint64_t	run;
	uint64_t	seed;
	bool		steered;	/* towards a prediction */
};

/* What a worker remembers of its runs so far. */
struct memory {
	struct scn_result	known;		/* findings, each title once */
	struct scn_text		before;		/* schedules of runs that taught lockdep */
	struct scn_notes	notes;
};

bool campaign_time_is_up(const struct campaign *campaign);

/* A child that writes to *@to_parent; 0 in it. */
pid_t fork_child(int *from_child, int *to_parent, int *errors);

void count_run(struct tally *tally, const struct scn_result *result);
void wire_head_of(struct wire_head *head, const struct scn_result *result);

/* All findings of the run that @memory does not know yet; it then does. NULL: all. */
void send_findings(int fd, const struct scn_result *result, struct memory *memory,
		   const struct run_number *number);

/* The last word: where another worker is to go on. */
void end_worker(int fd, uint64_t next) __attribute__((noreturn));

/* What a worker does that predicts (predict.c). */
void predict(const struct worker *worker, int fd) __attribute__((noreturn));

#endif
