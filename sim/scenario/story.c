// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story.c - what happened in one run, in words that a person can follow
 *
 * A policy sees every step before it is taken: the recorder is one that asks another
 * what to do. Locks are named by their lockdep_map, which is what a step that takes
 * or gives one names as its object.
 */
#include "scenario/story.h"

#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "exec/race.h"
#include "exec/symbol.h"

#include "kernel/finding.h"
#include "kernel/lockdep.h"
#include "kernel/waits.h"

#include "scenario/host.h"
#include "scenario/language.h"
#include "scenario/ops.h"

#define STACK_MAX	32u
#define FRAMES_MAX	64u

static struct scn_story *recording;
static bool acting[EX_TASKS_MAX];	/* between the beginning and the end of a statement */
static const char *names[EX_TASKS_MAX];	/* as they were: a process takes its own along */

struct recorder {
	struct ex_policy	policy;
	struct ex_policy	*follows;
};

static const char *story_text(const char *text)
{
	size_t size = strlen(text) + 1, i;
	char *copy;

	for (i = 0; i < recording->nr_texts; i++) {
		if (!strcmp(recording->texts[i], text))
			return recording->texts[i];
	}
	copy = malloc(size);
	if (!copy)
		return NULL;
	memcpy(copy, text, size);
	recording->texts = realloc(recording->texts,
				   (recording->nr_texts + 1) * sizeof(*recording->texts));
	recording->texts[recording->nr_texts++] = copy;
	return copy;
}

static struct scn_story_event *add_event(enum scn_story_what what, unsigned int task)
{
	struct scn_story_event *event;

	if (recording->count == recording->capacity) {
		recording->capacity = recording->capacity ? recording->capacity * 2 : 1024;
		recording->events = realloc(recording->events, recording->capacity *
					    sizeof(*recording->events));
	}
	event = &recording->events[recording->count++];
	*event = (struct scn_story_event){
		.step = ex_hot.steps, .time_ns = ex_now(), .task = (u16)task, .what = what,
	};
	return event;
}

void scn_story_stmt(const struct scn_program *program, unsigned int stmt, bool ends, long ret)
{
	struct scn_story_event *event;
	struct scn_text text;

	if (!recording)
		return;
	ex_unseen_begin();
	scn_text_init(&text);
	scn_print_stmt(program, NULL, stmt, &text);
	event = add_event(ends ? SCN_STORY_ENDS : SCN_STORY_BEGINS, ex_self()->id);
	event->text = story_text(text.data);
	event->ret = ret;
	acting[ex_self()->id] = !ends;
	scn_text_free(&text);
	ex_unseen_end();
}

static bool is_lock_op(enum ex_op op)
{
	return op == EX_LOCK || op == EX_RDLOCK || op == EX_TRYLOCK || op == EX_UNLOCK ||
	       op == EX_RDUNLOCK;
}

static void record_step(const struct ex_candidate *candidate)
{
	const struct lockdep_map *map = (const void *)candidate->obj;
	struct scn_story_event *event;

	ex_unseen_begin();
	if (!names[candidate->id])
		names[candidate->id] = story_text(ex_task_by_id(candidate->id)->name ?: "?");
	event = add_event(SCN_STORY_DOES, candidate->id);
	event->op = candidate->op;
	event->obj = (const void *)candidate->obj;
	if (is_lock_op(candidate->op) && map && map->name && *map->name &&
	    map->wait_type_outer != LD_WAIT_FREE)	/* sections of RCU readers: too many */
		event->text = story_text(map->name);
	ex_unseen_end();
}

/* What guard() and CLASS() are made of, nobody has written. */
static bool is_part_of_guard(const struct ex_symbol *symbol)
{
	return !strncmp(symbol->function, "class_", 6);
}

/* "in F, before G()": F is the driver's, G the primitive that it calls. NULL: not known. */
static char *place_of_caller(char *words, size_t size)
{
	const struct ex_symbol *frames[FRAMES_MAX];
	unsigned long ips[STACK_MAX];
	unsigned int depth = ex_backtrace(ips, STACK_MAX), i = 0, before;
	unsigned int count = finding_frames(ips, depth, frames, FRAMES_MAX);

	while (i < count && !finding_is_primitive(frames[i]))
		i++;		/* the recorder itself */
	while (i < count && finding_is_primitive(frames[i]))
		i++;
	if (!i || i >= count)
		return NULL;
	for (before = i - 1; before && is_part_of_guard(frames[before]); before--)
		;
	if (strncmp(frames[before]->function, "ex_", 3))
		snprintf(words, size, "in %s, before %s()", frames[i]->function,
			 frames[before]->function);
	else
		snprintf(words, size, "in %s", frames[i]->function);
	return words;
}

static void record_stop(unsigned int task)
{
	struct scn_story_event *event;
	char words[128];

	ex_unseen_begin();
	if (place_of_caller(words, sizeof(words))) {
		event = add_event(SCN_STORY_STOPS, task);
		event->text = story_text(words);
	}
	ex_unseen_end();
}

