// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd.c - devices of VFIO as iommufd knows them
 *
 * "Physical" operations are for devices that do DMA themselves, "emulated" ones for those whose
 * driver pins the user's pages. All of them run under dev_set->lock.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <linux/lockdep.h>

#include "vfio.h"

/*
 * The two kinds differ only in what stands for the device in an iommufd. Either can be in one
 * address space at a time; a second one takes the place of the first without a gap.
 */
static int physical_enter(struct vfio_device *vdev, u32 *pt_id)
{
	struct iommufd_device *idev = vdev->iommufd_device;

	return vdev->iommufd_attached ? iommufd_device_replace(idev, pt_id)
				      : iommufd_device_attach(idev, pt_id);
}

static int emulated_enter(struct vfio_device *vdev, u32 *pt_id)
{
	struct iommufd_access *user = vdev->iommufd_access;

	return vdev->iommufd_attached ? iommufd_access_replace(user, *pt_id)
				      : iommufd_access_attach(user, *pt_id);
}

static int note_attached(struct vfio_device *vdev, int err)
{
	if (!err)
		vdev->iommufd_attached = true;
	return err;
}

/* True once per address space that was entered. */
static bool take_attached(struct vfio_device *vdev)
{
	bool was = vdev->iommufd_attached;

	vdev->iommufd_attached = false;
	return was;
}

bool vfio_iommufd_device_has_compat_ioas(struct vfio_device *vdev, struct iommufd_ctx *ictx)
{
	u32 unused;

	return iommufd_vfio_compat_ioas_get_id(ictx, &unused) == 0;
}

int vfio_df_iommufd_bind(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (vfio_device_is_noiommu(vdev))
		return 0;
	return vdev->ops->bind_iommufd(vdev, df->iommufd, &df->devid);
}

void vfio_df_iommufd_unbind(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	const struct vfio_device_ops *ops = vdev->ops;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (ops->unbind_iommufd && !vfio_device_is_noiommu(vdev))
		ops->unbind_iommufd(vdev);
}

/* A device opened through its group asks for no address space: it gets the one of the mappings. */
int vfio_iommufd_compat_attach_ioas(struct vfio_device *device, struct iommufd_ctx *ictx)
{
	u32 ioas_id;
	int err;

	lockdep_assert_held(&device->dev_set->lock);
	if (vfio_device_is_noiommu(device))
		return 0;
	err = iommufd_vfio_compat_ioas_get_id(ictx, &ioas_id);
	if (err)
		return err;
	return device->ops->attach_ioas(device, &ioas_id);
}

struct iommufd_ctx *vfio_iommufd_device_ictx(struct vfio_device *vdev)
{
	struct iommufd_device *idev = vdev->iommufd_device;

	if (!idev)
		return NULL;
	return iommufd_device_to_ictx(idev);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_device_ictx);

/* A device that is not bound there itself may still be owned, by way of its group. */
static bool group_is_in(struct device *dev, struct iommufd_ctx *ictx)
{
	struct iommu_group *iog = iommu_group_get(dev);
	bool there;

	if (!iog)
		return false;
	there = iommufd_ctx_has_group(ictx, iog);
	iommu_group_put(iog);
	return there;
}

int vfio_iommufd_get_dev_id(struct vfio_device *vdev, struct iommufd_ctx *ictx)
{
	struct iommufd_device *idev = vdev->iommufd_device;

	if (vfio_iommufd_device_ictx(vdev) != ictx)
		return group_is_in(vdev->dev, ictx) ? -ENOENT : -ENODEV;
	return idev ? iommufd_device_to_id(idev) : -EINVAL;
}
EXPORT_SYMBOL_GPL(vfio_iommufd_get_dev_id);

int vfio_iommufd_physical_bind(struct vfio_device *vdev, struct iommufd_ctx *ictx,
			       u32 *out_device_id)
{
	struct iommufd_device *bound = iommufd_device_bind(ictx, vdev->dev, out_device_id);

	if (!IS_ERR(bound))
		vdev->iommufd_device = bound;
	return PTR_ERR_OR_ZERO(bound);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_physical_bind);

void vfio_iommufd_physical_unbind(struct vfio_device *vdev)
{
	struct iommufd_device *idev = vdev->iommufd_device;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (take_attached(vdev))
		iommufd_device_detach(idev);
	vdev->iommufd_device = NULL;
	iommufd_device_unbind(idev);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_physical_unbind);

int vfio_iommufd_physical_attach_ioas(struct vfio_device *vdev, u32 *pt_id)
{
	lockdep_assert_held(&vdev->dev_set->lock);
	if (WARN_ON(!vdev->iommufd_device))	/* bind comes first */
		return -EINVAL;
	return note_attached(vdev, physical_enter(vdev, pt_id));
}
EXPORT_SYMBOL_GPL(vfio_iommufd_physical_attach_ioas);

void vfio_iommufd_physical_detach_ioas(struct vfio_device *vdev)
{
	struct iommufd_device *idev = vdev->iommufd_device;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (!WARN_ON(!idev) && take_attached(vdev))
		iommufd_device_detach(idev);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_physical_detach_ioas);

static void user_unmapped(void *data, unsigned long iova, unsigned long length)
{
	struct vfio_device *vdev = data;
	const struct vfio_device_ops *ops = vdev->ops;

	if (ops->dma_unmap)
		ops->dma_unmap(vdev, iova, length);
}

/* The driver of an emulated device pins pages, and must hear when their mapping goes. */
static const struct iommufd_access_ops user_ops = {
	.unmap			= user_unmapped,
	.needs_pin_pages	= 1,
};

int vfio_iommufd_emulated_bind(struct vfio_device *vdev, struct iommufd_ctx *ictx,
			       u32 *out_device_id)
{
	struct iommufd_access *fresh;

	lockdep_assert_held(&vdev->dev_set->lock);
	fresh = iommufd_access_create(ictx, &user_ops, vdev, out_device_id);
	if (!IS_ERR(fresh))
		vdev->iommufd_access = fresh;
	return PTR_ERR_OR_ZERO(fresh);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_emulated_bind);

/* Destroying the access also takes it out of its address space. */
void vfio_iommufd_emulated_unbind(struct vfio_device *vdev)
{
	struct iommufd_access *user = vdev->iommufd_access;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (!user)
		return;
	iommufd_access_destroy(user);
	vdev->iommufd_access = NULL;
	take_attached(vdev);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_emulated_unbind);

int vfio_iommufd_emulated_attach_ioas(struct vfio_device *vdev, u32 *pt_id)
{
	lockdep_assert_held(&vdev->dev_set->lock);
	return note_attached(vdev, emulated_enter(vdev, pt_id));
}
EXPORT_SYMBOL_GPL(vfio_iommufd_emulated_attach_ioas);

void vfio_iommufd_emulated_detach_ioas(struct vfio_device *vdev)
{
	struct iommufd_access *user = vdev->iommufd_access;

	lockdep_assert_held(&vdev->dev_set->lock);
	if (!WARN_ON(!user) && take_attached(vdev))
		iommufd_access_detach(user);
}
EXPORT_SYMBOL_GPL(vfio_iommufd_emulated_detach_ioas);
