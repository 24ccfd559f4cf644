// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mempool.c - a reserve answers where memory fails, and waits for what is out. What would go wrong:
 * a fault that reaches through to the caller, a waiter that nobody wakes, elements lost or shared.
 */
#include "core/world.h"

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/mempool.h>
#include <linux/preempt.h>

#include "support/freed.h"

static int below;		/* how many more the allocation below the pool has */
static int out;			/* how many it has given */

static void *scarce_alloc(gfp_t gfp, void *data)
{
	if (!below)
		return NULL;
	below--;
	out++;
	return kmalloc(16, gfp);
}

static void scarce_free(void *element, void *data)
{
	out--;
	kfree(element);
}

static mempool_t *scarce_pool(int min_nr, int further)
{
	mempool_t *pool;

	out = 0;
	below = min_nr + further;
	pool = mempool_create(min_nr, scarce_alloc, scarce_free, NULL);
	cr_assert_not_null(pool);
	cr_assert_eq(out, min_nr);
	return pool;
}

static void order(void)
{
	mempool_t *pool = scarce_pool(2, 1);
	void *first = mempool_alloc(pool, GFP_KERNEL), *second, *third;

	cr_assert_eq(out, 3, "while there is memory, that");
	cr_assert(mempool_is_saturated(pool));
	second = mempool_alloc(pool, GFP_ATOMIC);
	third = mempool_alloc_preallocated(pool);
	cr_assert(second && third && second != third);
	cr_assert_null(mempool_alloc_preallocated(pool));
	cr_assert_null(mempool_alloc(pool, GFP_ATOMIC), "who must not wait gets nothing");
	cr_assert_null(mempool_alloc_noreserve(pool, GFP_KERNEL));
	mempool_free(first, pool);
	mempool_free(second, pool);
	cr_assert_eq(out, 3, "the reserve is filled first");
	mempool_free(third, pool);
	cr_assert_eq(out, 2);
	mempool_free(NULL, pool);
	mempool_destroy(pool);
	mempool_destroy(NULL);
	cr_assert_eq(out, 0);
}

Test(mempool, gives_memory_first_then_the_reserve_and_takes_back_the_other_way)
{
	struct world world = {};

	world_expect_silence(&world, order);
}

static mempool_t *shared;
static void *held;
static unsigned long waited;

static void wait_for_it(void *unused)
{
	unsigned long start = jiffies;
	void *element = mempool_alloc(shared, GFP_NOIO);

	waited = jiffies - start;
	cr_assert_not_null(element);
	mempool_free(element, shared);
}

static void one_waits(void)
{
	struct task_struct *waiter;

	shared = scarce_pool(1, 0);
	held = mempool_alloc(shared, GFP_KERNEL);
	waiter = spawn("waiter", wait_for_it, NULL);
	msleep(1000);
	mempool_free(held, shared);
	task_join(waiter);
	mempool_destroy(shared);
}

/* Not when the five seconds are over that Linux waits at most. */
Test(mempool, who_waits_goes_on_when_an_element_comes_back)
{
	struct world world = {};

	world_expect_silence(&world, one_waits);
	cr_assert_geq(waited, HZ / 2);
	cr_assert_lt(waited, 2 * HZ);
	world_explore_silence(one_waits, 200);
	cr_assert_lt(waited, 2 * HZ);
}

static void take_and_give(void *unused)
{
	for (int i = 0; i < 3; i++) {
		int *element = mempool_alloc(shared, GFP_KERNEL);

		*element = i;
		cond_resched();
		cr_assert_eq(*element, i, "two have it");
		mempool_free(element, shared);
	}
}

static void many(void)
{
	struct task_struct *tasks[3];

	shared = scarce_pool(1, 0);
	for (int i = 0; i < ARRAY_SIZE(tasks); i++)
		tasks[i] = spawn("user", take_and_give, NULL);
	for (int i = 0; i < ARRAY_SIZE(tasks); i++)
		task_join(tasks[i]);
	mempool_destroy(shared);
	cr_assert_eq(out, 0);
}

