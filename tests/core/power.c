// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * power.c - runtime PM counts its users, system sleep goes children first. What would go
 * wrong: callbacks twice or in the wrong order, a device asleep that is in use.
 */
#include "core/world.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/pm_runtime.h>
#include <linux/suspend.h>

#include "core/sysfs.h"
#include "core/toy.h"
#include "kernel/variant.h"
#include "support/freed.h"

static int suspend_error;

static int rt_suspend(struct device *dev)
{
	toy_note("rsuspend", dev);
	return suspend_error;
}

static int rt_resume(struct device *dev)
{
	toy_note("rresume", dev);
	return 0;
}

static int sys_suspend(struct device *dev)
{
	device_lock_assert(dev);
	toy_note("suspend", dev);
	return suspend_error;
}

static int sys_resume(struct device *dev)
{
	toy_note("resume", dev);
	return 0;
}

static const struct dev_pm_ops toy_pm = {
	SYSTEM_SLEEP_PM_OPS(sys_suspend, sys_resume)
	RUNTIME_PM_OPS(rt_suspend, rt_resume, NULL)
};

static struct device_driver pm_driver = {
	.name	= "pm",
	.bus	= &toy_bus,
	.pm	= &toy_pm,
};

static struct toy *parent, *child;

static void with_pair(void (*fn)(void))
{
	suspend_error = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	cr_assert_eq(driver_register(&pm_driver), 0);
	parent = toy_add("parent", NULL);
	child = toy_add("child", &parent->dev);
	toy_noted();
	fn();
	toy_remove(child);
	toy_remove(parent);
	driver_unregister(&pm_driver);
	bus_unregister(&toy_bus);
}

static void enable_both(void)
{
	pm_runtime_set_active(&parent->dev);
	pm_runtime_enable(&parent->dev);
	pm_runtime_set_active(&child->dev);
	pm_runtime_enable(&child->dev);
}

static void disable_both(void)
{
	pm_runtime_disable(&child->dev);
	pm_runtime_disable(&parent->dev);
}

static void use_and_leave(void)
{
	enable_both();
	cr_assert_eq(pm_runtime_resume_and_get(&child->dev), 0);
	cr_assert_eq(pm_runtime_suspend(&child->dev), -EAGAIN);
	cr_assert_eq(pm_runtime_suspend(&parent->dev), -EBUSY);
	cr_assert_eq(pm_runtime_put_sync(&child->dev), 0);
	msleep(1);
	cr_assert_str_eq(toy_noted(), "rsuspend child;rsuspend parent;");
	cr_assert_eq(pm_runtime_get_sync(&child->dev), 0);
	cr_assert_str_eq(toy_noted(), "rresume parent;rresume child;");
	cr_assert_eq(pm_runtime_get_if_in_use(&child->dev), 1);
	pm_runtime_put_noidle(&child->dev);
	pm_runtime_put(&child->dev);
	msleep(1);
	cr_assert(pm_runtime_suspended(&child->dev));
	cr_assert(pm_runtime_suspended(&parent->dev));
	disable_both();
}

static void use_world(void)
{
	with_pair(use_and_leave);
}

Test(power, the_last_put_suspends_child_then_parent_and_a_get_resumes_both)
{
	struct world world = {};

	world_expect_silence(&world, use_world);
}

static void control(void)
{
	char buf[32];

	enable_both();
	cr_assert_eq(sysfs_write("bus/toy/devices/child/power/control", "on"), 2);
	pm_runtime_idle(&child->dev);
	cr_assert_str_eq(toy_noted(), "");
	sysfs_read("bus/toy/devices/child/power/runtime_status", buf, sizeof(buf));
	cr_assert_str_eq(buf, "active\n");
	cr_assert_eq(sysfs_write("bus/toy/devices/child/power/control", "auto"), 4);
	msleep(1);
	sysfs_read("bus/toy/devices/child/power/runtime_status", buf, sizeof(buf));
	cr_assert_str_eq(buf, "suspended\n");
	cr_assert_eq(sysfs_write("bus/toy/devices/child/power/control", "off"), -EINVAL);
	disable_both();
}

static void control_world(void)
{
	with_pair(control);
}

