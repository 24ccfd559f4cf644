/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * search.h - an exhaustive search: policy_exhaustive.c makes its runs, source_sets.c learns from
 * each what to try besides
 */
#ifndef EXEC_SEARCH_H
#define EXEC_SEARCH_H

#include <sys/mman.h>

#include "exec/dependence.h"

#define DEPTH_MAX	(1u << 16)

struct node {
	uint64_t	enabled, backtrack, done;
	unsigned int	chosen;
	unsigned int	numbers, number;		/* a choice of numbers, if not 0 */
	unsigned int	preemptions;			/* on the way here */
	unsigned int	running;			/* task that came here; TASKS: none */
	unsigned int	nr_sleep, nr_done;
	struct event	event;				/* of the chosen task */
	struct event	sleep[TASKS];
	struct event	done_event[TASKS];
};

struct search {
	struct ex_policy		policy;
	struct fairness			fair;
	struct ex_exhaustive_stats	stats;
	unsigned int			depth;		/* of the run under way */
	unsigned int			nr_nodes;
	unsigned int			bound;
	struct near			near;
	bool				reduce;
	bool				incomplete;
	bool				cut;		/* this run was cut by a sleep set */
	struct node			nodes[DEPTH_MAX];
};

static inline uint64_t sleep_set(const struct node *node)
{
	uint64_t set = 0;

	for (unsigned int i = 0; i < node->nr_sleep; i++)
		set |= bit(node->sleep[i].task);
	return set;
}

/* Zeroes, of which only what is used takes room; NULL: no more to be had. */
static inline void *map_memory(size_t size, int sharing)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Memory for find_races(), once; false: there is none. */
bool races_prepare(void);

/* The run has ended: note at its nodes what must be tried there, too. */
void find_races(struct search *search);

#endif
