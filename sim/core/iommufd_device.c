// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_device.c - devices bound to a context, and what they are attached to
 *
 *  D1  All devices of a group that are attached use one page table: the IOMMU knows groups.
 *  D2  A bound device holds the context and owns the group's DMA in its name; an attached
 *      one holds its page table.
 *
 * Locking: igroup->lock for what a group is attached to.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/slab.h>

/* A group in a context; shared by its bound devices. */
struct iommufd_group {
	struct kref ref;
	struct mutex lock;
	struct iommufd_ctx *ictx;	/* borrowed: each device holds it */
	struct iommu_group *group;	/* counted */
	/* lock: */
	struct iommufd_hwpt *hwpt;
	struct list_head device_list;	/* attached ones */
};

struct iommufd_device {
	struct iommufd_object obj;
	struct iommufd_ctx *ictx;	/* counted */
	struct iommufd_group *igroup;	/* counted */
	struct list_head group_item;
	struct device *dev;		/* borrowed: its driver unbinds us first */
};

static void iommufd_group_release(struct kref *kref)
{
	struct iommufd_group *igroup = container_of(kref, struct iommufd_group, ref);

	WARN_ON(igroup->hwpt || !list_empty(&igroup->device_list));
	/* Another one may have our place already: then this changes nothing. */
	xa_cmpxchg(&igroup->ictx->groups, iommu_group_id(igroup->group), igroup, NULL, GFP_KERNEL);
	iommu_group_put(igroup->group);
	kfree(igroup);
}

static void iommufd_put_group(struct iommufd_group *igroup)
{
	kref_put(&igroup->ref, iommufd_group_release);
}

/* Find or make it. A dying one, count zero, is replaced. */
static struct iommufd_group *iommufd_get_group(struct iommufd_ctx *ictx, struct device *dev)
{
	struct iommufd_group *igroup, *old, *new;
	struct iommu_group *group = iommu_group_get(dev);
	unsigned int id;

	if (!group)
		return ERR_PTR(-ENODEV);
	id = iommu_group_id(group);
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new) {
		iommu_group_put(group);
		return ERR_PTR(-ENOMEM);
	}
	kref_init(&new->ref);
	mutex_init(&new->lock);
	INIT_LIST_HEAD(&new->device_list);
	new->group = group;
	new->ictx = ictx;

	xa_lock(&ictx->groups);
	old = xa_load(&ictx->groups, id);
	for (;;) {
		if (old && kref_get_unless_zero(&old->ref)) {
			xa_unlock(&ictx->groups);
			iommufd_put_group(new);
			return old;
		}
		igroup = __xa_cmpxchg(&ictx->groups, id, old, new, GFP_KERNEL);
		if (xa_is_err(igroup) || igroup == old)
			break;
		old = igroup;	/* __xa_cmpxchg() dropped the lock to allocate */
	}
	xa_unlock(&ictx->groups);
	if (xa_is_err(igroup)) {
		iommufd_put_group(new);
		return ERR_PTR(xa_err(igroup));
	}
	return new;
}

void iommufd_device_destroy(struct iommufd_object *obj)
{
	struct iommufd_device *idev = container_of(obj, struct iommufd_device, obj);

	iommu_device_release_dma_owner(idev->dev);
	iommufd_put_group(idev->igroup);
	iommufd_ctx_put(idev->ictx);
}

struct device *iommufd_device_of(struct iommufd_object *obj)
{
	return container_of(obj, struct iommufd_device, obj)->dev;
}

struct iommufd_device *iommufd_device_bind(struct iommufd_ctx *ictx, struct device *dev, u32 *id)
{
	struct iommufd_device *idev;
	struct iommufd_group *igroup;
	int ret;

	if (!device_iommu_capable(dev, IOMMU_CAP_CACHE_COHERENCY))
		return ERR_PTR(-EINVAL);
	igroup = iommufd_get_group(ictx, dev);
	if (IS_ERR(igroup))
		return ERR_CAST(igroup);

