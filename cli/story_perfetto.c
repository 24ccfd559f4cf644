// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_perfetto.c - the story in the Trace Event Format, which Perfetto and
 * chrome://tracing read
 *
 * Virtual time stands still while tasks run, so that a step is a microsecond here.
 */
#include <jansson.h>
#include <string.h>

#include "explain.h"

static void add_event(json_t *events, const char *phase, const char *name, const char *category,
		      uint64_t step, unsigned int task, json_t *args)
{
	json_t *event = json_pack("{s:s, s:s, s:s, s:I, s:i, s:i}", "ph", phase, "name", name,
				  "cat", category, "ts", (json_int_t)step, "pid", 1, "tid",
				  (int)task);

	if (args)
		json_object_set_new(event, "args", args);
	if (!strcmp(phase, "i"))
		json_object_set_new(event, "s", json_string("t"));
	json_array_append_new(events, event);
}

static void add_story_event(json_t *events, const struct scn_story *story,
			    const struct scn_story_event *event)
{
	switch (event->what) {
	case SCN_STORY_BEGINS:
		add_event(events, "B", event->text, "operation", event->step, event->task, NULL);
		break;
	case SCN_STORY_ENDS:
		add_event(events, "E", event->text, "operation", event->step, event->task,
			  json_pack("{s:I}", "result", (json_int_t)event->ret));
		break;
	case SCN_STORY_STOPS:
		add_event(events, "i", event->text, "stopped", event->step, event->task, NULL);
		break;
	default:
		add_event(events, "i", ex_op_name(event->op), "step", event->step, event->task,
			  event->text ? json_pack("{s:s, s:I}", "object", event->text,
						  "virtual_ns", (json_int_t)event->time_ns) :
			  json_pack("{s:I}", "virtual_ns", (json_int_t)event->time_ns));
	}
}

bool story_perfetto(const struct scn_story *story, const char *path)
{
	json_t *events = json_array(), *root;
	unsigned int id;
	size_t i;
	bool good;

	for (id = 0; id < story->nr_tasks; id++) {
		if (story->tasks[id].present)
			add_event(events, "M", "thread_name", "", 0, id,
				  json_pack("{s:s}", "name", story->tasks[id].name));
	}
	for (i = 0; i < story->count; i++)
		add_story_event(events, story, &story->events[i]);
	root = json_pack("{s:o, s:s, s:{s:s}}", "traceEvents", events, "displayTimeUnit", "ns",
			 "otherData", "note", "one microsecond is one step of the run");
	good = !json_dump_file(root, path, JSON_COMPACT);
	if (!good)
		cli_complain("%s: cannot be written", path);
	json_decref(root);
	return good;
}
