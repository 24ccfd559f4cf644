// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounded_wait.c - an unbind waits for user space and keeps the device lock. What would go wrong:
 * that is taken for a deadlock, or nobody is told who is stuck behind it; or what really is one
 * is excused, because some of user space is still asleep.
 */
#include "pci/expect.h"

#include <linux/delay.h>

#include "kernel/waits_user.h"
#include "pci/edu_driver.h"

static struct process *user;
static unsigned int keep_ms;
static DEFINE_MUTEX(other_lock);

static int open_and_keep(void *unused)
{
	long fd = ksys_open("/dev/edu", O_RDWR);

	cr_assert_geq(fd, 0);
	ksys_msleep(keep_ms);
	ksys_close(fd);
	return 0;
}

static int open_keep_and_reset(void *unused)
{
	long fd = ksys_open("/dev/edu", O_RDWR);

	ksys_msleep(keep_ms);
	ksys_ioctl(fd, EDU_IOC_RESET, 0);
	ksys_close(fd);
	return 0;
}

static void unbind(void *unused)
{
	msleep(1);
	sysfs_write("bus/pci/drivers/edu/unbind", "0000:00:01.0");
}

/* As suspend, or error recovery: it wants the device, with a lock of its own. */
static void want_device(void *unused)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	msleep(2);
	mutex_lock(&other_lock);
	device_lock(&dev->dev);
	device_unlock(&dev->dev);
	mutex_unlock(&other_lock);
	pci_dev_put(dev);
}

static void want_other_lock(void *unused)
{
	msleep(3);
	mutex_lock(&other_lock);
	mutex_unlock(&other_lock);
}

static void bystander(void *unused)
{
	msleep(4);
}

static void run_program(int (*program)(void *))
{
	cr_assert_eq(module_load("edu"), 0);
	user = process_create("user", 0);
	process_thread(user, "user", program, NULL);
	task("unbind", unbind);
	task("suspend", want_device);
	task("remove", want_other_lock);
	task("bystander", bystander);
	tasks_join();
	process_wait(user);
	process_put(user);
	module_unload("edu");
}

static void unbind_while_open(void)
{
	run_program(open_and_keep);
}

static const char *report_of(const struct user_wait *wait)
{
	struct text text = { 0 };

	user_wait_report(wait, &text);
	return text.start;
}

static void holds(const char *report, const char *what)
{
	cr_assert_not_null(strstr(report, what), "no \"%s\" in:\n%s", what, report);
}

Test(bounded_wait, everyone_behind_an_unbind_that_waits_for_user_space_is_named)
{
	const struct user_wait *wait;
	const char *report;

	keep_ms = 300 * 1000;	/* Linux' watchdog would long have barked */
	pci_world_silent(one_device, unbind_while_open, 20);
	wait = user_wait_at(0);
	cr_assert_not_null(wait);
	cr_assert_null(user_wait_at(1));
	cr_assert_eq(user_wait_queued(wait), 2);
	report = report_of(wait);
	holds(report, "bounded wait in edu_remove");
	holds(report, "until user space closes the device");
	holds(report, "(&dev->mutex(0000:00:01.0))");
	holds(report, " wants the lock &dev->mutex(0000:00:01.0), held by unbind");
	holds(report, " wants the lock other_lock, held by suspend");
	holds(report, "want_device+");
	cr_assert_null(strstr(report, "bystander"));
}

static void unbind_after_close(void)
{
	cr_assert_eq(module_load("edu"), 0);
	user = process_create("user", 0);
	process_thread(user, "user", open_and_keep, NULL);
	process_wait(user);
	process_put(user);
	task("unbind", unbind);
	task("suspend", want_device);
	tasks_join();
	module_unload("edu");
}

Test(bounded_wait, an_unbind_of_what_nobody_has_open_is_not_worth_a_word)
{
	keep_ms = 1;
	pci_world_silent(one_device, unbind_after_close, 20);
	cr_assert_null(user_wait_at(0));
}

static void reset_while_unbinding(void)
{
	run_program(open_keep_and_reset);
}

Test(bounded_wait, one_that_user_space_cannot_end_any_more_is_a_deadlock)
{
	keep_ms = 300 * 1000;
	set_variant("pci-reset-blocking");
	says(pci_world_finds(one_device, reset_while_unbinding, 1, KIND(WAIT)),
	     "until user space closes the device");
}

Test(bounded_wait, with_a_reset_that_only_tries_it_is_none)
{
	keep_ms = 300 * 1000;
	pci_world_silent(one_device, reset_while_unbinding, 20);
	cr_assert_eq(user_wait_queued(user_wait_at(0)), 2);
}

static int read_eventfd(void *fd)
{
	u64 value;

	ksys_read(*(int *)fd, &value, sizeof(value));
	return 0;
}

/* A system call sleeps for user space, but keeps nothing that anybody else wants. */
static void wait_without_a_lock(void)
{
	u64 one = 1;
	int fd = (int)ksys_eventfd(0, 0);

	process_thread(process_current(), "reader", read_eventfd, &fd);
	ksys_msleep(1000);
	cr_assert_eq(ksys_write(fd, &one, sizeof(one)), sizeof(one));
	ksys_msleep(1);
	ksys_close(fd);
}

Test(bounded_wait, without_a_lock_there_is_nothing_to_queue_up_for)
{
	pci_world_silent(one_device, wait_without_a_lock, 20);
	cr_assert_null(user_wait_at(0));
}
