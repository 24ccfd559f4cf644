// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_file.c - single files of a kobject, and what show() writes with
 */
#include <linux/sysfs.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/kernfs.h"

static int add_file(struct kobject *kobj, const struct attribute *attr, bool bin)
{
	struct sysfs_set *set;
	int ret;

	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	set = sysfs_set_new(NULL);
	if (!set)
		return -ENOMEM;
	set->single = attr;
	set->single_bin = bin;
	set->modes[0] = attr->mode & 0777 ?: S_IFREG;
	ret = sysfs_set_link(kobj->sd, set);
	if (ret) {
		kfree(set);
		if (ret == -EEXIST)
			pr_warn("sysfs: cannot create duplicate filename '%s'\n", attr->name);
	}
	return ret;
}

static void remove_file(struct kobject *kobj, const char *name)
{
	struct kernfs_node *kn, *dir = kobj->sd;

	if (!dir || sysfs_set_remove_single(dir, name))
		return;
	/* One of a group's: its place in the group stays empty. */
	kn = kernfs_find_and_get(dir, name);
	if (kn)
		kernfs_remove(kn);
}

int sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns)
{
	return add_file(kobj, attr, false);
}
EXPORT_SYMBOL_GPL(sysfs_create_file_ns);

void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns)
{
	remove_file(kobj, attr->name);
}
EXPORT_SYMBOL_GPL(sysfs_remove_file_ns);

int sysfs_create_files(struct kobject *kobj, const struct attribute * const *attrs)
{
	int ret = 0, i;

	for (i = 0; attrs[i] && !ret; i++)
		ret = sysfs_create_file(kobj, attrs[i]);
	if (ret)
		while (--i > 0)
			sysfs_remove_file(kobj, attrs[i - 1]);
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_create_files);

void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *attrs)
{
	while (*attrs)
		sysfs_remove_file(kobj, *attrs++);
}
EXPORT_SYMBOL_GPL(sysfs_remove_files);

int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	return add_file(kobj, &attr->attr, true);
}
EXPORT_SYMBOL_GPL(sysfs_create_bin_file);

void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	remove_file(kobj, attr->attr.name);
}
EXPORT_SYMBOL_GPL(sysfs_remove_bin_file);

bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr)
{
	struct kernfs_node *kn = kobj->sd ? kernfs_find_child(kobj->sd, attr->name) : NULL;
	bool ret;

	if (WARN_ON(!kn))
		return false;
	ret = kernfs_remove_self(kn);
	kernfs_put(kn);
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_remove_file_self);

void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr)
{
	struct kernfs_node *kn, *in = NULL;

	if (dir)
		in = kernfs_find_child(kobj->sd, dir);
	/* Nobody has looked at a file that is no node yet. */
	kn = kernfs_find_child(in ?: kobj->sd, attr);
	if (kn)
		kernfs_notify(kn);
	kernfs_put(kn);
	kernfs_put(in);
}
EXPORT_SYMBOL_GPL(sysfs_notify);

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL_GPL(sysfs_emit);

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (WARN_ON(at < 0 || at >= PAGE_SIZE))
		return 0;
	va_start(args, fmt);
	len = vscnprintf(buf + at, PAGE_SIZE - at, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL_GPL(sysfs_emit_at);
