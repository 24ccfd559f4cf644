/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay.h - a failure file, ready to be run again
 */
#ifndef CLI_REPLAY_H
#define CLI_REPLAY_H

#include "campaign.h"

struct recording {
	const char		*path;
	struct scn_program	*program;
	struct ex_schedule	schedule;
	uint8_t			kind;
	const char		*title;
	enum ex_engine		engine;
	bool			plain;	/* shown with memory as without a sanitizer only */
};

/* False after complaining: no failure file, or one of other sources. */
bool recording_load(const char *path, struct recording *recording);

/* Whether this build's sanitizer would end the run before it, or lead it elsewhere: ->plain. */
void recording_settle(struct recording *recording);

/* Is it the recorded failure? */
bool recording_matches(const struct recording *recording, const struct scn_result *result);

#endif