	ret = -EPERM;
	if (!iommu_group_has_isolated_msi(igroup->group))
		goto out_group;
	ret = iommu_device_claim_dma_owner(dev, ictx);
	if (ret)
		goto out_group;
	idev = iommufd_object_alloc(ictx, idev, IOMMUFD_OBJ_DEVICE);
	if (IS_ERR(idev)) {
		ret = PTR_ERR(idev);
		goto out_owner;
	}
	idev->ictx = ictx;
	iommufd_ctx_get(ictx);
	idev->dev = dev;
	idev->igroup = igroup;
	refcount_inc(&idev->obj.users);		/* the driver's, until it unbinds */
	iommufd_object_finalize(ictx, &idev->obj);
	*id = idev->obj.id;
	return idev;

out_owner:
	iommu_device_release_dma_owner(dev);
out_group:
	iommufd_put_group(igroup);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(iommufd_device_bind);

void iommufd_device_unbind(struct iommufd_device *idev)
{
	iommufd_object_destroy_user(idev->ictx, &idev->obj);
}
EXPORT_SYMBOL_GPL(iommufd_device_unbind);

bool iommufd_ctx_has_group(struct iommufd_ctx *ictx, struct iommu_group *group)
{
	struct iommufd_object *obj;
	unsigned long index;
	bool found = false;

	if (!ictx || !group)
		return false;
	xa_lock(&ictx->objects);
	xa_for_each(&ictx->objects, index, obj) {
		if (obj->type != IOMMUFD_OBJ_DEVICE)
			continue;
		found = container_of(obj, struct iommufd_device, obj)->igroup->group == group;
		if (found)
			break;
	}
	xa_unlock(&ictx->objects);
	return found;
}
EXPORT_SYMBOL_GPL(iommufd_ctx_has_group);

struct iommufd_ctx *iommufd_device_to_ictx(struct iommufd_device *idev)
{
	return idev->ictx;
}
EXPORT_SYMBOL_GPL(iommufd_device_to_ictx);

u32 iommufd_device_to_id(struct iommufd_device *idev)
{
	return idev->obj.id;
}
EXPORT_SYMBOL_GPL(iommufd_device_to_id);

/* The first device of the group attaches the group; the others must want the same. */
static int iommufd_hwpt_attach(struct iommufd_hwpt *hwpt, struct iommufd_device *idev)
{
	struct iommufd_group *igroup = idev->igroup;
	int ret = 0;

	mutex_lock(&igroup->lock);
	if (igroup->hwpt && igroup->hwpt != hwpt) {
		ret = -EINVAL;
		goto out_unlock;
	}
	ret = iopt_reserve_dev(hwpt->ioas, idev->dev);
	if (ret)
		goto out_unlock;
	if (!igroup->hwpt) {
		ret = iommu_attach_group(hwpt->domain, igroup->group);
		if (ret) {
			iopt_remove_reserved(hwpt->ioas, idev->dev);
			goto out_unlock;
		}
		igroup->hwpt = hwpt;
	}
	refcount_inc(&hwpt->obj.users);
	list_add_tail(&idev->group_item, &igroup->device_list);
out_unlock:
	mutex_unlock(&igroup->lock);
	return ret;
}

static bool iommufd_device_is_attached(struct iommufd_device *idev)
{
	struct iommufd_device *cur;

	list_for_each_entry(cur, &idev->igroup->device_list, group_item)
		if (cur == idev)
			return true;
	return false;
}

static int iommufd_group_reserve(struct iommufd_group *igroup, struct iommufd_ioas *ioas)
{
	struct iommufd_device *cur, *undo;
	int ret;

	list_for_each_entry(cur, &igroup->device_list, group_item) {
		ret = iopt_reserve_dev(ioas, cur->dev);
		if (!ret)
			continue;
		list_for_each_entry(undo, &igroup->device_list, group_item) {
			if (undo == cur)
				break;
			iopt_remove_reserved(ioas, undo->dev);
		}
		return ret;
	}
	return 0;
}

/*
 * Move the whole group over, without a gap in which DMA is blocked. On success *@old_out is
 * what it was attached to, with the references that its devices held, for the caller to put.
 */
static int iommufd_hwpt_replace(struct iommufd_hwpt *hwpt, struct iommufd_device *idev,
				struct iommufd_hwpt **old_out, unsigned int *count)
{
	struct iommufd_group *igroup = idev->igroup;
	struct iommufd_hwpt *old = igroup->hwpt;
	struct iommufd_device *cur;
	bool moves;
	int ret = -EINVAL;

	lockdep_assert_held(&igroup->lock);
	*count = 0;
	if (!old || !iommufd_device_is_attached(idev))
		return ret;
	if (old == hwpt)
		return 0;

