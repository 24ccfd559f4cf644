// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * container_group.c - groups enter a container, are used through it, and leave it
 *
 * C1 to C3 are in container.h.
 *
 * Locking: group->group_lock -> container->group_lock.
 */
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/lockdep.h>

#include "container.h"

/* Groups of real devices are owned for as long as they are in a container. */
static int group_own_dma(struct vfio_group *grp)
{
	return grp->type == VFIO_IOMMU ? iommu_group_claim_dma_owner(grp->iommu_group, grp) : 0;
}

static void group_disown_dma(struct vfio_group *grp)
{
	if (grp->type == VFIO_IOMMU)
		iommu_group_release_dma_owner(grp->iommu_group);
}

/* C2 for a group that comes in: DMA ownership, then the mappings there are. */
static int group_enter(struct vfio_group *grp, struct vfio_container *cont)
{
	struct vfio_iommu_driver *drv = cont->iommu_driver;
	int err = group_own_dma(grp);

	if (err || !drv)
		return err;
	err = drv->ops->attach_group(cont->iommu_data, grp->iommu_group, grp->type);
	if (err)
		group_disown_dma(grp);
	return err;
}

static void group_note_entry(struct vfio_group *grp, struct vfio_container *cont)
{
	vfio_container_get(cont);
	grp->container = cont;
	grp->container_users = 1;
	cont->noiommu = grp->type == VFIO_NO_IOMMU;
	list_add(&grp->container_next, &cont->group_list);
}

/* C3: the first group decides. */
static bool container_suits(struct vfio_container *cont, const struct vfio_group *grp)
{
	return list_empty(&cont->group_list) || cont->noiommu == (grp->type == VFIO_NO_IOMMU);
}

/* A device without an IOMMU can reach all memory: who uses one must be allowed to anyway. */
static bool group_usable(const struct vfio_group *grp)
{
	return grp->type != VFIO_NO_IOMMU || capable(CAP_SYS_RAWIO);
}

int vfio_container_attach_group(struct vfio_container *container, struct vfio_group *group)
{
	int err;

	if (!variant(vfio_container_users_atomic))
		lockdep_assert_held(&group->group_lock);
	if (!group_usable(group))
		return -EPERM;

	down_write(&container->group_lock);
	err = container_suits(container, group) ? group_enter(group, container) : -EPERM;
	if (!err)
		group_note_entry(group, container);
	up_write(&container->group_lock);
	return err;
}

/* C1: the last group has left, and no privilege is in there any more. */
static void container_drop_driver(struct vfio_container *cont)
{
	const struct vfio_iommu_driver_ops *ops = cont->iommu_driver->ops;

	ops->release(cont->iommu_data);
	module_put(ops->owner);
	cont->iommu_data = NULL;
	cont->iommu_driver = NULL;
}

static void group_exit(struct vfio_group *grp, struct vfio_container *cont)
{
	struct vfio_iommu_driver *drv = cont->iommu_driver;

	if (drv)
		drv->ops->detach_group(cont->iommu_data, grp->iommu_group);
	group_disown_dma(grp);

	grp->container = NULL;
	if (!variant(vfio_container_users_atomic))
		grp->container_users = 0;
	list_del(&grp->container_next);

	if (drv && list_empty(&cont->group_list))
		container_drop_driver(cont);
}

void vfio_group_detach_container(struct vfio_group *group)
{
	struct vfio_container *left = group->container;

	if (!variant(vfio_container_users_atomic)) {
		lockdep_assert_held(&group->group_lock);
		WARN_ON(group->container_users != 1);	/* no device is in use */
	}
	down_write(&left->group_lock);
	group_exit(group, left);
	up_write(&left->group_lock);
	vfio_container_put(left);
}

/* One device more is in use: it keeps the group open, and where it is. */
int vfio_group_use_container(struct vfio_group *group)
{
	lockdep_assert_held(&group->group_lock);

	if (!vfio_container_driver(group->container))	/* SET_IOMMU is still to come */
		return -EINVAL;
	if (!group_usable(group))
		return -EPERM;
	group->container_users++;
	get_file(group->opened_file);
	return 0;
}

void vfio_group_unuse_container(struct vfio_group *group)
{
	struct file *kept = group->opened_file;

	lockdep_assert_held(&group->group_lock);

	WARN_ON(group->container_users < 2);	/* the device's, and SET_CONTAINER's */
	group->container_users--;
	fput(kept);
}
