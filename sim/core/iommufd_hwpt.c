// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_hwpt.c - a page table of the IOMMU over an address space, as an object
 *
 * Attaching a device to an address space makes one or shares one that an earlier attach
 * made; it goes with its last device. HWPT_ALLOC makes one that user space keeps.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/slab.h>

/* Not finalized yet: the caller has steps left that may fail. */
struct iommufd_hwpt *iommufd_hwpt_alloc_for(struct iommufd_ctx *ictx, struct iommufd_ioas *ioas,
					    struct device *dev)
{
	struct iommufd_hwpt *hwpt;
	int ret;

	hwpt = iommufd_object_alloc(ictx, hwpt, IOMMUFD_OBJ_HWPT_PAGING);
	if (IS_ERR(hwpt))
		return hwpt;
	INIT_LIST_HEAD(&hwpt->hwpt_item);
	refcount_inc(&ioas->obj.users);
	hwpt->ioas = ioas;

	hwpt->domain = iommu_paging_domain_alloc(dev);
	if (IS_ERR(hwpt->domain)) {
		ret = PTR_ERR(hwpt->domain);
		hwpt->domain = NULL;
		goto out_abort;
	}
	ret = iopt_table_add_domain(ioas, hwpt);
	if (ret)
		goto out_abort;
	return hwpt;

out_abort:
	iommufd_object_abort_and_destroy(ictx, &hwpt->obj);
	return ERR_PTR(ret);
}

/* Takes no ioas->mutex: an abort comes with it held. The list has a lock of its own. */
void iommufd_hwpt_destroy(struct iommufd_object *obj)
{
	struct iommufd_hwpt *hwpt = container_of(obj, struct iommufd_hwpt, obj);

	if (!list_empty(&hwpt->hwpt_item))
		iopt_table_remove_domain(hwpt->ioas, hwpt);
	if (hwpt->domain)
		iommu_domain_free(hwpt->domain);
	refcount_dec(&hwpt->ioas->obj.users);
}

/* A device's reference. The last one takes an automatic page table along. */
void iommufd_hwpt_put(struct iommufd_ctx *ictx, struct iommufd_hwpt *hwpt)
{
	struct iommufd_ioas *ioas = hwpt->ioas;

	if (!hwpt->auto_domain) {
		refcount_dec(&hwpt->obj.users);
		return;
	}
	mutex_lock(&ioas->mutex);
	refcount_dec(&hwpt->obj.users);
	iommufd_object_remove(ictx, hwpt->obj.id);	/* -EBUSY: others use it */
	mutex_unlock(&ioas->mutex);
}

/* Only what an IOMMU without nesting and dirty tracking can do. */
int iommufd_hwpt_alloc(struct iommufd_ucmd *ucmd)
{
	struct iommu_hwpt_alloc *cmd = ucmd->cmd;
	struct iommufd_object *idev;
	struct iommufd_hwpt *hwpt;
	struct iommufd_ioas *ioas;
	int ret;

	if (cmd->flags || cmd->__reserved)
		return -EOPNOTSUPP;
	if (cmd->data_type || cmd->data_len)
		return -EINVAL;

	idev = iommufd_get_object(ucmd->ictx, cmd->dev_id, IOMMUFD_OBJ_DEVICE);
	if (IS_ERR(idev))
		return PTR_ERR(idev);
	ioas = iommufd_get_ioas(ucmd->ictx, cmd->pt_id);
	if (IS_ERR(ioas)) {
		ret = PTR_ERR(ioas);
		goto out_idev;
	}

	mutex_lock(&ioas->mutex);
	hwpt = iommufd_hwpt_alloc_for(ucmd->ictx, ioas, iommufd_device_of(idev));
	if (IS_ERR(hwpt)) {
		ret = PTR_ERR(hwpt);
		goto out_unlock;
	}
	cmd->out_hwpt_id = hwpt->obj.id;
	ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	if (ret)
		iommufd_object_abort_and_destroy(ucmd->ictx, &hwpt->obj);
	else
		iommufd_object_finalize(ucmd->ictx, &hwpt->obj);
out_unlock:
	mutex_unlock(&ioas->mutex);
	iommufd_put_object(ucmd->ictx, &ioas->obj);
out_idev:
	iommufd_put_object(ucmd->ictx, idev);
	return ret;
}
