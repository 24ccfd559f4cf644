// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hunt.c - `ksim hunt`: scenarios under every variant they name, against expectations
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/variant.h"

#include "effort.h"
#include "judge.h"
#include "notes.h"
#include "predictions.h"
#include "progress.h"
#include "report.h"

#define RUNS_DEFAULT	400u
#define POLICY_DEFAULT	"portfolio"
#define VARIANTS_MAX	32u
#define WIDTH_MAX	48		/* of a column: longer words push the others aside */

struct hunt {
	const struct cli_options	*options;
	struct campaign			*campaigns;
	unsigned int			count;
	unsigned int			printed;	/* rows, in order of the campaigns */
	unsigned int			failed;
	unsigned int			unfinished;	/* of them: by Ctrl-C */
	unsigned int			absent;		/* their variants are in other builds */
	const char			*folder;	/* NULL until something was found */
	struct {
		int	path, variants, demands;
	} width;					/* of the table's columns */
};

static struct hunt hunt;

static const char *variants_of(const struct campaign *campaign)
{
	return campaign->variants[0] ? campaign->variants : "present-day";
}

/* Returns the column in which the last word stands. */
static int print_cells(const char *verdict, const char *path, const char *variants,
		       const char *runs, const char *demands, const char *time, const char *found)
{
	int column = printf("%-10s  %-*s  %-*s  %9s  %-*s  %7s  ", verdict, hunt.width.path, path,
			    hunt.width.variants, variants, runs, hunt.width.demands, demands, time);

	puts(found);
	return column;
}

static void widen(int *width, const char *text, int most)
{
	int length = (int)strlen(text);

	if (length > *width)
		*width = length < most ? length : most;
}

static void print_title(void)
{
	unsigned int i;

	widen(&hunt.width.path, "scenario", WIDTH_MAX);
	widen(&hunt.width.demands, "expected", WIDTH_MAX);
	for (i = 0; i < hunt.count; i++) {
		char *demands = judge_demands(&hunt.campaigns[i]);

		widen(&hunt.width.path, hunt.campaigns[i].path, WIDTH_MAX);
		widen(&hunt.width.variants, variants_of(&hunt.campaigns[i]), WIDTH_MAX);
		widen(&hunt.width.demands, demands, WIDTH_MAX / 2);
		free(demands);
	}
	print_cells("verdict", "scenario", "variants", "schedules", "expected", "time", "found");
}

static void print_row(struct campaign *campaign)
{
	enum verdict verdict = judge(campaign);
	char *demands = judge_demands(campaign), *headline;
	char runs[32], time[32];
	unsigned int i;
	int column;

	headline = campaign->nr_failures ? failure_headline(&campaign->failures[0]) :
		   is_search(campaign->policy) ? search_verdict(campaign) : cli_strdup("nothing");
	snprintf(runs, sizeof(runs), "%llu",
		 campaign->tally ? (unsigned long long)campaign->tally->runs : 0);
	snprintf(time, sizeof(time), "%.2fs", campaign->elapsed);
	column = print_cells(verdict_text(verdict), campaign->path, variants_of(campaign), runs,
			     demands, time, headline);
	for (i = 1; i < campaign->nr_failures; i++) {
		free(headline);
		headline = failure_headline(&campaign->failures[i]);
		printf("%*s%s\n", column, "", headline);
	}
	if (campaign->trouble)
		printf("%*s%s\n", 12, "", campaign->trouble);
	free(headline);
	free(demands);
	hunt.failed += verdict != VERDICT_HOLDS;
	hunt.unfinished += verdict == VERDICT_UNFINISHED;
}

/* Reports of what should not be there go to the terminal, all others to their files. */
static void record(struct campaign *campaign)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_failures; i++) {
		struct failure *failure = &campaign->failures[i];
		bool expected = judge_expected(campaign, failure);

		if (!hunt.folder)
			hunt.folder = out_folder(hunt.options);
		failure_write(campaign, failure, hunt.folder);
		json_add(campaign, failure, expected ? "expected" : "unexpected");
		if (!expected && !hunt.options->quiet)
			failure_print(campaign, failure);
	}
	predictions_add(campaign);
	notes_add(campaign);
}

static void on_done(struct campaign *campaign)
{
	progress_clear();
	record(campaign);
	while (hunt.printed < hunt.count && hunt.campaigns[hunt.printed].finished)
		print_row(&hunt.campaigns[hunt.printed++]);
}

static bool chosen(const struct cli_options *options, const char *variants)
{
	unsigned int i;

	for (i = 0; i < options->nr_variants; i++) {
		if (!strcmp(options->variants[i], variants))
			return true;
	}
	return !options->nr_variants;
}