Test(mempool, one_element_is_enough_for_all)
{
	world_explore_silence(many, 200);
}

static bool came_to_use;

static void from_each(mempool_t *pool)
{
	void *element;

	if (!pool)
		return;
	came_to_use = true;
	element = mempool_alloc(pool, GFP_KERNEL);
	cr_assert_not_null(element);
	mempool_free(element, pool);
	element = mempool_alloc(pool, GFP_ATOMIC);
	cr_assert_not_null(element);
	mempool_free(element, pool);
	mempool_destroy(pool);
}

static void all_kinds(void)
{
	struct kmem_cache *cache = kmem_cache_create("test", 24, 8, 0, NULL);

	came_to_use = false;
	from_each(mempool_create_kmalloc_pool(2, 24));
	from_each(mempool_create_kvmalloc_pool(2, 24));
	from_each(mempool_create_page_pool(2, 1));
	if (cache)
		from_each(mempool_create_slab_pool(2, cache));
	kmem_cache_destroy(cache);
}

static void idle(void)
{
}

/* Making a pool may fail, taking from it may not. */
Test(mempool, a_fault_is_one_of_the_memory_below_and_the_reserve_answers)
{
	struct ex_fault fault = {};
	struct world world = {};
	unsigned long first;

	world_expect_silence(&world, idle);
	first = world.result.fault_points + 1;
	world.config.faults = &fault;
	world.config.nr_faults = 1;
	for (fault.nth = first; ; fault.nth++) {
		world_expect_silence(&world, all_kinds);
		cr_assert(came_to_use);
		if (fault.nth > world.result.fault_points)
			break;
	}
	cr_assert_gt(fault.nth - first, 20);
}

static void expect_finding(void (*fn)(void), enum finding_kind kind, const char *title)
{
	struct world world = {};

	freed_uses_expect(true);
	world_run(&world, fn);
	cr_assert_not_null(world_finding(kind), "no finding of that kind");
	cr_assert_str_eq(world_finding(kind)->title, title);
}

static void not_given_back(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 24);

	cr_assert_not_null(mempool_alloc(pool, GFP_KERNEL));
	mempool_destroy(pool);
}

Test(mempool, an_element_that_is_out_when_the_pool_goes_is_lost)
{
	expect_finding(not_given_back, FINDING_LEAK, "memory leak in mempool_kmalloc");
}

static void given_back_late(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 24);
	void *element = mempool_alloc(pool, GFP_KERNEL);

	mempool_destroy(pool);
	mempool_free(element, pool);
}

Test(mempool, an_element_does_not_come_back_to_a_pool_that_is_gone)
{
	expect_finding(given_back_late, FINDING_UAF, "KASAN: use-after-free in mempool_free");
}

static void given_back_twice(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 24);
	void *element = mempool_alloc_preallocated(pool);

	mempool_free(element, pool);
	mempool_free(element, pool);
	mempool_destroy(pool);
}

Test(mempool, what_lies_in_the_reserve_is_not_to_be_freed)
{
	expect_finding(given_back_twice, FINDING_UAF, "KASAN: double-free in mempool_kfree");
}

static void used_in_reserve(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, sizeof(spinlock_t));
	spinlock_t *lock = mempool_alloc_preallocated(pool);

	spin_lock_init(lock);
	mempool_free(lock, pool);
	spin_lock(lock);
	spin_unlock(lock);
	mempool_destroy(pool);
}

Test(mempool, what_lies_in_the_reserve_is_not_to_be_used)
{
	expect_finding(used_in_reserve, FINDING_UAF, "KASAN: use-after-free in used_in_reserve");
}

static void asks_to_wait(void)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 24);
	void *element;

	preempt_disable();
	element = mempool_alloc(pool, GFP_KERNEL);
	preempt_enable();
	mempool_free(element, pool);
	mempool_destroy(pool);
}

Test(mempool, who_cannot_wait_must_not_say_so)
{
	struct world world = {};

	world_run(&world, asks_to_wait);
	cr_assert_not_null(world_finding(FINDING_ATOMIC));
}
