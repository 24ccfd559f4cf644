// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devres.c - what a driver acquired for a device, released in reverse order
 *
 * A list of what is owned, the oldest first. A group is a mark where it opens and one where it
 * closes; what lies between goes together. Release functions run without the lock.
 *
 * Locking: ->devres_lock covers the list.
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/base.h"

enum place_kind { OWNED, GROUP_OPENS, GROUP_CLOSES };

struct place {
	struct list_head	entry;		/* in ->devres_head */
	enum place_kind		kind;
};

struct owned {
	struct place		place;
	dr_release_t		release;	/* NULL: it is memory only */
	size_t			size;		/* of the data */
	const char		*name;
	u8			data[] __aligned(16);
};

struct group {
	struct place		opens;
	struct place		closes;		/* in no list as long as it is open */
	unsigned int		marks;		/* seen by cut_group(); else 0 */
	void			*id;
};

/* What is looked for. */
struct wanted {
	dr_release_t		release;
	dr_match_t		match;		/* NULL: any will do */
	void			*data;
};

static struct owned *owned_of(const void *data)
{
	return container_of((void *)data, struct owned, data[0]);
}

static struct owned *owned_at(struct place *place)
{
	return container_of(place, struct owned, place);
}

static void place_init(struct place *place, enum place_kind kind)
{
	INIT_LIST_HEAD(&place->entry);
	place->kind = kind;
}

static void place_add(struct device *dev, struct place *place)
{
	lockdep_assert_held(&dev->devres_lock);
	list_add_tail(&place->entry, &dev->devres_head);
}

/* Of zeros, unless for devm_kmalloc(): whoever asks that for zeros says so. */
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name)
{
	return devres_alloc_raw(release, size, gfp | __GFP_ZERO, name);
}
EXPORT_SYMBOL_GPL(__devres_alloc_node);

void *devres_alloc_raw(dr_release_t release, size_t size, gfp_t gfp, const char *name)
{
	struct owned *owned = kmalloc(sizeof(*owned) + size, gfp);

	if (!owned)
		return NULL;
	place_init(&owned->place, OWNED);
	owned->release = release;
	owned->size = size;
	owned->name = name;
	return owned->data;
}

size_t devres_size(const void *res)
{
	return owned_of(res)->size;
}

void devres_free(void *res)
{
	struct owned *owned = owned_of(res);

	if (res && !WARN_ON(!list_empty(&owned->place.entry)))
		kfree(owned);
}
EXPORT_SYMBOL_GPL(devres_free);

void devres_add(struct device *dev, void *res)
{
	guard(spinlock_irqsave)(&dev->devres_lock);
	place_add(dev, &owned_of(res)->place);
}
EXPORT_SYMBOL_GPL(devres_add);

static bool fits(struct device *dev, struct place *place, const struct wanted *wanted)
{
	struct owned *owned = owned_at(place);

	return place->kind == OWNED && owned->release == wanted->release &&
	       (!wanted->match || wanted->match(dev, owned->data, wanted->data));
}

/* NULL if there is none. */
static struct owned *newest(struct device *dev, const struct wanted *wanted)
{
	struct place *place;

	lockdep_assert_held(&dev->devres_lock);
	list_for_each_entry_reverse(place, &dev->devres_head, entry)
		if (fits(dev, place, wanted))
			return owned_at(place);
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	const struct wanted wanted = { release, match, match_data };
	struct owned *found;

	guard(spinlock_irqsave)(&dev->devres_lock);
	found = newest(dev, &wanted);
	return found ? found->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_find);

/* Add @fresh if there is none like it: NULL. Else the one that is there. */
static struct owned *add_if_new(struct device *dev, struct owned *fresh, dr_match_t match,
				void *match_data)
{
	const struct wanted wanted = { fresh->release, match, match_data };
	struct owned *there;

	guard(spinlock_irqsave)(&dev->devres_lock);
	there = newest(dev, &wanted);
	if (!there)
		place_add(dev, &fresh->place);
	return there;
}

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct owned *there = add_if_new(dev, owned_of(new_res), match, match_data);

	if (!there)
		return new_res;
	devres_free(new_res);
	return there->data;
}
EXPORT_SYMBOL_GPL(devres_get);

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	const struct wanted wanted = { release, match, match_data };
	struct owned *found;

	guard(spinlock_irqsave)(&dev->devres_lock);
	found = newest(dev, &wanted);
	if (!found)
		return NULL;
	list_del_init(&found->place.entry);
	return found->data;
}
EXPORT_SYMBOL_GPL(devres_remove);

/* Remove and free it; @before_that, if given, is called with it in between. */
static int remove_one(struct device *dev, const struct wanted *wanted, dr_release_t before_that)
{
	void *data = devres_remove(dev, wanted->release, wanted->match, wanted->data);

	if (data && before_that)
		before_that(dev, data);
	devres_free(data);
	return data ? 0 : -ENOENT;
}

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	return remove_one(dev, &(struct wanted){ release, match, match_data }, NULL);
}
EXPORT_SYMBOL_GPL(devres_destroy);

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	return remove_one(dev, &(struct wanted){ release, match, match_data }, release);
}
EXPORT_SYMBOL_GPL(devres_release);

