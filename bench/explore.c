// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explore.c - what a schedule costs: whole runs of small programs, and one switch
 *
 * "two_locks" are two tasks that take two locks in turn; the bounded buffer has six tasks and 54
 * events. An exhaustive search that has seen all there is begins anew.
 */
#include <linux/mutex.h>
#include <linux/wait.h>

#include "exec/run.h"

#include "bench.h"

/* A schedule that is pruned ends in the middle: what it held is held for ever. */
static bool pruned;

static void schedules(const char *policy, void (*root)(void *), uint64_t n)
{
	static uint64_t seed;
	struct ex_config config = { .policy = ex_policy_make(policy, NULL) };
	struct ex_result result;

	while (n--) {
		config.seed = seed++;
		ex_run(&config, root, NULL, &result);
		pruned = result.outcome == EX_PRUNED;
		if (result.outcome != EX_DONE && !pruned)
			__builtin_trap();
		if (result.exhausted) {
			ex_policy_free(config.policy);
			config.policy = ex_policy_make(policy, NULL);
		}
	}
	ex_policy_free(config.policy);
}

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);

static void take_both(void *arg)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);
}

static void two_locks_root(void *arg)
{
	if (pruned) {
		mutex_init(&a);
		mutex_init(&b);
	}
	ex_spawn("one", take_both, NULL, 0);
	ex_spawn("two", take_both, NULL, 0);
}

/* Three producers and three consumers of three items each over a buffer of two places. */
#define ITEMS	3
#define PLACES	2

static struct mutex buffer_lock;
static struct wait_queue_head not_full, not_empty;
static int filled;

static void produce(void *arg)
{
	for (int i = 0; i < ITEMS; i++) {
		mutex_lock(&buffer_lock);
		while (filled == PLACES) {
			mutex_unlock(&buffer_lock);
			wait_event(not_full, READ_ONCE(filled) < PLACES);
			mutex_lock(&buffer_lock);
		}
		WRITE_ONCE(filled, filled + 1);
		mutex_unlock(&buffer_lock);
		wake_up(&not_empty);
	}
}

static void consume(void *arg)
{
	for (int i = 0; i < ITEMS; i++) {
		mutex_lock(&buffer_lock);
		while (!filled) {
			mutex_unlock(&buffer_lock);
			wait_event(not_empty, READ_ONCE(filled) > 0);
			mutex_lock(&buffer_lock);
		}
		WRITE_ONCE(filled, filled - 1);
		mutex_unlock(&buffer_lock);
		wake_up(&not_full);
	}
}

static void buffer_root(void *arg)
{
	filled = 0;
	mutex_init(&buffer_lock);
	init_waitqueue_head(&not_full);
	init_waitqueue_head(&not_empty);
	for (int i = 0; i < 3; i++) {
		ex_spawn("producer", produce, NULL, 0);
		ex_spawn("consumer", consume, NULL, 0);
	}
}

#define BY_POLICY(name, policy)							\
static void two_locks_##name(uint64_t n)					\
{										\
	schedules(policy, two_locks_root, n);					\
}										\
										\
static void bounded_buffer_##name(uint64_t n)					\
{										\
	schedules(policy, buffer_root, n);					\
}

BY_POLICY(random, "random")
BY_POLICY(sequential, "sequential")
BY_POLICY(pct, "pct:3")
BY_POLICY(pos, "pos")
BY_POLICY(surw, "surw")
BY_POLICY(pause, "pause")
BY_POLICY(portfolio, "portfolio")
BY_POLICY(exhaustive, "exhaustive")

/* Two tasks that hand over to each other at every point. */
static int64_t switches_left;

static void hand_over(void *arg)
{
	while (__atomic_fetch_sub(&switches_left, 1, __ATOMIC_RELAXED) > 0)
		ex_yield();
}

static void switch_root(void *arg)
{
	ex_spawn("one", hand_over, NULL, 0);
	ex_spawn("two", hand_over, NULL, 0);
}

static void fiber_switch(uint64_t n)
{
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	switches_left = (int64_t)n;
	ex_run(&config, switch_root, NULL, &result);
}

#define BENCHES(name)							\
	{ "explore/two_locks_" #name, two_locks_##name },		\
	{ "explore/bounded_buffer_" #name, bounded_buffer_##name }

const struct bench bench_explore[] = {
	BENCHES(random),
	BENCHES(sequential),
	BENCHES(pct),
	BENCHES(pos),
	BENCHES(surw),
	BENCHES(pause),
	BENCHES(portfolio),
	BENCHES(exhaustive),
	{ "explore/fiber_switch", fiber_switch },
	{ NULL, NULL },
};
