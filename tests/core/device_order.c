// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_order.c - device locks are validated: parent before child, siblings as one likes as
 * long as everybody does. What would go wrong: silence where Linux' lockdep is silent, or
 * an alarm for each bus that is locked whole.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/mutex.h>

#include "core/toy.h"

/* root - { bridge - { a, b }, leaf }, in this order on their lists. */
static struct toy *root, *bridge, *leaf, *a, *b;
static DEFINE_MUTEX(other);

static void with_tree(void (*fn)(void))
{
	cr_assert_eq(bus_register(&toy_bus), 0);
	root = toy_add("root", NULL);
	bridge = toy_add("bridge", &root->dev);
	leaf = toy_add("leaf", &root->dev);
	a = toy_add("a", &bridge->dev);
	b = toy_add("b", &bridge->dev);
	fn();
	toy_remove(b);
	toy_remove(a);
	toy_remove(leaf);
	toy_remove(bridge);
	toy_remove(root);
	bus_unregister(&toy_bus);
}

static void lock_all(struct toy **toys, int n)
{
	for (int i = 0; i < n; i++)
		device_lock(&toys[i]->dev);
	while (n--)
		device_unlock(&toys[n]->dev);
}

static void lock_top_down(void *unused)
{
	struct toy *toys[] = { root, bridge, a, b, leaf };

	lock_all(toys, ARRAY_SIZE(toys));
}

static void two_resets(void)
{
	struct task_struct *one = spawn("one", lock_top_down, NULL);
	struct task_struct *two = spawn("two", lock_top_down, NULL);

	task_join(one);
	task_join(two);
}

static void two_resets_world(void)
{
	with_tree(two_resets);
}

Test(device_order, a_whole_tree_locked_top_down_is_silent)
{
	world_explore_silence(two_resets_world, 100);
}

static void child_first(void)
{
	struct toy *toys[] = { a, bridge };

	lock_all(toys, 2);
}

static void child_first_world(void)
{
	with_tree(child_first);
}

Test(device_order, a_child_locked_before_its_parent_is_an_order_finding_at_once)
{
	struct world world = {};

	world_run(&world, child_first_world);
	cr_assert_eq(world.result.outcome, EX_DONE);
	cr_assert_not_null(world_finding(FINDING_ORDER));
}

static void grandchild_first(void)
{
	struct toy *toys[] = { b, root };

	lock_all(toys, 2);
}

static void grandchild_first_world(void)
{
	with_tree(grandchild_first);
}

Test(device_order, so_is_a_grandchild_before_its_grandparent)
{
	struct world world = {};

	world_run(&world, grandchild_first_world);
	cr_assert_not_null(world_finding(FINDING_ORDER));
}

static void siblings_both_ways(void)
{
	struct toy *forth[] = { a, b }, *back[] = { b, a };

	lock_all(forth, 2);
	lock_all(back, 2);
}

static void siblings_world(void)
{
	with_tree(siblings_both_ways);
}

Test(device_order, siblings_locked_both_ways_are_an_order_finding)
{
	struct world world = {};

	world_run(&world, siblings_world);
	cr_assert_not_null(world_finding(FINDING_ORDER));
}

static void siblings_backwards(void)
{
	struct toy *back[] = { b, a };

	lock_all(back, 2);
	lock_all(back, 2);
}

static void siblings_backwards_world(void)
{
	with_tree(siblings_backwards);
}

Test(device_order, siblings_locked_one_way_only_are_silent)
{
	struct world world = {};

	world_expect_silence(&world, siblings_backwards_world);
}

static void against_another_lock(void)
{
	device_lock(&a->dev);
	mutex_lock(&other);
	mutex_unlock(&other);
	device_unlock(&a->dev);
	mutex_lock(&other);
	device_lock(&a->dev);
	device_unlock(&a->dev);
	mutex_unlock(&other);
}

static void against_another_world(void)
{
	with_tree(against_another_lock);
}

Test(device_order, a_device_lock_and_a_mutex_in_both_orders_are_an_order_finding)
{
	struct world world = {};

	world_run(&world, against_another_world);
	cr_assert_not_null(world_finding(FINDING_ORDER));
}

static void trylock_upwards(void)
{
	device_lock(&a->dev);
	cr_assert(device_trylock(&bridge->dev));
	device_unlock(&bridge->dev);
	device_unlock(&a->dev);
}

static void trylock_world(void)
{
	with_tree(trylock_upwards);
}

Test(device_order, a_trylock_of_the_parent_is_silent)
{
	struct world world = {};

	world_expect_silence(&world, trylock_world);
}

static void guarded(void)
{
	{
		guard(device)(&a->dev);
		device_lock_assert(&a->dev);
	}
	cr_assert(device_trylock(&a->dev));
	device_unlock(&a->dev);
}

static void guarded_world(void)
{
	with_tree(guarded);
}

Test(device_order, a_guard_holds_the_lock_for_its_scope)
{
	struct world world = {};

	world_expect_silence(&world, guarded_world);
}
