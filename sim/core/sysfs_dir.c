// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_dir.c - directories of kobjects and links between them
 */
#include "core/sysfs_dir.h"

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/kernfs.h"

static struct kernfs_node *dir_of(struct kobject *kobj)
{
	return kobj ? kobj->sd : sysfs_root;
}

struct kernfs_node *sysfs_make_dir(struct kernfs_node *parent, const char *name,
				   struct kobject *kobj)
{
	struct kernfs_node *kn;
	int ret;

	kn = kernfs_new_node(parent, name, SYSFS_DIRECTORY, S_IFDIR | 0755);
	if (!kn)
		return ERR_PTR(-ENOMEM);
	kn->kobj = kobj;
	ret = kernfs_add_one(kn);
	if (ret) {
		kernfs_put(kn);
		return ERR_PTR(ret);
	}
	return kn;
}

static struct kernfs_node *first_child(struct kernfs_node *dir)
{
	struct kernfs_node *kn;

	spin_lock(&sysfs_lock);
	kn = list_first_entry_or_null(&dir->dir.children, struct kernfs_node, sibling);
	kernfs_get(kn);
	spin_unlock(&sysfs_lock);
	return kn;
}

/* With all that is in it; drops the caller's reference. Linux descends likewise. */
void sysfs_remove_tree(struct kernfs_node *dir)
{
	struct kernfs_node *kn;

	spin_lock(&sysfs_lock);
	kernfs_deactivate(dir);
	spin_unlock(&sysfs_lock);
	sysfs_set_remove_all(dir);
	while ((kn = first_child(dir))) {
		if (kernfs_is_dir(kn)) {
			sysfs_remove_tree(kn);
			continue;
		}
		kernfs_remove(kn);
		kernfs_put(kn);
	}
	kernfs_unlink(dir);
	kernfs_put(dir);
}

int sysfs_create_dir(struct kobject *kobj)
{
	struct kernfs_node *parent = kobj->parent ? kobj->parent->sd : sysfs_root;
	struct kernfs_node *kn;

	if (!parent)
		return -ENOENT;
	kn = sysfs_make_dir(parent, kobject_name(kobj), kobj);
	if (IS_ERR(kn))
		return PTR_ERR(kn);
	kobj->sd = kn;
	return 0;
}

void sysfs_remove_dir(struct kobject *kobj)
{
	struct kernfs_node *kn = kobj->sd;

	/* Links that are made from now on find no target: see sysfs_create_link(). */
	spin_lock(&sysfs_lock);
	kobj->sd = NULL;
	spin_unlock(&sysfs_lock);
	if (kn)
		sysfs_remove_tree(kn);
}

int sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target, const char *name)
{
	struct kernfs_node *dir = dir_of(kobj), *to, *kn;
	int ret;

	if (!dir)
		return -ENOENT;
	/* The target may be on its way out; its directory must not go while we look. */
	spin_lock(&sysfs_lock);
	to = target->sd;
	kernfs_get(to);
	spin_unlock(&sysfs_lock);
	if (!to)
		return -ENOENT;

	kn = kernfs_new_node(dir, name, SYSFS_LINK, S_IFLNK | 0777);
	if (!kn) {
		kernfs_put(to);
		return -ENOMEM;
	}
	kn->link.target = to;
	ret = kernfs_add_one(kn);
	kernfs_put(kn);
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_create_link_nowarn);

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	int ret = sysfs_create_link_nowarn(kobj, target, name);

	if (ret == -EEXIST)
		pr_warn("sysfs: cannot create duplicate filename '%s'\n", name);
	return ret;
}
EXPORT_SYMBOL_GPL(sysfs_create_link);

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	struct kernfs_node *dir = dir_of(kobj);
	struct kernfs_node *kn = dir ? kernfs_find_child(dir, name) : NULL;

	if (!kn)
		return;
	kernfs_remove(kn);
	kernfs_put(kn);
}
EXPORT_SYMBOL_GPL(sysfs_remove_link);

void sysfs_delete_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	sysfs_remove_link(kobj, name);
}
EXPORT_SYMBOL_GPL(sysfs_delete_link);
