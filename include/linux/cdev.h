/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/cdev.c */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/device.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>

struct file_operations;
struct module;

/*
 * What an open of a device number leads to. Each open file holds it, and through its
 * parent the device it is embedded in: cdev_del() stops new opens and leaves the
 * open files as they are.
 */
struct cdev {
	struct kobject			kobj;
	struct module			*owner;
	const struct file_operations	*ops;
	struct list_head		list;	/* cdev_lock: all that are live */
	dev_t				dev;
	unsigned int			count;
};

void cdev_init(struct cdev *cdev, const struct file_operations *fops);
struct cdev *cdev_alloc(void);
void cdev_put(struct cdev *cdev);
int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count);
void cdev_set_parent(struct cdev *cdev, struct kobject *kobj);

/* Node and device appear together: opens find a device that is in sysfs, or nothing. */
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);

void cdev_del(struct cdev *cdev);

#endif
