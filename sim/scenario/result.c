// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * result.c - what a run has found, in memory of its own: it outlives the world
 */
#include "scenario/runner.h"

#include <linux/string.h>

#include "kernel/finding.h"

#include "scenario/host.h"
#include "scenario/kinds.h"

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void scn_result_collect(struct scn_result *result)
{
	const struct finding *finding;
	unsigned int i;

	for (i = 0; (finding = finding_at(i)) && i < SCN_FINDINGS_MAX; i++) {
		result->findings[result->nr_findings++] = (struct scn_finding){
			.kind = (uint8_t)(1 + finding->kind),
			.title = copy_text(finding->title),
			.report = copy_text(finding->text ?: ""),
		};
	}
}

/* What is left over, or was written to when it was free, is met by the next run. */
bool scn_result_leaves_traces(const struct scn_result *result)
{
	return scn_result_has(result, SCN_KIND_LEAK, NULL) ||
	       scn_result_has(result, SCN_KIND_UAF, NULL) ||
	       scn_result_has(result, SCN_KIND_REF, NULL);
}

void scn_result_release(struct scn_result *result)
{
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++) {
		free(result->findings[i].title);
		free(result->findings[i].report);
	}
	result->nr_findings = 0;
}

bool scn_result_has(const struct scn_result *result, uint8_t kind, const char *title)
{
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++) {
		if ((!kind || result->findings[i].kind == kind) &&
		    (!title || !strcmp(result->findings[i].title, title)))
			return true;
	}
	return false;
}
