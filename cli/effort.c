// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * effort.c - what was tried, in words that say how much it proves
 */
#include "effort.h"

#include <stdlib.h>
#include <string.h>

bool is_search(const char *policy)
{
	return !strncmp(policy, "exhaustive", 10) || !strncmp(policy, "dfs", 3);
}

/* Runs that a sleep set cut short are schedules, but of a class that another run has seen. */
char *search_verdict(const struct campaign *campaign)
{
	const struct ex_exhaustive_stats *search = &campaign->search;
	const char *bound = strchr(campaign->policy, ':');
	char *found = campaign->nr_failures ? cli_format("%u found", campaign->nr_failures) :
		      cli_strdup("nothing found");
	char *verdict;

	if (search->exhausted && bound)
		verdict = cli_format("complete: %llu schedules, all with at most %s "
				     "preemptions, %s",
				     (unsigned long long)search->schedules, bound + 1, found);
	else if (search->exhausted)
		verdict = cli_format("complete: %llu schedules, %llu classes, %s",
				     (unsigned long long)search->schedules,
				     (unsigned long long)search->classes, found);
	else
		verdict = cli_format("not complete after %llu schedules, %llu classes, %s",
				     (unsigned long long)search->schedules,
				     (unsigned long long)search->classes, found);
	free(found);
	return verdict;
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

	if (strncmp(campaign->policy, "pct", 3) || !tally->runs)
		return;
	depth = campaign->policy[3] == ':' ? strtoul(campaign->policy + 4, NULL, 10) : 3;
	steps = (double)tally->steps / (double)tally->runs;
	bound = 1.0 / (double)(scn_count_tasks(campaign->program) + 1);
	for (; depth > 1; depth--)
		bound /= steps;
	printf("PCT: each run finds a bug of this depth with a probability of at least %.3g\n",
	       bound);
}

void print_effort(const struct campaign *campaign)
{
	const struct tally *tally = campaign->tally;
	double seconds = campaign->elapsed > 0 ? campaign->elapsed : 1e-9;
	char *verdict;

	if (is_search(campaign->policy)) {
		verdict = search_verdict(campaign);
		printf("%s; ", verdict);
		free(verdict);
	} else {
		printf("%llu schedule%s, %s%llu distinct; ", (unsigned long long)tally->runs,
		       tally->runs == 1 ? "" : "s", tally->table_full ? "at least " : "",
		       (unsigned long long)tally->distinct);
	}
	printf("%.1f steps each, %.0f schedules a second, %llu ended badly\n",
	       tally->runs ? (double)tally->steps / (double)tally->runs : 0.0,
	       (double)tally->runs / seconds, (unsigned long long)tally->bad_ends);
	print_pct_bound(campaign);
}
