// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - `ksim run`: one scenario, as many schedules as are asked for
 */
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "report.h"

#define RUNS_DEFAULT	1000u
#define SEARCH_RUNS_DEFAULT	200000u	/* its memory grows with what it has seen */
#define POLICY_DEFAULT	"portfolio"

static bool first_is_enough(struct campaign *campaign)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_failures; i++) {
		if (!campaign->failures[i].unconfirmed)
			return true;
	}
	return false;
}

/* "--variant a --variant b" is "a+b". */
static char *joined_variants(const struct cli_options *options)
{
	struct scn_text text;
	unsigned int i;

	scn_text_init(&text);
	scn_text_add_bytes(&text, "", 0);
	for (i = 0; i < options->nr_variants; i++)
		scn_text_add(&text, "%s%s", i ? "+" : "", options->variants[i]);
	return text.data;
}

static void check_variants(const char *variants)
{
	long bad = scn_variants_check(variants);

	if (bad >= 0)
		cli_die("no variant is called \"%.*s\" (ksim list variants)",
			(int)strcspn(variants + bad, "+"), variants + bad);
}

/* A search has one memory: it cannot be cut into shards, and it ends by itself. */
static bool is_search(const struct campaign *campaign)
{
	return !strncmp(campaign->policy, "exhaustive", 10) ||
	       !strncmp(campaign->policy, "dfs", 3);
}

/* What was tried, in words that say how much it proves. */
static void print_effort(const struct campaign *campaign)
{
	const struct tally *tally = campaign->tally;
	double seconds = campaign->elapsed > 0 ? campaign->elapsed : 1e-9;

	const char *bound = strchr(campaign->policy, ':');

	if (tally->complete && bound)
		printf("complete: %llu schedules, all with at most %s preemptions; ",
		       (unsigned long long)tally->runs, bound + 1);
	else if (tally->complete)
		printf("complete: %llu schedules, all there are up to equivalence; ",
		       (unsigned long long)tally->runs);
	else if (is_search(campaign))
		printf("not complete after %llu schedules; ", (unsigned long long)tally->runs);
	else
		printf("%llu schedules, %s%llu distinct; ", (unsigned long long)tally->runs,
		       tally->table_full ? "at least " : "",
		       (unsigned long long)tally->distinct);
	printf("%.1f steps each, %.0f schedules a second, %llu ended badly\n",
	       tally->runs ? (double)tally->steps / (double)tally->runs : 0.0,
	       (double)tally->runs / seconds, (unsigned long long)tally->bad_ends);
}

/*
 * PCT finds a bug that needs d ordering constraints with a probability of at least
 * 1 / (n k^(d-1)) a run, with n tasks and k steps.
 */
static void print_pct_bound(const struct campaign *campaign)
{
	const struct tally *tally = campaign->tally;
	double steps, bound;
	unsigned long depth;

	if (strncmp(campaign->policy, "pct", 3) || !tally->runs || tally->complete)
		return;
	depth = campaign->policy[3] == ':' ? strtoul(campaign->policy + 4, NULL, 10) : 3;
	steps = (double)tally->steps / (double)tally->runs;
	bound = 1.0 / (double)(scn_count_tasks(campaign->program) + 1);
	for (; depth > 1; depth--)
		bound /= steps;
	printf("PCT: each run finds a bug of this depth with a probability of at least %.3g\n",
	       bound);
}

static int finish(struct campaign *campaign, const struct cli_options *options, bool whole)
{
	unsigned int i, confirmed = 0;

	for (i = 0; i < campaign->nr_failures; i++) {
		failure_write(campaign, &campaign->failures[i], out_folder(options));
		json_add(campaign, &campaign->failures[i], "found");
		confirmed += !campaign->failures[i].unconfirmed;
		if (!options->quiet)
			failure_print(campaign, &campaign->failures[i]);
	}
	print_effort(campaign);
	print_pct_bound(campaign);
	if (campaign->trouble) {
		cli_complain("%s", campaign->trouble);
		return CLI_BAD;
	}
	printf("%u finding%s%s%s\n", confirmed, confirmed == 1 ? "" : "s",
	       campaign->nr_failures > confirmed ? ", and predictions that are unconfirmed" : "",
	       whole ? "" : " (interrupted)");
	return confirmed ? CLI_FOUND : CLI_GOOD;
}

int cmd_run(const struct cli_options *options)
{
	struct campaign campaign = { .path = options->paths[0], .seed = options->seed };
	struct ex_policy *policy;
	const char *error = NULL;
	int status;
	bool whole;

	campaign.program = cli_load(campaign.path);
	if (!campaign.program)
		return CLI_BAD;
	campaign.variants = joined_variants(options);
	check_variants(campaign.variants);
	campaign.engine = strcmp(options->engine, "threads") ? EX_FIBERS : EX_THREADS;
	campaign.policy = options->policy ? options->policy : POLICY_DEFAULT;
	if (!options->policy && campaign.program->explore.policy)
		campaign.policy = scn_text_of(campaign.program,
					      campaign.program->explore.policy);
	policy = ex_policy_make(campaign.policy, &error);
	if (!policy)
		cli_die("policy \"%s\": %s (ksim list policies)", campaign.policy, error);
	ex_policy_free(policy);
	campaign.runs = options->runs ? options->runs : options->seconds ? UINT64_MAX :
			RUNS_DEFAULT;
	campaign.seconds = options->seconds;
	campaign.steps_max = options->steps_max;
	campaign.shards = is_search(&campaign) ? 1 : options->jobs;
	if (is_search(&campaign) && !options->runs && !options->seconds)
		campaign.runs = SEARCH_RUNS_DEFAULT;
	if (options->stop_at_first)
		campaign.enough = first_is_enough;
	if (options->json && !json_open(options->json))
		return CLI_BAD;
	progress_start(options->quiet);
	whole = campaigns_run(&campaign, 1, options->jobs, progress_tick);
	progress_clear();
	status = finish(&campaign, options, whole);
	campaign_release(&campaign);
	return json_close() ? status : CLI_BAD;
}