static void add_campaign(const char *path, const struct scn_program *program,
			 const char *variants)
{
	const struct cli_options *options = hunt.options;
	const char *policy = scn_text_of(program, program->explore.policy);
	struct campaign *campaign;

	hunt.campaigns = realloc(hunt.campaigns, (hunt.count + 1) * sizeof(*hunt.campaigns));
	if (!hunt.campaigns)
		cli_die("out of memory");
	campaign = &hunt.campaigns[hunt.count++];
	*campaign = (struct campaign){
		.path = path, .program = program, .variants = variants, .shards = 1,
		.engine = strcmp(options->engine, "threads") ? EX_FIBERS : EX_THREADS,
		.seed = options->seed, .seconds = options->seconds,
		.steps_max = options->steps_max, .enough = judge_enough, .done = on_done,
	};
	campaign->predict = options->predict && campaign->engine == EX_FIBERS;
	campaign->policy = options->policy ? options->policy : *policy ? policy : POLICY_DEFAULT;
	campaign->runs = options->runs_given ? options->runs : options->seconds ? UINT64_MAX :
			 program->explore.runs ? program->explore.runs : RUNS_DEFAULT;
}

/*
 * A build that hosts a Linux tree has two names for what it does without variants; where a
 * scenario knows the tree's, that is the one.
 */
static bool named_otherwise(const char *variants, const char *const *all, unsigned int count)
{
	const char *host = variant_host();
	unsigned int i;

	for (i = 0; host && !*variants && i < count; i++) {
		if (!strcmp(all[i], host))
			return true;
	}
	return false;
}

/* All that can be said against the input is said before anything runs. */
static bool add_file(const char *path)
{
	struct scn_program *program = cli_load(path);
	const char *variants[VARIANTS_MAX];
	unsigned int i, count;

	if (!program)
		return false;
	count = judge_variants(program, variants, VARIANTS_MAX);
	for (i = 0; i < count; i++) {
		if (named_otherwise(variants[i], variants, count))
			continue;
		if (scn_variants_absent(variants[i])) {
			hunt.absent++;
		} else if (chosen(hunt.options, variants[i])) {
			add_campaign(path, program, variants[i]);
		}
	}
	return true;
}

static int summary(bool whole)
{
	unsigned long long runs = 0;
	unsigned int i, found = 0, searches = 0, complete = 0;
	double steps = 0;

	for (i = 0; i < hunt.count; i++) {
		found += hunt.campaigns[i].nr_failures;
		searches += is_search(hunt.campaigns[i].policy);
		complete += hunt.campaigns[i].search.exhausted;
		if (!hunt.campaigns[i].tally)
			continue;
		runs += hunt.campaigns[i].tally->runs;
		steps += (double)hunt.campaigns[i].tally->steps;
	}
	if (notes_count()) {
		if (!hunt.options->quiet)
			notes_print(false);
		hunt.folder = out_folder(hunt.options);
		notes_write(hunt.folder);
	}
	if (predictions_unconfirmed()) {
		if (!hunt.options->quiet)
			predictions_print();
		hunt.folder = out_folder(hunt.options);
		predictions_write(hunt.folder);
	}
	printf("%u scenario variants, %llu schedules, %.0f steps: %u hold, %u do not", hunt.count,
	       runs, steps, hunt.printed - hunt.failed, hunt.failed - hunt.unfinished);
	if (!whole)
		printf(", %u are unfinished (interrupted)",
		       hunt.unfinished + hunt.count - hunt.printed);
	putchar('\n');
	if (searches)
		printf("%u of %u searches are complete\n", complete, searches);
	if (hunt.absent)
		printf("%u scenario variants are not in this build%s%s\n", hunt.absent,
		       variant_host() ? ", which hosts " : ", which hosts no Linux tree",
		       variant_host() ? variant_host() : "");
	if (found)
		printf("%u findings, each with its report and its replay, are in %s/\n", found,
		       hunt.folder);
	return hunt.failed || !whole ? CLI_FOUND : CLI_GOOD;
}

int cmd_hunt(const struct cli_options *options)
{
	struct cli_files files;
	unsigned int i;
	bool good = true, whole;

	hunt.options = options;
	cli_check_policy(options->policy);
	for (i = 0; i < options->nr_variants; i++)
		cli_check_variants(options->variants[i]);
	if (!cli_find(options->paths, options->nr_paths, &files))
		return CLI_BAD;
	for (i = 0; i < files.count; i++)
		good = add_file(files.paths[i]) && good;
	if (!good)
		return CLI_BAD;
	if (!hunt.count)
		cli_die("no scenario names this variant");
	if (options->json && !json_open(options->json))
		return CLI_BAD;
	print_title();
	progress_start(options->quiet);
	whole = campaigns_run(hunt.campaigns, hunt.count, options->jobs, progress_tick);
	progress_clear();
	return json_close() ? summary(whole) : CLI_BAD;
}
