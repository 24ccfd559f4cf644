// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_set.c - batches of files, each of which becomes a node when somebody looks
 *
 * Locking: sysfs_lock covers the lists and the modes. A set that dies waits for its nodes
 * without the lock; nothing new comes out of it meanwhile.
 */
#include "core/kernfs.h"

#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/device_key.h"

static unsigned int count_text(const struct attribute_group *grp)
{
	unsigned int n = 0;

	while (grp->attrs && grp->attrs[n])
		n++;
	return n;
}

static unsigned int count_bin(const struct attribute_group *grp)
{
	unsigned int n = 0;

	while (grp->bin_attrs && grp->bin_attrs[n])
		n++;
	return n;
}

/* NULL @grp: for one file, which the caller fills in. */
struct sysfs_set *sysfs_set_new(const struct attribute_group *grp)
{
	unsigned int nr_text = grp ? count_text(grp) : 1;
	unsigned int nr = nr_text + (grp ? count_bin(grp) : 0);
	struct sysfs_set *set;

	set = kzalloc(sizeof(*set) + nr * sizeof(set->modes[0]), GFP_KERNEL);
	if (!set)
		return NULL;
	set->grp = grp;
	set->nr_text = nr_text;
	set->nr = nr;
	return set;
}

static bool sysfs_set_is_bin(const struct sysfs_set *set, unsigned int index)
{
	return set->grp ? index >= set->nr_text : set->single_bin;
}

const struct attribute *sysfs_set_attr(const struct sysfs_set *set, unsigned int index)
{
	if (!set->grp)
		return set->single;
	if (index < set->nr_text)
		return set->grp->attrs[index];
	return &set->grp->bin_attrs[index - set->nr_text]->attr;
}

/* Which of its visible files has that name; negative if none. */
int sysfs_set_index(const struct sysfs_set *set, const char *name)
{
	unsigned int i;

	for (i = 0; i < set->nr; i++)
		if (set->modes[i] && !strcmp(sysfs_set_attr(set, i)->name, name))
			return i;
	return -1;
}

/* That file is gone for good. */
void sysfs_set_forget(struct sysfs_set *set, const char *name)
{
	int index = sysfs_set_index(set, name);

	lockdep_assert_held(&sysfs_lock);
	if (index >= 0)
		set->modes[index] = 0;
}

struct sysfs_set *sysfs_set_find_group(struct kernfs_node *dir, const struct attribute_group *grp)
{
	struct sysfs_set *set;

	lockdep_assert_held(&sysfs_lock);
	list_for_each_entry(set, &dir->dir.sets, entry)
		if (set->grp == grp)
			return set;
	return NULL;
}

/*
 * Into the directory; -EEXIST if it is there. A group is compared with groups only: of two
 * that bring the same name the older one shows, where Linux refuses the newer; comparing
 * each name with each would cost more than all the rest of device_add().
 */
int sysfs_set_link(struct kernfs_node *dir, struct sysfs_set *set)
{
	int ret = 0;

	spin_lock(&sysfs_lock);
	if (dir->removing)
		ret = -ENOENT;
	else if (set->grp ? !!sysfs_set_find_group(dir, set->grp)
			  : kernfs_name_taken(dir, set->single->name))
		ret = -EEXIST;
	else
		list_add_tail(&set->entry, &dir->dir.sets);
	spin_unlock(&sysfs_lock);
	return ret;
}

/*
 * Take a set for removal: no other remover finds it, nothing new comes out of it. NULL if
 * it is not there. The next three differ in how they pick it.
 */
static struct sysfs_set *sysfs_set_claim(struct sysfs_set *set)
{
	lockdep_assert_held(&sysfs_lock);
	if (set) {
		set->dying = true;
		list_del(&set->entry);
	}
	return set;
}

static struct sysfs_set *claim_group(struct kernfs_node *dir, const struct attribute_group *grp)
{
	struct sysfs_set *set;

	spin_lock(&sysfs_lock);
	set = sysfs_set_claim(sysfs_set_find_group(dir, grp));
	spin_unlock(&sysfs_lock);
	return set;
}

static struct sysfs_set *claim_single(struct kernfs_node *dir, const char *name)
{
	struct sysfs_set *set, *found = NULL;

	spin_lock(&sysfs_lock);
	list_for_each_entry(set, &dir->dir.sets, entry) {
		if (!set->grp && !strcmp(set->single->name, name)) {
			found = sysfs_set_claim(set);
			break;
		}
	}
	spin_unlock(&sysfs_lock);
	return found;
}

