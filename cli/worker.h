/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker.h - a child process that makes runs and tells of them over a pipe
 *
 * One that shares in a campaign (explore.c, predict.c) is looked after by pool.c with
 * others; one that makes a single run (isolated.c) is waited for at once.
 */
#ifndef CLI_WORKER_H
#define CLI_WORKER_H

#include "wire.h"

struct worker {
	pid_t		pid;
	int		fd;		/* records come from here */
	int		errors;		/* what it wrote on stderr, in memory */
	struct wire_in	in;
};

/* What the child does, writing records to @fd. It does not return: end_worker(). */
typedef void worker_body(const void *arg, int fd);

/* Fork a child that calls @body. */
void worker_start(struct worker *worker, worker_body *body, const void *arg);

/* What it wrote on stderr; the caller frees it. */
char *worker_errors(const struct worker *worker);

/* Wait for its end and close what is left of it: the status as waitpid() gives it. */
int worker_end(struct worker *worker);

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

/* All findings of the run that @memory does not know yet; it then does. NULL: all. */
void send_findings(int fd, const struct scn_result *result, struct memory *memory,
		   const struct run_number *number);

/* Waits for user space under a lock that are news. */
void send_notes(int fd, const struct scn_notes *notes);

/* The last word: where another worker is to go on. */
void end_worker(int fd, uint64_t next) __attribute__((noreturn));

#endif
