// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explore.c - what a schedule costs: whole runs of small programs, and one switch
 */
#include <linux/mutex.h>
#include <linux/wait.h>

#include "exec/run.h"

#include "bench.h"

static void schedules(const char *policy, void (*root)(void *), uint64_t n)
{
	static uint64_t seed;
	const char *error;
	struct ex_config config = { .policy = ex_policy_make(policy, &error) };
	struct ex_result result;

	while (n--) {
		config.seed = seed++;
		ex_run(&config, root, NULL, &result);
		if (result.outcome != EX_DONE)
			__builtin_trap();
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
	ex_spawn("one", take_both, NULL, 0);
	ex_spawn("two", take_both, NULL, 0);
}

static void two_locks(uint64_t n)
{
	schedules("random", two_locks_root, n);
}

static void two_locks_pct(uint64_t n)
{
	schedules("pct:3", two_locks_root, n);
}

static void two_locks_pos(uint64_t n)
{
	schedules("pos", two_locks_root, n);
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

static void bounded_buffer(uint64_t n)
{
	schedules("random", buffer_root, n);
}

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

const struct bench bench_explore[] = {
	{ "explore/two_locks", two_locks },
	{ "explore/two_locks_pct3", two_locks_pct },
	{ "explore/two_locks_pos", two_locks_pos },
	{ "explore/bounded_buffer_6_tasks", bounded_buffer },
	{ "explore/fiber_switch", fiber_switch },
	{ NULL, NULL },
};
