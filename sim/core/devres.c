// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devres.c - what a driver acquired for a device, released in reverse order
 *
 * A group is two nodes of the same list, an opening and a closing one; what lies between
 * goes together. ->devres_lock covers the list; release functions run without it.
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/base.h"

struct devres_group;

struct devres_node {
	struct list_head	entry;
	dr_release_t		release;	/* NULL: end of a group */
	struct devres_group	*group;		/* set: an end of this group */
	const char		*name;
	size_t			size;		/* of the data behind it */
};

struct devres {
	struct devres_node	node;
	u8			data[] __aligned(16);
};

struct devres_group {
	struct devres_node	node[2];	/* open, close */
	void			*id;
};

static struct devres *to_devres(void *res)
{
	return container_of(res, struct devres, data[0]);
}

void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid, const char *name)
{
	struct devres *dr = kmalloc(sizeof(*dr) + size, gfp);

	if (!dr)
		return NULL;
	/* Memory of devm_kmalloc() is the caller's to fill, if not asked otherwise. */
	memset(&dr->node, 0, sizeof(dr->node));
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->node.name = name;
	dr->node.size = size;
	return dr->data;
}
EXPORT_SYMBOL_GPL(__devres_alloc_node);

size_t devres_size(const void *res)
{
	return to_devres((void *)res)->node.size;
}

void devres_free(void *res)
{
	if (!res)
		return;
	WARN_ON(!list_empty(&to_devres(res)->node.entry));
	kfree(to_devres(res));
}
EXPORT_SYMBOL_GPL(devres_free);

void devres_add(struct device *dev, void *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&to_devres(res)->node.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_add);

static struct devres *find_dr(struct device *dev, dr_release_t release, dr_match_t match,
			      void *match_data)
{
	struct devres_node *node;

	lockdep_assert_held(&dev->devres_lock);
	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release == release && !node->group &&
		    (!match || match(dev, dr->data, match_data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_dr(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_find);

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *new = to_devres(new_res), *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_dr(dev, new->node.release, match, match_data);
	if (!dr) {
		list_add_tail(&new->node.entry, &dev->devres_head);
		dr = new;
		new = NULL;
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (new)
		devres_free(new->data);
	return dr->data;
}
EXPORT_SYMBOL_GPL(devres_get);

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_dr(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_remove);

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL_GPL(devres_destroy);

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL_GPL(devres_release);

void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *, void *, void *),
			 void *data)
{
	struct devres_node *node, *next;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry_safe_reverse(node, next, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->release == release && !node->group &&
		    (!match || match(dev, dr->data, match_data)))
			fn(dev, dr->data, data);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_for_each_res);

/* Release what is on @todo, newest first; groups are only memory. */
static int release_nodes(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *next;
	int count = 0;

	list_for_each_entry_safe_reverse(node, next, todo, entry) {
		list_del_init(&node->entry);
		if (node->group) {
			/* Both ends of a group may be here; its opening one, the older, is last. */
			if (node == &node->group->node[0])
				kfree(node->group);
			continue;
		}
		if (node->release)
			node->release(dev, container_of(node, struct devres, node)->data);
		kfree(container_of(node, struct devres, node));
		count++;
	}
	return count;
}

int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(todo);

	/* Looked at without the lock: whoever releases all is the last user. */
	if (list_empty(&dev->devres_head))
		return 0;
	spin_lock_irqsave(&dev->devres_lock, flags);
	list_splice_init(&dev->devres_head, &todo);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return release_nodes(dev, &todo);
}

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *grp = kzalloc(sizeof(*grp), gfp);
	unsigned long flags;

	if (!grp)
		return NULL;
	grp->id = id ?: grp;
	grp->node[0].group = grp->node[1].group = grp;
	INIT_LIST_HEAD(&grp->node[0].entry);
	INIT_LIST_HEAD(&grp->node[1].entry);
	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&grp->node[0].entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return grp->id;
}
EXPORT_SYMBOL_GPL(devres_open_group);

/* NULL @id: the newest that is still open. */
static struct devres_group *find_group(struct device *dev, void *id)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres_group *grp = node->group;

		if (!grp || node != &grp->node[0])
			continue;
		if (id ? grp->id == id : list_empty(&grp->node[1].entry))
			return grp;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (!WARN_ON(!grp))
		list_add_tail(&grp->node[1].entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_close_group);

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (!WARN_ON(!grp)) {
		list_del_init(&grp->node[0].entry);
		list_del_init(&grp->node[1].entry);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	kfree(grp);
}
EXPORT_SYMBOL_GPL(devres_remove_group);

/*
 * Move all from @grp's opening node up to its closing one, or to the end. A group that
 * opens inside and closes outside stays, with both ends where it closes.
 */
static void cut_group(struct device *dev, struct devres_group *grp, struct list_head *todo)
{
	struct list_head *pos = &grp->node[0].entry, *next;
	struct list_head *end = list_empty(&grp->node[1].entry) ?
				&dev->devres_head : grp->node[1].entry.next;
	struct devres_node *node;

	for (; pos != end; pos = next) {
		next = pos->next;
		node = list_entry(pos, struct devres_node, entry);
		list_move_tail(pos, todo);
		if (node->group && node->group != grp && node == &node->group->node[0] &&
		    list_empty(&node->group->node[1].entry))
			list_move_tail(pos, &dev->devres_head);
	}
}

int devres_release_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;
	LIST_HEAD(todo);

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (!WARN_ON(!grp && !list_empty(&dev->devres_head)) && grp)
		cut_group(dev, grp, &todo);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return release_nodes(dev, &todo);
}
EXPORT_SYMBOL_GPL(devres_release_group);
