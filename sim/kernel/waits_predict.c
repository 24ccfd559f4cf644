// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * waits_predict.c - deadlocks that a benign run shows to be possible; see the header
 *
 * Slow and simple, since it runs in a few runs of a program only. A class for an event is
 * subclass 7 of the object's own; one for a release belongs to one object, from its first
 * put that is seen to its last, and is named after the function that puts.
 *
 * Meant for the fibers engine: one task at a time, so that no lock is needed.
 */
#include "waits_predict.h"

#include <linux/kernel.h>
#include <linux/put_point.h>
#include <linux/string.h>

#include "exec/exec.h"
#include "exec/host.h"
#include "exec/symbol.h"

#include "finding.h"
#include "lockdep.h"
#include "predict.h"
#include "waits.h"

#define EVENT_SUBCLASS	7u
#define STACK_MAX	64u

int hook_puts_on;
bool predict_on;

/* What a task did so far: whoever waits for it may have to wait for all of this again. */
struct step_list {
	struct lock_class	**classes;
	unsigned int		count, size;
};

/* A last put under way: it lasts until its function returns to where it was called. */
struct release {
	struct lock_class	*class;
	unsigned int		height;		/* frames from the outermost to its function */
	unsigned long		return_ip;
};

/* An event that the task owes since its step number @since. */
struct due {
	struct lock_class	*event;
	unsigned int		since;
};

struct task_log {
	u64			run;
	struct step_list	steps;
	struct due		due[4];		/* the oldest gives way: that only says less */
	unsigned int		nr_due;
	struct release		releases[8];
	unsigned int		nr_releases;
};

struct soft_edge {
	struct lock_class	*from, *to;
	struct saved_stack	*stack;
};

/* A counter that was put, and the key of its class until the last put. */
struct counter {
	const volatile void	*address;
	struct lock_class_key	*key;
};

static bool predicting;		/* from begin to end */
static struct counter *counters;
static unsigned int nr_counters, counters_size;
static struct task_log *logs;
static struct soft_edge *edges;
static unsigned int nr_edges, edges_size;
static struct prediction **predictions;
static unsigned int nr_predictions;

static struct task_log *my_log(void)
{
	struct task_log *log;

	if (!logs)
		logs = ex_host_alloc(EX_TASKS_MAX * sizeof(*logs));
	log = &logs[ex_self()->id];
	if (log->run != ex_run_number()) {
		log->run = ex_run_number();
		log->steps.count = 0;
		log->nr_releases = 0;
		log->nr_due = 0;
	}
	return log;
}

static void add_edge(struct lock_class *from, struct lock_class *to)
{
	for (unsigned int i = 0; i < nr_edges; i++)
		if (edges[i].from == from && edges[i].to == to)
			return;
	if (nr_edges == edges_size) {
		edges_size = edges_size ? edges_size * 2 : 64;
		edges = ex_host_realloc(edges, edges_size * sizeof(*edges));
	}
	edges[nr_edges++] = (struct soft_edge){ from, to, stack_save() };
}

static void add_step(struct task_log *log, struct lock_class *class)
{
	struct step_list *steps = &log->steps;
	unsigned int recent = log->nr_due ? log->due[log->nr_due - 1].since : 0;

	for (unsigned int i = recent; i < steps->count; i++)
		if (steps->classes[i] == class)
			return;
	if (steps->count == steps->size) {
		steps->size = steps->size ? steps->size * 2 : 32;
		steps->classes = ex_host_realloc(steps->classes,
						 steps->size * sizeof(*steps->classes));
	}
	steps->classes[steps->count++] = class;
}

/* Locks under which nobody may sleep are not held across waits, nor waited for long. */
static bool sleeps(const struct lock_class *class)
{
	return class->wait_type_inner == LD_WAIT_SLEEP || class->wait_type_inner == LD_WAIT_INV;
}

/* Drop the releases whose function has returned. */
static void end_releases(struct task_log *log, const unsigned long *ips, unsigned int depth)
{
	while (log->nr_releases) {
		const struct release *release = &log->releases[log->nr_releases - 1];

		if (depth > release->height &&
		    ips[depth - release->height] == release->return_ip)
			return;
		log->nr_releases--;
	}
}

static void in_releases(struct lock_class *class)
{
	struct task_log *log = my_log();
	unsigned long ips[STACK_MAX];

	if (!log->nr_releases)
		return;
	end_releases(log, ips, ex_backtrace(ips, STACK_MAX));
	for (unsigned int i = 0; i < log->nr_releases; i++)
		if (log->releases[i].class != class)
			add_edge(log->releases[i].class, class);
}

