// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explain.c - `ksim explain`: the story of a recorded failure
 */
#include "explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec/heap.h"
#include "scenario/kinds.h"

static bool write_text(const char *path, void (*draw)(const struct recording *recording,
						      const struct scn_story *story,
						      struct scn_text *out),
		       const struct recording *recording, const struct scn_story *story)
{
	struct scn_text text;
	bool good;

	scn_text_init(&text);
	draw(recording, story, &text);
	good = cli_write_file(path, text.data, text.length);
	scn_text_free(&text);
	return good;
}

static void draw_dot(const struct recording *recording, const struct scn_story *story,
		     struct scn_text *out)
{
	story_dot(story, out);
}

static bool write_all(const struct cli_options *options, const struct recording *recording,
		      const struct scn_story *story)
{
	bool good = write_text("-", story_text, recording, story);

	if (options->html)
		good = write_text(options->html, story_html, recording, story) && good;
	if (options->dot)
		good = write_text(options->dot, draw_dot, recording, story) && good;
	if (options->perfetto)
		good = story_perfetto(story, options->perfetto) && good;
	return good;
}

/* In a child: a run that ends badly spoils the process that made it. */
static int tell(const struct cli_options *options, const struct recording *recording)
{
	const struct scn_failure *failure = &recording->program->failure;
	struct scn_setting setting = {
		.variants = scn_text_of(recording->program, failure->variants),
		.engine = EX_FIBERS, .seed = failure->seed, .steps_max = failure->steps_max,
		.policy = ex_policy_replay(&recording->schedule, false),
	};
	struct scn_story story;

	ex_heap_plain(recording->plain);
	if (!make_runs_before(recording->program, &setting, failure->before, &story.result)) {
		cli_complain("%s: a run that must come before ended badly", recording->path);
		return CLI_BAD;
	}
	scn_story_run(recording->program, &setting, &story);
	if (!recording_matches(recording, &story.result))
		cli_complain("%s: the replay does not show \"%s\"; this is what it shows",
			     recording->path, recording->title);
	if (!write_all(options, recording, &story))
		return CLI_BAD;
	return recording_matches(recording, &story.result) ? CLI_GOOD : CLI_BAD;
}

int cmd_explain(const struct cli_options *options)
{
	struct recording recording;
	int status = 0;
	pid_t child;

	if (!recording_load(options->paths[0], &recording))
		return CLI_BAD;
	if (recording.engine != EX_FIBERS)
		cli_die("%s: recorded with real threads: it cannot be replayed", recording.path);
	recording_settle(&recording);
	fflush(NULL);
	child = fork();
	if (child < 0)
		cli_die("fork: %s", strerror(errno));
	if (!child) {
		status = tell(options, &recording);
		fflush(NULL);
		_exit(status);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : CLI_BAD;
}
