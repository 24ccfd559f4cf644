// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_links.c - a consumer binds after its supplier and unbinds before it. What would go
 * wrong: a driver that works with one that is gone.
 */
#include "core/world.h"

#include <linux/device.h>

#include "core/sysfs.h"
#include "core/toy.h"

static struct toy *supplier, *consumer;

static void setup(void)
{
	toy_noted();
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	consumer = toy_add("consumer", NULL);
	supplier = toy_add("supplier", NULL);
}

static void teardown(void)
{
	toy_remove(consumer);
	toy_remove(supplier);
	bus_unregister(&toy_bus);
}

static void in_order(void)
{
	setup();
	cr_assert_not_null(device_link_add(&consumer->dev, &supplier->dev, 0));
	cr_assert_null(device_link_add(&supplier->dev, &consumer->dev, 0), "a circle");
	cr_assert_eq(driver_register(&toy_driver), 0);
	wait_for_device_probe();
	cr_assert_str_eq(toy_noted(), "probe supplier;probe consumer;");
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/unbind", "supplier"), 8);
	cr_assert_str_eq(toy_noted(), "remove consumer;remove supplier;");
	driver_unregister(&toy_driver);
	teardown();
}

Test(device_links, a_consumer_waits_for_its_supplier_and_leaves_before_it)
{
	struct world world = {};

	world_expect_silence(&world, in_order);
}

static void unbind_supplier(void *unused)
{
	sysfs_write("bus/toy/drivers/toy-driver/unbind", "supplier");
}

static void unbind_consumer(void *unused)
{
	sysfs_write("bus/toy/drivers/toy-driver/unbind", "consumer");
}

static void both_leave(void)
{
	struct task_struct *one, *two;

	setup();
	cr_assert_not_null(device_link_add(&consumer->dev, &supplier->dev, 0));
	cr_assert_eq(driver_register(&toy_driver), 0);
	wait_for_device_probe();
	one = spawn("supplier", unbind_supplier, NULL);
	two = spawn("consumer", unbind_consumer, NULL);
	task_join(one);
	task_join(two);
	cr_assert_null(supplier->dev.driver);
	cr_assert_null(consumer->dev.driver);
	driver_unregister(&toy_driver);
	teardown();
}

Test(device_links, both_may_be_unbound_at_once_in_any_schedule)
{
	world_explore_silence(both_leave, 200);
}