	moves = old->ioas != hwpt->ioas;
	ret = moves ? iommufd_group_reserve(igroup, hwpt->ioas) : 0;
	if (ret)
		return ret;
	ret = iommu_group_replace_domain(igroup->group, hwpt->domain);
	list_for_each_entry(cur, &igroup->device_list, group_item) {
		if (moves)
			iopt_remove_reserved(ret ? hwpt->ioas : old->ioas, cur->dev);
		if (!ret) {
			refcount_inc(&hwpt->obj.users);
			++*count;
		}
	}
	if (!ret) {
		igroup->hwpt = hwpt;
		*old_out = old;
	}
	return ret;
}

/* @replace: from another page table; else the device is not attached yet. */
static int iommufd_device_do_attach(struct iommufd_device *idev, struct iommufd_hwpt *hwpt,
				    bool replace, struct iommufd_hwpt **old, unsigned int *count)
{
	int ret;

	if (!replace)
		return iommufd_hwpt_attach(hwpt, idev);
	mutex_lock(&idev->igroup->lock);
	ret = iommufd_hwpt_replace(hwpt, idev, old, count);
	mutex_unlock(&idev->igroup->lock);
	return ret;
}

/* An automatic page table of @ioas that takes the device, or a new one. */
static int iommufd_device_attach_ioas(struct iommufd_device *idev, struct iommufd_ioas *ioas,
				      u32 *pt_id, bool replace, struct iommufd_hwpt **old,
				      unsigned int *count)
{
	struct iommufd_ctx *ictx = idev->ictx;
	struct iommufd_hwpt *hwpt;
	int ret;

	mutex_lock(&ioas->mutex);
	list_for_each_entry(hwpt, &ioas->hwpt_list, hwpt_item) {
		if (!hwpt->auto_domain || !iommufd_lock_obj(&hwpt->obj))
			continue;
		ret = iommufd_device_do_attach(idev, hwpt, replace, old, count);
		*pt_id = ret ? *pt_id : hwpt->obj.id;
		iommufd_put_object(ictx, &hwpt->obj);
		if (ret != -EINVAL)		/* -EINVAL: not compatible, try another */
			goto out_unlock;
	}

	hwpt = iommufd_hwpt_alloc_for(ictx, ioas, idev->dev);
	if (IS_ERR(hwpt)) {
		ret = PTR_ERR(hwpt);
		goto out_unlock;
	}
	hwpt->auto_domain = true;
	ret = iommufd_device_do_attach(idev, hwpt, replace, old, count);
	if (ret) {
		iommufd_object_abort_and_destroy(ictx, &hwpt->obj);
	} else {
		*pt_id = hwpt->obj.id;
		iommufd_object_finalize(ictx, &hwpt->obj);
	}
out_unlock:
	mutex_unlock(&ioas->mutex);
	return ret;
}

static int iommufd_device_change_pt(struct iommufd_device *idev, u32 *pt_id, bool replace)
{
	struct iommufd_hwpt *old = NULL;
	struct iommufd_object *pt;
	unsigned int count = 0;
	int ret = -EINVAL;

	pt = iommufd_get_object(idev->ictx, *pt_id, IOMMUFD_OBJ_ANY);
	if (IS_ERR(pt))
		return PTR_ERR(pt);
	if (pt->type == IOMMUFD_OBJ_HWPT_PAGING)
		ret = iommufd_device_do_attach(idev, container_of(pt, struct iommufd_hwpt, obj),
					       replace, &old, &count);
	else if (pt->type == IOMMUFD_OBJ_IOAS)
		ret = iommufd_device_attach_ioas(idev, container_of(pt, struct iommufd_ioas, obj),
						 pt_id, replace, &old, &count);
	iommufd_put_object(idev->ictx, pt);

	while (count--)
		iommufd_hwpt_put(idev->ictx, old);	/* outside of all our locks */
	return ret;
}

int iommufd_device_attach(struct iommufd_device *idev, u32 *pt_id)
{
	int ret = iommufd_device_change_pt(idev, pt_id, false);

	/* Given back by detach: unbinding while attached is a bug, and shows. */
	if (!ret)
		refcount_inc(&idev->obj.users);
	return ret;
}
EXPORT_SYMBOL_GPL(iommufd_device_attach);

int iommufd_device_replace(struct iommufd_device *idev, u32 *pt_id)
{
	return iommufd_device_change_pt(idev, pt_id, true);
}
EXPORT_SYMBOL_GPL(iommufd_device_replace);

void iommufd_device_detach(struct iommufd_device *idev)
{
	struct iommufd_group *igroup = idev->igroup;
	struct iommufd_hwpt *hwpt;

	mutex_lock(&igroup->lock);
	hwpt = igroup->hwpt;
	list_del(&idev->group_item);
	if (list_empty(&igroup->device_list)) {
		iommu_detach_group(hwpt->domain, igroup->group);
		igroup->hwpt = NULL;
	}
	iopt_remove_reserved(hwpt->ioas, idev->dev);
	mutex_unlock(&igroup->lock);

	iommufd_hwpt_put(idev->ictx, hwpt);
	refcount_dec(&idev->obj.users);
}
EXPORT_SYMBOL_GPL(iommufd_device_detach);
