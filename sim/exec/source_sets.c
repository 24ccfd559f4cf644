// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * source_sets.c - which steps of a run raced, and who must go first at them in another run
 *
 * Vector clocks say what happens before what (Flanagan, Godefroid, POPL 2005). For two steps that
 * race, somebody has to be tried before the first of them who can begin what runs without it
 * (Abdulla, Aronis, Jonsson, Sagonas: "Optimal dynamic partial order reduction", POPL 2014).
 */
#include <string.h>
#include <sys/mman.h>

#include "exec/search.h"
#include "exec/touches.h"

/* Per step of the run: for each task, one past its last step that happens before. */
struct clocks {
	unsigned int	of_step[DEPTH_MAX][TASKS];
	unsigned int	task_of[DEPTH_MAX];	/* TASKS: a choice of numbers */
	unsigned int	of_task[TASKS][TASKS];	/* of what the task does next */
	unsigned int	last_of[TASKS];		/* one past the task's last step so far */
	unsigned int	tasks;			/* past the greatest of those that ran */
	uint64_t	known;
};

static struct clocks *clocks;

bool races_prepare(void)
{
	if (!clocks)
		clocks = map_memory(sizeof(*clocks), MAP_PRIVATE);
	return clocks;
}

static void join(unsigned int *to, const unsigned int *from)
{
	for (unsigned int i = 0; i < TASKS; i++)
		if (from[i] > to[i])
			to[i] = from[i];
}

/*
 * Who could begin what runs without step @early up to step @late, whose clock is @clock: tasks
 * whose first step in it has none of the others before it.
 */
static uint64_t initials(unsigned int early, unsigned int late, const unsigned int *clock)
{
	unsigned int first[TASKS], of = clocks->task_of[early], task;
	uint64_t seen = 0, set = 0;

	for (unsigned int k = early + 1; k <= late; k++) {
		const unsigned int *before = k == late ? clock : clocks->of_step[k];
		bool begins = true;

		task = clocks->task_of[k];
		if (task == TASKS || (seen & bit(task)) || (k < late && before[of] > early))
			continue;
		for (uint64_t left = seen; left && begins; left &= left - 1) {
			unsigned int other = (unsigned int)__builtin_ctzll(left);

			begins = before[other] <= first[other];
		}
		first[task] = k;
		seen |= bit(task);
		if (begins)
			set |= bit(task);
	}
	return set;
}

/*
 * Step @late races with step @early: some run must make them the other way round. It is known
 * already if somebody who can begin it has been tried there, or will be, or sleeps.
 */
static void add_backtrack(struct search *search, unsigned int early, unsigned int late,
			  const unsigned int *clock)
{
	struct node *node = &search->nodes[early];
	uint64_t begin = initials(early, late, clock);
	uint64_t known = node->backtrack | node->done | sleep_set(node);

	if (begin & known)
		return;
	begin &= node->enabled;
	node->backtrack |= begin ? begin & -begin : node->enabled;
}

/* Everything so far happens before: nothing to race with. True of set-up and tear-down. */
static bool after_all(const unsigned int *clock)
{
	for (unsigned int i = 0; i < clocks->tasks; i++)
		if (clock[i] < clocks->last_of[i])
			return false;
	return true;
}

/*
 * Races of step @late: with each step before it that it depends on, unless another one that it
 * races with comes in between.
 */
static void analyse_step(struct search *search, unsigned int late)
{
	const struct event *event = &search->nodes[late].event;
	unsigned int *clock = clocks->of_step[late], raced[TASKS];
	struct touches_walk walk;
	int early;

	memcpy(clock, clocks->of_task[event->task], sizeof(raced));
	memcpy(raced, clock, sizeof(raced));
	touches_walk_begin(&walk, late, event);
	while (!after_all(raced) && (early = touches_next(&walk)) >= 0) {
		const struct event *other = &search->nodes[early].event;

		if (search->nodes[early].numbers || other->task == event->task ||
		    raced[other->task] > (unsigned int)early || !events_depend(other, event))
			continue;
		if (events_reversible(other, event)) {
			add_backtrack(search, (unsigned int)early, late, clock);
			join(raced, clocks->of_step[early]);
		}
		join(clock, clocks->of_step[early]);
	}
	touches_add(late, event);
	clock[event->task] = late + 1;
	clocks->last_of[event->task] = late + 1;
	if (event->task >= clocks->tasks)
		clocks->tasks = event->task + 1;
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

void find_races(struct search *search)
{
	memset(clocks->of_task, 0, sizeof(clocks->of_task));
	memset(clocks->last_of, 0, sizeof(clocks->last_of));
	clocks->known = 0;
	clocks->tasks = 0;
	touches_begin();
	for (unsigned int step = 0; step < search->depth; step++) {
		clocks->task_of[step] = TASKS;
		if (search->nodes[step].numbers)
			continue;
		clocks->task_of[step] = search->nodes[step].event.task;
		analyse_step(search, step);
		pass_on(search, step);
	}
}
