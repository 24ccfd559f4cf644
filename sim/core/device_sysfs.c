// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_sysfs.c - the files and links that every device has
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"
#include "core/devtmpfs.h"

struct kset *devices_kset;

static int dev_uevent_filter(const struct kobject *kobj)
{
	const struct device *dev = kobj_to_dev(kobj);

	return kobj->ktype == &device_ktype && (dev->bus || dev->class);
}

static const char *dev_uevent_name(const struct kobject *kobj)
{
	const struct device *dev = kobj_to_dev(kobj);
	const struct class *class = dev->class;

	return dev->bus ? dev->bus->name : class ? class->name : NULL;
}

/* The bus's list of drivers keeps the driver from going away while its name is read. */
static void dev_driver_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	struct subsys_private *sp = dev->p->bus_sp;
	struct device_driver *drv;

	if (!sp)
		return;
	spin_lock(&sp->klist_drivers.k_lock);
	drv = READ_ONCE(dev->driver);
	if (drv)
		add_uevent_var(env, "DRIVER=%s", drv->name);
	spin_unlock(&sp->klist_drivers.k_lock);
}

static int dev_uevent(const struct kobject *kobj, struct kobj_uevent_env *env)
{
	const struct device *dev = kobj_to_dev(kobj);
	char *name;
	int ret = 0;

	if (MAJOR(dev->devt)) {
		add_uevent_var(env, "MAJOR=%u", MAJOR(dev->devt));
		add_uevent_var(env, "MINOR=%u", MINOR(dev->devt));
		name = device_get_devnode(dev, NULL);
		if (name)
			add_uevent_var(env, "DEVNAME=%s", name);
		kfree(name);
	}
	if (dev->type && dev->type->name)
		add_uevent_var(env, "DEVTYPE=%s", dev->type->name);
	dev_driver_uevent(dev, env);
	if (dev->bus && dev->bus->uevent)
		ret = dev->bus->uevent(dev, env);
	if (dev->class && dev->class->dev_uevent)
		ret = dev->class->dev_uevent(dev, env);
	if (dev->type && dev->type->uevent)
		ret = dev->type->uevent(dev, env);
	return ret;
}

const struct kset_uevent_ops device_uevent_ops = {
	.filter	= dev_uevent_filter,
	.name	= dev_uevent_name,
	.uevent	= dev_uevent,
};

static ssize_t uevent_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct kobj_uevent_env *env;
	ssize_t ret;
	int i, len = 0;

	if (!dev_uevent_filter(&dev->kobj))
		return 0;
	env = kzalloc(sizeof(*env), GFP_KERNEL);
	if (!env)
		return -ENOMEM;
	ret = dev_uevent(&dev->kobj, env);
	for (i = 0; !ret && i < env->envp_idx; i++)
		len += sysfs_emit_at(buf, len, "%s\n", env->envp[i]);
	kfree(env);
	return ret ?: len;
}

static ssize_t uevent_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	enum kobject_action action;

	if (kobject_action_parse(buf, count, &action))
		return -EINVAL;
	return kobject_uevent(&dev->kobj, action) ?: count;
}

const struct device_attribute dev_attr_uevent = __ATTR_RW(uevent);

static ssize_t dev_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u:%u\n", MAJOR(dev->devt), MINOR(dev->devt));
}

const struct device_attribute dev_attr_dev = __ATTR_RO(dev);

int device_add_groups(struct device *dev, const struct attribute_group **groups)
{
	return sysfs_create_groups(&dev->kobj, groups);
}
EXPORT_SYMBOL_GPL(device_add_groups);

void device_remove_groups(struct device *dev, const struct attribute_group **groups)
{
	sysfs_remove_groups(&dev->kobj, groups);
}
EXPORT_SYMBOL_GPL(device_remove_groups);

int device_add_attrs(struct device *dev)
{
	int ret = 0;

	if (dev->class)
		ret = device_add_groups(dev, dev->class->dev_groups);
	if (ret)
		return ret;
	if (dev->type)
		ret = device_add_groups(dev, dev->type->groups);
	if (ret)
		goto out_class;
	ret = device_add_groups(dev, dev->groups);
	if (ret)
		goto out_type;
	return 0;

out_type:
	if (dev->type)
		device_remove_groups(dev, dev->type->groups);
out_class:
	if (dev->class)
		device_remove_groups(dev, dev->class->dev_groups);
	return ret;
}

void device_remove_attrs(struct device *dev)
{
	device_remove_groups(dev, dev->groups);
	if (dev->type)
		device_remove_groups(dev, dev->type->groups);
	if (dev->class)
		device_remove_groups(dev, dev->class->dev_groups);
}

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	if (!dev)
		return 0;
	WARN(attr->attr.mode & 0222 && !attr->store,
	     "Attribute %s: write permission without 'store'\n", attr->attr.name);
	WARN(attr->attr.mode & 0444 && !attr->show,
	     "Attribute %s: read permission without 'show'\n", attr->attr.name);
	return sysfs_create_file(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(device_create_file);

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	if (dev)
		sysfs_remove_file(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(device_remove_file);

bool device_remove_file_self(struct device *dev, const struct device_attribute *attr)
{
	return dev && sysfs_remove_file_self(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(device_remove_file_self);

int device_create_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	return dev ? sysfs_create_bin_file(&dev->kobj, attr) : -EINVAL;
}
EXPORT_SYMBOL_GPL(device_create_bin_file);

void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	if (dev)
		sysfs_remove_bin_file(&dev->kobj, attr);
}
EXPORT_SYMBOL_GPL(device_remove_bin_file);
