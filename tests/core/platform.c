// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform.c - platform devices and their drivers find each other, and let go. What would go
 * wrong: a driver for somebody else's device, devices that share a name, something left behind.
 */
#include "core/world.h"

#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/suspend.h>

#include "core/base.h"
#include "core/sysfs.h"
#include "core/uevent.h"

static char calls[256];
static int probe_result;

static void note(const char *what, const struct platform_device *pdev)
{
	size_t at = strlen(calls);

	scnprintf(calls + at, sizeof(calls) - at, "%s %s;", what, dev_name(&pdev->dev));
}

static const char *noted(void)
{
	static char copy[sizeof(calls)];

	strscpy(copy, calls, sizeof(copy));
	calls[0] = '\0';
	return copy;
}

static void note_end(void *pdev)
{
	note("end", pdev);
}

static int lamp_probe(struct platform_device *pdev)
{
	const struct platform_device_id *id = platform_get_device_id(pdev);

	note(id ? id->name : "probe", pdev);
	platform_set_drvdata(pdev, pdev);
	cr_assert_eq(devm_add_action_or_reset(&pdev->dev, note_end, pdev), 0);
	return probe_result;
}

static void lamp_remove(struct platform_device *pdev)
{
	cr_assert_eq(platform_get_drvdata(pdev), pdev);
	note("remove", pdev);
}

static void lamp_shutdown(struct platform_device *pdev)
{
	note("shutdown", pdev);
}

static int lamp_suspend(struct platform_device *pdev, pm_message_t state)
{
	note("suspend", pdev);
	return 0;
}

static int lamp_resume(struct platform_device *pdev)
{
	note("resume", pdev);
	return 0;
}

static struct platform_driver lamp_driver(const char *name)
{
	noted();
	probe_result = 0;
	return (struct platform_driver){
		.probe = lamp_probe, .remove_new = lamp_remove, .shutdown = lamp_shutdown,
		.suspend = lamp_suspend, .resume = lamp_resume, .driver.name = name,
	};
}

static struct platform_device *lamp(const char *name, int id)
{
	struct platform_device *pdev = platform_device_register_simple(name, id, NULL, 0);

	cr_assert_not(IS_ERR(pdev));
	return pdev;
}

static void by_name(void)
{
	struct platform_driver driver = lamp_driver("lamp");
	struct platform_device *first = lamp("lamp", 3), *other = lamp("lampshade", 3), *last;

	cr_assert_eq(platform_driver_register(&driver), 0);
	last = lamp("lamp", PLATFORM_DEVID_NONE);
	cr_assert_str_eq(noted(), "probe lamp.3;probe lamp;");
	platform_device_unregister(last);
	cr_assert_str_eq(noted(), "remove lamp;end lamp;");
	platform_driver_unregister(&driver);
	cr_assert_str_eq(noted(), "remove lamp.3;end lamp.3;");
	platform_device_unregister(first);
	platform_device_unregister(other);
	cr_assert_str_eq(noted(), "");
}

Test(platform, a_driver_has_the_devices_of_its_name)
{
	struct world world = {};

	world_expect_silence(&world, by_name);
	world_expect_silence(&world, by_name);
}

static void by_table(void)
{
	static const struct platform_device_id ids[] = { { "red", 1 }, { "green", 2 }, {} };
	struct platform_driver driver = lamp_driver("lamp");
	struct platform_device *green, *plain;
	struct device *found;

	driver.id_table = ids;
	cr_assert_eq(platform_driver_register(&driver), 0);
	green = lamp("green", 0);
	plain = lamp("lamp", 0);
	cr_assert_eq(platform_get_device_id(green), &ids[1]);
	cr_assert_str_eq(noted(), "green green.0;", "with a table, the name does not count");
	found = platform_find_device_by_driver(NULL, &driver.driver);
	cr_assert_eq(found, &green->dev);
	cr_assert_null(platform_find_device_by_driver(found, &driver.driver));
	put_device(found);
	sysfs_write("bus/platform/devices/lamp.0/driver_override", "lamp");
	sysfs_write("bus/platform/drivers_probe", "lamp.0");
	cr_assert_str_eq(noted(), "probe lamp.0;", "an override needs no id, and gives none");
	sysfs_write("bus/platform/drivers/lamp/unbind", "green.0");
	sysfs_write("bus/platform/devices/green.0/driver_override", "candle");
	sysfs_write("bus/platform/drivers_probe", "green.0");
	cr_assert_str_eq(noted(), "remove green.0;end green.0;", "it insists on another");
	platform_driver_unregister(&driver);
	platform_device_unregister(green);
	platform_device_unregister(plain);
}

