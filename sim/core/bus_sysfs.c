// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus_sysfs.c - files of buses and drivers: bind, unbind, drivers_probe, driver_override
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"

/* Files that lockdep is not told of. */
#define UNTRACKED_FILE(_name, _store)	\
	struct driver_attribute _name##_file = __ATTR_IGNORE_LOCKDEP(_name, 0200, NULL, _store)

static ssize_t bus_file_read(struct kobject *kobj, struct attribute *attr, char *page)
{
	struct bus_attribute *file = container_of(attr, struct bus_attribute, attr);

	if (!file->show)
		return -EIO;
	return file->show(to_subsys_private(kobj)->bus, page);
}

static ssize_t bus_file_write(struct kobject *kobj, struct attribute *attr, const char *text,
			      size_t size)
{
	struct bus_attribute *file = container_of(attr, struct bus_attribute, attr);

	if (!file->store)
		return -EIO;
	return file->store(to_subsys_private(kobj)->bus, text, size);
}

static const struct sysfs_ops bus_file_ops = {
	.show	= bus_file_read,
	.store	= bus_file_write,
};

static void bus_end(struct kobject *kobj)
{
	kfree(to_subsys_private(kobj));
}

const struct kobj_type bus_ktype = {
	.release	= bus_end,
	.sysfs_ops	= &bus_file_ops,
};

static ssize_t driver_file_read(struct kobject *kobj, struct attribute *attr, char *page)
{
	struct driver_attribute *file = container_of(attr, struct driver_attribute, attr);

	if (!file->show)
		return -EIO;
	return file->show(to_driver(kobj)->driver, page);
}

static ssize_t driver_file_write(struct kobject *kobj, struct attribute *attr, const char *text,
				 size_t size)
{
	struct driver_attribute *file = container_of(attr, struct driver_attribute, attr);

	if (!file->store)
		return -EIO;
	return file->store(to_driver(kobj)->driver, text, size);
}

static const struct sysfs_ops driver_file_ops = {
	.show	= driver_file_read,
	.store	= driver_file_write,
};

static void driver_end(struct kobject *kobj)
{
	kfree(to_driver(kobj));
}

const struct kobj_type driver_ktype = {
	.release	= driver_end,
	.sysfs_ops	= &driver_file_ops,
};

/*
 * Both are hidden from lockdep, as in Linux: unbinding a driver may remove other drivers'
 * files of the same two names, in an order that always ends at a leaf.
 */
static ssize_t unbind_store(struct device_driver *drv, const char *text, size_t size)
{
	struct device *named = bus_find_device_by_name(drv->bus, NULL, text);
	bool ours = named && READ_ONCE(named->driver) == drv;

	if (ours) {
		bus_guard_begin(named);
		device_driver_detach(named);
		bus_guard_end(named);
	}
	put_device(named);
	return ours ? (ssize_t)size : -ENODEV;
}
static UNTRACKED_FILE(unbind, unbind_store);

static ssize_t bind_store(struct device_driver *drv, const char *text, size_t size)
{
	struct device *named = bus_find_device_by_name(drv->bus, NULL, text);
	int error = -ENODEV;

	if (named && driver_match_device(drv, named))
		error = device_driver_attach(drv, named);
	put_device(named);
	return error ? error : (ssize_t)size;
}
static UNTRACKED_FILE(bind, bind_store);

int driver_add_bind_files(struct device_driver *drv)
{
	int error = driver_create_file(drv, &unbind_file);

	if (!error) {
		error = driver_create_file(drv, &bind_file);
		if (error)
			driver_remove_file(drv, &unbind_file);
	}
	return error;
}

void driver_remove_bind_files(struct device_driver *drv)
{
	driver_remove_file(drv, &bind_file);
	driver_remove_file(drv, &unbind_file);
}

static ssize_t drivers_probe_store(const struct bus_type *bus, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(bus, NULL, buf);
	ssize_t ret = -EINVAL;

	if (!dev)
		return -ENODEV;
	if (!bus_rescan_device(dev))
		ret = count;
	put_device(dev);
	return ret;
}
static BUS_ATTR_WO(drivers_probe);

static ssize_t drivers_autoprobe_show(const struct bus_type *bus, char *page)
{
	struct subsys_private *insides = bus_to_subsys(bus);
	ssize_t size = -EINVAL;

	if (insides)
		size = sysfs_emit(page, "%d\n", READ_ONCE(insides->drivers_autoprobe));
	subsys_put(insides);
	return size;
}

static ssize_t drivers_autoprobe_store(const struct bus_type *bus, const char *text, size_t size)
{
	struct subsys_private *insides = bus_to_subsys(bus);

	if (!insides)
		return -EINVAL;
	WRITE_ONCE(insides->drivers_autoprobe, *text != '0');
	subsys_put(insides);
	return size;
}
static BUS_ATTR_RW(drivers_autoprobe);

int bus_add_files(const struct bus_type *bus)
{
	int ret = bus_create_file(bus, &bus_attr_drivers_probe);

	if (ret)
		return ret;
	ret = bus_create_file(bus, &bus_attr_drivers_autoprobe);
	if (ret)
		bus_remove_file(bus, &bus_attr_drivers_probe);
	return ret;
}

void bus_remove_files(const struct bus_type *bus)
{
	bus_remove_file(bus, &bus_attr_drivers_autoprobe);
	bus_remove_file(bus, &bus_attr_drivers_probe);
}

int bus_create_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	struct subsys_private *insides = bus_to_subsys(bus);
	int error = -EINVAL;

	if (insides)
		error = sysfs_create_file(&insides->subsys.kobj, &attr->attr);
	subsys_put(insides);
	return error;
}
EXPORT_SYMBOL_GPL(bus_create_file);

void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	struct subsys_private *insides = bus_to_subsys(bus);

	if (insides)
		sysfs_remove_file(&insides->subsys.kobj, &attr->attr);
	subsys_put(insides);
}
EXPORT_SYMBOL_GPL(bus_remove_file);

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attr,
				     const char *buf, size_t count)
{
	return __device_set_driver_override(dev, buf, count) ?: (ssize_t)count;
}

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return driver_override_emit(dev, buf);
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *override_files[] = {
	&dev_attr_driver_override.attr,
	NULL,
};

const struct attribute_group driver_override_dev_group = {
	.attrs = override_files,
};
