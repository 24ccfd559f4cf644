// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chrdev_region.c - who owns which numbers of character devices
 */
#include <linux/fs.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "kernel/finding.h"
#include "kernel/rest.h"

#define CHRDEV_MAJOR_DYN_FIRST	254	/* from here down to ... */
#define CHRDEV_MAJOR_DYN_LAST	234

struct chrdev_region {
	struct list_head	entry;
	dev_t			from;
	unsigned int		count;
	const char		*name;
};

static DEFINE_MUTEX(chrdevs_lock);
static LIST_HEAD(chrdevs);		/* chrdevs_lock: */

static bool region_taken(dev_t from, unsigned int count)
{
	struct chrdev_region *r;

	lockdep_assert_held(&chrdevs_lock);
	list_for_each_entry(r, &chrdevs, entry)
		if (from < r->from + r->count && r->from < from + count)
			return true;
	return false;
}

/* The highest free major of the dynamic range; 0 if all are taken. */
static unsigned int dynamic_major(void)
{
	unsigned int major;

	for (major = CHRDEV_MAJOR_DYN_FIRST; major >= CHRDEV_MAJOR_DYN_LAST; major--)
		if (!region_taken(MKDEV(major, 0), 1U << MINORBITS))
			return major;
	return 0;
}

static int region_add(dev_t *from, unsigned int baseminor, unsigned int count, const char *name)
{
	struct chrdev_region *r = kzalloc(sizeof(*r), GFP_KERNEL);
	unsigned int major;
	int ret = 0;

	if (!r)
		return -ENOMEM;
	mutex_lock(&chrdevs_lock);
	if (!*from) {
		major = dynamic_major();
		*from = MKDEV(major, baseminor);
		ret = major ? 0 : -EBUSY;
	} else if (region_taken(*from, count)) {
		ret = -EBUSY;
	}
	if (!ret) {
		r->from = *from;
		r->count = count;
		r->name = name;
		list_add_tail(&r->entry, &chrdevs);
		r = NULL;
	}
	mutex_unlock(&chrdevs_lock);
	kfree(r);
	return ret;
}

static void regions_at_rest(void)
{
	struct chrdev_region *r, *next;

	list_for_each_entry_safe(r, next, &chrdevs, entry) {
		finding_report(FINDING_STATE, "character device numbers left behind", "%s\n",
			       r->name);
		list_del_init(&r->entry);
	}
}
DEFINE_REST_CHECK(chrdev_regions, regions_at_rest);

int register_chrdev_region(dev_t from, unsigned int count, const char *name)
{
	return from ? region_add(&from, 0, count, name) : -EINVAL;
}
EXPORT_SYMBOL_GPL(register_chrdev_region);

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name)
{
	dev_t from = 0;
	int ret = region_add(&from, baseminor, count, name);

	if (!ret)
		*dev = from;
	return ret;
}
EXPORT_SYMBOL_GPL(alloc_chrdev_region);

void unregister_chrdev_region(dev_t from, unsigned int count)
{
	struct chrdev_region *r, *next, *found = NULL;

	mutex_lock(&chrdevs_lock);
	list_for_each_entry_safe(r, next, &chrdevs, entry) {
		if (r->from == from && r->count == count) {
			list_del(&r->entry);
			found = r;
			break;
		}
	}
	mutex_unlock(&chrdevs_lock);
	kfree(found);
}
EXPORT_SYMBOL_GPL(unregister_chrdev_region);
