// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - what a scenario expects, against what was found
 */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/kinds.h"

static bool concerns(const struct campaign *campaign, const struct scn_expect *expect)
{
	return !strcmp(scn_text_of(campaign->program, expect->variants), campaign->variants);
}

static bool matches(const struct scn_program *program, const struct scn_expect *expect,
		    const struct failure *failure)
{
	return failure->kind == expect->kind &&
	       strstr(failure->title, scn_text_of(program, expect->title));
}

static bool is_noted(const struct campaign *campaign, const char *title)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_notes; i++) {
		if (strstr(campaign->notes[i].title, title))
			return true;
	}
	return false;
}

static bool is_found(const struct campaign *campaign, const struct scn_expect *expect)
{
	unsigned int i;

	if (expect->kind == SCN_KIND_WAITS)
		return is_noted(campaign, scn_text_of(campaign->program, expect->title));
	for (i = 0; i < campaign->nr_failures; i++) {
		if (matches(campaign->program, expect, &campaign->failures[i]))
			return true;
	}
	return false;
}

bool judge_expected(const struct campaign *campaign, const struct failure *failure)
{
	const struct scn_program *program = campaign->program;
	unsigned int i;

	for (i = 0; i < program->nr_expects; i++) {
		if (concerns(campaign, &program->expects[i]) && program->expects[i].kind &&
		    matches(program, &program->expects[i], failure))
			return true;
	}
	return false;
}

bool judge_enough(struct campaign *campaign)
{
	const struct scn_program *program = campaign->program;
	unsigned int i, demanded = 0;

	for (i = 0; i < program->nr_expects; i++) {
		const struct scn_expect *expect = &program->expects[i];

		if (!concerns(campaign, expect) || !expect->kind || expect->may)
			continue;
		demanded += expect->kind != SCN_KIND_WAITS;	/* what else is found, counts */
		if (!is_found(campaign, expect))
			return false;
	}
	return demanded;
}

enum verdict judge(const struct campaign *campaign)
{
	const struct scn_program *program = campaign->program;
	unsigned int i;

	if (campaign->trouble)
		return VERDICT_TROUBLE;
	for (i = 0; i < campaign->nr_failures; i++) {
		if (!judge_expected(campaign, &campaign->failures[i]))
			return VERDICT_UNEXPECTED;
	}
	for (i = 0; i < program->nr_expects; i++) {
		const struct scn_expect *expect = &program->expects[i];

		if (concerns(campaign, expect) && expect->kind && !expect->may &&
		    !is_found(campaign, expect))
			return campaign->cut ? VERDICT_UNFINISHED : VERDICT_MISSING;
	}
	return campaign->cut && !campaign->nr_failures ?
	       VERDICT_UNFINISHED : VERDICT_HOLDS;
}

const char *verdict_text(enum verdict verdict)
{
	static const char *const texts[] = {
		[VERDICT_HOLDS] = "ok", [VERDICT_MISSING] = "NOT FOUND",
		[VERDICT_UNEXPECTED] = "UNEXPECTED", [VERDICT_TROUBLE] = "TROUBLE",
		[VERDICT_UNFINISHED] = "unfinished",
	};

	return texts[verdict];
}

char *judge_demands(const struct campaign *campaign)
{
	const struct scn_program *program = campaign->program;
	struct scn_text text;
	unsigned int i;

	scn_text_init(&text);
	for (i = 0; i < program->nr_expects; i++) {
		const struct scn_expect *expect = &program->expects[i];

		if (concerns(campaign, expect) && expect->kind)
			scn_text_add(&text, "%s%s%s%s", text.length ? ", " : "",
				     expect->may ? "(" : "", scn_kind_names[expect->kind],
				     expect->may ? ")" : "");
	}
	if (!text.length)
		scn_text_add(&text, "none");
	return text.data;
}

unsigned int judge_variants(const struct scn_program *program, const char **variants,
			    unsigned int max)
{
	unsigned int i, j, count = 0;

	variants[count++] = "";
	for (i = 0; i < program->nr_expects; i++) {
		const char *name = scn_text_of(program, program->expects[i].variants);

		for (j = 0; j < count; j++) {
			if (!strcmp(variants[j], name))
				break;
		}
		if (j == count && count < max)
			variants[count++] = name;
	}
	return count;
}