static struct sysfs_set *claim_first(struct kernfs_node *dir)
{
	struct sysfs_set *set;

	spin_lock(&sysfs_lock);
	set = sysfs_set_claim(list_first_entry_or_null(&dir->dir.sets, struct sysfs_set, entry));
	spin_unlock(&sysfs_lock);
	return set;
}

/* One of the set's nodes, deactivated and with a reference, or NULL if none is linked. */
static struct kernfs_node *sysfs_set_doom_one(struct kernfs_node *dir, struct sysfs_set *set)
{
	struct kernfs_node *kn, *found = NULL;

	spin_lock(&sysfs_lock);
	list_for_each_entry(kn, &dir->dir.children, sibling) {
		if (kn->kind == SYSFS_FILE && kn->file.set == set) {
			kernfs_deactivate(kn);
			found = kernfs_get_locked(kn);
			break;
		}
	}
	spin_unlock(&sysfs_lock);
	return found;
}

static void sysfs_set_end(struct kernfs_node *dir, struct sysfs_set *set)
{
	struct kernfs_node *kn;

	while ((kn = sysfs_set_doom_one(dir, set)))
		kernfs_remove(kn);
	kfree(set);
}

bool sysfs_set_remove_group(struct kernfs_node *dir, const struct attribute_group *grp)
{
	struct sysfs_set *set = claim_group(dir, grp);

	if (set)
		sysfs_set_end(dir, set);
	return set;
}

bool sysfs_set_remove_single(struct kernfs_node *dir, const char *name)
{
	struct sysfs_set *set = claim_single(dir, name);

	if (set)
		sysfs_set_end(dir, set);
	return set;
}

void sysfs_set_remove_all(struct kernfs_node *dir)
{
	struct sysfs_set *set;

	while ((set = claim_first(dir)))
		sysfs_set_end(dir, set);
}

/*
 * A class for each place in the tree, as device locks have one. Linux has one for each
 * attribute: there the reset files of a function and of its VF are the same, and whoever
 * removes the VF under the lock that the function's reset takes is reported for nothing.
 */
static struct named_key *place_key(const struct kernfs_node *kn)
{
	return named_key(kn->parent ? place_key(kn->parent) : NULL, "sysfs", kn->name);
}

static void sysfs_file_init(struct kernfs_node *kn, struct kernfs_node *dir,
			    struct sysfs_set *set, unsigned int index)
{
	const struct attribute *attr = sysfs_set_attr(set, index);
	struct lock_class_key *key = attr->key ?: &named_key(place_key(dir), "sysfs",
							     kn->name)->key;

	kn->mode = S_IFREG | (set->modes[index] & 0777);
	kn->file.attr = attr;
	kn->file.bin = sysfs_set_is_bin(set, index);
	kn->file.validated = !attr->ignore_lockdep;
	kn->file.set = set;
	atomic_set(&kn->file.active, 0);
	atomic_set(&kn->file.event, 1);
	INIT_LIST_HEAD(&kn->file.opens);
	lockdep_init_map(&kn->file.dep_map, "kn->active", key, 0);
}

/* Link @kn in if some set has its name. */
static bool sysfs_file_link(struct kernfs_node *kn, struct kernfs_node *dir)
{
	struct sysfs_set *set;
	int index;

	list_for_each_entry(set, &dir->dir.sets, entry) {
		index = sysfs_set_index(set, kn->name);
		if (index < 0)
			continue;
		sysfs_file_init(kn, dir, set, index);
		kn->kobj = dir->kobj;
		kernfs_link(kernfs_get_locked(kn), dir);
		return true;
	}
	return false;
}

/* Make @name a node if some set has it and nobody was faster; with a reference, or NULL. */
struct kernfs_node *sysfs_set_materialise(struct kernfs_node *dir, const char *name)
{
	struct kernfs_node *new = kernfs_new_node(name, SYSFS_FILE, 0), *kn;
	LIST_HEAD(doomed);

	if (!new)
		return ERR_PTR(-ENOMEM);
	spin_lock(&sysfs_lock);
	kn = kernfs_get_locked(kernfs_find_linked(dir, name));
	if (!kn && sysfs_file_link(new, dir))
		kn = kernfs_get_locked(new);
	kernfs_put_locked(new, &doomed);
	spin_unlock(&sysfs_lock);
	kernfs_free(&doomed);
	return kn;
}
