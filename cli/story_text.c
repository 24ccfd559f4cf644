// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_text.c - the story in columns, one for each task
 */
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "scenario/ops.h"

#define COLUMN_MIN	24u
#define LINE_WIDTH	132u

static bool has_word(const struct scn_story *story, unsigned int id)
{
	size_t i;

	for (i = 0; i < story->count; i++) {
		if (story->events[i].task == id && scn_story_matters(story, &story->events[i]))
			return true;
	}
	return story->tasks[id].waits_for || story->tasks[id].nr_held;
}

/* Task 0 is init: it builds the world, starts all others and waits for them. */
void story_cast(const struct scn_story *story, struct cast *cast)
{
	unsigned int id;

	cast->count = 0;
	for (id = 1; id < story->nr_tasks && cast->count < 64; id++) {
		if (has_word(story, id))
			cast->ids[cast->count++] = id;
	}
}

int cast_column(const struct cast *cast, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < cast->count; i++) {
		if (cast->ids[i] == id)
			return (int)i;
	}
	return -1;
}

static char *lock_words(const struct scn_story_event *event)
{
	switch (event->op) {
	case EX_LOCK:
		return cli_format("  lock(%s)", event->text);
	case EX_RDLOCK:
		return cli_format("  rlock(%s)", event->text);
	case EX_TRYLOCK:
		return cli_format("  trylock(%s)", event->text);
	case EX_UNLOCK:
	case EX_RDUNLOCK:
		return cli_format("  unlock(%s)", event->text);
	default:
		return NULL;
	}
}

char *story_words(const struct scn_story *story, const struct scn_story_event *event)
{
	const char *error;

	if (!scn_story_matters(story, event))
		return NULL;
	switch (event->what) {
	case SCN_STORY_BEGINS:
		return cli_strdup(event->text);
	case SCN_STORY_ENDS:
		error = event->ret < 0 ? scn_errno_name((int)-event->ret) : NULL;
		return error ? cli_format("= -%s", error) : cli_format("= %ld", event->ret);
	case SCN_STORY_STOPS:
		return cli_format("  ...stopped %s", event->text);
	default:
		return lock_words(event);
	}
}

void story_edges(const struct scn_story *story, story_edge_fn fn, void *arg)
{
	unsigned int id, other, i;

	for (id = 0; id < story->nr_tasks; id++) {
		const struct scn_story_task *task = &story->tasks[id];

		if (!task->waits_for)
			continue;
		if (task->waits_who >= 0)
			fn(story, id, (unsigned int)task->waits_who, task->waits_for, arg);
		for (other = 0; other < story->nr_tasks; other++) {
			for (i = 0; other != id && i < story->tasks[other].nr_held; i++) {
				if (story->tasks[other].held[i].obj == task->waits_obj)
					fn(story, id, other, task->waits_for, arg);
			}
		}
	}
}

struct blockers {
	unsigned int	waiter;
	struct scn_text	*out;
	unsigned int	count;
};

static void name_blocker(const struct scn_story *story, unsigned int waiter,
			 unsigned int blocker, const char *what, void *arg)
{
	struct blockers *blockers = arg;

	if (waiter != blockers->waiter)
		return;
	scn_text_add(blockers->out, "%s%s/%u", blockers->count++ ? ", " : ", which is up to ",
		     story->tasks[blocker].name, blocker);
}

void story_reasons(const struct scn_story *story, struct scn_text *out)
{
	unsigned int id, i;

	for (id = 1; id < story->nr_tasks; id++) {
		const struct scn_story_task *task = &story->tasks[id];
		struct blockers blockers = { .waiter = id, .out = out };

		if (task->ended || (!task->waits_for && !task->nr_held))
			continue;
		scn_text_add(out, "%s/%u", task->name, id);
		for (i = 0; i < task->nr_held; i++)
			scn_text_add(out, "%s%s%s", i ? ", " : " holds ", task->held[i].lock,
				     task->held[i].shared ? " (shared)" : "");
		if (task->waits_for) {
			scn_text_add(out, "%s waits for %s %s", task->nr_held ? " and" : "",
				     task->waits_how, task->waits_for);
			story_edges(story, name_blocker, &blockers);
		}
		scn_text_add(out, "\n");
	}
}

static void add_cell(struct scn_text *out, const char *words, unsigned int width)
{
	scn_text_add(out, "%-*.*s", (int)width, (int)width - 1, words);
}

static void add_row(struct scn_text *out, const struct cast *cast, unsigned int width,
		    const struct scn_story_event *event, const char *words)
{
	int column = cast_column(cast, event->task), i;

	if (column < 0)
		return;
	scn_text_add(out, "%7llu  ", (unsigned long long)event->step);
	for (i = 0; i < column; i++)
		add_cell(out, "", width);
	scn_text_add(out, "%s\n", words);
}

static void add_head(struct scn_text *out, const struct scn_story *story,
		     const struct cast *cast, unsigned int width)
{
	unsigned int i;
	char *name;

	scn_text_add(out, "%7s  ", "step");
	for (i = 0; i < cast->count; i++) {
		name = cli_format("%s/%u", story->tasks[cast->ids[i]].name, cast->ids[i]);
		add_cell(out, name, width);
		free(name);
	}
	scn_text_add(out, "\n%7s  ", "----");
	for (i = 0; i < cast->count; i++)
		add_cell(out, "----", width);
	scn_text_add(out, "\n");
}

/* The last row: what everybody waits for when nothing goes on. */
static void add_ending(struct scn_text *out, const struct scn_story *story,
		       const struct cast *cast, unsigned int width)
{
	bool any = false;
	unsigned int i;
	char *words;

	for (i = 0; i < cast->count; i++)
		any = any || story->tasks[cast->ids[i]].waits_for;
	if (!any)
		return;
	scn_text_add(out, "%7s  ", "end");
	for (i = 0; i < cast->count; i++) {
		const struct scn_story_task *task = &story->tasks[cast->ids[i]];

		words = task->waits_for ? cli_format("  ...waits: %s", task->waits_for) :
					  cli_strdup("");
		add_cell(out, words, width);
		free(words);
	}
	scn_text_add(out, "\n");
}

void story_text(const struct recording *recording, const struct scn_story *story,
		struct scn_text *out)
{
	struct scn_text reasons;
	unsigned int width;
	struct cast cast;
	char *words;
	size_t i;

	story_cast(story, &cast);
	width = cast.count ? (LINE_WIDTH - 9) / cast.count : LINE_WIDTH;
	if (width < COLUMN_MIN)
		width = COLUMN_MIN;
	for (i = 0; i < story->result.nr_findings; i++)
		scn_text_add(out, "%s\n", story->result.findings[i].report);
	scn_text_add(out, "The interleaving, without steps that do not matter:\n\n");
	add_head(out, story, &cast, width);
	for (i = 0; i < story->count; i++) {
		words = story_words(story, &story->events[i]);
		if (words)
			add_row(out, &cast, width, &story->events[i], words);
		free(words);
	}
	add_ending(out, story, &cast, width);
	scn_text_init(&reasons);
	story_reasons(story, &reasons);
	if (reasons.length)
		scn_text_add(out, "\nWhere it ends:\n%s", reasons.data);
	scn_text_free(&reasons);
	if (recording->path)
		scn_text_add(out, "\nReplay: ksim replay %s\n", recording->path);
}
