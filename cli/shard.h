/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shard.h - what one worker at a time does of a campaign
 */
#ifndef CLI_SHARD_H
#define CLI_SHARD_H

#include "worker.h"

struct shard {
	struct campaign	*campaign;
	uint64_t	next;		/* run to go on with */
	uint64_t	step;		/* between two of its runs; 0: it predicts */
};

#define SHARD_DONE	UINT64_MAX	/* as the run to go on with: none */

/* Bodies of workers; the argument is the shard. */
worker_body explore;	/* makes runs ->next, ->next + ->step, ... */
worker_body predict;	/* predicts and tries to confirm; ->next stands for how far it came */

bool campaign_time_is_up(const struct campaign *campaign);
void count_run(struct tally *tally, const struct scn_result *result);

#endif
