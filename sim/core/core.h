/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * core.h - the directories that the driver core makes at boot, and small helpers
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <linux/device.h>
#include <linux/kobject.h>

extern struct kobject *sysfs_dev_char_kobj;		/* /sys/dev/char */
extern struct kobject *virtual_kobj;			/* /sys/devices/virtual */
extern struct kset *bus_kset;				/* /sys/bus */
extern struct kset *class_kset;				/* /sys/class */
extern const struct kset_uevent_ops device_uevent_ops;
extern const struct kset_uevent_ops bus_uevent_ops;

/*
 * What a bus does around an unbinding that user space asks for (through the unbind file, or by
 * unloading the driver), outside of every device lock.
 */
struct bus_guard {
	void	(*begin)(struct device *dev);
	void	(*end)(struct device *dev);
};

/* Before the first driver of @bus. */
void bus_set_guard(const struct bus_type *bus, const struct bus_guard *guard);
void bus_guard_begin(struct device *dev);
void bus_guard_end(struct device *dev);

/* The name in /dev, in fresh memory; @mode may be NULL. */
char *device_get_devnode(const struct device *dev, umode_t *mode);

/* "add\n" and the like, as user space writes it; nonzero if it is none. */
int kobject_action_parse(const char *text, size_t count, enum kobject_action *action);

#endif
