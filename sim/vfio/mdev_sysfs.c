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

struct mdev_type_attribute {
	struct attribute attr;
	ssize_t (*show)(struct mdev_type *mtype, struct mdev_type_attribute *attr, char *buf);
	ssize_t (*store)(struct mdev_type *mtype, struct mdev_type_attribute *attr,
			 const char *buf, size_t count);
};

#define to_mdev_type_attr(_attr)	container_of(_attr, struct mdev_type_attribute, attr)

static ssize_t mdev_type_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct mdev_type_attribute *tattr = to_mdev_type_attr(attr);

	return tattr->show ? tattr->show(to_mdev_type(kobj), tattr, buf) : -EIO;
}

static ssize_t mdev_type_attr_store(struct kobject *kobj, struct attribute *attr,
				    const char *buf, size_t count)
{
	struct mdev_type_attribute *tattr = to_mdev_type_attr(attr);

	return tattr->store ? tattr->store(to_mdev_type(kobj), tattr, buf, count) : -EIO;
}

static const struct sysfs_ops mdev_type_sysfs_ops = {
	.show = mdev_type_attr_show,
	.store = mdev_type_attr_store,
};

static ssize_t create_store(struct mdev_type *mtype, struct mdev_type_attribute *attr,
			    const char *buf, size_t count)
{
	guid_t uuid;
	char *str;
	int ret;

	if (count < UUID_STRING_LEN || count > UUID_STRING_LEN + 1)
		return -EINVAL;
	str = kstrndup(buf, count, GFP_KERNEL);
	if (!str)
		return -ENOMEM;
	ret = guid_parse(str, &uuid);
	kfree(str);
	if (ret)
		return ret;

	ret = mdev_device_create(mtype, &uuid);
	return ret ? ret : count;
}

static ssize_t device_api_show(struct mdev_type *mtype, struct mdev_type_attribute *attr,
			       char *buf)
{
	return sysfs_emit(buf, "%s\n", mtype->parent->mdev_driver->device_api);
}

static ssize_t name_show(struct mdev_type *mtype, struct mdev_type_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", mtype->pretty_name ? mtype->pretty_name
							   : mtype->sysfs_name);
}

static ssize_t available_instances_show(struct mdev_type *mtype,
					struct mdev_type_attribute *attr, char *buf)
{
	struct mdev_parent *parent = mtype->parent;

	if (parent->mdev_driver->get_available)
		return sysfs_emit(buf, "%u\n", parent->mdev_driver->get_available(mtype));
	return sysfs_emit(buf, "%u\n", atomic_read(&parent->available_instances));
}

static ssize_t description_show(struct mdev_type *mtype, struct mdev_type_attribute *attr,
				char *buf)
{
	return mtype->parent->mdev_driver->show_description(mtype, buf);
}

static struct mdev_type_attribute mdev_type_attr_create = __ATTR_WO(create);
static struct mdev_type_attribute mdev_type_attr_device_api = __ATTR_RO(device_api);
static struct mdev_type_attribute mdev_type_attr_name = __ATTR_RO(name);
static struct mdev_type_attribute mdev_type_attr_available = __ATTR_RO(available_instances);
static struct mdev_type_attribute mdev_type_attr_description = __ATTR_RO(description);

static struct attribute *mdev_types_core_attrs[] = {
	&mdev_type_attr_create.attr,
	&mdev_type_attr_device_api.attr,
	&mdev_type_attr_name.attr,
	&mdev_type_attr_available.attr,
	&mdev_type_attr_description.attr,
	NULL,
};

static umode_t mdev_types_core_is_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	struct mdev_driver *drv = to_mdev_type(kobj)->parent->mdev_driver;

	if (attr == &mdev_type_attr_description.attr && !drv->show_description)
		return 0;
	return attr->mode;
}

static const struct attribute_group mdev_type_core_group = {
	.attrs = mdev_types_core_attrs,
	.is_visible = mdev_types_core_is_visible,
};

static const struct attribute_group *mdev_type_groups[] = { &mdev_type_core_group, NULL };

static void mdev_type_release(struct kobject *kobj)
{
	put_device(to_mdev_type(kobj)->parent->dev);
}

static const struct kobj_type mdev_type_ktype = {
	.sysfs_ops	= &mdev_type_sysfs_ops,
	.release	= mdev_type_release,
	.default_groups	= mdev_type_groups,
};

static int mdev_type_add(struct mdev_parent *parent, struct mdev_type *type)
{
	int ret;

	memset(&type->kobj, 0, sizeof(type->kobj));	/* a driver may register it again */
	type->kobj.kset = parent->mdev_types_kset;
	type->parent = parent;
	get_device(parent->dev);	/* put in mdev_type_release() */

	ret = kobject_init_and_add(&type->kobj, &mdev_type_ktype, NULL, "%s-%s",
				   dev_driver_string(parent->dev), type->sysfs_name);
	if (ret)
		goto out_put;

	type->devices_kobj = kobject_create_and_add("devices", &type->kobj);
	if (type->devices_kobj)
		return 0;
	ret = -ENOMEM;
	kobject_del(&type->kobj);
out_put:
	kobject_put(&type->kobj);
	return ret;
}

static void mdev_type_remove(struct mdev_type *type)
{
	kobject_put(type->devices_kobj);
	kobject_del(&type->kobj);
	kobject_put(&type->kobj);
}

void parent_remove_sysfs_files(struct mdev_parent *parent)
{
	int i;

	for (i = 0; i < parent->nr_types; i++)
		mdev_type_remove(parent->types[i]);
	kset_unregister(parent->mdev_types_kset);
}

int parent_create_sysfs_files(struct mdev_parent *parent)
{
	int ret, i;

	parent->mdev_types_kset = kset_create_and_add("mdev_supported_types", NULL,
						      &parent->dev->kobj);
	if (!parent->mdev_types_kset)
		return -ENOMEM;

	for (i = 0; i < parent->nr_types; i++) {
		ret = mdev_type_add(parent, parent->types[i]);
		if (ret)
			goto out_remove;
	}
	return 0;

out_remove:
	while (i--)
		mdev_type_remove(parent->types[i]);
	kset_unregister(parent->mdev_types_kset);
	return ret;
}

/* The file removes itself first: the device's removal would wait for this very write. */
static ssize_t remove_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long val;
	int ret;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (!val || !device_remove_file_self(dev, attr))
		return count;
	ret = mdev_device_remove(to_mdev_device(dev));
	return ret ? ret : count;
}
static DEVICE_ATTR_WO(remove);

static struct attribute *mdev_device_attrs[] = { &dev_attr_remove.attr, NULL };

static const struct attribute_group mdev_device_group = { .attrs = mdev_device_attrs };

const struct attribute_group *mdev_device_groups[] = { &mdev_device_group, NULL };

int mdev_create_sysfs_files(struct mdev_device *mdev)
{
	struct mdev_type *type = mdev->type;
	struct kobject *kobj = &mdev->dev.kobj;
	int ret;

	ret = sysfs_create_link(type->devices_kobj, kobj, dev_name(&mdev->dev));
	if (ret)
		return ret;
	ret = sysfs_create_link(kobj, &type->kobj, "mdev_type");
	if (ret)
		sysfs_remove_link(type->devices_kobj, dev_name(&mdev->dev));
	return ret;
}

void mdev_remove_sysfs_files(struct mdev_device *mdev)
{
	sysfs_remove_link(&mdev->dev.kobj, "mdev_type");
	sysfs_remove_link(mdev->type->devices_kobj, dev_name(&mdev->dev));
}
