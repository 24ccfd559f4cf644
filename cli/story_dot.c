// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_dot.c - who holds what and who waits for it, for Graphviz
 */
#include <string.h>

#include "explain.h"

/* Inside a quoted DOT string. */
static void add_quoted(struct scn_text *out, const char *text)
{
	scn_text_add(out, "\"");
	for (; *text; text++)
		scn_text_add(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	scn_text_add(out, "\"");
}

static void add_task(struct scn_text *out, const struct scn_story *story, unsigned int id)
{
	const struct scn_story_task *task = &story->tasks[id];
	unsigned int i;

	scn_text_add(out, "\tt%u [shape=box, label=", id);
	add_quoted(out, task->name);
	scn_text_add(out, "];\n");
	for (i = 0; i < task->nr_held; i++) {
		scn_text_add(out, "\t");
		add_quoted(out, task->held[i].lock);
		scn_text_add(out, " -> t%u [label=\"held by%s\"];\n", id,
			     task->held[i].shared ? " (shared)" : "");
	}
	if (!task->waits_for)
		return;
	scn_text_add(out, "\tt%u -> ", id);
	add_quoted(out, task->waits_for);
	scn_text_add(out, " [label=\"waits for\", color=red];\n");
	if (task->waits_who >= 0) {
		scn_text_add(out, "\t");
		add_quoted(out, task->waits_for);
		scn_text_add(out, " -> t%d [label=\"up to\", color=red];\n", task->waits_who);
	}
}

/* Locks as one task took them, one under the other: the order that lockdep sees. */
static void add_order(struct scn_text *out, const struct scn_story *story, unsigned int id)
{
	const char *held[SCN_STORY_HELD_MAX * 2];
	unsigned int count = 0, j;
	size_t i;

	for (i = 0; i < story->count; i++) {
		const struct scn_story_event *event = &story->events[i];

		if (event->task != id || event->what != SCN_STORY_DOES || !event->text ||
		    !scn_story_matters(story, event))
			continue;
		if (event->op == EX_UNLOCK || event->op == EX_RDUNLOCK) {
			for (j = count; j-- > 0 && held[j] != event->text;)
				;
			if (j < count)
				memmove(&held[j], &held[j + 1], (--count - j) * sizeof(held[0]));
			continue;
		}
		if (count && event->op != EX_TRYLOCK) {
			scn_text_add(out, "\t");
			add_quoted(out, held[count - 1]);
			scn_text_add(out, " -> ");
			add_quoted(out, event->text);
			scn_text_add(out, " [style=dashed, label=\"t%u, step %llu\"];\n", id,
				     (unsigned long long)event->step);
		}
		if (count < SCN_STORY_HELD_MAX * 2)
			held[count++] = event->text;
	}
}

void story_dot(const struct scn_story *story, struct scn_text *out)
{
	struct cast cast;
	unsigned int i;

	story_cast(story, &cast);
	scn_text_add(out, "// dashed: the order in which locks are taken; solid: how it ends\n"
		     "digraph ksim {\n\tnode [shape=ellipse, fontname=\"monospace\"];\n"
		     "\tedge [fontname=\"monospace\", fontsize=10];\n");
	for (i = 0; i < cast.count; i++)
		add_task(out, story, cast.ids[i]);
	for (i = 0; i < cast.count; i++)
		add_order(out, story, cast.ids[i]);
	scn_text_add(out, "}\n");
}
