// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * binding.c - drivers get devices and give them back: at registration, by hand through
 * sysfs, after a deferral, asynchronously. What would go wrong: probe without remove, files
 * of a driver that is gone.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/sysfs.h"
#include "core/toy.h"

static void with_toys(void (*fn)(struct toy *toy))
{
	struct toy *toy;

	toy_noted();
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(driver_register(&toy_driver), 0);
	fn(toy);
	driver_unregister(&toy_driver);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

static void check_link(const char *path, const char *want)
{
	struct kernfs_node *kn = sysfs_lookup(path, SYSFS_NOFOLLOW);
	char buf[128] = "";

	if (!want) {
		cr_assert(IS_ERR(kn), "%s is still there", path);
		return;
	}
	cr_assert(!IS_ERR(kn), "%s is not there", path);
	cr_assert_gt(sysfs_readlink(kn, buf, sizeof(buf) - 1), 0);
	cr_assert_str_eq(buf, want);
	kernfs_put(kn);
}

static void bind_and_unbind(struct toy *toy)
{
	check_link("devices/toy0/driver", "../../bus/toy/drivers/toy-driver");
	check_link("bus/toy/drivers/toy-driver/toy0", "../../../../devices/toy0");
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/unbind", "toy0\n"), 5);
	check_link("devices/toy0/driver", NULL);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/unbind", "toy0\n"), -ENODEV);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/bind", "toy0"), 4);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/bind", "toy0"), -EBUSY);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/bind", "toy9"), -ENODEV);
	cr_assert_str_eq(toy_noted(), "probe toy0;remove toy0;probe toy0;");
}

static void bind_world(void)
{
	with_toys(bind_and_unbind);
	cr_assert_str_eq(toy_noted(), "remove toy0;");
}

Test(binding, bind_and_unbind_files_call_probe_and_remove_once_each)
{
	struct world world = {};

	world_expect_silence(&world, bind_world);
}

static void override(struct toy *toy)
{
	char buf[32];

	cr_assert_eq(sysfs_read("devices/toy0/driver_override", buf, sizeof(buf)), 7);
	cr_assert_str_eq(buf, "(null)\n");
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/unbind", "toy0"), 4);
	cr_assert_eq(sysfs_write("devices/toy0/driver_override", "other\n"), 6);
	cr_assert_eq(sysfs_write("bus/toy/drivers_probe", "toy0"), 4);
	check_link("devices/toy0/driver", NULL);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/bind", "toy0"), -ENODEV);
	cr_assert_eq(sysfs_write("devices/toy0/driver_override", "toy-driver"), 10);
	cr_assert_eq(sysfs_write("bus/toy/drivers_probe", "toy0"), 4);
	check_link("devices/toy0/driver", "../../bus/toy/drivers/toy-driver");
	cr_assert_eq(sysfs_write("devices/toy0/driver_override", "\n"), 1);
	sysfs_read("devices/toy0/driver_override", buf, sizeof(buf));
	cr_assert_str_eq(buf, "(null)\n");
}

static void override_world(void)
{
	with_toys(override);
}

Test(binding, driver_override_keeps_other_drivers_away_and_lets_its_own_in)
{
	struct world world = {};

	world_expect_silence(&world, override_world);
}

static void failing_probe(void)
{
	struct toy *toy;

	toy_noted();
	toy_probe_result = -ENODEV;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(driver_register(&toy_driver), 0);
	cr_assert_null(toy->dev.driver);
	cr_assert_eq(sysfs_write("bus/toy/drivers/toy-driver/bind", "toy0"), -ENODEV);
	driver_unregister(&toy_driver);
	toy_remove(toy);
	bus_unregister(&toy_bus);
	cr_assert_str_eq(toy_noted(), "probe toy0;probe toy0;");
}

Test(binding, a_probe_that_fails_leaves_no_driver_and_no_link)
{
	struct world world = {};

	world_expect_silence(&world, failing_probe);
}

static int deferrals;

static int deferring_probe(struct device *dev)
{
	toy_note("probe", dev);
	if (!strcmp(dev_name(dev), "needy") && deferrals++ == 0)
		return -EPROBE_DEFER;
	return 0;
}

static void deferral(void)
{
	struct device_driver driver = { .name = "d", .bus = &toy_bus, .probe = deferring_probe };
	struct toy *needy, *other;

	toy_noted();
	deferrals = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	needy = toy_add("needy", NULL);
	cr_assert_eq(driver_register(&driver), 0);
	cr_assert_null(needy->dev.driver);
	other = toy_add("other", NULL);
	wait_for_device_probe();
	cr_assert_eq(needy->dev.driver, &driver);
	cr_assert_str_eq(toy_noted(), "probe needy;probe other;probe needy;");
	driver_unregister(&driver);
	toy_remove(needy);
	toy_remove(other);
	bus_unregister(&toy_bus);
}

Test(binding, a_deferred_probe_is_tried_again_after_another_device_bound)
{
	struct world world = {};

	world_expect_silence(&world, deferral);
}

static void probe_later(enum probe_type type, struct module *owner)
{
	struct device_driver driver = toy_driver;
	struct toy *first, *second;

	driver.probe_type = type;
	driver.owner = owner;
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	first = toy_add("first", NULL);
	cr_assert_eq(driver_register(&driver), 0);
	second = toy_add("second", NULL);
	wait_for_device_probe();
	cr_assert_eq(first->dev.driver, &driver);
	cr_assert_eq(second->dev.driver, &driver);
	driver_unregister(&driver);
	cr_assert_null(first->dev.driver);
	toy_remove(first);
	toy_remove(second);
	bus_unregister(&toy_bus);
}

static void async_probe(void)
{
	probe_later(PROBE_PREFER_ASYNCHRONOUS, NULL);
}

Test(binding, asynchronous_probes_bind_both_ways_in_any_schedule)
{
	world_explore_silence(async_probe, 200);
}

static void async_module(void)
{
	static struct module module;

	module = (struct module){
		.name = "toys", .state = MODULE_STATE_LIVE, .async_probe_requested = true,
	};
	cr_assert(driver_allows_async_probing(&(struct device_driver){ .owner = &module }));
	cr_assert(!driver_allows_async_probing(&(struct device_driver){
		.owner = &module, .probe_type = PROBE_FORCE_SYNCHRONOUS }));
	probe_later(PROBE_DEFAULT_STRATEGY, &module);
}

Test(binding, a_module_may_be_loaded_so_that_its_drivers_probe_later)
{
	world_explore_silence(async_module, 200);
}

static void unbinder(void *arg)
{
	sysfs_write("bus/toy/drivers/toy-driver/unbind", "toy0");
}

static void binder(void *arg)
{
	sysfs_write("bus/toy/drivers/toy-driver/bind", "toy0");
}

static void writer(void *arg)
{
	sysfs_write("devices/toy0/driver_override", "toy-driver");
	sysfs_write("devices/toy0/driver_override", "\n");
}

static void bind_races(void)
{
	struct task_struct *tasks[3];
	struct toy *toy;

	toy_noted();
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(driver_register(&toy_driver), 0);
	tasks[0] = spawn("unbind", unbinder, NULL);
	tasks[1] = spawn("bind", binder, NULL);
	tasks[2] = spawn("override", writer, NULL);
	/* Goes while the other three are at it. */
	toy_remove(toy);
	driver_unregister(&toy_driver);
	for (int i = 0; i < 3; i++)
		task_join(tasks[i]);
	bus_unregister(&toy_bus);
}

Test(binding, unbind_bind_override_and_removal_race_without_a_trace)
{
	world_explore_silence(bind_races, 500);
}