Test(platform, an_override_counts_before_the_table_and_that_before_the_name)
{
	struct world world = {};

	world_expect_silence(&world, by_table);
}

static void refused(void)
{
	struct platform_driver driver = lamp_driver("lamp");
	struct platform_device *pdev;

	driver.prevent_deferred_probe = true;
	cr_assert_eq(platform_driver_register(&driver), 0);
	probe_result = -EPROBE_DEFER;
	pdev = lamp("lamp", 0);
	cr_assert_str_eq(noted(), "probe lamp.0;end lamp.0;", "what is managed goes at once");
	wait_for_device_probe();
	cr_assert_str_eq(noted(), "", "not deferred");
	cr_assert_null(pdev->dev.driver);
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}

Test(platform, a_driver_that_does_not_want_to_be_deferred_is_asked_once)
{
	struct world world = {};

	world_expect_silence(&world, refused);
}

static void sleeps(void)
{
	struct platform_driver driver = lamp_driver("lamp");
	struct platform_device *pdev = lamp("lamp", 0);

	cr_assert_eq(platform_driver_register(&driver), 0);
	noted();
	cr_assert_eq(pm_suspend(PM_SUSPEND_MEM), 0);
	cr_assert_str_eq(noted(), "suspend lamp.0;resume lamp.0;");
	device_shutdown();
	cr_assert_str_eq(noted(), "shutdown lamp.0;");
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

Test(platform, sleep_and_shutdown_reach_the_driver)
{
	struct world world = {};

	world_expect_silence(&world, sleeps);
}

static void expect_file(const char *path, const char *want)
{
	char buf[128] = "";

	cr_assert_gt(sysfs_read(path, buf, sizeof(buf) - 1), 0, "%s", path);
	cr_assert_str_eq(buf, want);
}

static int note_modalias(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct uevent *event = data;

	for (int i = 0; i < event->env->envp_idx; i++)
		if (strstarts(event->env->envp[i], "MODALIAS="))
			strlcat(calls, event->env->envp[i], sizeof(calls));
	return NOTIFY_OK;
}

static void names(void)
{
	struct notifier_block nb = { .notifier_call = note_modalias };
	struct platform_device *first, *second;

	noted();
	uevent_register_notifier(&nb);
	first = lamp("lamp", PLATFORM_DEVID_AUTO);
	uevent_unregister_notifier(&nb);
	cr_assert_str_eq(noted(), "MODALIAS=platform:lamp");
	second = lamp("lamp", PLATFORM_DEVID_AUTO);
	expect_file("devices/platform/lamp.0.auto/modalias", "platform:lamp\n");
	expect_file("devices/platform/lamp.1.auto/driver_override", "(null)\n");
	platform_device_unregister(first);
	first = lamp("lamp", PLATFORM_DEVID_AUTO);
	cr_assert_str_eq(dev_name(&first->dev), "lamp.0.auto", "its number is free again");
	cr_assert_eq(PTR_ERR(platform_device_register_simple("lamp.0.auto", PLATFORM_DEVID_NONE,
							     NULL, 0)), -EEXIST);
	platform_device_unregister(first);
	platform_device_unregister(second);
}

Test(platform, devices_have_names_of_their_own)
{
	struct world world = {};

	world_expect_silence(&world, names);
}

static void nothing(void)
{
	struct kernfs_node *kn = sysfs_lookup("bus/platform", 0);

	cr_assert(IS_ERR(kn));
	kn = sysfs_lookup("devices/platform", 0);
	cr_assert(IS_ERR(kn));
}

Test(platform, the_bus_comes_with_the_first_and_goes_with_the_world)
{
	struct world world = {};

	world_expect_silence(&world, nothing);
	world_expect_silence(&world, names);
	world_expect_silence(&world, nothing);
}