void predict_acquired(const struct held_lock *held)
{
	if (held->trylock || !held->check || !ex_self())
		return;
	in_releases(held->class);
	if (sleeps(held->class))
		add_step(my_log(), held->class);
}

static struct lock_class *event_class(struct lockdep_map *map)
{
	struct lockdep_map copy = { .name = map->name };

	copy.key = map->key ? map->key : (struct lock_class_key *)map;
	return class_of(&copy, EVENT_SUBCLASS);
}

void wait_begins(struct lockdep_map *map, unsigned long ip)
{
	const struct lockdep_task *ld = &current->lockdep;
	struct lock_class *event;

	(void)ip;
	if (likely(!predict_on) || !ex_self())
		return;
	event = event_class(map);
	for (unsigned int i = 0; i < ld->depth; i++)
		if (sleeps(ld->held[i].class) && ld->held[i].check)
			add_edge(ld->held[i].class, event);
	in_releases(event);
	add_step(my_log(), event);
}

void wait_event_due(struct lockdep_map *map)
{
	struct task_log *log;

	if (likely(!predict_on) || !ex_self())
		return;
	log = my_log();
	if (log->nr_due == ARRAY_SIZE(log->due))
		memmove(&log->due[0], &log->due[1], --log->nr_due * sizeof(log->due[0]));
	log->due[log->nr_due++] = (struct due){ event_class(map), log->steps.count };
}

/* The first step that the event may have had to wait for; it is owed no more. */
static unsigned int since_due(struct task_log *log, const struct lock_class *event)
{
	unsigned int since, i = log->nr_due;

	while (i-- > 0) {
		if (log->due[i].event != event)
			continue;
		since = log->due[i].since;
		log->nr_due--;
		memmove(&log->due[i], &log->due[i + 1], (log->nr_due - i) * sizeof(log->due[0]));
		return since;
	}
	return 0;
}

void wait_event_happens(struct lockdep_map *map, unsigned long ip)
{
	struct lock_class *event;
	struct task_log *log;

	(void)ip;
	if (likely(!predict_on) || !ex_self())
		return;
	event = event_class(map);
	log = my_log();
	for (unsigned int i = since_due(log, event); i < log->steps.count; i++)
		if (log->steps.classes[i] != event)
			add_edge(event, log->steps.classes[i]);
}

/* The frame of the function that puts, above those of the primitives. */
static unsigned int putter(const unsigned long *ips, unsigned int depth, const char **name)
{
	for (unsigned int i = 0; i < depth; i++) {
		*name = finding_blame(&ips[i], 1);
		if (!finding_made_by_primitive(ips[i]))
			return i;
	}
	return 0;
}

/* Keys are never freed, as classes are not: a few for each object of a few runs. */
static struct counter *counter_at(const volatile void *address)
{
	for (unsigned int i = 0; i < nr_counters; i++)
		if (counters[i].address == address)
			return &counters[i];
	if (nr_counters == counters_size) {
		counters_size = counters_size ? counters_size * 2 : 64;
		counters = ex_host_realloc(counters, counters_size * sizeof(*counters));
	}
	counters[nr_counters] = (struct counter){ address,
		ex_host_alloc(MAX_LOCKDEP_SUBCLASSES) };
	return &counters[nr_counters++];
}

/* The address may come to be another object's. */
static void counter_forget(struct counter *counter)
{
	*counter = counters[--nr_counters];
}

void hook_put(const volatile void *address, int last)
{
	const struct lockdep_task *ld = &current->lockdep;
	unsigned long ips[STACK_MAX];
	struct lockdep_map map = { 0 };
	struct lock_class *class;
	struct task_log *log;
	struct counter *counter;
	unsigned int depth, at;

	if (!ex_self())
		return;
	counter = counter_at(address);
	depth = ex_backtrace(ips, STACK_MAX);
	at = putter(ips, depth, &map.name);
	map.key = counter->key;
	class = class_of(&map, 0);
	if (!last) {
		for (unsigned int i = 0; i < ld->depth; i++)
			if (ld->held[i].check)
				add_edge(ld->held[i].class, class);
		return;
	}
	counter_forget(counter);
	log = my_log();
	end_releases(log, ips, depth);
	if (log->nr_releases < ARRAY_SIZE(log->releases) && at + 1 < depth)
		log->releases[log->nr_releases++] = (struct release){
			.class = class, .height = depth - at - 1, .return_ip = ips[at + 1] };
}

