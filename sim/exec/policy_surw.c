// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_surw.c - selectively uniform random walk
 *
 * Zhao, Wolff, Mathur, Roychoudhury: "Selectively Uniform Concurrency Testing" (ASPLOS
 * 2025). The interleavings of a few interesting operations are sampled uniformly: who
 * makes the next one is drawn with a weight of how many it still has to make, and it
 * alone may make it; all other operations are scheduled freely.
 *
 * How many each task makes is not known: the run before tells. Interesting is what
 * touches one object, another one in each run; objects are numbered by first use, so
 * that nothing depends on addresses.
 */
#include "exec/policies.h"

#define OBJECTS	64u	/* later ones share the last number */

struct surw {
	struct ex_policy	policy;
	struct ex_rng		rng;
	const volatile void	*objects[OBJECTS];
	unsigned int		nr_objects, nr_objects_before;
	unsigned int		interesting;		/* number of the object of this run */
	unsigned int		intended;		/* task that may touch it next */
	bool			drawn;
	unsigned int		made[EX_TASKS_MAX][OBJECTS];
	unsigned int		made_before[EX_TASKS_MAX][OBJECTS];
};

static void surw_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct surw *surw = (struct surw *)policy;

	ex_rng_seed(&surw->rng, seed);
	for (unsigned int t = 0; t < EX_TASKS_MAX; t++)
		for (unsigned int o = 0; o < surw->nr_objects; o++) {
			surw->made_before[t][o] = surw->made[t][o];
			surw->made[t][o] = 0;
		}
	surw->nr_objects_before = surw->nr_objects;
	surw->nr_objects = 0;
	surw->interesting = surw->nr_objects_before ?
			    ex_rng_below(&surw->rng, surw->nr_objects_before) : 0;
	surw->drawn = false;
}

static unsigned int number_of(struct surw *surw, const volatile void *obj)
{
	for (unsigned int i = 0; i < surw->nr_objects; i++)
		if (surw->objects[i] == obj)
			return i;
	if (surw->nr_objects < OBJECTS)
		surw->objects[surw->nr_objects++] = obj;
	return surw->nr_objects - 1;
}

static bool is_interesting(struct surw *surw, const struct ex_candidate *candidate)
{
	return number_of(surw, candidate->obj) == surw->interesting;
}

/* At least one: a task that can run may always surprise. */
static unsigned int weight(const struct surw *surw, unsigned int id)
{
	unsigned int expected = surw->made_before[id][surw->interesting];
	unsigned int made = surw->made[id][surw->interesting];

	return expected > made ? expected - made : 1;
}

static void draw_intended(struct surw *surw, const struct ex_view *view, bool interested_only)
{
	unsigned int total = 0, point;

	for (unsigned int i = 0; i < view->count; i++)
		if (!interested_only || is_interesting(surw, &view->ready[i]))
			total += weight(surw, view->ready[i].id);
	point = ex_rng_below(&surw->rng, total);
	for (unsigned int i = 0; i < view->count; i++) {
		unsigned int w = weight(surw, view->ready[i].id);

		if (interested_only && !is_interesting(surw, &view->ready[i]))
			continue;
		if (point < w) {
			surw->intended = view->ready[i].id;
			surw->drawn = true;
			return;
		}
		point -= w;
	}
}

/* Uniformly among those that may go on; view->count if none may. */
static unsigned int choose_free(struct surw *surw, const struct ex_view *view)
{
	unsigned int choice = view->count, seen = 0;

	for (unsigned int i = 0; i < view->count; i++) {
		const struct ex_candidate *candidate = &view->ready[i];

		if (view->yielding && (int)i == view->running)
			continue;
		if (is_interesting(surw, candidate) && candidate->id != surw->intended)
			continue;
		if (!ex_rng_below(&surw->rng, ++seen))
			choice = i;
	}
	return choice;
}

/*
 * A task that waits in a loop may look at the object any number of times: what it made in
 * a run that spun is no measure of what is left. And what it waits for may have to come
 * from a task that is held back for the intended one, which cannot run: draw anew.
 */
static void give_up_intent(struct surw *surw, unsigned int id)
{
	surw->made_before[id][surw->interesting] = 0;
	surw->made[id][surw->interesting] = 0;
	surw->drawn = false;
}

static unsigned int surw_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct surw *surw = (struct surw *)policy;
	unsigned int choice;

	if (view->yielding)
		give_up_intent(surw, view->ready[view->running].id);
	if (!surw->drawn)
		draw_intended(surw, view, false);
	choice = choose_free(surw, view);
	if (choice == view->count) {	/* the intended one cannot run: draw among those here */
		draw_intended(surw, view, true);
		choice = choose_free(surw, view);
	}
	if (choice == view->count)
		choice = ex_default_choice(view);
	if (is_interesting(surw, &view->ready[choice]))
		surw->drawn = false;
	surw->made[view->ready[choice].id][number_of(surw, view->ready[choice].obj)]++;
	return choice;
}

static unsigned int surw_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct surw *)policy)->rng, n);
}

static struct ex_policy *surw_make(const char *parameters, const char **error)
{
	struct surw *surw = policy_alloc(sizeof(*surw), parameters, "surw takes no parameter",
					 error);

	if (!surw)
		return NULL;
	surw->policy = (struct ex_policy){ .name = "surw", .new_run = surw_new_run,
		.next_task = surw_next_task, .next_number = surw_next_number,
		.destroy = policy_destroy };
	return &surw->policy;
}

const struct ex_policy_info policy_surw = {
	.name = "surw", .parameters = "", .make = surw_make,
	.what = "uniform over the orders in which tasks touch one object, another each run",
	.source = "Zhao et al., ASPLOS 2025",
};
