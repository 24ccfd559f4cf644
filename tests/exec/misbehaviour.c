// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * misbehaviour.c - programs that hang, crash or race on both engines, and their twins
 *
 * Every program here goes wrong in some schedules only; either engine has to come across
 * one of them. The twin differs in the one thing that is wrong, and never ends badly.
 */
#include <criterion/criterion.h>

#include "exec/heap.h"
#include "exec/run.h"
#include "support/locks.h"
#include "support/races.h"

#define RUNS		3000u
#define RUNS_OF_TWIN	300u

static struct {
	struct mtx	a, b;
	struct cond	cond;
	int		ready;
} s;

static bool right;	/* the twin's turn */

struct trial {
	enum ex_engine	engine;
	void		(*root)(void *unused);
	enum ex_outcome	outcome;
};

static unsigned int runs_until(const struct trial *trial, unsigned int max)
{
	struct ex_config config = { .engine = trial->engine, .perturb = 2 };
	const char *error;
	struct ex_result result;

	config.policy = trial->engine == EX_FIBERS ? ex_policy_make("random", &error) : NULL;
	for (config.seed = 1; config.seed <= max; config.seed++) {
		shared_reset(&s, sizeof(s));
		ex_run(&config, trial->root, NULL, &result);
		if (result.outcome == EX_DONE)
			continue;
		cr_assert_eq(result.outcome, trial->outcome, "%s",
			     ex_outcome_name(result.outcome));
		break;
	}
	ex_policy_free(config.policy);
	return config.seed;
}

static void in_twos(void (*one)(void *), void (*two)(void *))
{
	struct ex_task *task = ex_spawn("one", one, NULL, 0);
	struct ex_task *other = ex_spawn("two", two, NULL, 0);

	ex_join(task);
	ex_join(other);
}

static void takes_a_then_b(void *unused)
{
	mtx_lock(&s.a);
	mtx_lock(&s.b);
	mtx_unlock(&s.b);
	mtx_unlock(&s.a);
}

static void takes_b_then_a(void *unused)
{
	mtx_lock(&s.b);
	mtx_lock(&s.a);
	mtx_unlock(&s.a);
	mtx_unlock(&s.b);
}

static void deadlock(void *unused)
{
	in_twos(takes_a_then_b, right ? takes_a_then_b : takes_b_then_a);
}

static void waits(void *unused)
{
	if (right) {
		mtx_lock(&s.a);
		while (!rd(&s.ready))
			cond_wait(&s.cond, &s.a);
		mtx_unlock(&s.a);
	} else if (!rd(&s.ready)) {	/* looked before it was on the list */
		mtx_lock(&s.a);
		cond_wait(&s.cond, &s.a);
		mtx_unlock(&s.a);
	}
}

static void wakes(void *unused)
{
	mtx_lock(&s.a);
	wr(&s.ready, 1);
	cond_signal(&s.cond);
	mtx_unlock(&s.a);
}

static void lost_wakeup(void *unused)
{
	in_twos(waits, wakes);
}

static int **box;	/* freed memory is no pointer: whoever follows it crashes */
static int target;

static void follows(void *unused)
{
	mtx_lock(&s.a);
	if (!right || !rd(&s.ready))
		__atomic_add_fetch(*box, 1, __ATOMIC_RELAXED);
	mtx_unlock(&s.a);
}

static void frees(void *unused)
{
	mtx_lock(&s.a);
	wr(&s.ready, 1);
	ex_free(box, 0);
	mtx_unlock(&s.a);
}

static void use_after_free(void *unused)
{
	box = ex_alloc(sizeof(*box), 0);
	*box = &target;
	in_twos(follows, frees);
}

static const struct trial trials[] = {
	{ EX_FIBERS, deadlock, EX_HANG }, { EX_THREADS, deadlock, EX_HANG },
	{ EX_FIBERS, lost_wakeup, EX_HANG }, { EX_THREADS, lost_wakeup, EX_HANG },
	{ EX_FIBERS, use_after_free, EX_CRASH }, { EX_THREADS, use_after_free, EX_CRASH },
};

#define NR_TRIALS	(sizeof(trials) / sizeof(trials[0]))

Test(misbehaviour, is_met_and_named)
{
	ex_heap_plain(true);	/* a sanitizer would end the process at a use after free */
	for (size_t i = 0; i < NR_TRIALS; i++)
		cr_expect_leq(runs_until(&trials[i], RUNS), RUNS, "trial %zu: never met", i);
}

Test(misbehaviour, twins_end_well)
{
	right = true;
	for (size_t i = 0; i < NR_TRIALS; i++)
		cr_expect_gt(runs_until(&trials[i], RUNS_OF_TWIN), RUNS_OF_TWIN, "trial %zu", i);
}

/* A lock that excludes but tells ThreadSanitizer nothing: as if publish were forgotten. */
static struct ex_guard silent_guard;
static bool silent_taken;
static int plain;

static void silent_lock(void)
{
	for (;;) {
		bool got;

		ex_guard_lock(&silent_guard);
		got = !__atomic_load_n(&silent_taken, __ATOMIC_RELAXED);
		if (got)
			__atomic_store_n(&silent_taken, true, __ATOMIC_RELAXED);
		ex_guard_unlock(&silent_guard);
		if (got)
			return;
		ex_yield();
	}
}

static void counts_silently(void *unused)
{
	silent_lock();
	ex_point(EX_CALL, NULL);
	plain++;
	__atomic_store_n(&silent_taken, false, __ATOMIC_RELAXED);
}

static void counts(void *unused)
{
	mtx_lock(&s.a);
	ex_point(EX_CALL, NULL);
	plain++;
	mtx_unlock(&s.a);
}

static void silent_counters(void *unused)
{
	in_twos(counts_silently, counts_silently);
}

static void counters(void *unused)
{
	in_twos(counts, counts);
}

static unsigned int races_in(enum ex_engine engine, void (*root)(void *))
{
	const struct trial trial = { engine, root, EX_DONE };

	races_expect();
	cr_assert_gt(runs_until(&trial, 100), 100);
	return races_seen();
}

Test(misbehaviour, a_lock_that_publishes_nothing_leaves_a_race)
{
	bool present = race_detector_present();

	cr_expect_eq(races_in(EX_FIBERS, silent_counters) > 0, present);
	cr_expect_eq(races_in(EX_THREADS, silent_counters) > 0, present);
}

Test(misbehaviour, a_lock_that_publishes_leaves_none)
{
	cr_expect_eq(races_in(EX_FIBERS, counters), 0);
	cr_expect_eq(races_in(EX_THREADS, counters), 0);
}
