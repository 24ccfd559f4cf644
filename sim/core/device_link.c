// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_link.c - a consumer does not work without its supplier
 *
 * A managed link keeps a consumer from probing before its supplier is bound, and unbinds
 * it first when the supplier goes. A stateless one only resumes the supplier around
 * the consumer's probe, if it is asked to (DL_FLAG_PM_RUNTIME).
 *
 * Locking: device_links_lock covers the lists and states. It is not held over binding.
 * Linux keeps a state for each step of both drivers; here it follows from ->links.status of
 * the two devices, since nothing is inferred from firmware and no link waits to be made.
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "core/base.h"

static DEFINE_MUTEX(device_links_lock);

static void link_unlink(struct device_link *link)
{
	lockdep_assert_held(&device_links_lock);
	list_del(&link->s_node);
	list_del(&link->c_node);
}

static void link_free(struct device_link *link)
{
	put_device(link->consumer);
	put_device(link->supplier);
	kfree(link);
}

static struct device_link *find_link(struct device *consumer, struct device *supplier)
{
	struct device_link *link;

	lockdep_assert_held(&device_links_lock);
	list_for_each_entry(link, &supplier->links.consumers, s_node)
		if (link->consumer == consumer)
			return link;
	return NULL;
}

/* Would the two wait for each other? */
static bool is_dependent(struct device *dev, struct device *target)
{
	struct device_link *link;

	if (dev == target)
		return true;
	list_for_each_entry(link, &dev->links.consumers, s_node)
		if (is_dependent(link->consumer, target))
			return true;
	return false;
}

struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags)
{
	struct device_link *new, *link;

	if (!consumer || !supplier || consumer == supplier)
		return NULL;
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return NULL;
	mutex_lock(&device_links_lock);
	link = find_link(consumer, supplier);
	if (link) {
		kref_get(&link->kref);
		link->flags |= flags;
	} else if (!is_dependent(consumer, supplier)) {
		link = new;
		new = NULL;
		link->supplier = get_device(supplier);
		link->consumer = get_device(consumer);
		link->flags = flags;
		refcount_set(&link->rpm_active, 1);
		kref_init(&link->kref);
		list_add_tail(&link->s_node, &supplier->links.consumers);
		list_add_tail(&link->c_node, &consumer->links.suppliers);
	}
	mutex_unlock(&device_links_lock);
	kfree(new);
	return link;
}
EXPORT_SYMBOL_GPL(device_link_add);

static void link_release(struct kref *kref)
{
	struct device_link *link = container_of(kref, struct device_link, kref);

	link_unlink(link);
}

static void link_put(struct device_link *link)
{
	bool last;

	mutex_lock(&device_links_lock);
	last = link && kref_put(&link->kref, link_release);
	mutex_unlock(&device_links_lock);
	/* The devices may go with it. */
	if (last)
		link_free(link);
}

void device_link_del(struct device_link *link)
{
	link_put(link);
}
EXPORT_SYMBOL_GPL(device_link_del);

void device_link_remove(void *consumer, struct device *supplier)
{
	struct device_link *link;

	mutex_lock(&device_links_lock);
	link = find_link(consumer, supplier);
	mutex_unlock(&device_links_lock);
	if (!WARN_ON(!link))
		link_put(link);
}
EXPORT_SYMBOL_GPL(device_link_remove);

static bool link_managed(const struct device_link *link)
{
	return !(link->flags & DL_FLAG_STATELESS);
}

int device_links_check_suppliers(struct device *dev)
{
	struct device_link *link;
	int ret = 0;

	mutex_lock(&device_links_lock);
	list_for_each_entry(link, &dev->links.suppliers, c_node)
		if (link_managed(link) && link->supplier->links.status != DL_DEV_DRIVER_BOUND)
			ret = -EPROBE_DEFER;
	if (!ret)
		dev->links.status = DL_DEV_PROBING;
	mutex_unlock(&device_links_lock);
	return ret;
}

void device_links_driver_bound(struct device *dev)
{
	mutex_lock(&device_links_lock);
	dev->links.status = DL_DEV_DRIVER_BOUND;
	mutex_unlock(&device_links_lock);
}

/* No driver any more: links that were made for the time of its driver end. */
void device_links_no_driver(struct device *dev)
{
	struct device_link *link, *next;
	LIST_HEAD(gone);

	mutex_lock(&device_links_lock);
	dev->links.status = DL_DEV_NO_DRIVER;
	list_for_each_entry_safe(link, next, &dev->links.suppliers, c_node) {
		if (link_managed(link) && link->flags & DL_FLAG_AUTOREMOVE_CONSUMER) {
			list_del(&link->s_node);
			list_move(&link->c_node, &gone);
		}
	}
	mutex_unlock(&device_links_lock);
	list_for_each_entry_safe(link, next, &gone, c_node)
		link_free(link);
}

static struct device *bound_consumer(struct device *dev)
{
	struct device_link *link;

	lockdep_assert_held(&device_links_lock);
	list_for_each_entry(link, &dev->links.consumers, s_node)
		if (link_managed(link) && link->consumer->links.status != DL_DEV_NO_DRIVER)
			return get_device(link->consumer);
	return NULL;
}

/* From here on no consumer binds; true while one is bound. */
bool device_links_busy(struct device *dev)
{
	struct device *consumer;

	mutex_lock(&device_links_lock);
	consumer = bound_consumer(dev);
	dev->links.status = DL_DEV_UNBINDING;
	mutex_unlock(&device_links_lock);
	put_device(consumer);
	return consumer;
}

/* Without the supplier's lock: theirs come after it in no order. */
void device_links_unbind_consumers(struct device *dev)
{
	struct device *consumer;

	for (;;) {
		mutex_lock(&device_links_lock);
		consumer = bound_consumer(dev);
		mutex_unlock(&device_links_lock);
		if (!consumer)
			return;
		device_release_driver_internal(consumer, NULL, consumer->parent);
		put_device(consumer);
	}
}

void device_links_purge(struct device *dev)
{
	struct device_link *link, *next;
	LIST_HEAD(gone);

	mutex_lock(&device_links_lock);
	list_for_each_entry_safe(link, next, &dev->links.suppliers, c_node) {
		list_del(&link->s_node);
		list_move(&link->c_node, &gone);
	}
	list_for_each_entry_safe(link, next, &dev->links.consumers, s_node) {
		list_del(&link->s_node);
		list_move(&link->c_node, &gone);
	}
	mutex_unlock(&device_links_lock);
	list_for_each_entry_safe(link, next, &gone, c_node)
		link_free(link);
}

static void for_each_pm_supplier(struct device *dev, void (*fn)(struct device *supplier))
{
	struct device_link *link;

	mutex_lock(&device_links_lock);
	list_for_each_entry(link, &dev->links.suppliers, c_node)
		if (link->flags & DL_FLAG_PM_RUNTIME)
			fn(link->supplier);
	mutex_unlock(&device_links_lock);
}

static void get_supplier(struct device *supplier)
{
	pm_runtime_get_sync(supplier);
}

static void put_supplier(struct device *supplier)
{
	pm_runtime_put(supplier);
}

void pm_runtime_get_suppliers(struct device *dev)
{
	for_each_pm_supplier(dev, get_supplier);
}

void pm_runtime_put_suppliers(struct device *dev)
{
	for_each_pm_supplier(dev, put_supplier);
}
