// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_active.c - removal of a file waits for who is inside it, and a file can remove
 * itself. What would go wrong: show() of an object that is gone; a hang that lockdep
 * should have foretold.
 */
#include "core/world.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>

#include "core/sysfs.h"
#include "core/toy.h"

static bool inside, removed;
static DEFINE_MUTEX(outer);

static ssize_t slow_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	WRITE_ONCE(inside, true);
	msleep(10);
	cr_assert_not(READ_ONCE(removed));
	WRITE_ONCE(inside, false);
	return sysfs_emit(buf, "slow\n");
}
static DEVICE_ATTR_RO(slow);

static void reader(void *arg)
{
	char buf[16];
	ssize_t ret = sysfs_read("devices/toy0/slow", buf, sizeof(buf));

	cr_assert(ret == 5 || ret == -ENOENT || ret == -ENODEV, "%zd", ret);
}

static void remove_while_read(void)
{
	struct task_struct *task;
	struct toy *toy;

	inside = removed = false;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_slow), 0);
	task = spawn("reader", reader, NULL);
	msleep(5);
	device_remove_file(&toy->dev, &dev_attr_slow);
	cr_assert_not(READ_ONCE(inside));
	WRITE_ONCE(removed, true);
	task_join(task);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

Test(sysfs_active, removal_waits_for_a_show_under_way)
{
	world_explore_silence(remove_while_read, 100);
}

static unsigned int plain;	/* whoever is inside, and the remover once nobody is */

static ssize_t counted_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	plain++;
	return sysfs_emit(buf, "slow\n");
}
/* As a lock, for lockdep, a file orders its users: without that its count has to. */
static struct device_attribute dev_attr_counted =
	__ATTR_IGNORE_LOCKDEP(slow, 0444, counted_show, NULL);

static void remove_after_read(void)
{
	struct task_struct *task;
	struct toy *toy;

	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_counted), 0);
	task = spawn("reader", reader, NULL);
	device_remove_file(&toy->dev, &dev_attr_counted);
	plain = 0;
	task_join(task);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

/* A remover that need not wait goes on with what those before it did: a race otherwise. */
Test(sysfs_active, what_a_show_did_comes_before_its_removal_goes_on)
{
	world_explore_silence(remove_after_read, 300);
}

static ssize_t suicide_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t count)
{
	if (device_remove_file_self(dev, attr))
		toy_remove(container_of(dev, struct toy, dev));
	return count;
}
static DEVICE_ATTR_WO(suicide);

static void suicide(void *arg)
{
	ssize_t ret = sysfs_write("devices/toy0/suicide", "1");

	cr_assert(ret == 1 || ret == -ENOENT || ret == -ENODEV, "%zd", ret);
}

static void remove_self(void)
{
	struct task_struct *tasks[2];
	struct toy *toy;

	toys_released = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_suicide), 0);
	tasks[0] = spawn("one", suicide, NULL);
	tasks[1] = spawn("two", suicide, NULL);
	task_join(tasks[0]);
	task_join(tasks[1]);
	cr_assert_eq(toys_released, 1);
	bus_unregister(&toy_bus);
}

Test(sysfs_active, of_two_writers_to_remove_one_removes_the_device)
{
	world_explore_silence(remove_self, 300);
}

static struct attribute *suicide_attrs[] = { &dev_attr_suicide.attr, NULL };
ATTRIBUTE_GROUPS(suicide);

static void remove_self_of_group(void)
{
	struct task_struct *tasks[2];
	struct toy *toy;

	toys_released = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = kzalloc(sizeof(*toy), GFP_KERNEL);
	kfree(toy);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_add_groups(&toy->dev, suicide_groups), 0);
	tasks[0] = spawn("one", suicide, NULL);
	tasks[1] = spawn("two", suicide, NULL);
	task_join(tasks[0]);
	task_join(tasks[1]);
	cr_assert_eq(toys_released, 1);
	bus_unregister(&toy_bus);
}

Test(sysfs_active, a_file_of_a_group_can_remove_itself_too)
{
	world_explore_silence(remove_self_of_group, 300);
}

static ssize_t locked_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	mutex_lock(&outer);
	mutex_unlock(&outer);
	return count;
}
static DEVICE_ATTR_WO(locked);

static void locked_writer(void *arg)
{
	sysfs_write("devices/toy0/locked", "1");
}

static void remove_under_its_lock(void)
{
	struct toy *toy;

	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_locked), 0);
	task_join(spawn("writer", locked_writer, NULL));
	mutex_lock(&outer);
	device_remove_file(&toy->dev, &dev_attr_locked);
	mutex_unlock(&outer);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

Test(sysfs_active, removal_under_a_lock_that_store_takes_is_foretold)
{
	struct world world = {};
	const struct finding *finding;

	world_run(&world, remove_under_its_lock);
	cr_assert_eq(world.result.outcome, EX_DONE);
	finding = world_finding(FINDING_ORDER);
	cr_assert_not_null(finding);
	cr_assert(strstr(finding->text, "kn->active"), "%s", finding->text);
}

static void writer_in_the_way(void)
{
	struct toy *toy;

	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_locked), 0);
	mutex_lock(&outer);
	spawn("writer", locked_writer, NULL);
	msleep(1);
	device_remove_file(&toy->dev, &dev_attr_locked);
}

Test(sysfs_active, and_when_the_two_meet_it_hangs_and_is_a_wait_finding)
{
	struct world world = {};

	world_run(&world, writer_in_the_way);
	cr_assert_eq(world.result.outcome, EX_HANG);
	cr_assert_not_null(world_finding(FINDING_WAIT));
}
