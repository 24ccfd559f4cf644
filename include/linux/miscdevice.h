/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/misc.c */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/major.h>
#include <linux/types.h>

#define VFIO_MINOR		196
#define KVM_MINOR		232
#define MISC_DYNAMIC_MINOR	255

struct attribute_group;
struct file_operations;

/* A character device with a fixed minor number (or a dynamic one) and a node in /dev. */
struct miscdevice {
	int				minor;
	const char			*name;
	const struct file_operations	*fops;
	struct list_head		list;		/* misc_mtx: */
	struct device			*parent;
	struct device			*this_device;
	const struct attribute_group	**groups;
	const char			*nodename;	/* in /dev, else @name */
	umode_t				mode;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define builtin_misc_device(__misc_device) \
	builtin_driver(__misc_device, misc_register)

#define module_misc_device(__misc_device) \
	module_driver(__misc_device, misc_register, misc_deregister)

#endif