void predict_begin(void)
{
	for (unsigned int i = 0; i < nr_predictions; i++) {
		ex_host_free(predictions[i]->text);
		ex_host_free(predictions[i]);
	}
	nr_predictions = 0;
	for (unsigned int i = 0; i < nr_edges; i++)
		ex_host_free(edges[i].stack);
	nr_edges = 0;
	nr_counters = 0;
	predicting = true;
	predict_record(true);
}

void predict_record(bool on)
{
	predict_on = predicting && on;
	hook_puts_on = predict_on;
}

void predict_forget(void)
{
	if (predict_on && ex_self())
		my_log()->steps.count = my_log()->nr_due = 0;
}

static unsigned int search_round;	/* marks of earlier searches count no more */

/* A way from @class to @goal over edges of both kinds; the path is left in @path. */
static bool search(struct lock_class *class, struct lock_class *goal, struct lock_class **path,
		   unsigned int *length)
{
	path[(*length)++] = class;
	if (class == goal)
		return true;
	class->predict_mark = search_round;
	if (*length == PREDICTION_CLASSES_MAX)
		goto out_dead_end;
	for (unsigned int i = 0; i < class->after.count; i++) {
		struct lock_class *next = class->after.edges[i].to;

		if (next->predict_mark != search_round && search(next, goal, path, length))
			return true;
	}
	for (unsigned int i = 0; i < nr_edges; i++)
		if (edges[i].from == class && edges[i].to->predict_mark != search_round &&
		    search(edges[i].to, goal, path, length))
			return true;
out_dead_end:
	(*length)--;
	return false;
}

static const struct saved_stack *stack_of(struct lock_class *from, struct lock_class *to)
{
	struct lock_edge *edge = graph_find_edge(from, to);

	if (edge)
		return edge->stack;
	for (unsigned int i = 0; i < nr_edges; i++)
		if (edges[i].from == from && edges[i].to == to)
			return edges[i].stack;
	return NULL;
}

static bool same_classes(const struct prediction *a, struct lock_class **classes,
			 unsigned int count)
{
	if (a->nr_classes != count)
		return false;
	for (unsigned int i = 0; i < count; i++) {
		unsigned int k = 0;

		while (k < count && a->classes[k] != classes[i])
			k++;
		if (k == count)
			return false;
	}
	return true;
}

static void describe(struct prediction *prediction, const struct soft_edge *first)
{
	struct text text = { 0 };

	ex_host_snprintf(prediction->title, sizeof(prediction->title), "possible hang in %s",
			 finding_blame(first->stack->ips, first->stack->depth));
	text_add(&text, "%s\npredicted from a run that did not hang; each is needed before the "
		 "next can end:\n", prediction->title);
	for (unsigned int i = 0; i < prediction->nr_classes; i++) {
		struct lock_class *from = prediction->classes[i];
		struct lock_class *to = prediction->classes[(i + 1) % prediction->nr_classes];
		const struct saved_stack *stack = stack_of(from, to);

		text_add(&text, "\n-> #%u (%s) then (%s):\n", i, from->name, to->name);
		if (stack)
			text_add_stack(&text, "       ", stack->ips, stack->depth);
	}
	prediction->text = text.start;
}

static void add_prediction(const struct soft_edge *first, struct lock_class **path,
			   unsigned int length)
{
	struct prediction *prediction;

	for (unsigned int i = 0; i < nr_predictions; i++)
		if (same_classes(predictions[i], path, length))
			return;
	prediction = ex_host_alloc(sizeof(*prediction));
	memcpy(prediction->classes, path, length * sizeof(*path));
	prediction->nr_classes = length;
	describe(prediction, first);
	predictions = ex_host_realloc(predictions, (nr_predictions + 1) * sizeof(*predictions));
	predictions[nr_predictions++] = prediction;
}

void predict_end(void)
{
	struct lock_class *path[PREDICTION_CLASSES_MAX + 1];
	unsigned int length;

	predicting = false;
	predict_record(false);
	for (unsigned int i = 0; i < nr_edges; i++) {
		length = 0;
		search_round++;
		if (search(edges[i].to, edges[i].from, path, &length))
			add_prediction(&edges[i], path, length);
	}
}

const struct prediction *prediction_at(unsigned int index)
{
	return index < nr_predictions ? predictions[index] : NULL;
}

bool prediction_pause(const struct ex_task *ex, void *arg)
{
	const struct prediction *prediction = arg;
	const struct task_struct *task = ex->local;

	if (!task)
		return false;
	for (unsigned int i = 0; i < task->lockdep.depth; i++)
		for (unsigned int k = 0; k < prediction->nr_classes; k++)
			if (task->lockdep.held[i].class == prediction->classes[k])
				return true;
	return false;
}
