// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_hot_reset_ioctl.c - VFIO_DEVICE_GET_PCI_HOT_RESET_INFO and VFIO_DEVICE_PCI_HOT_RESET
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio_pci_priv.h"

struct vfio_pci_fill_info {
	struct vfio_device			*vdev;
	struct vfio_pci_dependent_device	*devices;
	int					nr_devices;
	u32					count;
	u32					flags;
};

/* For a device opened by its own node: is @pdev its user's too, by which id? */
static void vfio_pci_fill_devid(struct pci_dev *pdev, struct vfio_pci_dependent_device *info,
				struct vfio_pci_fill_info *fill)
{
	struct vfio_device *vdev = vfio_find_device_in_devset(fill->vdev->dev_set, &pdev->dev);
	int id = -ENODEV;

	if (vdev)
		id = vfio_iommufd_get_dev_id(vdev, vfio_iommufd_device_ictx(fill->vdev));

	if (id > 0) {
		info->devid = id;
	} else if (id == -ENOENT) {
		info->devid = VFIO_PCI_DEVID_OWNED;
	} else {
		info->devid = VFIO_PCI_DEVID_NOT_OWNED;
		fill->flags &= ~VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED;
	}
}

static int vfio_pci_fill_group(struct pci_dev *pdev, struct vfio_pci_dependent_device *info)
{
	struct iommu_group *iommu_group = iommu_group_get(&pdev->dev);

	if (!iommu_group)
		return -EPERM;	/* nothing isolates it: never to be reset by a user */
	info->group_id = iommu_group_id(iommu_group);
	iommu_group_put(iommu_group);
	return 0;
}

static int vfio_pci_fill_devs(struct pci_dev *pdev, void *data)
{
	struct vfio_pci_dependent_device *info;
	struct vfio_pci_fill_info *fill = data;

	if (fill->count >= fill->nr_devices)	/* more than when we counted */
		return -EAGAIN;

	info = &fill->devices[fill->count++];
	info->segment = pci_domain_nr(pdev->bus);
	info->bus = pdev->bus->number;
	info->devfn = pdev->devfn;

	if (!(fill->flags & VFIO_PCI_HOT_RESET_FLAG_DEV_ID))
		return vfio_pci_fill_group(pdev, info);
	vfio_pci_fill_devid(pdev, info, fill);
	return 0;
}

/* Which of the two resets there is: a slot's is preferred. */
static int vfio_pci_probe_hot_reset(struct vfio_pci_core_device *vdev, bool *slot)
{
	*slot = !pci_probe_reset_slot(vdev->pdev->slot);
	if (!*slot && pci_probe_reset_bus(vdev->pdev->bus))
		return -ENODEV;
	return 0;
}

static int vfio_pci_copy_devs(struct vfio_pci_core_device *vdev,
			      struct vfio_pci_hot_reset_info __user *arg,
			      struct vfio_pci_hot_reset_info *hdr, int count, bool slot)
{
	struct vfio_pci_fill_info fill = { .vdev = &vdev->vdev, .nr_devices = count };
	int ret;

	fill.devices = kcalloc(count, sizeof(*fill.devices), GFP_KERNEL);
	if (!fill.devices)
		return -ENOMEM;
	if (vfio_device_cdev_opened(&vdev->vdev))
		fill.flags = VFIO_PCI_HOT_RESET_FLAG_DEV_ID |
			     VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED;

	mutex_lock(&vdev->vdev.dev_set->lock);
	ret = vfio_pci_for_each_slot_or_bus(vdev->pdev, vfio_pci_fill_devs, &fill, slot);
	mutex_unlock(&vdev->vdev.dev_set->lock);

	if (!ret && copy_to_user(arg->devices, fill.devices,
				 sizeof(*fill.devices) * fill.count))
		ret = -EFAULT;
	hdr->count = fill.count;
	hdr->flags = fill.flags;
	kfree(fill.devices);
	return ret;
}

