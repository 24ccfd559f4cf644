// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lkdtm.c - LKDTM's crashes: each must be noticed
 *
 * The tree's selftests have a list, lkdtm/tests.txt, that says for each crash by which words in the
 * log; where it says nothing, there must be a call trace, which is a finding here.
 */
#include <stdio.h>
#include <string.h>

#include "lkdtm.h"

#include "kernel/finding.h"

#include "ktest.h"

extern struct crashtype_category refcount_crashtypes __attribute__((weak));

static void crash(void *arg)
{
	struct crashtype *type = arg;

	type->func();
}

/* The line of @name: false if it is not to be run, else the words that must be logged, or "". */
static bool expectation(const char *path, const char *name, char *words, size_t size)
{
	FILE *file = path ? fopen(path, "r") : NULL;
	size_t length = strlen(name);
	char line[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, name, length) || (line[length] && line[length] != ' '))
			continue;
		found = true;
		snprintf(words, size, "%s", line[length] ? line + length + 1 : "");
	}
	if (file)
		fclose(file);
	return found;
}

void ktest_lkdtm(const char *expectations)
{
	char words[256];

	if (!&refcount_crashtypes)
		return;
	ktap_start("lkdtm_refcount");
	for (size_t i = 0; i < refcount_crashtypes.len; i++) {
		struct crashtype *type = &refcount_crashtypes.crashtypes[i];
		bool ended, noticed;

		if (!expectation(expectations, type->name, words, sizeof(words))) {
			ktap_skip(type->name, "not in the tree's list");
			continue;
		}
		ended = ktest_run(crash, type);
		noticed = *words ? strstr(ktest_log(), words) != NULL : findings_count() != 0;
		ktap_result(ended && noticed, type->name,
			    !ended ? "did not come to its end" : *words ? words : "no call trace");
	}
	ktap_end();
}
