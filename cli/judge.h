/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge.h - what a scenario expects, against what was found
 */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "campaign.h"

enum verdict {
	VERDICT_HOLDS,
	VERDICT_MISSING,	/* something demanded was not found */
	VERDICT_UNEXPECTED,	/* something else was */
	VERDICT_TROUBLE,	/* we failed ourselves */
	VERDICT_UNFINISHED,	/* interrupted before it could be said */
};

enum verdict judge(const struct campaign *campaign);
const char *verdict_text(enum verdict verdict);

/* Has everything been found that the campaign's variants are expected to show? */
bool judge_enough(struct campaign *campaign);

/* Does any expectation allow or demand this failure? */
bool judge_expected(const struct campaign *campaign, const struct failure *failure);

/* "WAIT, ORDER" or "none": for the table. */
char *judge_demands(const struct campaign *campaign);

/*
 * The sets of variants that a scenario's expectations name, present-day behaviour
 * first and always among them. Strings belong to the program.
 */
unsigned int judge_variants(const struct scn_program *program, const char **variants,
			    unsigned int max);

#endif
