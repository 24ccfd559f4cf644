// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_sysfs.c - mdev_supported_types/<type>/create and its companions, and <uuid>/remove
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uuid.h>

#include "mdev_private.h"

/* One file of a type's folder: it is read, or written, as what it says about the type. */
struct type_file {
	struct attribute	attr;
	ssize_t			(*show)(struct mdev_type *type, char *buf);
	ssize_t			(*store)(struct mdev_type *type, const char *buf, size_t count);
};

static const struct type_file *file_of(const struct attribute *attr)
{
	return container_of(attr, struct type_file, attr);
}

static ssize_t type_file_read(struct kobject *kobj, struct attribute *attr, char *buf)
{
	const struct type_file *file = file_of(attr);

	if (!file->show)
		return -EIO;
	return file->show(to_mdev_type(kobj), buf);
}

static ssize_t type_file_write(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	const struct type_file *file = file_of(attr);

	if (!file->store)
		return -EIO;
	return file->store(to_mdev_type(kobj), buf, count);
}

static const struct sysfs_ops type_file_ops = {
	.show	= type_file_read,
	.store	= type_file_write,
};

/* @buf need not end in a zero byte, but may in a newline. */
static int parse_uuid(const char *buf, size_t count, guid_t *uuid)
{
	char *text;
	int err;

	if (count != UUID_STRING_LEN && count != UUID_STRING_LEN + 1)
		return -EINVAL;
	text = kstrndup(buf, count, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	err = guid_parse(text, uuid);
	kfree(text);
	return err;
}

static ssize_t create_store(struct mdev_type *type, const char *buf, size_t count)
{
	guid_t uuid;
	int err = parse_uuid(buf, count, &uuid);

	if (!err)
		err = mdev_device_create(type, &uuid);
	return err ? err : count;
}

static ssize_t device_api_show(struct mdev_type *type, char *buf)
{
	const struct mdev_driver *mdrv = type->parent->mdev_driver;

	return sysfs_emit(buf, "%s\n", mdrv->device_api);
}

static ssize_t name_show(struct mdev_type *type, char *buf)
{
	const char *name = type->pretty_name;

	return sysfs_emit(buf, "%s\n", name ? name : type->sysfs_name);
}

static unsigned int places_left(struct mdev_type *type)
{
	const struct mdev_parent *parent = type->parent;
	unsigned int (*ask)(struct mdev_type *type) = parent->mdev_driver->get_available;

	return ask ? ask(type) : atomic_read(&parent->available_instances);
}

static ssize_t available_instances_show(struct mdev_type *type, char *buf)
{
	return sysfs_emit(buf, "%u\n", places_left(type));
}

static ssize_t description_show(struct mdev_type *type, char *buf)
{
	const struct mdev_driver *mdrv = type->parent->mdev_driver;

	return mdrv->show_description(type, buf);
}

static struct type_file available	= __ATTR_RO(available_instances);
static struct type_file create		= __ATTR_WO(create);
static struct type_file description	= __ATTR_RO(description);
static struct type_file device_api	= __ATTR_RO(device_api);
static struct type_file name		= __ATTR_RO(name);

static struct attribute *type_files[] = {
	&create.attr, &device_api.attr, &name.attr, &available.attr, &description.attr, NULL,
};

/* Not every driver has more to say about a type than its name. */
static umode_t type_file_mode(struct kobject *kobj, struct attribute *attr, int index)
{
	const struct mdev_driver *mdrv = to_mdev_type(kobj)->parent->mdev_driver;
	bool hidden = attr == &description.attr && !mdrv->show_description;

	return hidden ? 0 : attr->mode;
}

static const struct attribute_group type_folder = {
	.is_visible	= type_file_mode,
	.attrs		= type_files,
};

static const struct attribute_group *type_folders[] = { &type_folder, NULL };

static void type_release(struct kobject *kobj)
{
	struct mdev_type *type = to_mdev_type(kobj);

	put_device(type->parent->dev);
}

static const struct kobj_type type_ktype = {
	.default_groups	= type_folders,
	.release	= type_release,
	.sysfs_ops	= &type_file_ops,
};

/* Its folder is named after the parent's driver and the type, and from now on must be put. */
static int type_publish(struct mdev_type *type, struct mdev_parent *parent)
{
	struct kobject *folder = &type->kobj;

	memset(folder, 0, sizeof(*folder));	/* a driver may register it again */
	folder->kset = parent->mdev_types_kset;
	type->parent = parent;
	get_device(parent->dev);		/* put in type_release() */
	return kobject_init_and_add(folder, &type_ktype, NULL, "%s-%s",
				    dev_driver_string(parent->dev), type->sysfs_name);
}

/* With a folder below for links to the devices of the type. */
static int type_add(struct mdev_type *type, struct mdev_parent *parent)
{
	int err = type_publish(type, parent);

	if (!err) {
		type->devices_kobj = kobject_create_and_add("devices", &type->kobj);
		if (type->devices_kobj)
			return 0;
		err = -ENOMEM;
		kobject_del(&type->kobj);
	}
	kobject_put(&type->kobj);
	return err;
}

static void type_del(struct mdev_type *type)
{
	struct kobject *folder = &type->kobj;

	kobject_put(type->devices_kobj);
	kobject_del(folder);
	kobject_put(folder);
}

/* The first @count types, and the folder that they are in. */
static void types_del(struct mdev_parent *parent, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		type_del(parent->types[i]);
	kset_unregister(parent->mdev_types_kset);
}

void parent_remove_sysfs_files(struct mdev_parent *parent)
{
	types_del(parent, parent->nr_types);
}

int parent_create_sysfs_files(struct mdev_parent *parent)
{
	struct kset *folder;
	unsigned int added;
	int err;

	folder = kset_create_and_add("mdev_supported_types", NULL, &parent->dev->kobj);
	if (!folder)
		return -ENOMEM;
	parent->mdev_types_kset = folder;

	for (added = 0; added < parent->nr_types; added++) {
		err = type_add(parent->types[added], parent);
		if (err) {
			types_del(parent, added);
			return err;
		}
	}
	return 0;
}

/* The file removes itself first: the device's removal would wait for this very write. */
static ssize_t remove_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long wanted;
	int err = 0;

	if (kstrtoul(buf, 0, &wanted))
		return -EINVAL;
	if (wanted && device_remove_file_self(dev, attr))
		err = mdev_device_remove(to_mdev_device(dev));
	return err ? err : count;
}
static DEVICE_ATTR_WO(remove);

static struct attribute *device_files[] = { &dev_attr_remove.attr, NULL };

static const struct attribute_group device_folder = { .attrs = device_files };

const struct attribute_group *mdev_device_groups[] = { &device_folder, NULL };

/* Device and type are linked to each other, or not at all. */
int mdev_create_sysfs_files(struct mdev_device *mdev)
{
	struct kobject *devices = mdev->type->devices_kobj, *dev = &mdev->dev.kobj;
	const char *uuid = dev_name(&mdev->dev);
	int err = sysfs_create_link(devices, dev, uuid);

	if (err)
		return err;
	err = sysfs_create_link(dev, &mdev->type->kobj, "mdev_type");
	if (err)
		sysfs_remove_link(devices, uuid);
	return err;
}

void mdev_remove_sysfs_files(struct mdev_device *mdev)
{
	struct kobject *devices = mdev->type->devices_kobj, *dev = &mdev->dev.kobj;

	sysfs_remove_link(dev, "mdev_type");
	sysfs_remove_link(devices, dev_name(&mdev->dev));
}
