// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_exhaustive.c - every schedule, or one of each class of equivalent ones
 *
 * "exhaustive": dynamic partial order reduction (Flanagan, Godefroid, POPL 2005) with
 * sleep sets (Godefroid, 1996). Two runs are equivalent if they order all dependent
 * steps alike; each class is run to its end once, and what is cut short by a sleep set
 * is known to be equivalent to another run.
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

#include "exec/fairness.h"
#include "exec/policies.h"

#define DEPTH_MAX	(1u << 16)
#define ACCESSES	6u

/* What a step touched; more than fits depends on everything. */
struct event {
	unsigned int		task;
	unsigned int		count;
	bool			overflow;
	const volatile void	*obj[ACCESSES];
	bool			write[ACCESSES];
	uint64_t		woke;			/* tasks that it made able to run */
};

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
	bool				reduce;
	bool				incomplete;
	bool				cut;		/* this run was cut by a sleep set */
	struct node			nodes[DEPTH_MAX];
};

static bool dependent(const struct event *a, const struct event *b)
{
	if (a->task == b->task || a->overflow || b->overflow)
		return true;
	for (unsigned int i = 0; i < a->count; i++)
		for (unsigned int k = 0; k < b->count; k++)
			if (a->obj[i] == b->obj[k] && (a->write[i] || b->write[k]))
				return true;
	return false;
}

static void add_access(struct event *event, enum ex_op op, const volatile void *obj)
{
	if (event->count == ACCESSES) {
		event->overflow = true;
		return;
	}
	event->obj[event->count] = obj;
	event->write[event->count++] = ex_op_writes(op);
}

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
	uint64_t set = 0;

	for (unsigned int i = 0; i < view->count; i++) {
		if (view->ready[i].id < TASKS)
			set |= bit(view->ready[i].id);
		else
			search->incomplete = true;
	}
	return set;
}

/* What slept at the node before, or was done there, sleeps on if the step did not wake it. */
static void inherit_sleep(struct node *node, const struct node *up)
{
	for (unsigned int i = 0; i < up->nr_sleep; i++)
		if (!dependent(&up->sleep[i], &up->event))
			node->sleep[node->nr_sleep++] = up->sleep[i];
	for (unsigned int i = 0; i < up->nr_done; i++)
		if (!dependent(&up->done_event[i], &up->event))
			node->sleep[node->nr_sleep++] = up->done_event[i];
}

static uint64_t sleep_set(const struct node *node)
{
	uint64_t set = 0;

	for (unsigned int i = 0; i < node->nr_sleep; i++)
		set |= bit(node->sleep[i].task);
	return set;
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

static void begin_event(struct node *node, const struct ex_candidate *candidate)
{
	node->event = (struct event){ .task = candidate->id };
	add_access(&node->event, candidate->op, candidate->obj);
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
	begin_event(&search->nodes[search->depth++], &view->ready[choice]);
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
		add_access(&node->event, op, obj);
}

static void search_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	struct search *search = (struct search *)policy;
	struct node *node = previous_step(search, search->depth);

	(void)waker;
	if (node && task < TASKS)
		node->event.woke |= bit(task);
}

/* Per step of the run: for each task, one past its last step that happens before. */
struct clocks {
	unsigned int	of_step[DEPTH_MAX][TASKS];
	unsigned int	of_task[TASKS][TASKS];	/* of what the task does next */
	unsigned int	last_of[TASKS];		/* one past the task's last step so far */
	uint64_t	known;
};

static struct clocks *clocks;

static void join(unsigned int *to, const unsigned int *from)
{
	for (unsigned int i = 0; i < TASKS; i++)
		if (from[i] > to[i])
			to[i] = from[i];
}

/* Steps @from and after of which something happens before the clock, by an enabled task. */
static uint64_t leads_to(const struct search *search, unsigned int from, unsigned int to,
			 const unsigned int *clock)
{
	uint64_t set = 0;

	for (unsigned int k = from; k < to; k++) {
		const struct event *event = &search->nodes[k].event;

		if (!search->nodes[k].numbers && clock[event->task] > k)
			set |= bit(event->task);
	}
	return set;
}

/* Step @late races with step @early: some run must make them the other way round. */
static void add_backtrack(struct search *search, unsigned int early, unsigned int late)
{
	struct node *node = &search->nodes[early];
	unsigned int task = search->nodes[late].event.task;
	uint64_t instead;

	if (node->enabled & bit(task)) {
		node->backtrack |= bit(task);
		return;
	}
	instead = node->enabled & leads_to(search, early + 1, late, clocks->of_task[task]);
	node->backtrack |= instead ? instead & -instead : node->enabled;
}

/* Everything so far happens before: nothing to race with. True of set-up and tear-down. */
static bool after_all(const unsigned int *clock)
{
	for (unsigned int i = 0; i < TASKS; i++)
		if (clock[i] < clocks->last_of[i])
			return false;
	return true;
}

static void analyse_step(struct search *search, unsigned int late)
{
	const struct event *event = &search->nodes[late].event;
	unsigned int *clock = clocks->of_step[late];
	bool found = false;

	memcpy(clock, clocks->of_task[event->task], sizeof(clocks->of_task[0]));
	for (unsigned int early = after_all(clock) ? 0 : late; early-- > 0;) {
		const struct event *other = &search->nodes[early].event;

		if (search->nodes[early].numbers || other->task == event->task ||
		    clock[other->task] > early || !dependent(other, event))
			continue;
		if (!found && clocks->of_task[event->task][other->task] <= early) {
			add_backtrack(search, early, late);
			found = true;
		}
		join(clock, clocks->of_step[early]);
	}
	clock[event->task] = late + 1;
	clocks->last_of[event->task] = late + 1;
	memcpy(clocks->of_task[event->task], clock, sizeof(clocks->of_task[0]));
	clocks->known |= bit(event->task);
}

/* Whoever was made, or woken, in this step goes on after it. */
static void pass_on(struct search *search, unsigned int step)
{
	const struct node *node = &search->nodes[step];
	uint64_t next = node->event.woke;

	if (step + 1 < search->nr_nodes)
		next |= search->nodes[step + 1].enabled & ~node->enabled & ~clocks->known;
	for (; next; next &= next - 1) {
		unsigned int task = (unsigned int)__builtin_ctzll(next);

		join(clocks->of_task[task], clocks->of_step[step]);
		clocks->known |= bit(task);
	}
}

static void find_races(struct search *search)
{
	if (!clocks)
		clocks = mmap(NULL, sizeof(*clocks), PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	memset(clocks->of_task, 0, sizeof(clocks->of_task));
	memset(clocks->last_of, 0, sizeof(clocks->last_of));
	clocks->known = 0;
	for (unsigned int step = 0; step < search->depth; step++) {
		if (search->nodes[step].numbers)
			continue;
		analyse_step(search, step);
		pass_on(search, step);
	}
}

/* The next thing to try at this node, if any. */
static bool advance(struct node *node)
{
	uint64_t left;

	if (node->numbers)
		return ++node->number < node->numbers;
	node->done |= bit(node->chosen);
	node->done_event[node->nr_done++] = node->event;
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
	search = mmap(NULL, sizeof(*search), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (search == MAP_FAILED) {
		*error = "out of memory";
		return NULL;
	}
	search->policy = (struct ex_policy){ .name = name, .new_run = search_new_run,
		.next_task = search_next_task, .next_number = search_next_number,
		.touch = search_touch, .woke = search_woke, .end_run = search_end_run,
		.destroy = search_destroy, .every_point = true };
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
