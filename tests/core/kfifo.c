// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kfifo.c - what goes in comes out, once and in order, without a lock between two. What would go
 * wrong: an element read before it is written, overwritten before it is read, lost at the end of
 * the ring; several producers who believe that they need no lock either.
 */
#include "core/user_world.h"
#include "core/world.h"

#include <linux/kfifo.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "exec/sanitizer.h"
#include "support/races.h"

struct pair {
	int	one, two;
};

static DEFINE_KFIFO(fixed, struct pair, 4);

static void full_and_empty(void)
{
	struct pair pair = {}, pairs[5] = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 5, 5 } };

	kfifo_reset(&fixed);
	cr_assert_eq(kfifo_size(&fixed), 4);
	cr_assert_eq(kfifo_esize(&fixed), sizeof(pair));
	cr_assert(kfifo_initialized(&fixed));
	cr_assert(kfifo_is_empty(&fixed));
	cr_assert_eq(kfifo_get(&fixed, &pair), 0);
	cr_assert_eq(kfifo_peek(&fixed, &pair), 0);
	cr_assert_eq(kfifo_put(&fixed, pairs[0]), 1);
	cr_assert_eq(kfifo_in(&fixed, pairs + 1, 4), 3, "as many as there is room for");
	cr_assert(kfifo_is_full(&fixed));
	cr_assert_eq(kfifo_put(&fixed, pairs[4]), 0);
	cr_assert_eq(kfifo_avail(&fixed), 0);
	cr_assert_eq(kfifo_peek(&fixed, &pair), 1);
	cr_assert_eq(pair.two, 1);
	cr_assert_eq(kfifo_len(&fixed), 4, "a look takes nothing");
	cr_assert_eq(kfifo_get(&fixed, &pair), 1);
	cr_assert_eq(pair.two, 1);
	kfifo_skip(&fixed);
	cr_assert_eq(kfifo_in(&fixed, pairs, 1), 1);
	cr_assert_eq(kfifo_out(&fixed, pairs, 5), 3, "around the end of the ring");
	cr_assert(pairs[0].one == 3 && pairs[1].one == 4 && pairs[2].one == 1);
	cr_assert_eq(kfifo_put(&fixed, pairs[0]), 1);
	kfifo_reset_out(&fixed);
	cr_assert(kfifo_is_empty(&fixed));
}

Test(kfifo, what_goes_in_comes_out_in_order)
{
	struct world world = {};

	world_expect_silence(&world, full_and_empty);
}

static void counts_wrap(void)
{
	DECLARE_KFIFO(fifo, u16, 8);
	u16 value, next = 0, want = 0;

	INIT_KFIFO(fifo);
	fifo.kfifo.in = fifo.kfifo.out = UINT_MAX - 20;
	for (int i = 0; i < 100; i++) {
		while (kfifo_len(&fifo) < 1 + i % 8)
			cr_assert_eq(kfifo_put(&fifo, next++), 1);
		cr_assert_eq(kfifo_get(&fifo, &value), 1);
		cr_assert_eq(value, want++);
	}
	cr_assert_lt(fifo.kfifo.in, UINT_MAX - 20);
}

Test(kfifo, its_counts_may_wrap)
{
	struct world world = {};

	world_expect_silence(&world, counts_wrap);
}

static int alloc_error;

static void allocated(void)
{
	static unsigned char own[13];
	struct kfifo bytes = {};
	DECLARE_KFIFO_PTR(fifo, u32);
	u32 value;

	INIT_KFIFO(fifo);
	cr_assert_not(kfifo_initialized(&fifo));
	cr_assert_eq(kfifo_alloc(&fifo, 1, GFP_KERNEL), -EINVAL);
	cr_assert_eq(kfifo_alloc(&fixed, 8, GFP_KERNEL), -EINVAL, "it has room of its own");
	cr_assert_eq(kfifo_init(&bytes, own, 1), -EINVAL);
	cr_assert_eq(kfifo_init(&bytes, own, sizeof(own)), 0);
	cr_assert_eq(kfifo_size(&bytes), 8, "what a power of two leaves is not used");
	cr_assert_eq(kfifo_in(&bytes, "0123456789", 10), 8);
	alloc_error = kfifo_alloc(&fifo, 5, GFP_KERNEL);
	if (!alloc_error) {
		cr_assert_eq(kfifo_size(&fifo), 8);
		for (u32 i = 0; i < 9; i++)
			cr_assert_eq(kfifo_put(&fifo, i), i < 8);
		cr_assert_eq(kfifo_get(&fifo, &value), 1);
		cr_assert_eq(value, 0);
	}
	kfifo_free(&fifo);
	cr_assert_not(kfifo_initialized(&fifo));
}

Test(kfifo, memory_for_it_is_of_a_power_of_two_or_refused)
{
	struct ex_fault fault = {};
	struct world world = {};

	world_expect_silence(&world, allocated);
	cr_assert_eq(alloc_error, 0);
	fault.nth = world.result.fault_points;
	world.config.faults = &fault;
	world.config.nr_faults = 1;
	while (fault.nth && alloc_error != -ENOMEM) {
		world_run(&world, allocated);
		fault.nth--;
	}
	cr_assert_eq(alloc_error, -ENOMEM);
}

