// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep.c - what the validator adds to an uncontended pair, by depth of held locks
 *
 * "novalidate" takes a lock of the class that is not validated. What lockdep costs in all is the
 * difference to the preset bench, where it is compiled out. Every lock of the chain is of a class
 * of its own. A repetition of "dependencies" learns a whole graph from nothing, in no order.
 */
#include <linux/minmax.h>
#include <linux/mutex.h>

#include "exec/run.h"
#include "kernel/lockdep.h"

#include "bench.h"

#define DEPTH	6

static struct mutex validated[DEPTH], free_of_it[DEPTH];
static struct lock_class_key keys[DEPTH];

struct job {
	uint64_t	n;
	unsigned int	depth;
	struct mutex	*locks;
};

static void pairs(void *arg)
{
	struct job *job = arg;
	struct mutex *last = &job->locks[job->depth - 1];

	for (unsigned int i = 0; i + 1 < job->depth; i++)
		mutex_lock(&job->locks[i]);
	while (job->n--) {
		mutex_lock(last);
		mutex_unlock(last);
	}
	for (unsigned int i = job->depth - 1; i-- > 0;)
		mutex_unlock(&job->locks[i]);
}

static void measure(uint64_t n, unsigned int depth, struct mutex *locks)
{
	struct job job = { .n = n, .depth = depth, .locks = locks };
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	for (unsigned int i = 0; i < DEPTH; i++) {
		mutex_init(&validated[i]);
		lockdep_set_class(&validated[i], &keys[i]);
		mutex_init(&free_of_it[i]);
		lockdep_set_novalidate_class(&free_of_it[i]);
	}
	ex_run(&config, pairs, &job, &result);
}

static void depths(uint64_t n, unsigned int depth)
{
	measure(n, depth, validated);
}

static void bare(uint64_t n)
{
	measure(n, 1, free_of_it);
}

/* A graph of so many dependencies: every class of a row is taken under each one before it. */
struct graph {
	struct lockdep_map	*maps;
	unsigned int		*order;		/* pairs of the row, shuffled */
	unsigned int		classes, edges;
};

static unsigned int classes_for(unsigned int edges)
{
	unsigned int classes = 2;

	while (classes * (classes - 1) / 2 < edges)
		classes++;
	return classes;
}

static void shuffle(unsigned int *order, unsigned int count)
{
	u64 state = 1;

	for (unsigned int i = count; i > 1; i--) {
		unsigned int other;

		state = state * 6364136223846793005ull + 1442695040888963407ull;
		other = (unsigned int)((state >> 33) % i);
		swap(order[i - 1], order[other]);
	}
}

static void graph_init(struct graph *graph, unsigned int edges)
{
	unsigned int count = 0;

	graph->classes = classes_for(edges);
	graph->edges = graph->classes * (graph->classes - 1) / 2;
	graph->maps = ex_host_alloc(graph->classes * sizeof(*graph->maps));
	graph->order = ex_host_alloc(graph->edges * sizeof(*graph->order));
	for (unsigned int i = 0; i < graph->classes; i++)
		lockdep_init_map(&graph->maps[i], "row", (void *)&graph->maps[i], 0);
	for (unsigned int i = 0; i < graph->classes; i++)
		for (unsigned int j = i + 1; j < graph->classes; j++)
			graph->order[count++] = i << 16 | j;
	shuffle(graph->order, count);
}

static void learn_all(void *arg)
{
	const struct graph *graph = arg;

	for (unsigned int i = 0; i < graph->edges; i++) {
		struct lockdep_map *first = &graph->maps[graph->order[i] >> 16];
		struct lockdep_map *second = &graph->maps[graph->order[i] & 0xffff];

		lock_map_acquire(first);
		lock_map_acquire(second);
		lock_map_release(second);
		lock_map_release(first);
	}
}

static void dependencies(uint64_t n, unsigned int edges)
{
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;
	struct graph graph;
	unsigned long learned = lockdep_learned;

	graph_init(&graph, edges);
	for (uint64_t i = 0; i < n; i++) {
		lockdep_forget();
		ex_run(&config, learn_all, &graph, &result);
	}
	bench_figure("learned", (double)(lockdep_learned - learned) / (double)n);
	lockdep_forget();
	for (unsigned int i = 0; i < graph.classes; i++)
		lockdep_unregister_key((void *)&graph.maps[i]);
	ex_host_free(graph.maps);
	ex_host_free(graph.order);
}

static const unsigned int depth[] = { 1, 2, 3, 4, 5, 6, 0 };
static const unsigned int edges[] = { 1000, 10000, 100000, 1000000, 0 };

const struct bench bench_lockdep[] = {
	{ "lockdep/mutex_pair_depth", .run_sized = depths, .sizes = depth },
	{ "lockdep/mutex_pair_novalidate", bare },
	{ NULL, NULL },
};

const struct bench bench_dependencies[] = {
	{ "lockdep/dependencies", .run_sized = dependencies, .sizes = edges },
	{ NULL, NULL },
};
