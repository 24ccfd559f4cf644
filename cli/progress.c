// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * progress.c - one line on a terminal that is rewritten; nothing elsewhere
 */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EVERY_SECONDS	0.1

static bool shown, wanted;
static double started, last;

void progress_start(bool quiet)
{
	wanted = !quiet && isatty(STDERR_FILENO);
	started = now_seconds();
	last = 0;
}

void progress_clear(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}

/* How much of the campaign is behind us, 0 to 1: by runs or by time, whichever is more. */
static double part_done(const struct campaign *campaign, double now)
{
	double by_runs, by_time = 0;

	if (campaign->finished || !campaign->runs)
		return 1;
	if (!campaign->tally)
		return 0;
	by_runs = (double)campaign->tally->runs / (double)campaign->runs;
	if (campaign->seconds)
		by_time = (now - campaign->started) / campaign->seconds;
	return by_runs > by_time ? by_runs : by_time;
}

void progress_tick(struct campaign *campaigns, unsigned int count)
{
	double now = now_seconds(), done = 0;
	unsigned long long runs = 0, findings = 0;
	unsigned int i, finished = 0;
	char left[32] = "";

	if (!wanted || now - last < EVERY_SECONDS)
		return;
	last = now;
	for (i = 0; i < count; i++) {
		done += part_done(&campaigns[i], now);
		finished += campaigns[i].finished;
		findings += campaigns[i].nr_failures;
		if (campaigns[i].tally)
			runs += campaigns[i].tally->runs;
	}
	done /= count ? count : 1;
	if (done > 0.01 && done <= 1)
		snprintf(left, sizeof(left), ", %.0f s left",
			 (now - started) * (1 - done) / done);
	fprintf(stderr, "\r\033[K%u/%u done, %llu schedules (%.0f/s), %llu findings%s", finished,
		count, runs, (double)runs / (now - started + 1e-9), findings, left);
	shown = true;
}
