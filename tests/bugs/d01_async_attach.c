// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d01_async_attach.c - an asynchronous probe that runs at once, under the device lock
 *
 * Where no request can be had, async_schedule_dev() calls the function itself. Called
 * with the device lock held, as __device_attach() and __driver_attach() once did,
 * it takes that lock again (b232b02bf3c2, 70fe758352ca).
 */
#include "core/world.h"

#include <linux/device.h>

#include "core/toy.h"
#include "core/variants.h"

/* The bus is there first, then device and driver in either order. */
static void attach(bool device_first)
{
	struct device_driver driver = toy_driver;
	struct toy *toy = NULL;

	toy_probe_result = 0;
	driver.probe_type = PROBE_PREFER_ASYNCHRONOUS;
	cr_assert_eq(bus_register(&toy_bus), 0);
	if (device_first)
		toy = toy_add("toy0", NULL);
	cr_assert_eq(driver_register(&driver), 0);
	if (!device_first)
		toy = toy_add("toy0", NULL);
	wait_for_device_probe();
	cr_assert_eq(toy->dev.driver, &driver);
	driver_unregister(&driver);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

static void driver_comes(void)
{
	attach(true);
}

static void device_comes(void)
{
	attach(false);
}

static const struct ex_fault no_request = { .site = "async", .nth = 1 };

static void expect_self_deadlock(void (*fn)(void), const char *blame)
{
	struct world world = { .config = { .faults = &no_request, .nr_faults = 1 } };
	const struct finding *finding;

	variant_async_attach_locked = true;
	world_run(&world, fn);
	cr_assert_neq(world.result.outcome, EX_DONE);
	finding = world_finding(FINDING_ORDER);
	cr_assert_not_null(finding);
	cr_assert(strstr(finding->text, blame), "%s", finding->text);
	cr_assert(strstr(finding->text, "&dev->mutex"), "%s", finding->text);
}

Test(d01_async_attach, a_driver_that_comes_deadlocks_on_the_device_it_finds)
{
	expect_self_deadlock(driver_comes, "__driver_attach_async_helper");
}

Test(d01_async_attach, a_device_that_comes_deadlocks_on_itself)
{
	expect_self_deadlock(device_comes, "__device_attach_async_helper");
}

Test(d01_async_attach, scheduling_after_the_unlock_falls_back_in_silence)
{
	struct world world = { .config = { .faults = &no_request, .nr_faults = 1 } };

	world_expect_silence(&world, driver_comes);
	world_expect_silence(&world, device_comes);
}

Test(d01_async_attach, without_a_failure_both_are_silent_in_any_schedule)
{
	world_explore_silence(driver_comes, 100);
	world_explore_silence(device_comes, 100);
	variant_async_attach_locked = true;
	world_explore_silence(driver_comes, 100);
	world_explore_silence(device_comes, 100);
	variant_async_attach_locked = false;
}