#define MANY	6

static DEFINE_SPINLOCK(lock);
static bool locked;
static int done;		/* lock; producers */
static bool given_up;		/* by the consumer */

static void produce(void *arg)
{
	for (int i = 0; i < MANY; i++) {
		const struct pair pair = { i, (long)arg };

		while (!READ_ONCE(given_up) &&
		       !(locked ? kfifo_in_spinlocked(&fixed, &pair, 1, &lock) :
				  kfifo_put(&fixed, pair)))
			schedule_timeout_uninterruptible(1);
	}
	spin_lock(&lock);
	done++;
	spin_unlock(&lock);
}

/* Of each producer, all and in order; false if something is missing at the end. */
static bool consume(int producers)
{
	int next[2] = {}, got = 0;
	struct pair pair;
	bool over = false;

	while (!over || !kfifo_is_empty(&fixed)) {
		spin_lock(&lock);
		over = done == producers;
		spin_unlock(&lock);
		if (!kfifo_get(&fixed, &pair)) {
			schedule_timeout_uninterruptible(1);
			continue;
		}
		if (pair.two >= producers || pair.one != next[pair.two]++)
			return false;
		got++;
	}
	return got == producers * MANY;
}

static bool all_came;

static void with_producers(int producers)
{
	struct task_struct *tasks[2];

	kfifo_reset(&fixed);
	done = 0;
	given_up = false;
	for (long i = 0; i < producers; i++)
		tasks[i] = spawn("producer", produce, (void *)i);
	all_came = consume(producers);
	WRITE_ONCE(given_up, true);
	for (int i = 0; i < producers; i++)
		task_join(tasks[i]);
}

static void one_producer(void)
{
	locked = false;
	with_producers(1);
	cr_assert(all_came);
}

Test(kfifo, one_who_puts_in_and_one_who_takes_out_need_no_lock)
{
	world_explore_silence(one_producer, 300);
}

static void two_with_a_lock(void)
{
	locked = true;
	with_producers(2);
	cr_assert(all_came);
}

Test(kfifo, two_who_put_in_are_well_with_one)
{
	world_explore_silence(two_with_a_lock, 300);
}

static void two_without(void)
{
	locked = false;
	with_producers(2);
}

/* ThreadSanitizer sees it in the first schedule, the others by what is missing. */
Test(kfifo, two_who_put_in_lose_something_without_one)
{
	struct world world = { .config.policy = ex_policy_make("random", NULL) };
	unsigned int lost = 0;

	races_expect();
	for (; world.config.seed < 300 && !lost; world.config.seed++) {
		world_run(&world, two_without);
		lost += world.result.outcome == EX_DONE && !all_came;
	}
	cr_assert_gt(lost, 0);
	cr_assert(!race_detector_present() || races_seen());
}

static void gone(void)
{
	DECLARE_KFIFO_PTR(*fifo, u32);

	fifo = kzalloc(sizeof(*fifo), GFP_KERNEL);
	cr_assert_eq(kfifo_alloc(fifo, 4, GFP_KERNEL), 0);
	kfifo_free(fifo);
	kfree(fifo);
	cr_assert_geq(kfifo_in(fifo, (u32[1]){}, 0), 0);
}

Test(kfifo, one_that_was_freed_is_found)
{
	struct world world = {};

	freed_uses_expect(true);
	world_run(&world, gone);
	cr_assert_not_null(world_finding(FINDING_UAF));
	cr_assert_str_eq(world_finding(FINDING_UAF)->title,
			 "KASAN: use-after-free in kfifo_acquire");
}

static void users(void)
{
	DECLARE_KFIFO(fifo, u16, 8);
	unsigned int copied;
	void __user *memory = (void __user *)ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE,
						       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	INIT_KFIFO(fifo);
	fifo.kfifo.in = fifo.kfifo.out = 5;
	for (int i = 0; i < 8; i++)
		cr_assert_eq(kfifo_put(&fifo, 100 + i), 1);
	cr_assert_eq(kfifo_to_user(&fifo, memory, 9, &copied), 0);
	cr_assert_eq(copied, 8, "whole elements");
	cr_assert_eq(kfifo_len(&fifo), 4);
	cr_assert_eq(kfifo_from_user(&fifo, memory, 8, &copied), 0);
	cr_assert_eq(copied, 8);
	cr_assert_eq(kfifo_to_user(&fifo, memory + PAGE_SIZE - 5, 16, &copied), -EFAULT);
	cr_assert_eq(copied, 4, "what fits whole");
	cr_assert_eq(kfifo_len(&fifo), 6);
}

Test(kfifo, user_space_gets_whole_elements)
{
	struct user_world world = { .main = users };

	cr_assert_eq(user_world_run(&world, NULL, 0), 0);
}
