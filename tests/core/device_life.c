// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_life.c - devices come, are found, and go. What would go wrong: leaks of every
 * world, drivers called for devices that are not there.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "core/sysfs.h"
#include "core/toy.h"

static void nothing(void)
{
}

Test(device_life, an_empty_world_boots_and_leaves_nothing_behind)
{
	struct world world = {};

	for (int i = 0; i < 3; i++)
		world_expect_silence(&world, nothing);
}

static void one_device(void)
{
	struct toy *toy = toy_add("toy0", NULL);
	char buf[64];

	cr_assert_not_null(toy);
	cr_assert_str_eq(dev_name(&toy->dev), "toy0");
	cr_assert_gt(sysfs_read("bus/toy/devices/toy0/uevent", buf, sizeof(buf)), -1);
	toy_remove(toy);
	cr_assert_eq(toys_released, 1);
	cr_assert_eq(sysfs_read("bus/toy/devices/toy0/uevent", buf, sizeof(buf)), -ENOENT);
}

static void in_toy_world(void)
{
	cr_assert_eq(bus_register(&toy_bus), 0);
	toys_released = 0;
	one_device();
	bus_unregister(&toy_bus);
}

Test(device_life, a_device_is_in_sysfs_while_it_is_added_and_freed_with_its_last_reference)
{
	struct world world = {};

	world_expect_silence(&world, in_toy_world);
}

static int count_child(struct device *dev, void *data)
{
	strcat(data, dev_name(dev));
	return 0;
}

static void family(void)
{
	struct toy *parent, *a, *b;
	char names[32] = "";
	struct device *found;

	cr_assert_eq(bus_register(&toy_bus), 0);
	parent = toy_add("p", NULL);
	a = toy_add("a", &parent->dev);
	b = toy_add("b", &parent->dev);
	device_for_each_child(&parent->dev, names, count_child);
	cr_assert_str_eq(names, "ab");
	names[0] = '\0';
	device_for_each_child_reverse(&parent->dev, names, count_child);
	cr_assert_str_eq(names, "ba");
	found = device_find_child_by_name(&parent->dev, "b");
	cr_assert_eq(found, &b->dev);
	put_device(found);
	found = bus_find_device_by_name(&toy_bus, NULL, "a");
	cr_assert_eq(found, &a->dev);
	put_device(found);
	toy_remove(a);
	toy_remove(b);
	toy_remove(parent);
	bus_unregister(&toy_bus);
}

Test(device_life, children_are_walked_in_order_and_found_by_name)
{
	struct world world = {};

	world_expect_silence(&world, family);
}

static void taken_name(void)
{
	struct toy *first, *second;

	cr_assert_eq(bus_register(&toy_bus), 0);
	first = toy_add("same", NULL);
	second = toy_add("same", NULL);
	cr_assert_not_null(first);
	cr_assert_null(second);
	toy_remove(first);
	bus_unregister(&toy_bus);
}

Test(device_life, a_second_device_of_the_same_name_is_refused_and_freed)
{
	struct world world = {};

	world_expect_silence(&world, taken_name);
}
