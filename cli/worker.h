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
	uint64_t	step;		/* between two of its runs */
	bool		ended;		/* said so itself */
};

/* Fork a worker that does runs @next, @next + @step, ... of the campaign. */
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

#endif
