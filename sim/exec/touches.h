/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * touches.h - for each step of a run, the earlier ones that touched an object of its own
 */
#ifndef EXEC_TOUCHES_H
#define EXEC_TOUCHES_H

#include "exec/dependence.h"

/* A walk from the step before @step down to the first of the run. */
struct touches_walk {
	unsigned int	step;
	bool		all;			/* of an event that depends on everything */
	int		next[ACCESSES + 1];	/* of each object, and of such events; -1: none */
	unsigned int	count;
};

void touches_begin(void);

void touches_walk_begin(struct touches_walk *walk, unsigned int step, const struct event *event);

/* The next one down; -1 past the first. */
int touches_next(struct touches_walk *walk);

/* Steps are added in order, each after its own walk has begun. */
void touches_add(unsigned int step, const struct event *event);

#endif
