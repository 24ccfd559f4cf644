// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_graph.c - what is taken under what: edges, cycles, reachable usages
 *
 * An edge A -> B carries, for each way it was seen, whether A was held shared or
 * exclusively and whether B was taken recursively or not: Documentation/locking/
 * lockdep-design.rst, "Recursive read locks". A path deadlocks only if no recursive
 * acquisition is followed by a shared holding, since those do not block each other.
 * So a search visits each class up to twice: arrived at only recursively, or not.
 *
 * Cost: one search visits each edge at most twice, and only those that lockdep_order.c
 * does not exclude. Nothing here knows tasks, so that tests can build graphs by hand.
 */
#include "lockdep.h"

#include "exec/exec.h"

struct visit {
	struct lock_class	*class;
	unsigned char		only_xr;
};

static struct visit *queue;
static unsigned int queue_size, head, tail;
static u64 search;

static void push(struct lock_class *class, unsigned char only_xr)
{
	if (tail == queue_size) {
		queue_size = queue_size ? queue_size * 2 : 256;
		queue = ex_host_realloc(queue, queue_size * sizeof(*queue));
	}
	queue[tail++] = (struct visit){ class, only_xr };
	class->mark[only_xr] = search;
}

static void search_begin(struct lock_class *class, unsigned char only_xr)
{
	search++;
	head = tail = 0;
	class->from[only_xr] = NULL;
	class->via[only_xr] = NULL;
	push(class, only_xr);
}

/* Of an edge's ways, those that can follow when the class was reached only recursively. */
static unsigned int usable(const struct lock_edge *edge, unsigned char only_xr)
{
	return only_xr ? edge->dep & (DEP_ER | DEP_EN) : edge->dep;
}

static void expand(const struct visit *visit, struct lock_class *goal)
{
	struct edge_list *list = &visit->class->after;

	for (unsigned int i = 0; i < list->count; i++) {
		struct lock_edge *edge = &list->edges[i];
		unsigned int dep = usable(edge, visit->only_xr);
		unsigned char only_xr;

		if (!dep)
			continue;
		only_xr = !(dep & (DEP_SN | DEP_EN));
		if (edge->to->mark[only_xr] == search || order_excludes_path(edge->to, goal))
			continue;
		edge->to->from[only_xr] = visit->class;
		edge->to->from_xr[only_xr] = visit->only_xr;
		edge->to->via[only_xr] = edge;
		push(edge->to, only_xr);
	}
}

struct lock_class *graph_find_cycle(const struct held_lock *prev, const struct held_lock *next,
				    unsigned int *only_xr)
{
	if (order_excludes_path(next->class, prev->class))
		return NULL;
	search_begin(next->class, next->read == 2);
	while (head < tail) {
		struct visit visit = queue[head++];

		if (visit.class == prev->class && (!prev->read || !visit.only_xr)) {
			*only_xr = visit.only_xr;
			return visit.class;
		}
		expand(&visit, prev->class);
	}
	return NULL;
}

/* At the end of a way that only readers find closed, what readers do does not count. */
static unsigned int usage_of(const struct visit *visit)
{
	return visit->class->usage & (visit->only_xr ? USAGE_EXCLUSIVE : ~0u);
}

static void search_usage(const struct held_lock *root, bool backwards)
{
	search_begin(root->class, backwards ? root->read != 0 : root->read == 2);
}

static void expand_usage(const struct visit *visit, bool backwards)
{
	const struct edge_list *list = backwards ? &visit->class->before : &visit->class->after;

	for (unsigned int i = 0; i < list->count; i++) {
		unsigned int dep = usable(&list->edges[i], visit->only_xr);
		unsigned char only_xr = !(dep & (DEP_SN | DEP_EN));

		if (dep && list->edges[i].to->mark[only_xr] != search)
			push(list->edges[i].to, only_xr);
	}
}

struct lock_class *graph_find_usage(const struct held_lock *root, unsigned int mask,
				    bool backwards)
{
	search_usage(root, backwards);
	while (head < tail) {
		struct visit visit = queue[head++];

		if (usage_of(&visit) & mask)
			return visit.class;
		expand_usage(&visit, backwards);
	}
	return NULL;
}

unsigned int graph_usage_before(const struct held_lock *root)
{
	unsigned int usage = 0;

	search_usage(root, true);
	while (head < tail) {
		struct visit visit = queue[head++];

		usage |= usage_of(&visit);
		expand_usage(&visit, true);
	}
	return usage;
}

static struct lock_edge *scan(const struct edge_list *list, const struct lock_class *to)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (list->edges[i].to == to)
			return &list->edges[i];
	return NULL;
}

struct lock_edge *graph_find_edge(struct lock_class *from, struct lock_class *to)
{
	if (!order_was_added(from, to))
		return NULL;
	return scan(&from->after, to);
}

static struct lock_edge *append(struct edge_list *list, struct lock_class *to)
{
	if (list->count == list->size) {
		list->size = list->size ? list->size * 2 : 4;
		list->edges = ex_host_realloc(list->edges, list->size * sizeof(*list->edges));
	}
	list->edges[list->count] = (struct lock_edge){ .to = to };
	return &list->edges[list->count++];
}

static unsigned int dep_of(const struct held_lock *prev, const struct held_lock *next)
{
	return 1u << ((prev->read == 0) + ((next->read != 2) << 1));
}

unsigned long lockdep_learned;
unsigned int lockdep_run;

bool graph_add_edge(const struct held_lock *prev, const struct held_lock *next,
		    struct saved_stack *stack)
{
	unsigned int dep = dep_of(prev, next), dep_back = dep_of(next, prev);
	struct lock_edge *edge = graph_find_edge(prev->class, next->class), *back;

	back = edge ? scan(&next->class->before, prev->class) : NULL;
	if (edge && (edge->dep & dep) && (back->dep & dep_back))
		return false;
	if (!edge) {
		back = append(&next->class->before, prev->class);
		edge = append(&prev->class->after, next->class);
		edge->stack = stack;
		edge->run = lockdep_run;
		order_note(prev->class, next->class);
		order_add(prev->class, next->class);
	}
	edge->dep |= dep;
	back->dep |= dep_back;
	lockdep_learned++;
	return true;
}
