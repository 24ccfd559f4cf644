// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reduction.c - what an exhaustive search leaves out shows nothing new
 *
 * Small programs by lot: tasks that take locks, read and write variables, and count references.
 * Brute force runs every schedule of two tasks, those with two preemptions of three; the search
 * with reduction must come to all the ends that it comes to, hangs among them.
 */
#include <string.h>

#include <criterion/criterion.h>

#include "exec/run.h"

#define TASKS_MAX	3u
#define STEPS_MAX	4u
#define LOCKS		2u
#define ENDS_MAX	4096u

enum act { ACT_LOCK, ACT_UNLOCK, ACT_READ, ACT_WRITE, ACT_GET, ACT_PUT, ACT_SHARE, ACT_COUNT };

struct lock {
	struct ex_task	*owner;
	struct ex_task	*waiting[TASKS_MAX];
	unsigned int	nr_waiting;
};

static struct {
	unsigned int	nr_tasks, start;
	struct {
		enum act	act;
		unsigned int	which;
	} steps[TASKS_MAX][STEPS_MAX];
} program;

static struct {
	struct lock	locks[LOCKS];
	unsigned int	variable[2], count, gone, task;
	unsigned int	saw[TASKS_MAX];
} world;

static void lock(struct lock *lock)
{
	ex_point_lock(lock, &lock->owner);
	while (lock->owner) {
		lock->waiting[lock->nr_waiting++] = ex_self();
		ex_park(lock);
	}
	lock->owner = ex_self();
}

static void unlock(struct lock *lock)
{
	ex_point(EX_UNLOCK, lock);
	if (lock->owner == ex_self())
		lock->owner = NULL;
	while (lock->nr_waiting)
		ex_unpark(lock->waiting[--lock->nr_waiting]);
}

/* A reference; from nothing there is none to be had. */
static void get(unsigned int *saw)
{
	ex_point(EX_RMW, &world.count);
	ex_counted(&world.count, (int)world.count, 1);
	if (world.count)
		world.count++;
	else
		*saw = *saw * 7 + 5;
}

static void put(unsigned int task)
{
	ex_point(EX_RMW, &world.count);
	ex_counted(&world.count, (int)world.count, -1);
	if (world.count && !--world.count)
		world.gone = task + 1;
}

static void act(unsigned int task, enum act what, unsigned int which)
{
	unsigned int *saw = &world.saw[task];

	switch (what) {
	case ACT_LOCK:
		if (world.locks[which].owner != ex_self())
			lock(&world.locks[which]);
		break;
	case ACT_UNLOCK:
		if (world.locks[which].owner == ex_self())
			unlock(&world.locks[which]);
		break;
	case ACT_READ:
		ex_point(EX_READ, &world.variable[which]);
		*saw = *saw * 7 + world.variable[which];
		break;
	case ACT_WRITE:
		ex_point(EX_WRITE, &world.variable[which]);
		world.variable[which] = task + 1;
		break;
	case ACT_GET:
		get(saw);
		break;
	case ACT_PUT:
		put(task);
		break;
	default:
		ex_point(which ? EX_RDLOCK : EX_RDUNLOCK, &world.variable[0]);
	}
}

static void task_main(void *arg)
{
	unsigned int task = (unsigned int)(uintptr_t)arg;

	for (unsigned int i = 0; i < STEPS_MAX; i++)
		act(task, program.steps[task][i].act, program.steps[task][i].which);
	for (unsigned int i = 0; i < LOCKS; i++)
		act(task, ACT_UNLOCK, i);
}

static void root(void *arg)
{
	(void)arg;
	ex_quiet(true);
	for (unsigned int i = 0; i < program.nr_tasks; i++)
		ex_spawn("t", task_main, (void *)(uintptr_t)i, 0);
	ex_quiet(false);
}

static void draw(struct ex_rng *rng)
{
	program.nr_tasks = 2 + !ex_rng_below(rng, 4);
	program.start = 1 + ex_rng_below(rng, 3);
	for (unsigned int i = 0; i < program.nr_tasks; i++)
		for (unsigned int k = 0; k < STEPS_MAX; k++) {
			program.steps[i][k].act = program.nr_tasks == 3 && k > 1 ?
				ACT_UNLOCK : (enum act)ex_rng_below(rng, ACT_COUNT);
			program.steps[i][k].which = ex_rng_below(rng, 2);
		}
}

static unsigned int search(const char *name, uint64_t ends[ENDS_MAX])
{
	const char *error;
	struct ex_policy *policy = ex_policy_make(name, &error);
	struct ex_config config = { .policy = policy };
	struct ex_result result = { .exhausted = false };
	unsigned int count = 0, i;

	for (unsigned int runs = 0; runs < 1000000 && !result.exhausted; runs++) {
		uint64_t end;

		memset(&world, 0, sizeof(world));
		world.count = program.start;
		ex_run(&config, root, NULL, &result);
		if (result.outcome == EX_PRUNED)
			continue;
		end = result.outcome;
		for (i = 0; i < TASKS_MAX; i++)
			end = end * 1000003 + world.saw[i];
		end = end * 31 + world.variable[0] * 5 + world.variable[1] * 25;
		end = end * 31 + world.count * 5 + world.gone;
		for (i = 0; i < count && ends[i] != end; i++)
			;
		cr_assert_lt(i, ENDS_MAX);
		if (i == count)
			ends[count++] = end;
	}
	cr_assert(result.exhausted, "%s", name);
	ex_policy_free(policy);
	return count;
}

static void compare(uint64_t seed)
{
	static uint64_t all[ENDS_MAX], reduced[ENDS_MAX];
	unsigned int nr_all, nr_reduced, i, k;
	struct ex_rng rng;

	ex_rng_seed(&rng, seed);
	draw(&rng);
	nr_all = search(program.nr_tasks == 2 ? "dfs" : "dfs:2", all);
	nr_reduced = search("exhaustive", reduced);
	for (i = 0; i < nr_all; i++) {
		for (k = 0; k < nr_reduced && reduced[k] != all[i]; k++)
			;
		cr_assert_lt(k, nr_reduced, "program %lu: an end is not found; %u of %u are",
			     seed, nr_reduced, nr_all);
	}
	cr_assert(nr_all == nr_reduced || program.nr_tasks > 2, "program %lu", seed);
}

/* ThreadSanitizer would see that the programs race, as they do. */
Test(reduction, random_programs_come_to_all_their_ends, .disabled = EX_TSAN)
{
	for (uint64_t seed = 1; seed <= (EX_ASAN ? 20 : 200); seed++)
		compare(seed);
}
