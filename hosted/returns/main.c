// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - what user space sees of scenarios: every operation, in order, with its result
 *
 * ksim_returns FILE...: each scenario runs once in present-day behaviour and with nobody
 * preempted, in a child of its own. Two builds that print the same answer alike.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/story.h"

static char *read_whole(const char *path, size_t *length)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	*length = 0;
	if (getdelim(&text, &size, '\0', file) >= 0)
		*length = (size_t)ftell(file);
	fclose(file);
	return text;
}

/* Races and orders of locks are nothing that user space sees, and have names of functions. */
static void print_findings(const struct scn_result *result)
{
	size_t i;

	for (i = 0; i < result->nr_findings; i++)
		if (result->findings[i].kind != SCN_KIND_RACE &&
		    result->findings[i].kind != SCN_KIND_ORDER)
			printf("%-12s %s\n", "found", result->findings[i].title);
}

static void print_story(const struct scn_story *story)
{
	size_t i;

	for (i = 0; i < story->count; i++) {
		const struct scn_story_event *event = &story->events[i];

		if (event->what == SCN_STORY_BEGINS)
			printf("%-12s %s\n", story->tasks[event->task].name, event->text);
		else if (event->what == SCN_STORY_ENDS)
			printf("%-12s %s = %ld\n", story->tasks[event->task].name, event->text,
			       event->ret);
	}
	print_findings(&story->result);
}

static int play(const char *path)
{
	struct scn_program *program = malloc(sizeof(*program));
	struct scn_setting setting = { .engine = EX_FIBERS, .seed = 1 };
	struct scn_story story = { 0 };
	struct scn_error error;
	size_t length;
	char *text = read_whole(path, &length);

	if (!program || !text || !scn_parse(program, text, length, &error)) {
		fprintf(stderr, "ksim_returns: %s cannot be read\n", path);
		return 2;
	}
	scn_story_run(program, &setting, &story);
	print_story(&story);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	int i, status, failed = argc < 2;

	for (i = 1; i < argc; i++) {
		printf("== %s\n", argv[i]);
		fflush(stdout);
		if (!fork())
			_exit(play(argv[i]));
		if (wait(&status) < 0 || status) {
			printf("did not end well\n");
			failed = 1;
		}
	}
	return failed;
}
