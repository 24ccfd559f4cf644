// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_pause.c - hold everybody up before one operation on one object
 *
 * After Sen: "Race Directed Random Testing of Concurrent Programs" (PLDI 2008), which
 * pauses threads at a statement that may race until another comes to one that conflicts.
 * Here nothing need be known beforehand: what the runs before did on objects that two
 * tasks touch is the list of operations to try, each in its turn, least used first. A task
 * about to make the chosen one waits until nobody else can run. So a window that many
 * tasks would close one after the other stays open for the one that comes late, which
 * takes a random walk exponentially long.
 *
 * Operations are compared by address within this process only: no choice depends on the
 * value of one.
 */
#include "exec/policies.h"

#define EVENTS_MAX	512u	/* later ones are not tried */
#define BUCKETS		1024u	/* a power of two */

struct event {
	const volatile void	*obj;
	enum ex_op		op;
	unsigned int		used;		/* runs that held it up */
	struct object		*of;
	struct event		*next;		/* of the same object */
};

struct object {
	const volatile void	*at;
	unsigned int		task;		/* the first one seen to touch it */
	bool			shared;		/* another one touches it, too */
	struct event		*events;
	struct object		*next;		/* in its bucket */
};

enum release { OLDEST, NEWEST, ANY, RELEASES };

struct pause {
	struct ex_policy	policy;
	struct ex_rng		rng;
	struct event		events[EVENTS_MAX];
	unsigned int		nr_events;
	struct object		objects[EVENTS_MAX];
	unsigned int		nr_objects;
	struct object		*buckets[BUCKETS];
	struct event		*held;			/* in this run; NULL: nothing known yet */
	enum release		release;
	uint64_t		clock;
	uint64_t		since[EX_TASKS_MAX];	/* when a task was held up; 0: it is not */
};

/* Least used first, evenly among equals. */
static struct event *pick_event(struct pause *pause)
{
	struct event *best = NULL;
	unsigned int equals = 0;

	for (unsigned int i = 0; i < pause->nr_events; i++) {
		struct event *event = &pause->events[i];

		if (!event->of->shared || (best && event->used > best->used))
			continue;
		if (!best || event->used < best->used)
			equals = 0;
		if (!ex_rng_below(&pause->rng, ++equals))
			best = event;
	}
	if (best)
		best->used++;
	return best;
}

static void pause_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct pause *pause = (struct pause *)policy;

	ex_rng_seed(&pause->rng, seed);
	pause->held = pick_event(pause);
	pause->release = (enum release)ex_rng_below(&pause->rng, RELEASES);
	pause->clock = 0;
	for (unsigned int i = 0; i < EX_TASKS_MAX; i++)
		pause->since[i] = 0;
}

/* Steps that others cannot meet, or that wait anyway, are not worth holding up. */
static bool worth_holding(enum ex_op op)
{
	return op != EX_START && op != EX_EXIT && op != EX_SPAWN && op != EX_YIELD &&
	       op != EX_RESUME;
}

static struct object *object_at(struct pause *pause, const volatile void *at, unsigned int task)
{
	struct object **bucket = &pause->buckets[((uintptr_t)at >> 3) % BUCKETS], *object;

	for (object = *bucket; object; object = object->next)
		if (object->at == at)
			return object;
	if (pause->nr_objects == EVENTS_MAX)
		return NULL;
	object = &pause->objects[pause->nr_objects++];
	*object = (struct object){ .at = at, .task = task, .next = *bucket };
	return *bucket = object;
}

static void learn(struct pause *pause, const struct ex_candidate *made)
{
	struct object *object;
	struct event *event;

	if (!worth_holding(made->op))
		return;
	object = object_at(pause, made->obj, made->id);
	if (!object)
		return;
	object->shared |= object->task != made->id;
	for (event = object->events; event; event = event->next)
		if (event->op == made->op)
			return;
	if (pause->nr_events == EVENTS_MAX)
		return;
	event = &pause->events[pause->nr_events++];
	*event = (struct event){ .obj = made->obj, .op = made->op, .of = object,
				 .next = object->events };
	object->events = event;
}

static bool is_held(struct pause *pause, const struct ex_candidate *candidate)
{
	if (!pause->held || candidate->obj != pause->held->obj || candidate->op != pause->held->op)
		return false;
	if (!pause->since[candidate->id])
		pause->since[candidate->id] = ++pause->clock;
	return true;
}

/* Whether to let go of candidate @a rather than of @b. */
static bool goes_before(const struct pause *pause, const struct ex_candidate *a,
			const struct ex_candidate *b)
{
	if (pause->release == NEWEST)
		return pause->since[a->id] > pause->since[b->id];
	return pause->since[a->id] < pause->since[b->id];
}

static unsigned int choose(struct pause *pause, const struct ex_view *view)
{
	unsigned int freely = view->count, held = view->count, seen = 0, seen_held = 0;

	for (unsigned int i = 0; i < view->count; i++) {
		const struct ex_candidate *candidate = &view->ready[i];

		if (is_held(pause, candidate)) {
			if (pause->release == ANY ? !ex_rng_below(&pause->rng, ++seen_held) :
			    held == view->count ||
			    goes_before(pause, candidate, &view->ready[held]))
				held = i;
		} else if (!(view->yielding && (int)i == view->running)) {
			if (!ex_rng_below(&pause->rng, ++seen))
				freely = i;
		}
	}
	if (freely == view->count)
		return held < view->count ? held : ex_default_choice(view);
	/* Who waits in a loop may wait for those that are held up. */
	if (view->yielding && held < view->count && !ex_rng_below(&pause->rng, 4))
		return held;
	return freely;
}

static unsigned int pause_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct pause *pause = (struct pause *)policy;
	unsigned int choice = choose(pause, view);

	learn(pause, &view->ready[choice]);
	pause->since[view->ready[choice].id] = 0;
	return choice;
}

static unsigned int pause_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct pause *)policy)->rng, n);
}

static struct ex_policy *pause_make(const char *parameters, const char **error)
{
	struct pause *pause = policy_alloc(sizeof(*pause), parameters, "pause takes no parameter",
					   error);

	if (!pause)
		return NULL;
	pause->policy = (struct ex_policy){ .name = "pause", .new_run = pause_new_run,
		.next_task = pause_next_task, .next_number = pause_next_number,
		.destroy = policy_destroy };
	return &pause->policy;
}

const struct ex_policy_info policy_pause = {
	.name = "pause", .parameters = "", .make = pause_make,
	.what = "tasks wait before one operation on a shared object, another each run",
	.source = "after Sen, PLDI 2008",
};