int vfio_pci_ioctl_get_pci_hot_reset_info(struct vfio_pci_core_device *vdev,
					  struct vfio_pci_hot_reset_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_pci_hot_reset_info, count);
	struct vfio_pci_hot_reset_info hdr;
	int ret, count = 0;
	bool slot;

	if (copy_from_user(&hdr, arg, minsz))
		return -EFAULT;
	if (hdr.argsz < minsz)
		return -EINVAL;
	hdr.flags = 0;

	ret = vfio_pci_probe_hot_reset(vdev, &slot);
	if (ret)
		return ret;
	ret = vfio_pci_for_each_slot_or_bus(vdev->pdev, vfio_pci_count_devs, &count, slot);
	if (ret)
		return ret;
	if (WARN_ON(!count))
		return -ERANGE;

	/* Too small a buffer learns the count, and nothing else. */
	if (count > (hdr.argsz - sizeof(hdr)) / sizeof(struct vfio_pci_dependent_device)) {
		hdr.count = count;
		return copy_to_user(arg, &hdr, minsz) ? -EFAULT : -ENOSPC;
	}

	ret = vfio_pci_copy_devs(vdev, arg, &hdr, count, slot);
	if (ret)
		return ret;
	return copy_to_user(arg, &hdr, minsz) ? -EFAULT : 0;
}

static void vfio_pci_put_groups(struct vfio_pci_group_info *groups)
{
	while (groups->count--)
		fput(groups->files[groups->count]);
	kfree(groups->files);
}

/* The files keep the groups open over the reset. */
static int vfio_pci_get_groups(struct vfio_pci_group_info *groups, const s32 *fds, int count)
{
	struct file *file;

	groups->count = 0;
	groups->files = kcalloc(count, sizeof(*groups->files), GFP_KERNEL);
	if (!groups->files)
		return -ENOMEM;

	while (groups->count < count) {
		file = fget(fds[groups->count]);
		if (!file) {
			vfio_pci_put_groups(groups);
			return -EBADF;
		}
		groups->files[groups->count++] = file;
		if (!vfio_file_is_group(file)) {
			vfio_pci_put_groups(groups);
			return -EINVAL;
		}
	}
	return 0;
}

static int vfio_pci_ioctl_pci_hot_reset_groups(struct vfio_pci_core_device *vdev, u32 array_count,
					       bool slot, struct vfio_pci_hot_reset __user *arg)
{
	struct vfio_pci_group_info groups;
	int ret, count = 0;
	s32 *fds;

	/* A group for each function is the most that can be needed. */
	ret = vfio_pci_for_each_slot_or_bus(vdev->pdev, vfio_pci_count_devs, &count, slot);
	if (ret)
		return ret;
	if (array_count > count)
		return -EINVAL;

	fds = memdup_user(arg->group_fds, array_count * sizeof(*fds));
	if (IS_ERR(fds))
		return PTR_ERR(fds);
	ret = vfio_pci_get_groups(&groups, fds, array_count);
	kfree(fds);
	if (ret)
		return ret;

	ret = vfio_pci_dev_set_hot_reset(vdev->vdev.dev_set, &groups, NULL);
	vfio_pci_put_groups(&groups);
	return ret;
}

int vfio_pci_ioctl_pci_hot_reset(struct vfio_pci_core_device *vdev,
				 struct vfio_pci_hot_reset __user *arg)
{
	size_t minsz = offsetofend(struct vfio_pci_hot_reset, count);
	struct vfio_pci_hot_reset hdr;
	bool slot;
	int ret;

	if (copy_from_user(&hdr, arg, minsz))
		return -EFAULT;
	if (hdr.argsz < minsz || hdr.flags)
		return -EINVAL;
	/* Groups prove ownership for those who came by a group, the iommufd for the others. */
	if (!!hdr.count == vfio_device_cdev_opened(&vdev->vdev))
		return -EINVAL;

	ret = vfio_pci_probe_hot_reset(vdev, &slot);
	if (ret)
		return ret;
	if (hdr.count)
		return vfio_pci_ioctl_pci_hot_reset_groups(vdev, hdr.count, slot, arg);
	return vfio_pci_dev_set_hot_reset(vdev->vdev.dev_set, NULL,
					  vfio_iommufd_device_ictx(&vdev->vdev));
}
