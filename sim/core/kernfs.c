// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernfs.c - nodes of the sysfs tree: their memory, their names, their place
 *
 *  M1  A node on a directory's list has ->linked set and one reference for it.
 *  M2  No two linked nodes and no file of a live set in a directory share a name.
 *  M3  The set of a linked file is alive: it waits for its nodes to be unlinked.
 *  M4  A node in the tree holds its parent, and a link its target, so that a path can be
 *      walked up from any node held.
 *
 * Locking: sysfs_lock, a leaf, covers shape, flags and reference counts: making or removing a
 * name is one critical section. Linux has an rwsem here, held over allocations; the order
 * it has to other locks is the same: last.
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

struct kernfs_node *kernfs_new_node(const char *name, enum sysfs_kind kind, umode_t mode)
{
	size_t length = strlen(name) + 1;
	struct kernfs_node *kn;

	kn = kzalloc(sizeof(*kn) + length, GFP_KERNEL);
	if (!kn)
		return NULL;
	kn->count = 1;
	kn->kind = kind;
	kn->mode = mode;
	memcpy(kn->name, name, length);
	INIT_LIST_HEAD(&kn->sibling);
	if (kernfs_is_dir(kn)) {
		INIT_LIST_HEAD(&kn->dir.children);
		INIT_LIST_HEAD(&kn->dir.sets);
	}
	return kn;
}

struct kernfs_node *kernfs_get_locked(struct kernfs_node *kn)
{
	lockdep_assert_held(&sysfs_lock);
	if (kn && !WARN_ON(!kn->count))
		kn->count++;
	return kn;
}

/* What dies goes to @doomed, to be freed without the lock: the node, and what only it held. */
void kernfs_put_locked(struct kernfs_node *kn, struct list_head *doomed)
{
	lockdep_assert_held(&sysfs_lock);
	while (kn && !--kn->count) {
		WARN_ON(kn->linked);
		list_add(&kn->sibling, doomed);
		if (kn->kind == SYSFS_LINK)
			kernfs_put_locked(kn->link.target, doomed);
		kn = kn->parent;
	}
}

void kernfs_free(struct list_head *doomed)
{
	struct kernfs_node *kn, *next;

	list_for_each_entry_safe(kn, next, doomed, sibling)
		kfree(kn);
}

void kernfs_get(struct kernfs_node *kn)
{
	spin_lock(&sysfs_lock);
	kernfs_get_locked(kn);
	spin_unlock(&sysfs_lock);
}
EXPORT_SYMBOL_GPL(kernfs_get);

void kernfs_put(struct kernfs_node *kn)
{
	LIST_HEAD(doomed);

	if (!kn)
		return;
	spin_lock(&sysfs_lock);
	kernfs_put_locked(kn, &doomed);
	spin_unlock(&sysfs_lock);
	kernfs_free(&doomed);
}
EXPORT_SYMBOL_GPL(kernfs_put);

/* Even if it is being removed. */
struct kernfs_node *kernfs_find_linked(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	lockdep_assert_held(&sysfs_lock);
	list_for_each_entry(kn, &parent->dir.children, sibling)
		if (kn->name[0] == name[0] && !strcmp(kn->name, name))
			return kn;
	return NULL;
}

bool kernfs_name_taken(struct kernfs_node *parent, const char *name)
{
	struct sysfs_set *set;

	if (kernfs_find_linked(parent, name))
		return true;
	list_for_each_entry(set, &parent->dir.sets, entry)
		if (sysfs_set_index(set, name) >= 0)
			return true;
	return false;
}

/* Hands the caller's reference over to the tree. */
void kernfs_link(struct kernfs_node *kn, struct kernfs_node *parent)
{
	lockdep_assert_held(&sysfs_lock);
	kn->parent = kernfs_get_locked(parent);
	kn->linked = true;
	list_add_tail(&kn->sibling, &parent->dir.children);
}

/* Out of its parent's list; of several callers one drops the tree's reference. */
void kernfs_unlink_locked(struct kernfs_node *kn, struct list_head *doomed)
{
	lockdep_assert_held(&sysfs_lock);
	if (!kn->linked)
		return;
	kn->linked = false;
	list_del_init(&kn->sibling);
	if (kn->kind == SYSFS_FILE)
		sysfs_set_forget(kn->file.set, kn->name);
	kernfs_put_locked(kn, doomed);
}

struct kernfs_node *kernfs_find_child(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn;

	spin_lock(&sysfs_lock);
	kn = kernfs_get_locked(kernfs_find_linked(parent, name));
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
