// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_exhaustive.c - every schedule, or one of each class of equivalent ones
 *
 * "exhaustive": dynamic partial order reduction (Flanagan, Godefroid, POPL 2005) by source
 * sets (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014) with sleep sets (Godefroid, 1996).
 * Two runs are equivalent if they order all dependent steps alike (dependence.h); each class
 * is run to its end once, and what is cut short by a sleep set is known to be equivalent
 * to another run.
 *
 * "dfs": no reduction; the base line that tests compare with. A preemption bound
 * (Musuvathi, Qadeer, PLDI 2007) makes either of them a depth-first search without
 * reduction, which would be unsound under a bound.
 *
 *  D1  nodes[d] describes the state before step d of the run that is under way; the
 *      steps up to nr_nodes repeat those of the run before.
 *  D2  done are the tasks whose subtree at a node has been seen, sleep those that need
 *      not be run there, backtrack those that must.
 *
 * All of it lies in shared memory: a run that ends badly may be made in a forked child
 * and the search goes on in the parent.
 *
 * Only fair schedules, see fairness.h: a loop that waits for somebody would have no end.
 *
 * Sound as far as the program says what its steps touch: locks, waits and atomics do.
 * Addresses must repeat from run to run, which holds for the run's heap without a
 * sanitizer.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "exec/policies.h"
#include "exec/search.h"

static void search_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct search *search = (struct search *)policy;

	(void)seed;
	search->depth = 0;
	fair_begin(&search->fair);
	search->cut = false;
	search->stats.schedules++;
}

static int candidate_of(const struct ex_view *view, unsigned int task)
{
	for (unsigned int i = 0; i < view->count; i++)
		if (view->ready[i].id == task)
			return (int)i;
	return -1;
}

static uint64_t ready_set(struct search *search, const struct ex_view *view)
{
	uint64_t set = 0, waiting = 0;

	for (unsigned int i = 0; i < view->count; i++) {
		if (view->ready[i].id >= TASKS)
			search->incomplete = true;
		else if (search->reduce && is_blocked(&view->ready[i]))
			waiting |= bit(view->ready[i].id);
		else
			set |= bit(view->ready[i].id);
	}
	return set ? set : waiting;
}

/* What slept at the node before, or was done there, sleeps on if the step did not wake it. */
static void inherit_sleep(struct node *node, const struct node *up)
{
	for (unsigned int i = 0; i < up->nr_sleep; i++)
		if (!events_depend(&up->sleep[i], &up->event))
			event_copy(&node->sleep[node->nr_sleep++], &up->sleep[i]);
	for (unsigned int i = 0; i < up->nr_done; i++)
		if (!events_depend(&up->done_event[i], &up->event))
			event_copy(&node->sleep[node->nr_sleep++], &up->done_event[i]);
}


static bool is_preemption(const struct node *node, unsigned int task)
{
	return node->running < TASKS && node->running != task &&
	       (node->enabled & bit(node->running));
}

/* Under a bound: whoever does not preempt, and all when there is a preemption left. */
static uint64_t within_bound(const struct search *search, const struct node *node)
{
	if (node->preemptions < search->bound || node->running >= TASKS ||
	    !(node->enabled & bit(node->running)))
		return node->enabled;
	return bit(node->running);
}

static struct node *node_new(struct search *search)
{
	struct node *node = &search->nodes[search->nr_nodes++];

	memset(node, 0, offsetof(struct node, event));
	node->running = TASKS;
	return node;
}

static struct node *previous_step(struct search *search, unsigned int depth)
{
	while (depth > 0)
		if (!search->nodes[--depth].numbers)
			return &search->nodes[depth];
	return NULL;
}

/* A state not seen before: what to run first. TASKS if everything sleeps. */
static unsigned int open_node(struct search *search, const struct ex_view *view, uint64_t fair)
{
	struct node *up = previous_step(search, search->nr_nodes);
	struct node *node = node_new(search);
	unsigned int standard = view->ready[ex_default_choice(view)].id;
	uint64_t awake;

	node->enabled = fair;
	if (view->running >= 0 && !view->yielding)
		node->running = view->ready[view->running].id;
	if (up) {
		node->preemptions = up->preemptions + is_preemption(up, up->chosen);
		if (search->reduce)
			inherit_sleep(node, up);
	}
	awake = node->enabled & ~sleep_set(node);
	if (!search->reduce)
		awake &= within_bound(search, node);
	if (!awake)
		return TASKS;
	node->chosen = standard < TASKS && (awake & bit(standard)) ? standard :
		       (unsigned int)__builtin_ctzll(awake);
	node->backtrack = search->reduce ? bit(node->chosen) : awake;
	return node->chosen;
}

static unsigned int search_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct search *search = (struct search *)policy;
	uint64_t fair = fair_set(&search->fair, view, ready_set(search, view));
	unsigned int task;
	int choice;

	if (search->depth == DEPTH_MAX) {
		search->incomplete = true;
		return EX_PRUNE;
	}
	if (search->depth < search->nr_nodes)
		task = search->nodes[search->depth].chosen;
	else
		task = open_node(search, view, fair);
	if (task == TASKS) {
		search->nr_nodes--;
		search->cut = true;
		return EX_PRUNE;
	}
	choice = candidate_of(view, task);
	if (choice < 0)
		return EX_DIVERGE;
	fair_step(&search->fair, task);
	event_begin(&search->nodes[search->depth++].event, &view->ready[choice]);
	return (unsigned int)choice;
}

