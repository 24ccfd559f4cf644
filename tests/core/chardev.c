// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chardev.c - classes, character devices, their nodes in /dev and what opens them. What
 * would go wrong: an open that finds a device half gone, a module or a device leaked
 * by an open that failed.
 */
#include "core/world.h"

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/slab.h>

#include "core/devtmpfs.h"
#include "core/sysfs.h"

static int opened;
static int open_result;

static int count_open(struct inode *inode, struct file *file)
{
	opened++;
	return open_result;
}

static const struct file_operations fops = { .open = count_open };

/* What the path lookup of a char device does, without one. */
static int open_node(dev_t devt, struct inode *inode, struct file *file)
{
	*inode = (struct inode){ .i_rdev = devt };
	*file = (struct file){ .f_inode = inode, .f_op = &def_chr_fops };
	return def_chr_fops.open(inode, file);
}

static void close_node(struct inode *inode, struct file *file)
{
	fops_put(file->f_op);
	cdev_put(inode->i_cdev);
}

struct thing {
	struct device	dev;
	struct cdev	cdev;
};

static int things_released;

static void thing_release(struct device *dev)
{
	things_released++;
	kfree(container_of(dev, struct thing, dev));
}

static char *thing_devnode(const struct device *dev, umode_t *mode)
{
	if (mode)
		*mode = 0666;
	return kasprintf(GFP_KERNEL, "things/%s", dev_name(dev));
}

static const struct class thing_class = {
	.name		= "thing",
	.devnode	= thing_devnode,
	.dev_release	= thing_release,
};

static struct thing *thing_add(dev_t devt)
{
	struct thing *thing = kzalloc(sizeof(*thing), GFP_KERNEL);

	device_initialize(&thing->dev);
	thing->dev.class = &thing_class;
	thing->dev.devt = devt;
	dev_set_name(&thing->dev, "thing%u", MINOR(devt));
	cdev_init(&thing->cdev, &fops);
	cr_assert_eq(cdev_device_add(&thing->cdev, &thing->dev), 0);
	return thing;
}

static void open_survives_removal(void)
{
	struct thing *thing;
	struct inode inode;
	struct file file;
	umode_t mode;
	dev_t first, devt;
	char buf[64];

	opened = open_result = things_released = 0;
	cr_assert_eq(class_register(&thing_class), 0);
	cr_assert_eq(alloc_chrdev_region(&first, 0, 4, "thing"), 0);
	thing = thing_add(MKDEV(MAJOR(first), 3));
	cr_assert_eq(devtmpfs_lookup("things/thing3", &devt, &mode), 0);
	cr_assert_eq(devt, thing->dev.devt);
	cr_assert_eq(mode, S_IFCHR | 0666);
	cr_assert_gt(sysfs_read("class/thing/thing3/dev", buf, sizeof(buf)), 0);
	cr_assert_gt(sysfs_read("devices/virtual/thing/thing3/uevent", buf, sizeof(buf)), 0);

	cr_assert_eq(open_node(devt, &inode, &file), 0);
	cr_assert_eq(opened, 1);
	cdev_device_del(&thing->cdev, &thing->dev);
	put_device(&thing->dev);
	cr_assert_eq(things_released, 0);
	cr_assert_eq(devtmpfs_lookup("things/thing3", &devt, &mode), -ENOENT);
	cr_assert_eq(sysfs_read("devices/virtual/thing/thing3/uevent", buf, sizeof(buf)), -ENOENT);
	close_node(&inode, &file);
	cr_assert_eq(things_released, 1);
	cr_assert_eq(open_node(devt, &inode, &file), -ENXIO);

	unregister_chrdev_region(first, 4);
	class_unregister(&thing_class);
}

Test(chardev, an_open_file_keeps_the_device_that_is_removed_and_no_new_open_finds_it)
{
	struct world world = {};

	world_expect_silence(&world, open_survives_removal);
}

static void failing_open(void)
{
	struct thing *thing;
	struct inode inode;
	struct file file;

	open_result = -EPERM;
	things_released = 0;
	cr_assert_eq(class_register(&thing_class), 0);
	thing = thing_add(MKDEV(240, 0));
	cr_assert_eq(open_node(MKDEV(240, 0), &inode, &file), -EPERM);
	cr_assert_null(inode.i_cdev);
	cdev_device_del(&thing->cdev, &thing->dev);
	put_device(&thing->dev);
	cr_assert_eq(things_released, 1);
	class_unregister(&thing_class);
}

