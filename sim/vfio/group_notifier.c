// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * group_notifier.c - a group that listens to its iommu group, as until v5.19
 *
 * VFIO once learnt by a notifier which drivers bound to the devices of a group that a user owned.
 * Devices that were on their way out of VFIO it noted as unbound, so as not to take their next
 * steps for a break-in. DMA ownership has made all of that superfluous.
 *
 * The iommu group's chain is called, and changed, under its rwsem (R, and W). What that means
 * for the references and locks of a callback is the subject of the thread of October 2021; its
 * sides are variants here, on top of today's groups.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "kernel/hooks.h"
#include "kernel/misuse.h"

#include "vfio.h"

DEFINE_VARIANT(vfio_group_notifier, "vfio-group-notifier", "63b150fde7a2 (v5.16 to v5.18)",
	       "groups listen to their iommu group; the callback takes no reference");
DEFINE_VARIANT(vfio_group_notifier_put, "vfio-group-notifier-put", "reverts 811642d8d8a8 (v4.13)",
	       "the callback takes a reference and may put the last one (N1, V06)");
DEFINE_VARIANT(vfio_group_notifier_put_work, "vfio-group-notifier-put-work",
	       "811642d8d8a8 (v4.13 to v5.15)",
	       "the callback takes a reference, and a work item puts it (N4)");
DEFINE_VARIANT(vfio_group_notifier_locked, "vfio-group-notifier-locked", "thread of 2021-10",
	       "registered under vfio.group_lock, which the callback takes (N2, V07)");
DEFINE_VARIANT(vfio_group_notifier_free_early, "vfio-group-notifier-free-early",
	       "reverts 63b150fde7a2 (v5.16)",
	       "the unbound list is freed, without its lock, before the callback ends (N3)");

struct vfio_group_nb {
	struct notifier_block	nb;
	struct vfio_group	*group;		/* borrowed: it holds us */
	struct mutex		unbound_lock;
	struct list_head	unbound_list;	/* unbound_lock */
};

struct vfio_unbound_dev {
	struct device		*dev;		/* never looked into */
	struct list_head	unbound_next;
};

struct vfio_group_put_work {
	struct work_struct	work;
	struct vfio_group	*group;
};

static bool vfio_group_nb_refs(void)
{
	return variant(vfio_group_notifier_put) || variant(vfio_group_notifier_put_work) ||
	       variant(vfio_group_notifier_locked);
}

static bool vfio_group_nb_wanted(void)
{
	return variant(vfio_group_notifier) || vfio_group_nb_refs() ||
	       variant(vfio_group_notifier_free_early);
}

static void vfio_group_put_bg(struct work_struct *work)
{
	struct vfio_group_put_work *do_work = container_of(work, struct vfio_group_put_work, work);

	vfio_group_put(do_work->group);
	kfree(do_work);
}

/* Without memory the reference is lost, as it was then. */
static void vfio_group_schedule_put(struct vfio_group *group)
{
	struct vfio_group_put_work *do_work = kmalloc(sizeof(*do_work), GFP_KERNEL);

	if (WARN_ON(!do_work))
		return;
	INIT_WORK(&do_work->work, vfio_group_put_bg);
	do_work->group = group;
	schedule_work(&do_work->work);
}

/*
 * Where the list may be freed under the walk, an entry is nobody's until it has been looked at: a
 * point there, and a look at its memory where no sanitizer looks at each access.
 */
static bool unbound_is(const struct vfio_unbound_dev *unbound, const struct device *dev)
{
	if (variant(vfio_group_notifier_free_early)) {
		hook_point(EX_READ, unbound);
		if (!ex_alive(unbound, 1))
			misuse_dead(unbound, "unbound_list");
	}
	return unbound->dev == dev;
}

