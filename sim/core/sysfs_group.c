// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_group.c - groups of files, in the object's directory or in one of their own
 */
#include <linux/sysfs.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/kernfs.h"
#include "core/sysfs_dir.h"

static umode_t group_mode(struct kobject *kobj, const struct attribute_group *grp,
			  struct sysfs_set *set, unsigned int index)
{
	struct attribute *attr = (struct attribute *)sysfs_set_attr(set, index);
	umode_t mode = attr->mode;

	if (index < set->nr_text) {
		if (grp->is_visible)
			mode = grp->is_visible(kobj, attr, index);
	} else if (grp->is_bin_visible) {
		mode = grp->is_bin_visible(kobj, container_of(attr, struct bin_attribute, attr),
					   index - set->nr_text);
	}
	mode &= ~SYSFS_GROUP_INVISIBLE;
	WARN(mode & ~(SYSFS_PREALLOC | 0664), "Attribute %s: Invalid permissions 0%o\n",
	     attr->name, mode);
	return mode & 0664;
}

/* A group may hide its whole directory by what it says of its first file. */
static bool group_hidden(struct kobject *kobj, const struct attribute_group *grp)
{
	umode_t mode = 0;

	if (grp->attrs && grp->attrs[0] && grp->is_visible)
		mode = grp->is_visible(kobj, grp->attrs[0], 0);
	else if (grp->bin_attrs && grp->bin_attrs[0] && grp->is_bin_visible)
		mode = grp->is_bin_visible(kobj, grp->bin_attrs[0], 0);
	return mode & SYSFS_GROUP_INVISIBLE;
}

/* The directory of @grp's files with a reference, NULL if there is none. */
static struct kernfs_node *group_dir(struct kobject *kobj, const struct attribute_group *grp)
{
	if (grp->name)
		return kernfs_find_child(kobj->sd, grp->name);
	kernfs_get(kobj->sd);
	return kobj->sd;
}

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = kobj->sd;
	struct sysfs_set *set;
	unsigned int i;
	int ret;

	if (WARN_ON(!kobj->sd) || WARN_ON(!grp->attrs && !grp->bin_attrs))
		return -EINVAL;
	if (grp->name && group_hidden(kobj, grp))
		return 0;
	set = sysfs_set_new(grp);
	if (!set)
		return -ENOMEM;
	for (i = 0; i < set->nr; i++)
		set->modes[i] = group_mode(kobj, grp, set, i);

	if (grp->name) {
		dir = sysfs_make_dir(kobj->sd, grp->name, kobj);
		if (IS_ERR(dir)) {
			kfree(set);
			return PTR_ERR(dir);
		}
	}
	ret = sysfs_set_link(dir, set);
	if (ret) {
		kfree(set);
		if (grp->name)
			sysfs_remove_tree(dir);
		return ret;
	}
	if (grp->name)
		kernfs_put(dir);
	return 0;
}
EXPORT_SYMBOL_GPL(sysfs_create_group);

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = kobj->sd ? group_dir(kobj, grp) : NULL;

	if (!dir)
		return;
	if (grp->name) {
		sysfs_remove_tree(dir);
		return;
	}
	sysfs_set_remove_group(dir, grp);
	kernfs_put(dir);
}
EXPORT_SYMBOL_GPL(sysfs_remove_group);

int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	int ret = 0, i;

	if (!groups)
		return 0;
	for (i = 0; groups[i]; i++) {
		ret = sysfs_create_group(kobj, groups[i]);
		if (ret) {
			while (--i >= 0)
				sysfs_remove_group(kobj, groups[i]);
			break;
		}
	}
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_create_groups);

void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	int i;

	for (i = 0; groups && groups[i]; i++)
		sysfs_remove_group(kobj, groups[i]);
}
EXPORT_SYMBOL_GPL(sysfs_remove_groups);

/* Make file @index of the set as visible as the group now wants it. */
static void update_one(struct kobject *kobj, struct kernfs_node *dir, struct sysfs_set *set,
		       unsigned int index)
{
	umode_t mode = group_mode(kobj, set->grp, set, index);
	const char *name = sysfs_set_attr(set, index)->name;
	struct kernfs_node *kn;

	if (!mode) {
		kn = kernfs_find_child(dir, name);
		if (kn)
			kernfs_remove(kn);
	}
	spin_lock(&sysfs_lock);
	set->modes[index] = mode;
	spin_unlock(&sysfs_lock);
}

int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = group_dir(kobj, grp);
	struct sysfs_set *set = NULL;
	unsigned int i;

	if (dir) {
		spin_lock(&sysfs_lock);
		set = sysfs_set_find_group(dir, grp);
		spin_unlock(&sysfs_lock);
	}
	if (!set) {
		kernfs_put(dir);
		return sysfs_create_group(kobj, grp);
	}
	for (i = 0; i < set->nr; i++)
		update_one(kobj, dir, set, i);
	kernfs_put(dir);
	return 0;
}
EXPORT_SYMBOL_GPL(sysfs_update_group);

/* More files for a directory that another group made. */
int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = group_dir(kobj, grp);
	struct sysfs_set *set;
	unsigned int i;
	int ret = -ENOMEM;

	if (!dir)
		return -ENOENT;
	set = sysfs_set_new(grp);
	if (set) {
		for (i = 0; i < set->nr; i++)
			set->modes[i] = group_mode(kobj, grp, set, i);
		ret = sysfs_set_link(dir, set);
		if (ret)
			kfree(set);
	}
	kernfs_put(dir);
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_merge_group);

void sysfs_unmerge_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct kernfs_node *dir = group_dir(kobj, grp);

	if (!dir)
		return;
	sysfs_set_remove_group(dir, grp);
	kernfs_put(dir);
}
EXPORT_SYMBOL_GPL(sysfs_unmerge_group);