Test(chardev, an_open_that_the_driver_refuses_leaves_no_reference)
{
	struct world world = {};

	world_expect_silence(&world, failing_open);
}

static void one_call(void)
{
	const int major = register_chrdev(0, "old", &fops);
	struct inode inode;
	struct file file;

	opened = open_result = 0;
	cr_assert_gt(major, 0);
	cr_assert_eq(register_chrdev(major, "again", &fops), -EBUSY);
	cr_assert_eq(open_node(MKDEV(major, 255), &inode, &file), 0);
	cr_assert_eq(opened, 1);
	close_node(&inode, &file);
	unregister_chrdev(major, "old");
	cr_assert_eq(open_node(MKDEV(major, 0), &inode, &file), -ENXIO);
	cr_assert_eq(register_chrdev(major, "old", &fops), 0);
	unregister_chrdev(major, "old");
}

Test(chardev, one_call_takes_a_major_number_and_leads_to_its_operations)
{
	struct world world = {};

	world_expect_silence(&world, one_call);
}

static void misc_devices(void)
{
	struct miscdevice fixed = { .minor = VFIO_MINOR, .name = "fixed", .fops = &fops,
				    .nodename = "fixed/fixed", .mode = 0666 };
	struct miscdevice again = { .minor = VFIO_MINOR, .name = "again", .fops = &fops };
	struct miscdevice any = { .minor = MISC_DYNAMIC_MINOR, .name = "any", .fops = &fops };
	struct inode inode;
	struct file file;
	umode_t mode;
	dev_t devt;

	opened = open_result = 0;
	cr_assert_eq(misc_register(&fixed), 0);
	cr_assert_eq(misc_register(&again), -EBUSY);
	cr_assert_eq(misc_register(&any), 0);
	cr_assert_eq(devtmpfs_lookup("fixed/fixed", &devt, &mode), 0);
	cr_assert_eq(devt, MKDEV(10, VFIO_MINOR));
	cr_assert_eq(open_node(devt, &inode, &file), 0);
	cr_assert_eq(file.private_data, &fixed);
	cr_assert_eq(file.f_op, &fops);
	cr_assert_eq(opened, 1);
	close_node(&inode, &file);
	cr_assert_eq(devtmpfs_lookup("any", &devt, &mode), 0);
	misc_deregister(&any);
	cr_assert_eq(devtmpfs_lookup("any", &devt, &mode), -ENOENT);
	misc_deregister(&fixed);
}

Test(chardev, misc_devices_have_a_node_and_an_open_each)
{
	struct world world = {};

	world_expect_silence(&world, misc_devices);
}

static int count_one(struct device *dev, void *data)
{
	++*(int *)data;
	return 0;
}

static void plain_devices(void)
{
	struct class *class = class_create("plain");
	struct device *first, *second, *found;
	int count = 0;

	cr_assert(!IS_ERR(class));
	first = device_create(class, NULL, MKDEV(200, 1), NULL, "plain%d", 1);
	second = device_create(class, first, MKDEV(200, 2), NULL, "plain%d", 2);
	cr_assert(!IS_ERR(first) && !IS_ERR(second));
	class_for_each_device(class, NULL, &count, count_one);
	cr_assert_eq(count, 2);
	found = class_find_device_by_devt(class, MKDEV(200, 2));
	cr_assert_eq(found, second);
	put_device(found);
	device_destroy(class, MKDEV(200, 2));
	device_destroy(class, MKDEV(200, 1));
	class_destroy(class);
}

Test(chardev, devices_of_a_class_are_created_found_and_destroyed_by_number)
{
	struct world world = {};

	world_expect_silence(&world, plain_devices);
}

static void regions(void)
{
	dev_t dev;

	cr_assert_eq(register_chrdev_region(MKDEV(300, 5), 5, "a"), 0);
	cr_assert_eq(register_chrdev_region(MKDEV(300, 9), 2, "b"), -EBUSY);
	cr_assert_eq(register_chrdev_region(MKDEV(300, 10), 2, "c"), 0);
	cr_assert_eq(alloc_chrdev_region(&dev, 0, 1U << MINORBITS, "d"), 0);
	cr_assert_eq(MAJOR(dev), 254);
	unregister_chrdev_region(dev, 1U << MINORBITS);
	unregister_chrdev_region(MKDEV(300, 10), 2);
	unregister_chrdev_region(MKDEV(300, 5), 5);
}

Test(chardev, numbers_have_one_owner)
{
	struct world world = {};

	world_expect_silence(&world, regions);
}
