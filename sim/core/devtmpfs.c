// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devtmpfs.c - names in /dev
 *
 * Linux has a file system and a kernel thread of its own for this; here it is a list of
 * the devices that have a name. A name goes when its device does; files that are
 * open keep their cdev.
 */
#include "core/devtmpfs.h"

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/string.h>

#include "core/base.h"
#include "core/core.h"

static LIST_HEAD(devtmpfs_nodes);	/* devtmpfs_lock: device_private.dev_node_entry */
static DEFINE_SPINLOCK(devtmpfs_lock);

char *device_get_devnode(const struct device *dev, umode_t *mode)
{
	umode_t ignored;
	char *name = NULL, *bang;

	if (!mode)
		mode = &ignored;
	*mode = 0;
	if (dev->type && dev->type->devnode)
		name = dev->type->devnode(dev, mode, NULL, NULL);
	else if (dev->class && dev->class->devnode)
		name = dev->class->devnode(dev, mode);
	if (name)
		return name;
	name = kstrdup(dev_name(dev), GFP_KERNEL);
	for (bang = name; bang && (bang = strchr(bang, '!')); )
		*bang = '/';
	return name;
}

int devtmpfs_create_node(struct device *dev)
{
	umode_t mode;
	char *name = device_get_devnode(dev, &mode);

	if (!name)
		return -ENOMEM;
	dev->p->dev_node = name;
	dev->p->dev_node_mode = S_IFCHR | (mode & 0777 ?: 0600);
	spin_lock(&devtmpfs_lock);
	list_add_tail(&dev->p->dev_node_entry, &devtmpfs_nodes);
	spin_unlock(&devtmpfs_lock);
	return 0;
}

void devtmpfs_delete_node(struct device *dev)
{
	if (!dev->p->dev_node)
		return;
	spin_lock(&devtmpfs_lock);
	list_del_init(&dev->p->dev_node_entry);
	spin_unlock(&devtmpfs_lock);
	kfree(dev->p->dev_node);
	dev->p->dev_node = NULL;
}

int devtmpfs_lookup(const char *path, dev_t *devt, umode_t *mode)
{
	struct device_private *p;
	int ret = -ENOENT;

	spin_lock(&devtmpfs_lock);
	list_for_each_entry(p, &devtmpfs_nodes, dev_node_entry) {
		if (!strcmp(p->dev_node, path)) {
			*devt = p->device->devt;
			*mode = p->dev_node_mode;
			ret = 0;
			break;
		}
	}
	spin_unlock(&devtmpfs_lock);
	return ret;
}

ssize_t devtmpfs_list(unsigned int index, char *name, size_t size)
{
	struct device_private *p;
	ssize_t ret = 0;

	spin_lock(&devtmpfs_lock);
	list_for_each_entry(p, &devtmpfs_nodes, dev_node_entry) {
		if (!index--) {
			ret = strscpy(name, p->dev_node, size);
			break;
		}
	}
	spin_unlock(&devtmpfs_lock);
	return ret;
}