static void recorder_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct recorder *recorder = container_of(policy, struct recorder, policy);

	if (recorder->follows && recorder->follows->new_run)
		recorder->follows->new_run(recorder->follows, seed);
}

static unsigned int recorder_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct recorder *recorder = container_of(policy, struct recorder, policy);
	unsigned int pick = 0;

	if (view->count > 1)
		pick = recorder->follows ? recorder->follows->next_task(recorder->follows, view) :
					   ex_default_choice(view);
	if (pick < view->count && view->running >= 0 && (int)pick != view->running &&
	    !view->yielding && acting[view->ready[view->running].id])
		record_stop(view->ready[view->running].id);
	if (pick < view->count)
		record_step(&view->ready[pick]);
	return pick;
}

static unsigned int recorder_next_number(struct ex_policy *policy, unsigned int n)
{
	struct recorder *recorder = container_of(policy, struct recorder, policy);

	return recorder->follows ? recorder->follows->next_number(recorder->follows, n) : 0;
}

static const char *wait_kind_name(enum wait_kind kind)
{
	static const char *const names[WAIT_KIND_COUNT] = {
		[WAIT_LOCK] = "lock", [WAIT_COMPLETION] = "completion", [WAIT_QUEUE] = "condition",
		[WAIT_WORK] = "work item", [WAIT_RCU] = "RCU readers", [WAIT_SRCU] = "SRCU readers",
		[WAIT_TASK] = "end of a task", [WAIT_OTHER] = "event",
	};

	return names[kind];
}

static void record_held(struct scn_story_task *to, const struct task_struct *task)
{
	unsigned int i;

	for (i = 0; i < task->lockdep.depth && to->nr_held < SCN_STORY_HELD_MAX; i++) {
		const struct held_lock *held = &task->lockdep.held[i];

		if (held->instance == to->waits_obj)
			continue;	/* on the list since it is wanted */
		to->held[to->nr_held++] = (struct scn_story_hold){
			.lock = story_text(held->instance->name ?: "?"), .obj = held->instance,
			.shared = held->read,
		};
	}
}

static void record_task(struct scn_story_task *to, struct ex_task *ex)
{
	const struct task_struct *task = ex->local;
	const struct wait_note *note = task ? task->waits : NULL;

	to->present = true;
	to->ended = ex_task_state(ex) == EX_TASK_ENDED;
	to->name = names[ex->id] ?: story_text("?");
	to->waits_who = -1;
	if (!task || to->ended)
		return;
	if (note && ex_task_state(ex) == EX_TASK_PARKED) {
		to->waits_for = story_text(note->map && note->map->name ? note->map->name :
					   note->name ?: "something without a name");
		to->waits_how = wait_kind_name(note->kind);
		to->waits_obj = note->map ? (const void *)note->map : (const void *)note->obj;
		if (note->who)
			to->waits_who = (int)note->who->ex->id;
	}
	record_held(to, task);
}

static void record_ending(struct scn_story *story)
{
	struct ex_task *ex;

	ex_unseen_begin();	/* the tasks are where they are, and nothing is in order with us */
	while ((ex = ex_task_by_id(story->nr_tasks))) {
		story->tasks = realloc(story->tasks,
				       (story->nr_tasks + 1) * sizeof(*story->tasks));
		memset(&story->tasks[story->nr_tasks], 0, sizeof(*story->tasks));
		record_task(&story->tasks[story->nr_tasks++], ex);
	}
	ex_unseen_end();
}

void scn_story_run(const struct scn_program *program, const struct scn_setting *setting,
		   struct scn_story *story)
{
	struct recorder recorder = {
		.policy = {
			.name = "recorder", .new_run = recorder_new_run,
			.next_task = recorder_next_task, .next_number = recorder_next_number,
			.every_point = true,
		},
		.follows = setting->policy,
	};
	struct scn_setting with = *setting;

	memset(story, 0, sizeof(*story));
	memset(acting, 0, sizeof(acting));
	memset(names, 0, sizeof(names));
	recording = story;
	with.policy = &recorder.policy;
	with.follow = true;
	scn_run(program, &with, &story->result);
	ex_unseen_begin();	/* the tasks are stopped, but nothing says so to a sanitizer */
	record_ending(story);
	ex_unseen_end();
	recording = NULL;
}

void scn_story_free(struct scn_story *story)
{
	size_t i;

	for (i = 0; i < story->nr_texts; i++)
		free(story->texts[i]);
	free(story->texts);
	free(story->events);
	free(story->tasks);
	scn_result_release(&story->result);
	memset(story, 0, sizeof(*story));
}

bool scn_story_matters(const struct scn_story *story, const struct scn_story_event *event)
{
	unsigned int i;

	if (event->what != SCN_STORY_DOES)
		return true;
	if (!event->text)
		return false;
	for (i = 0; i < story->result.nr_findings; i++) {
		if (strstr(story->result.findings[i].report, event->text))
			return true;
	}
	return false;
}