Test(power, control_on_keeps_a_device_awake_and_auto_lets_it_sleep)
{
	struct world world = {};

	world_expect_silence(&world, control_world);
}

static void autosuspend(void)
{
	enable_both();
	pm_runtime_get_sync(&child->dev);
	pm_runtime_set_autosuspend_delay(&child->dev, 100);
	pm_runtime_use_autosuspend(&child->dev);
	pm_runtime_mark_last_busy(&child->dev);
	pm_runtime_put_autosuspend(&child->dev);
	msleep(50);
	cr_assert_str_eq(toy_noted(), "");
	msleep(100);
	cr_assert_str_eq(toy_noted(), "rsuspend child;rsuspend parent;");
	pm_runtime_dont_use_autosuspend(&child->dev);
	disable_both();
}

static void autosuspend_world(void)
{
	with_pair(autosuspend);
}

Test(power, autosuspend_waits_for_its_delay_after_the_last_use)
{
	struct world world = {};

	world_expect_silence(&world, autosuspend_world);
}

static void user(void *unused)
{
	for (int i = 0; i < 2; i++) {
		cr_assert_geq(pm_runtime_get_sync(&child->dev), 0);
		cr_assert(pm_runtime_active(&child->dev));
		pm_runtime_put(&child->dev);
	}
}

static void many_users(void)
{
	struct task_struct *one, *two;

	enable_both();
	one = spawn("one", user, NULL);
	two = spawn("two", user, NULL);
	task_join(one);
	task_join(two);
	pm_runtime_barrier(&child->dev);
	cr_assert_eq(atomic_read(&child->dev.power.usage_count), 0);
	disable_both();
}

static void many_users_world(void)
{
	with_pair(many_users);
}

Test(power, a_device_in_use_is_active_in_any_schedule)
{
	world_explore_silence(many_users_world, 300);
}

static void sleep_and_wake(void)
{
	cr_assert_eq(pm_suspend(PM_SUSPEND_MEM), 0);
	cr_assert_str_eq(toy_noted(), "suspend child;suspend parent;resume parent;resume child;");
	suspend_error = -EBUSY;
	cr_assert_eq(pm_suspend(PM_SUSPEND_MEM), -EBUSY);
	cr_assert_str_eq(toy_noted(), "suspend child;");
	suspend_error = 0;
}

static void sleep_world(void)
{
	with_pair(sleep_and_wake);
}

Test(power, system_sleep_goes_children_first_and_stops_at_the_first_refusal)
{
	struct world world = {};

	world_expect_silence(&world, sleep_world);
}

static void suspender(void *unused)
{
	pm_suspend(PM_SUSPEND_MEM);
}

static void unbinder(void *unused)
{
	sysfs_write("bus/toy/drivers/pm/unbind", "child");
	sysfs_write("bus/toy/drivers/pm/bind", "child");
}

static void sleep_races(void)
{
	struct task_struct *one = spawn("suspend", suspender, NULL);
	struct task_struct *two = spawn("unbind", unbinder, NULL);

	task_join(one);
	task_join(two);
}

static void sleep_races_world(void)
{
	with_pair(sleep_races);
}

Test(power, sleep_unbind_and_bind_at_once_are_silent_in_any_schedule)
{
	world_explore_silence(sleep_races_world, 300);
}

static void remove_while_suspending(void)
{
	enable_both();
	pm_runtime_get_noresume(&child->dev);
	pm_runtime_put(&child->dev);	/* a work item suspends it, then looks at its parent */
}

static void remove_world(void)
{
	with_pair(remove_while_suspending);
}

Test(power, a_parent_outlives_the_work_of_a_child_that_is_removed)
{
	world_explore_silence(remove_world, 300);
}

/* 29ab76827761 (v7.0) */
Test(power, without_a_flush_the_work_of_a_removed_child_uses_its_freed_parent)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("pct", &error) };

	freed_uses_expect(true);
	*variant_find("pm-runtime-remove-unflushed")->on = true;
	do
		world_run(&world, remove_world);
	while (!findings_count() && ++world.config.seed < 2000);
	*variant_find("pm-runtime-remove-unflushed")->on = false;
	cr_assert(world_finding(FINDING_UAF));
}
