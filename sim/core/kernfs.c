// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernfs.c - nodes of the sysfs tree: their memory, their names, their place
 *
 *  M1  A node on a directory's list has ->linked set and one reference for it.
 *  M2  No two linked nodes and no file of a live set in a directory share a name.
 *  M3  The set of a linked file is alive: it waits for its nodes to be unlinked.
 *  M4  A node holds its parent, so that a path can be walked up from any node held.
 *
 * Locking: sysfs_lock, a leaf, covers shape and flags. Linux has an rwsem here, held over
 * allocations; this is shorter, and the order it has to other locks is the same: last.
 */
#include "core/kernfs.h"

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

struct kernfs_node *sysfs_root;
DEFINE_SPINLOCK(sysfs_lock);

struct kernfs_node *kernfs_new_node(struct kernfs_node *parent, const char *name,
				    enum sysfs_kind kind, umode_t mode)
{
	size_t length = strlen(name) + 1;
	struct kernfs_node *kn;

	kn = kzalloc(sizeof(*kn) + length, GFP_KERNEL);
	if (!kn)
		return NULL;
	kref_init(&kn->kref);
	kn->kind = kind;
	kn->mode = mode;
	memcpy(kn->name, name, length);
	INIT_LIST_HEAD(&kn->sibling);
	if (kernfs_is_dir(kn)) {
		INIT_LIST_HEAD(&kn->dir.children);
		INIT_LIST_HEAD(&kn->dir.sets);
	}
	if (parent) {
		kernfs_get(parent);
		kn->parent = parent;
		kn->kobj = parent->kobj;
	}
	return kn;
}

static void kernfs_release(struct kref *kref)
{
	struct kernfs_node *kn = container_of(kref, struct kernfs_node, kref);

	WARN_ON(kn->linked);
	if (kn->kind == SYSFS_LINK)
		kernfs_put(kn->link.target);
	if (kn->parent)
		kernfs_put(kn->parent);
	kfree(kn);
}

void kernfs_get(struct kernfs_node *kn)
{
	if (kn)
		kref_get(&kn->kref);
}
EXPORT_SYMBOL_GPL(kernfs_get);

void kernfs_put(struct kernfs_node *kn)
{
	if (kn)
		kref_put(&kn->kref, kernfs_release);
}
EXPORT_SYMBOL_GPL(kernfs_put);

static struct kernfs_node *kernfs_find_linked(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	lockdep_assert_held(&sysfs_lock);
	list_for_each_entry(kn, &parent->dir.children, sibling)
		if (!strcmp(kn->name, name))
			return kn;
	return NULL;
}

static bool kernfs_name_taken(struct kernfs_node *parent, const char *name)
{
	struct sysfs_set *set;

	if (kernfs_find_linked(parent, name))
		return true;
	list_for_each_entry(set, &parent->dir.sets, entry)
		if (sysfs_set_index(set, name) >= 0)
			return true;
	return false;
}

/* Into its parent's list; -EEXIST if there is such a name, -ENOENT if that is going. */
int kernfs_add_one(struct kernfs_node *kn)
{
	struct kernfs_node *parent = kn->parent;
	int ret = 0;

	spin_lock(&sysfs_lock);
	if (parent->removing)
		ret = -ENOENT;
	else if (kernfs_name_taken(parent, kn->name))
		ret = -EEXIST;
	if (!ret) {
		kernfs_get(kn);
		kn->linked = true;
		list_add_tail(&kn->sibling, &parent->dir.children);
	}
	spin_unlock(&sysfs_lock);
	return ret;
}

/* Out of its parent's list; of several callers one drops the tree's reference. */
void kernfs_unlink(struct kernfs_node *kn)
{
	bool linked;

	spin_lock(&sysfs_lock);
	linked = kn->linked;
	if (linked) {
		kn->linked = false;
		list_del_init(&kn->sibling);
		if (kn->kind == SYSFS_FILE)
			sysfs_set_forget(kn->file.set, kn->name);
	}
	spin_unlock(&sysfs_lock);
	if (linked)
		kernfs_put(kn);
}

/* A node that exists already, even if it is being removed; with a reference. */
struct kernfs_node *kernfs_find_child(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	spin_lock(&sysfs_lock);
	kn = kernfs_find_linked(parent, name);
	kernfs_get(kn);
	spin_unlock(&sysfs_lock);
	return kn;
}

struct kernfs_node *kernfs_find_and_get(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	if (!parent)
		parent = sysfs_root;
	kn = kernfs_find_child(parent, name);
	if (kn)
		return kn;
	kn = sysfs_set_materialise(parent, name);
	return IS_ERR(kn) ? NULL : kn;
}
EXPORT_SYMBOL_GPL(kernfs_find_and_get);
