/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expect.h - some schedule of a buggy variant ends in a finding of one of these kinds
 */
#ifndef TESTS_PCI_EXPECT_H
#define TESTS_PCI_EXPECT_H

#include "pci/pci_world.h"
#include "support/freed.h"
#include "support/races.h"

#define KIND(kind)	(1u << FINDING_##kind)

static inline const struct finding *first_of(unsigned int kinds)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (kinds & 1u << finding_at(i)->kind)
			return finding_at(i);
	return NULL;
}

/*
 * The first finding of one of @kinds in up to @runs random schedules. The process is
 * not fit for another run after it.
 */
static inline const struct finding *pci_world_finds(void (*build)(void), void (*fn)(void),
						    unsigned int runs, unsigned int kinds)
{
	enum ex_outcome outcome;

	freed_uses_expect(kinds & KIND(UAF));
	for (unsigned int seed = 1; seed <= runs; seed++) {
		outcome = pci_world_run(build, fn, "random", seed);
		if (first_of(kinds))
			return first_of(kinds);
		cr_assert_eq(outcome, EX_DONE, "seed %u: %s: %s", seed, ex_outcome_name(outcome),
			     findings_count() ? finding_at(0)->text : "");
	}
	cr_assert_fail("nothing was found in %u schedules", runs);
	return NULL;
}

static inline void says(const struct finding *finding, const char *what)
{
	cr_assert_not_null(strstr(finding->text, what), "no \"%s\" in:\n%s", what, finding->text);
}

static inline void set_variant(const char *name)
{
	const struct ksim_variant *v = variant_find(name);

	cr_assert_not_null(v, "no variant %s", name);
	*v->on = true;
	races_expect();	/* what it breaks may show as a race before anything else */
}

static struct task_struct *started[8];
static unsigned int nr_started;

/* A kernel task that runs @fn; tasks_join() waits for all of them. */
static inline void task(const char *name, void (*fn)(void *unused))
{
	started[nr_started++] = task_spawn(name, fn, NULL, 0, false);
}

static inline void tasks_join(void)
{
	while (nr_started)
		task_join(started[--nr_started]);
}

#endif