static void vfio_group_nb_unbound(struct vfio_group_nb *gnb, struct device *dev)
{
	struct vfio_unbound_dev *unbound, *next;

	mutex_lock(&gnb->unbound_lock);
	list_for_each_entry_safe(unbound, next, &gnb->unbound_list, unbound_next) {
		if (unbound_is(unbound, dev)) {
			list_del(&unbound->unbound_next);
			kfree(unbound);
			break;
		}
	}
	mutex_unlock(&gnb->unbound_lock);
}

static void vfio_group_nb_event(struct vfio_group_nb *gnb, unsigned long action,
				struct device *dev)
{
	/* Linux also looked whether a driver that bound was harmless; ownership answers that. */
	if (action == IOMMU_GROUP_NOTIFY_UNBOUND_DRIVER)
		vfio_group_nb_unbound(gnb, dev);
}

static int vfio_iommu_group_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vfio_group_nb *gnb = container_of(nb, struct vfio_group_nb, nb);
	struct vfio_group *group = gnb->group;

	if (!vfio_group_nb_refs()) {
		vfio_group_nb_event(gnb, action, data);
		return NOTIFY_OK;
	}

	group = vfio_group_try_get(group);
	if (!group)
		return NOTIFY_OK;
	vfio_group_nb_event(gnb, action, data);
	if (variant(vfio_group_notifier_put))
		vfio_group_put(group);
	else
		vfio_group_schedule_put(group);
	return NOTIFY_OK;
}

static void vfio_group_nb_alloc(struct vfio_group *group)
{
	struct vfio_group_nb *gnb = kzalloc(sizeof(*gnb), GFP_KERNEL);

	if (!gnb)
		return;
	mutex_init(&gnb->unbound_lock);
	INIT_LIST_HEAD(&gnb->unbound_list);
	gnb->group = group;
	gnb->nb.notifier_call = vfio_iommu_group_notifier;
	if (iommu_group_register_notifier(group->iommu_group, &gnb->nb)) {
		kfree(gnb);
		return;
	}
	group->nb = gnb;
}

void vfio_group_nb_register_locked(struct vfio_group *group)
{
	if (!IS_ERR(group) && variant(vfio_group_notifier_locked))
		vfio_group_nb_alloc(group);
}

void vfio_group_nb_register(struct vfio_group *group)
{
	if (!IS_ERR(group) && vfio_group_nb_wanted() && !group->nb)
		vfio_group_nb_alloc(group);
}

static void vfio_group_nb_free_unbound(struct vfio_group_nb *gnb)
{
	struct vfio_unbound_dev *unbound, *next;

	list_for_each_entry_safe(unbound, next, &gnb->unbound_list, unbound_next) {
		list_del(&unbound->unbound_next);
		kfree(unbound);
	}
}

/* Waits for callbacks: with a reference of one's own chain held it never returns. */
void vfio_group_nb_unregister(struct vfio_group *group, struct iommu_group *iommu_group)
{
	struct vfio_group_nb *gnb = group->nb;

	if (!gnb)
		return;
	if (variant(vfio_group_notifier_free_early))
		vfio_group_nb_free_unbound(gnb);
	iommu_group_unregister_notifier(iommu_group, &gnb->nb);
	vfio_group_nb_free_unbound(gnb);
	mutex_destroy(&gnb->unbound_lock);
	kfree(gnb);
	group->nb = NULL;
}

/* @dev's driver is leaving VFIO: expect to hear that it is unbound. */
void vfio_group_nb_add_unbound(struct vfio_group *group, struct device *dev)
{
	struct vfio_group_nb *gnb = group->nb;
	struct vfio_unbound_dev *unbound;

	if (!gnb)
		return;
	unbound = kmalloc(sizeof(*unbound), GFP_KERNEL);
	if (WARN_ON(!unbound))
		return;
	unbound->dev = dev;
	mutex_lock(&gnb->unbound_lock);
	list_add(&unbound->unbound_next, &gnb->unbound_list);
	mutex_unlock(&gnb->unbound_lock);
}
