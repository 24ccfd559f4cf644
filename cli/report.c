// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - findings on the terminal and in failure files
 */
#include "report.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/kinds.h"

const char *out_folder(const struct cli_options *options)
{
	const char *folder = options->out ? options->out : "ksim-out";

	struct stat status;

	if (mkdir(folder, 0777) && errno != EEXIST)
		cli_die("%s: %s", folder, strerror(errno));
	if (!stat(folder, &status) && !S_ISDIR(status.st_mode))
		cli_die("%s: not a folder", folder);
	return folder;
}

static scn_str intern(struct scn_program *program, const char *text)
{
	bool full = false;

	return scn_string(program, text, strlen(text), &full);
}

char *failure_text(const struct campaign *campaign, const struct failure *failure)
{
	struct scn_program *program = cli_alloc(sizeof(*program));
	struct scn_failure *record = &program->failure;
	struct scn_text text;

	scn_program_copy(program, campaign->program);
	free(record->schedule);
	free(record->before);
	*record = (struct scn_failure){ .present = true };
	record->kind = intern(program, scn_kind_names[failure->kind]);
	record->title = intern(program, failure->title);
	record->variants = intern(program, campaign->variants);
	record->engine = intern(program, campaign->engine == EX_FIBERS ? "fibers" : "threads");
	record->source = intern(program, cli_source_id());
	record->seed = failure->seed;
	record->steps = failure->steps;
	record->steps_max = campaign->steps_max;
	record->schedule = cli_strdup(failure->schedule ? failure->schedule : "");
	record->before = failure->before ? cli_strdup(failure->before) : NULL;
	scn_text_init(&text);
	scn_text_add(&text, "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		     "# A failure that ksim recorded: ksim replay, shrink and explain take it.\n"
		     "\n");
	scn_print(program, &text);
	scn_program_release(program);
	free(program);
	return text.data;
}

/* "order-possible-deadlock-in-f": what a shell and a person can both read. */
static char *file_name(const struct campaign *campaign, const struct failure *failure,
		       const char *folder)
{
	const char *base = strrchr(campaign->path, '/');
	char *path, *at;

	base = base ? base + 1 : campaign->path;
	path = cli_format("%s/%.*s.%s.%s-%.60s.ksim", folder, (int)strcspn(base, "."), base,
			  campaign->variants[0] ? campaign->variants : "present",
			  scn_kind_names[failure->kind], failure->title);
	for (at = path + strlen(folder) + 1; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("._-+", *at))
			*at = '-';
	}
	return path;
}

/* What the kernel would have said, beside the file that makes it say so again. */
static bool write_report(const struct failure *failure)
{
	char *path = cli_format("%.*s.txt", (int)strlen(failure->file) - 5, failure->file);
	char *text = cli_format("%s\nReplay: ksim replay %s\n", failure->report, failure->file);
	bool good = cli_write_file(path, text, strlen(text));

	free(text);
	free(path);
	return good;
}

bool failure_write(const struct campaign *campaign, struct failure *failure,
		   const char *folder)
{
	char *text = failure_text(campaign, failure);
	bool good;

	failure->file = file_name(campaign, failure, folder);
	good = cli_write_file(failure->file, text, strlen(text)) && write_report(failure);
	free(text);
	return good;
}

char *failure_headline(const struct failure *failure)
{
	return cli_format("%s %s", scn_kind_names[failure->kind], failure->title);
}

void failure_print(const struct campaign *campaign, const struct failure *failure)
{
	size_t length = strlen(failure->report);

	printf("%s%s", failure->report,
	       length && failure->report[length - 1] == '\n' ? "" : "\n");
	printf("Found as %s in run %llu of %s", scn_kind_names[failure->kind],
	       (unsigned long long)failure->run + 1, campaign->path);
	if (campaign->variants[0])
		printf(" under %s", campaign->variants);
	printf(" (%s, policy %s, seed %llu, step %llu; %s)\n", campaign->engine == EX_FIBERS ?
	       "fibers" : "threads", campaign->policy, (unsigned long long)failure->seed,
	       (unsigned long long)failure->steps,
	       failure->verified && failure->before ? "verified by replay, after earlier runs" :
	       failure->verified ? "verified by replay" :
	       campaign->engine == EX_FIBERS ? "NOT seen again in replay" : "not replayable");
	if (failure->file)
		printf("Replay: ksim replay %s\n", failure->file);
	printf("\n");
}
