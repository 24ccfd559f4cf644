// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * freezer.c - user space stands still while the machine sleeps. What would go wrong: a system
 * call that runs between a device's suspend and its resume, a program that notices that it was
 * frozen, a sleep of the machine that waits for ever for a task.
 */
#include "user_world.h"

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/pm.h>
#include <linux/suspend.h>

#include "core/toy.h"

static bool calling, seen;
static int event_fd;

static int note_suspend(struct device *dev)
{
	seen |= READ_ONCE(calling);
	msleep(5);
	seen |= READ_ONCE(calling);
	return 0;
}

static const struct dev_pm_ops toy_pm = {
	SYSTEM_SLEEP_PM_OPS(note_suspend, NULL)
};

static struct device_driver pm_driver = {
	.name	= "pm",
	.bus	= &toy_bus,
	.pm	= &toy_pm,
};

static long machine_sleep(void)
{
	if (!syscall_enter("suspend"))
		return -EINTR;
	return syscall_exit(pm_suspend(PM_SUSPEND_MEM));
}

/* The machine sleeps while a thread runs @fn, which ends by itself after the wakeup. */
static long sleep_against(int (*fn)(void *arg))
{
	struct process *process = process_create("user", PROCESS_HOST_CLIENT);
	struct toy *toy;
	long ret;

	calling = seen = false;
	cr_assert_eq(bus_register(&toy_bus), 0);
	cr_assert_eq(driver_register(&pm_driver), 0);
	toy = toy_add("toy", NULL);
	event_fd = ksys_eventfd(0, 0);
	cr_assert_geq(ksys_dup_to_process(event_fd, process), 0);
	cr_assert_not_null(process_thread(process, "user", fn, NULL));
	ksys_msleep(1);
	ret = machine_sleep();
	cr_assert_eq(ksys_write(event_fd, &(u64){ 7 }, sizeof(u64)), sizeof(u64));
	process_wait(process);
	process_put(process);
	ksys_close(event_fd);
	toy_remove(toy);
	driver_unregister(&pm_driver);
	bus_unregister(&toy_bus);
	return ret;
}

static int calls_in_a_row(void *unused)
{
	for (int i = 0; i < 5; i++) {
		if (!syscall_enter("busy"))
			return 0;
		WRITE_ONCE(calling, true);
		msleep(1);
		WRITE_ONCE(calling, false);
		syscall_exit(0);
	}
	return 0;
}

static void frozen_between_calls(void)
{
	cr_assert_eq(sleep_against(calls_in_a_row), 0);
	cr_assert_not(seen, "a system call ran while a device slept");
}

Test(freezer, no_system_call_runs_while_devices_sleep)
{
	user_world_expect_clean(frozen_between_calls, 200);
}

static int reads_event(void *unused)
{
	u64 value = 0;

	cr_expect_eq(ksys_read(0, &value, sizeof(value)), sizeof(value));
	cr_expect_eq(value, 7);
	return 0;
}

static void frozen_in_read(void)
{
	cr_assert_eq(sleep_against(reads_event), 0);
}

Test(freezer, an_interruptible_wait_is_broken_off_and_begun_again_unnoticed)
{
	user_world_expect_clean(frozen_in_read, 200);
}

static int stays_in_the_kernel(void *unused)
{
	if (!syscall_enter("long"))
		return 0;
	ssleep(60);
	return syscall_exit(0);
}

static void refuses_to_freeze(void)
{
	unsigned long start = jiffies;

	cr_assert_eq(sleep_against(stays_in_the_kernel), -EBUSY);
	cr_assert(time_after_eq(jiffies, start + 60 * HZ));
}

Test(freezer, a_task_that_does_not_leave_the_kernel_makes_the_suspend_fail)
{
	user_world_expect_clean(refuses_to_freeze, 20);
}

static int exits_at_once(void *unused)
{
	return 0;
}

static void frozen_at_exit(void)
{
	cr_assert_eq(sleep_against(exits_at_once), 0);
}

Test(freezer, an_exiting_process_is_waited_for_or_has_not_begun)
{
	user_world_expect_clean(frozen_at_exit, 100);
}
