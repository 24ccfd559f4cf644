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

/* Into @parent's list, if the name is free: hands one reference over. */
static int kernfs_add(struct kernfs_node *kn, struct kernfs_node *parent)
{
	lockdep_assert_held(&sysfs_lock);
	if (parent->removing)
		return -ENOENT;
	if (kernfs_name_taken(parent, kn->name))
		return -EEXIST;
	kernfs_link(kn, parent);
	return 0;
}

struct kernfs_node *sysfs_make_dir(struct kernfs_node *parent, const char *name,
				   struct kobject *kobj)
{
	struct kernfs_node *kn;
	int ret;

	kn = kernfs_new_node(name, SYSFS_DIRECTORY, S_IFDIR | 0755);
	if (!kn)
		return ERR_PTR(-ENOMEM);
	kn->kobj = kobj;
	spin_lock(&sysfs_lock);
	ret = kernfs_add(kn, parent);
	if (!ret)
		kernfs_get_locked(kn);
	spin_unlock(&sysfs_lock);
	if (ret) {
		kernfs_put(kn);
		return ERR_PTR(ret);
	}
	return kn;
}

/*
 * A child that must be waited for, with a reference; links just go, to @doomed. NULL when
 * there is no child any more.
 */
static struct kernfs_node *next_to_remove(struct kernfs_node *dir, struct list_head *doomed)
{
	struct kernfs_node *kn;

	lockdep_assert_held(&sysfs_lock);
	while ((kn = list_first_entry_or_null(&dir->dir.children, struct kernfs_node, sibling))) {
		if (kn->kind != SYSFS_LINK)
			return kernfs_get_locked(kn);
		kn->removing = true;
		kernfs_unlink_locked(kn, doomed);
	}
	return NULL;
}

/* With all that is in it; drops the caller's reference. Linux descends likewise. */
void sysfs_remove_tree(struct kernfs_node *dir)
{
	struct kernfs_node *kn;
	LIST_HEAD(doomed);

	spin_lock(&sysfs_lock);
	kernfs_deactivate(dir);
	if (!list_empty(&dir->dir.sets)) {
		spin_unlock(&sysfs_lock);
		sysfs_set_remove_all(dir);
		spin_lock(&sysfs_lock);
	}
	while ((kn = next_to_remove(dir, &doomed))) {
		spin_unlock(&sysfs_lock);
		if (kernfs_is_dir(kn))
			sysfs_remove_tree(kn);
		else
			kernfs_remove(kn);
		spin_lock(&sysfs_lock);
	}
	kernfs_unlink_locked(dir, &doomed);
	kernfs_put_locked(dir, &doomed);
	spin_unlock(&sysfs_lock);
	kernfs_free(&doomed);
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
	struct kernfs_node *dir = dir_of(kobj), *kn;
	int ret;

	if (!dir)
		return -ENOENT;
	kn = kernfs_new_node(name, SYSFS_LINK, S_IFLNK | 0777);
	if (!kn)
		return -ENOMEM;
	spin_lock(&sysfs_lock);
	/* The target may be on its way out; its directory must not go while we look. */
	kn->link.target = kernfs_get_locked(target->sd);
	ret = kn->link.target ? kernfs_add(kn, dir) : -ENOENT;
	spin_unlock(&sysfs_lock);
	if (ret)
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
	struct kernfs_node *dir = dir_of(kobj), *kn;
	LIST_HEAD(doomed);

	if (!dir)
		return;
	spin_lock(&sysfs_lock);
	kn = kernfs_find_linked(dir, name);
	if (kn && kn->kind == SYSFS_LINK) {
		WRITE_ONCE(kn->removing, true);
		kernfs_unlink_locked(kn, &doomed);
	}
	spin_unlock(&sysfs_lock);
	kernfs_free(&doomed);
}
EXPORT_SYMBOL_GPL(sysfs_remove_link);

void sysfs_delete_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	sysfs_remove_link(kobj, name);
}
EXPORT_SYMBOL_GPL(sysfs_delete_link);
