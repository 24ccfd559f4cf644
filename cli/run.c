// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - `ksim run`: one scenario, as many schedules as are asked for
 */
#include <stdlib.h>
#include <string.h>

#include "effort.h"
#include "notes.h"
#include "predictions.h"
#include "progress.h"
#include "report.h"

#define RUNS_DEFAULT	1000u
#define SEARCH_RUNS_DEFAULT	200000u	/* its memory grows with what it has seen */
#define POLICY_DEFAULT	"portfolio"

static bool first_is_enough(struct campaign *campaign)
{
	return campaign->nr_failures;
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

static int finish(struct campaign *campaign, const struct cli_options *options, bool whole)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_failures; i++) {
		failure_write(campaign, &campaign->failures[i], out_folder(options));
		json_add(campaign, &campaign->failures[i], "found");
		if (!options->quiet)
			failure_print(campaign, &campaign->failures[i]);
	}
	predictions_add(campaign);
	notes_add(campaign);
	if (notes_count())
		notes_write(out_folder(options));
	if (predictions_unconfirmed())
		predictions_write(out_folder(options));
	print_effort(campaign);
	if (campaign->trouble) {
		cli_complain("%s", campaign->trouble);
		return CLI_BAD;
	}
	if (!options->quiet) {
		notes_print(true);
		predictions_print();
	}
	printf("%u finding%s%s\n", campaign->nr_failures, campaign->nr_failures == 1 ? "" : "s",
	       whole ? "" : " (interrupted)");
	return campaign->nr_failures ? CLI_FOUND : CLI_GOOD;
}

int cmd_run(const struct cli_options *options)
{
	struct campaign campaign = { .path = options->paths[0], .seed = options->seed };
	int status;
	bool whole;

	cli_check_policy(options->policy);
	campaign.program = cli_load(campaign.path);
	if (!campaign.program)
		return CLI_BAD;
	campaign.variants = joined_variants(options);
	cli_check_variants(campaign.variants);
	campaign.engine = strcmp(options->engine, "threads") ? EX_FIBERS : EX_THREADS;
	campaign.policy = options->policy ? options->policy : POLICY_DEFAULT;
	if (!options->policy && campaign.program->explore.policy)
		campaign.policy = scn_text_of(campaign.program,
					      campaign.program->explore.policy);
	campaign.runs = options->runs_given ? options->runs : options->seconds ? UINT64_MAX :
			RUNS_DEFAULT;
	campaign.seconds = options->seconds;
	campaign.steps_max = options->steps_max;
	campaign.shards = is_search(campaign.policy) ? 1 : options->jobs;
	if (is_search(campaign.policy) && !options->runs_given && !options->seconds)
		campaign.runs = SEARCH_RUNS_DEFAULT;
	campaign.predict = options->predict && campaign.engine == EX_FIBERS;
	campaign.first = options->stop_at_first;
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
