// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finding_race.c - data races that ThreadSanitizer saw, as findings
 *
 * A race is named by both functions in alphabetical order, as KCSAN does: which of the
 * two came second depends on the schedule. A freed object that is touched is no race
 * but a use after free, whoever noticed it.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "exec/exec.h"
#include "exec/host.h"
#include "exec/race.h"
#include "exec/run.h"

#include "finding.h"

static void add_access(struct text *text, const struct ex_race *race, unsigned int which)
{
	text_add(text, "\n%s by %s:\n", race->write[which] ? "write" : "read",
		 which ? "the other task" : "one task");
	text_add_stack(text, " ", race->ips[which], race->depth[which]);
}

static void collect(const struct ex_race *race)
{
	const char *one = finding_blame(race->ips[0], race->depth[0]);
	const char *two = finding_blame(race->ips[1], race->depth[1]);
	bool freed = race->description && strstr(race->description, "use-after-free");
	char title[FINDING_TITLE_MAX];
	struct text text = { 0 };

	if (freed)
		ex_host_snprintf(title, sizeof(title), "KASAN: use-after-free in %s", one);
	else if (strcmp(one, two) <= 0)
		ex_host_snprintf(title, sizeof(title), "KCSAN: data-race in %s / %s", one, two);
	else
		ex_host_snprintf(title, sizeof(title), "KCSAN: data-race in %s / %s", two, one);
	text_add(&text, "BUG: %s\n", title);
	add_access(&text, race, 0);
	add_access(&text, race, 1);
	finding_add(freed ? FINDING_UAF : FINDING_RACE, title, text.start, ex_self(),
		    race->ips[0], race->depth[0]);
}

static void collect_all(const struct ex_result *result)
{
	const struct ex_race *race;

	(void)result;
	for (unsigned int i = 0; (race = ex_race_at(i)); i++)
		if (race->depth[0])
			collect(race);
}

static void __attribute__((constructor)) listen(void)
{
	ex_on_end = collect_all;
}