void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *, void *, void *),
			 void *data)
{
	const struct wanted wanted = { release, match, match_data };
	struct place *place, *older;

	guard(spinlock_irqsave)(&dev->devres_lock);
	list_for_each_entry_safe_reverse(place, older, &dev->devres_head, entry)
		if (fits(dev, place, &wanted))
			fn(dev, owned_at(place)->data, data);
}
EXPORT_SYMBOL_GPL(devres_for_each_res);

/* How many were owned. A group ends with the mark that is met last, where it opens. */
static int release_list(struct device *dev, struct list_head *list)
{
	struct place *place, *older;
	int released = 0;

	list_for_each_entry_safe_reverse(place, older, list, entry) {
		list_del_init(&place->entry);
		if (place->kind == OWNED) {
			if (owned_at(place)->release)
				owned_at(place)->release(dev, owned_at(place)->data);
			kfree(owned_at(place));
			released++;
		} else if (place->kind == GROUP_OPENS) {
			kfree(container_of(place, struct group, opens));
		}
	}
	return released;
}

int devres_release_all(struct device *dev)
{
	LIST_HEAD(all);

	/* Looked at without the lock: whoever releases all is the last user. */
	if (list_empty(&dev->devres_head))
		return 0;
	scoped_guard(spinlock_irqsave, &dev->devres_lock)
		list_splice_init(&dev->devres_head, &all);
	return release_list(dev, &all);
}

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct group *group = kmalloc(sizeof(*group), gfp);

	if (!group)
		return NULL;
	place_init(&group->opens, GROUP_OPENS);
	place_init(&group->closes, GROUP_CLOSES);
	group->marks = 0;
	group->id = id ?: group;
	scoped_guard(spinlock_irqsave, &dev->devres_lock)
		place_add(dev, &group->opens);
	return group->id;
}
EXPORT_SYMBOL_GPL(devres_open_group);

static bool is_open(const struct group *group)
{
	return list_empty(&group->closes.entry);
}

/* The newest with this @id; NULL: of those that are open. */
static struct group *group_of(struct device *dev, const void *id)
{
	struct place *place;

	lockdep_assert_held(&dev->devres_lock);
	list_for_each_entry_reverse(place, &dev->devres_head, entry) {
		struct group *group = container_of(place, struct group, opens);

		if (place->kind == GROUP_OPENS && (id ? group->id == id : is_open(group)))
			return group;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct group *group;

	guard(spinlock_irqsave)(&dev->devres_lock);
	group = group_of(dev, id);
	if (!WARN_ON(!group))
		place_add(dev, &group->closes);
}
EXPORT_SYMBOL_GPL(devres_close_group);

/* What is in it stays. */
void devres_remove_group(struct device *dev, void *id)
{
	struct group *group;

	scoped_guard(spinlock_irqsave, &dev->devres_lock) {
		group = group_of(dev, id);
		if (group) {
			list_del(&group->closes.entry);
			list_del(&group->opens.entry);
		}
	}
	WARN_ON(!group);
	kfree(group);
}
EXPORT_SYMBOL_GPL(devres_remove_group);

static struct group *group_at(struct place *place)
{
	return place->kind == GROUP_OPENS ? container_of(place, struct group, opens)
					  : container_of(place, struct group, closes);
}

/* Move what is owned in front of @behind, from @at on; count the marks of each group. */
static void cut_owned(struct list_head *at, const struct list_head *behind, struct list_head *cut)
{
	struct list_head *next;

	for (; at != behind; at = next) {
		struct place *place = list_entry(at, struct place, entry);

		next = at->next;
		if (place->kind == OWNED)
			list_move_tail(at, cut);
		else	/* one that is open has no other mark to wait for */
			group_at(place)->marks += 1 + is_open(group_at(place));
	}
}

/* Move the groups with both marks in front of @behind; the others reach beyond, and stay. */
static void cut_marks(struct list_head *at, const struct list_head *behind, struct list_head *cut)
{
	struct list_head *next;

	for (; at != behind; at = next) {
		struct place *place = list_entry(at, struct place, entry);
		struct group *group = group_at(place);

		next = at->next;
		if (group->marks < 2)
			group->marks = 0;
		else if (place->kind == GROUP_OPENS)
			list_move_tail(at, cut);
		else
			list_del_init(at);
	}
}

static void cut_group(struct device *dev, struct group *group, struct list_head *cut)
{
	struct list_head *before = group->opens.entry.prev;
	const struct list_head *behind = is_open(group) ? &dev->devres_head :
					 group->closes.entry.next;

	cut_owned(before->next, behind, cut);
	cut_marks(before->next, behind, cut);
}

int devres_release_group(struct device *dev, void *id)
{
	struct group *group;
	LIST_HEAD(cut);

	scoped_guard(spinlock_irqsave, &dev->devres_lock) {
		group = group_of(dev, id);
		if (group)
			cut_group(dev, group, &cut);
		else	/* with nothing there, it went with the rest */
			WARN_ON(!list_empty(&dev->devres_head));
	}
	return release_list(dev, &cut);
}
EXPORT_SYMBOL_GPL(devres_release_group);