static unsigned int search_next_number(struct ex_policy *policy, unsigned int n)
{
	struct search *search = (struct search *)policy;

	if (search->depth == search->nr_nodes && search->nr_nodes < DEPTH_MAX)
		node_new(search)->numbers = n;
	return search->nodes[search->depth++].number;
}

static void search_touch(struct ex_policy *policy, unsigned int task, enum ex_op op,
			 const volatile void *obj)
{
	struct search *search = (struct search *)policy;
	struct node *node = previous_step(search, search->depth);

	if (node && node->event.task == task)
		event_touch(&node->event, op, obj);
}

static void search_counted(struct ex_policy *policy, unsigned int task, const volatile void *obj,
			   int value, int added)
{
	struct search *search = (struct search *)policy;
	struct node *node = previous_step(search, search->depth);

	if (node && node->event.task == task)
		event_counted(&node->event, &search->near, obj, value, added);
}

static void search_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	struct search *search = (struct search *)policy;
	struct node *node = previous_step(search, search->depth);

	(void)waker;
	if (node && task < TASKS)
		node->event.woke |= bit(task);
}

/* True if the run shows that another counter matters. */
static bool find_counters(struct search *search)
{
	counters_begin();
	for (unsigned int step = 0; step < search->depth; step++)
		if (!search->nodes[step].numbers)
			counters_note(&search->near, &search->nodes[step].event);
	for (unsigned int step = 0; step < search->depth; step++)
		if (!search->nodes[step].numbers)
			counters_check(&search->nodes[step].event);
	return counters_end(&search->near);
}

/* The next thing to try at this node, if any. */
static bool advance(struct node *node)
{
	uint64_t left;

	if (node->numbers)
		return ++node->number < node->numbers;
	node->done |= bit(node->chosen);
	event_copy(&node->done_event[node->nr_done++], &node->event);
	left = node->backtrack & ~node->done & ~sleep_set(node);
	if (!left)
		return false;
	node->chosen = (unsigned int)__builtin_ctzll(left);
	return true;
}

static bool search_end_run(struct ex_policy *policy, enum ex_outcome outcome)
{
	struct search *search = (struct search *)policy;

	if (outcome == EX_DIVERGED)
		search->incomplete = true;
	if (!search->cut)
		search->stats.classes++;
	search->nr_nodes = search->depth;
	if (search->reduce && find_counters(search)) {
		search->nr_nodes = 0;
		search->stats.classes = 0;
		return true;
	}
	if (search->reduce)
		find_races(search);
	while (search->nr_nodes && !advance(&search->nodes[search->nr_nodes - 1]))
		search->nr_nodes--;
	search->stats.exhausted = !search->nr_nodes && !search->incomplete;
	return search->nr_nodes != 0;
}

static void search_destroy(struct ex_policy *policy)
{
	munmap(policy, sizeof(struct search));
}

static struct ex_policy *search_make(const char *name, bool reduce, const char *parameters,
				     const char **error)
{
	struct search *search;
	unsigned int bound;

	if (!policy_parameter(parameters, 0, 1000, UINT32_MAX, &bound)) {
		*error = "the preemption bound is a number from 0 to 1000";
		return NULL;
	}
	search = races_prepare() ? map_memory(sizeof(*search), MAP_SHARED) : NULL;
	if (!search) {
		*error = "out of memory";
		return NULL;
	}
	search->policy = (struct ex_policy){ .name = name, .new_run = search_new_run,
		.next_task = search_next_task, .next_number = search_next_number,
		.touch = search_touch, .counted = search_counted, .woke = search_woke,
		.end_run = search_end_run, .destroy = search_destroy, .every_point = true };
	search->bound = bound;
	search->reduce = reduce && bound == UINT32_MAX;
	return &search->policy;
}

static struct ex_policy *exhaustive_make(const char *parameters, const char **error)
{
	return search_make("exhaustive", true, parameters, error);
}

static struct ex_policy *dfs_make(const char *parameters, const char **error)
{
	return search_make("dfs", false, parameters, error);
}

bool ex_exhaustive_stats(const struct ex_policy *policy, struct ex_exhaustive_stats *stats)
{
	if (policy->end_run != search_end_run)
		return false;
	*stats = ((const struct search *)policy)->stats;
	return true;
}

const struct ex_policy_info policy_exhaustive = {
	.name = "exhaustive", .parameters = "[:PREEMPTIONS]", .make = exhaustive_make,
	.what = "one schedule of each class of equivalent ones; or all within a bound",
	.source = "Flanagan, Godefroid, POPL 2005; Musuvathi, Qadeer, PLDI 2007",
};

const struct ex_policy_info policy_dfs = {
	.name = "dfs", .parameters = "[:PREEMPTIONS]", .make = dfs_make,
	.what = "all schedules, without reduction",
	.source = "the base line of exhaustive",
};
