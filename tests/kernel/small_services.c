// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * small_services.c - tasklets, random numbers, bytes as text, large memory, modules that take time
 *
 * What would go wrong: a tasklet that runs after it was killed, beside itself or not at all, a
 * run that cannot be repeated.
 */
#include <criterion/criterion.h>

#include "every_way.h"

#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/signal_numbers.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"

struct counter {
	struct tasklet_struct	tasklet;
	int			runs, inside;
};

static struct counter *counter;

static void count_run(struct tasklet_struct *t)
{
	struct counter *c = from_tasklet(c, t, tasklet);

	BUG_ON(!in_softirq() || seen(&c->inside));
	set(&c->inside, 1);
	set(&c->runs, seen(&c->runs) + 1);
	set(&c->inside, 0);
}

static struct counter *new_counter(void)
{
	counter = kzalloc(sizeof(*counter), GFP_KERNEL);
	tasklet_setup(&counter->tasklet, count_run);
	return counter;
}

static void schedules(void *unused)
{
	tasklet_schedule(&counter->tasklet);
}

static void killed(void)
{
	struct counter *c = new_counter();

	in_parallel(schedules, schedules, NULL);
	tasklet_kill(&c->tasklet);
	BUG_ON(c->runs < 1 || c->runs > 2);
	kfree(c);
}

static void not_killed(void)
{
	struct counter *c = new_counter();

	tasklet_schedule(&c->tasklet);
	kfree(c);
}

static void disabled(void)
{
	struct counter *c = new_counter();

	tasklet_disable(&c->tasklet);
	tasklet_schedule(&c->tasklet);
	schedule_timeout_uninterruptible(2);
	BUG_ON(seen(&c->runs));
	tasklet_enable(&c->tasklet);
	schedule_timeout_uninterruptible(2);
	BUG_ON(seen(&c->runs) != 1);
	tasklet_kill(&c->tasklet);
	kfree(c);
}

static void enables(void *unused)
{
	tasklet_enable(&counter->tasklet);
}

static void enabled_meanwhile(void)
{
	struct counter *c = new_counter();

	tasklet_disable(&c->tasklet);
	in_parallel(schedules, enables, NULL);
	tasklet_kill(&c->tasklet);
	BUG_ON(c->runs != 1);
	kfree(c);
}

static int old_runs;

static void old_style(unsigned long data)
{
	old_runs += data;
}

static DECLARE_TASKLET_OLD(declared, old_style);

static void declared_once(void)
{
	declared.data = 3;
	old_runs = 0;
	tasklet_schedule(&declared);
	tasklet_schedule(&declared);
	tasklet_kill(&declared);
	BUG_ON(old_runs != 3 && old_runs != 6);
}

static volatile size_t too_large = KMALLOC_MAX_SIZE + 1;

/* Its twin, of_any_size in bad_memory.c, has not asked. */
static void asks_for_no_warning(void)
{
	void *large = kvmalloc(too_large, GFP_KERNEL);

	BUG_ON(!large || kmalloc(too_large, GFP_KERNEL | __GFP_NOWARN));
	BUG_ON(kmalloc_array(SIZE_MAX / 2, too_large, GFP_KERNEL));
	kvfree(large);
}

static struct completion may_be_there;

static int slow_init(void)
{
	wait_for_completion(&may_be_there);
	return 0;
}

static void slow_exit(void)
{
}

static struct module slow_module;
static const struct module_entry slow_entry
	__attribute__((used, retain, section("ksim_modules"),
		       aligned(__alignof__(struct module_entry)))) = {
	.module = &slow_module, .name = "slow", .init = slow_init, .exit = slow_exit,
};

static void loads(void *ret)
{
	*(int *)ret = module_load("slow");
}

/* Whoever comes second waits for the first, until that is through or a signal comes. */
static void loaded_by_two(void)
{
	struct task_struct *first, *second;
	int ret[2];

	init_completion(&may_be_there);
	first = start(loads, &ret[0]);
	schedule_timeout_uninterruptible(2);
	second = start(loads, &ret[1]);
	schedule_timeout_uninterruptible(2);
	task_signal(second, SIGINT);
	task_join(second);
	BUG_ON(ret[1] != -ERESTARTSYS);
	complete(&may_be_there);
	task_join(first);
	BUG_ON(ret[0]);
	BUG_ON(module_load("slow") || module_unload("slow"));
}

static void root(void *fn)
{
	((void (*)(void))fn)();
	kernel_shutdown();
}

/* Nobody is preempted with the seed 0. */
static void run(void (*fn)(void), uint64_t seed)
{
	const char *error;
	struct ex_config config = {
		.policy = seed ? ex_policy_make("random", &error) : NULL, .seed = seed,
	};
	struct ex_result result;

	findings_clear();
	ex_run(&config, root, fn, &result);
	if (config.policy)
		ex_policy_free(config.policy);
}

static void silent(void (*fn)(void))
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		run(fn, seed);
		cr_assert_eq(findings_count(), 0, "seed %d: %s", (int)seed, finding_at(0)->text);
	}
}

Test(small_services, a_tasklet_runs_once_or_twice_for_two_and_never_after_it_was_killed)
{
	silent(killed);
}

Test(small_services, a_tasklet_that_is_disabled_runs_when_it_is_enabled)
{
	silent(disabled);
	silent(enabled_meanwhile);
}

Test(small_services, too_much_memory_is_refused_in_silence_if_that_was_asked_for)
{
	silent(asks_for_no_warning);
}

Test(small_services, who_waits_for_a_module_to_be_loaded_by_another_can_be_killed)
{
	silent(loaded_by_two);
}

Test(small_services, a_tasklet_of_the_old_kind_gets_its_data)
{
	silent(declared_once);
}

Test(small_services, a_tasklet_that_is_freed_while_it_is_to_run_is_found)
{
	run(not_killed, 0);
	cr_assert_geq(findings_count(), 1);
	cr_assert_str_eq(finding_at(0)->title, "WARNING: ODEBUG bug in not_killed");
}

static u64 first, second;

static void draw(void)
{
	first = get_random_u64();
	second = get_random_u64();
	for (int i = 0; i < 1000; i++)
		BUG_ON(get_random_u32_below(7) >= 7 || get_random_u32_inclusive(3, 5) > 5);
}

Test(small_services, random_numbers_differ_and_are_the_same_in_each_run)
{
	u64 before;

	silent(draw);
	before = first;
	cr_assert_neq(first, second);
	silent(draw);
	cr_assert_eq(first, before);
}

Test(small_services, bytes_are_dumped_as_linux_does)
{
	static const char text[] = "Linux\n\x7f...............";
	char row[128];

	cr_assert_eq(hex_dump_to_buffer(text, 7, 16, 1, row, sizeof(row), true), 49 + 7);
	cr_assert_str_eq(row, "4c 69 6e 75 78 0a 7f                             Linux..");
	cr_assert_eq(hex_dump_to_buffer(text, 4, 16, 4, row, sizeof(row), false), 8);
	cr_assert_str_eq(row, "756e694c");
	cr_assert_eq(hex_dump_to_buffer(text, 7, 16, 1, row, 6, false), 20);
	cr_assert_str_eq(row, "4c 69");
}
