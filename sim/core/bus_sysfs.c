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

#define to_bus_attr(a)	container_of(a, struct bus_attribute, attr)
#define to_drv_attr(a)	container_of(a, struct driver_attribute, attr)

#define DRIVER_ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store)	\
	struct driver_attribute driver_attr_##_name =		\
		__ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store)

static ssize_t bus_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct bus_attribute *bus_attr = to_bus_attr(attr);

	return bus_attr->show ? bus_attr->show(to_subsys_private(kobj)->bus, buf) : -EIO;
}

static ssize_t bus_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct bus_attribute *bus_attr = to_bus_attr(attr);

	return bus_attr->store ? bus_attr->store(to_subsys_private(kobj)->bus, buf, count) : -EIO;
}

static const struct sysfs_ops bus_sysfs_ops = {
	.show	= bus_attr_show,
	.store	= bus_attr_store,
};

static void bus_release(struct kobject *kobj)
{
	kfree(to_subsys_private(kobj));
}

const struct kobj_type bus_ktype = {
	.sysfs_ops	= &bus_sysfs_ops,
	.release	= bus_release,
};

static ssize_t drv_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct driver_attribute *drv_attr = to_drv_attr(attr);

	return drv_attr->show ? drv_attr->show(to_driver(kobj)->driver, buf) : -EIO;
}

static ssize_t drv_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct driver_attribute *drv_attr = to_drv_attr(attr);

	return drv_attr->store ? drv_attr->store(to_driver(kobj)->driver, buf, count) : -EIO;
}

static const struct sysfs_ops driver_sysfs_ops = {
	.show	= drv_attr_show,
	.store	= drv_attr_store,
};

static void driver_release(struct kobject *kobj)
{
	kfree(to_driver(kobj));
}

const struct kobj_type driver_ktype = {
	.sysfs_ops	= &driver_sysfs_ops,
	.release	= driver_release,
};

/*
 * Both are hidden from lockdep, as in Linux: unbinding a driver may remove other drivers'
 * files of the same two names, in an order that always ends at a leaf.
 */
static ssize_t unbind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t ret = -ENODEV;

	if (dev && READ_ONCE(dev->driver) == drv) {
		device_driver_detach(dev);
		ret = count;
	}
	put_device(dev);
	return ret;
}
static DRIVER_ATTR_IGNORE_LOCKDEP(unbind, 0200, NULL, unbind_store);

static ssize_t bind_store(struct device_driver *drv, const char *buf, size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	ssize_t ret = -ENODEV;

	if (dev && driver_match_device(drv, dev))
		ret = device_driver_attach(drv, dev) ?: (ssize_t)count;
	put_device(dev);
	return ret;
}
static DRIVER_ATTR_IGNORE_LOCKDEP(bind, 0200, NULL, bind_store);

int driver_add_bind_files(struct device_driver *drv)
{
	int ret = driver_create_file(drv, &driver_attr_unbind);

	if (ret)
		return ret;
	ret = driver_create_file(drv, &driver_attr_bind);
	if (ret)
		driver_remove_file(drv, &driver_attr_unbind);
	return ret;
}

void driver_remove_bind_files(struct device_driver *drv)
{
	driver_remove_file(drv, &driver_attr_bind);
	driver_remove_file(drv, &driver_attr_unbind);
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

static ssize_t drivers_autoprobe_show(const struct bus_type *bus, char *buf)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	ssize_t ret = sp ? sysfs_emit(buf, "%d\n", sp->drivers_autoprobe) : -EINVAL;

	subsys_put(sp);
	return ret;
}

static ssize_t drivers_autoprobe_store(const struct bus_type *bus, const char *buf, size_t count)
{
	struct subsys_private *sp = bus_to_subsys(bus);

	if (!sp)
		return -EINVAL;
	sp->drivers_autoprobe = buf[0] != '0';
	subsys_put(sp);
	return count;
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
	struct subsys_private *sp = bus_to_subsys(bus);
	int ret;

	if (!sp)
		return -EINVAL;
	ret = sysfs_create_file(&sp->subsys.kobj, &attr->attr);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_create_file);

void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	struct subsys_private *sp = bus_to_subsys(bus);

	if (!sp)
		return;
	sysfs_remove_file(&sp->subsys.kobj, &attr->attr);
	subsys_put(sp);
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

static struct attribute *driver_override_dev_attrs[] = {
	&dev_attr_driver_override.attr,
	NULL,
};

const struct attribute_group driver_override_dev_group = {
	.attrs = driver_override_dev_attrs,
};
