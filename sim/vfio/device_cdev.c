// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_cdev.c - /dev/vfio/devices/vfioN: a device opened by its own node, bound to an iommufd
 *
 * The open file grants nothing until VFIO_DEVICE_BIND_IOMMUFD succeeds. While one is bound, the
 * group's node cannot be opened, and the other way round.
 *
 * Locking: group_lock is taken and dropped by block_group() before dev_set->lock is taken.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iommufd.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/uaccess.h>

#include "vfio.h"

static dev_t device_devt;

int vfio_device_add(struct vfio_device *device)
{
	/* Without an IOMMU there is nothing that an iommufd could translate: no node. */
	if (vfio_device_is_noiommu(device))
		return device_add(&device->device);

	device->device.devt = MKDEV(MAJOR(device_devt), device->index);
	cdev_init(&device->cdev, &vfio_device_fops);
	device->cdev.owner = THIS_MODULE;
	return cdev_device_add(&device->cdev, &device->device);
}

void vfio_device_del(struct vfio_device *device)
{
	if (vfio_device_is_noiommu(device))
		device_del(&device->device);
	else
		cdev_device_del(&device->cdev, &device->device);
}

int vfio_device_fops_cdev_open(struct inode *inode, struct file *filep)
{
	struct vfio_device *device = container_of(inode->i_cdev, struct vfio_device, cdev);
	struct vfio_device_file *df;

	/* The file's: put in vfio_device_fops_release(). */
	if (!vfio_device_try_get_registration(device))
		return -ENODEV;

	df = vfio_allocate_device_file(device);
	if (IS_ERR(df)) {
		vfio_device_put_registration(device);
		return PTR_ERR(df);
	}

	filep->private_data = df;
	filep->f_mapping = device->inode->i_mapping;
	return 0;
}

static int vfio_df_bind_locked(struct vfio_device_file *df, int fd, u32 __user *out_devid)
{
	struct vfio_device *device = df->device;
	struct iommufd_ctx *ictx;
	int ret;

	if (df->access_granted)
		return -EINVAL;

	ictx = iommufd_ctx_from_fd(fd);
	if (IS_ERR(ictx))
		return PTR_ERR(ictx);
	df->iommufd = ictx;

	vfio_df_get_kvm_safe(df);
	ret = vfio_df_open(df);
	if (ret)
		goto out_kvm;

	if (copy_to_user(out_devid, &df->devid, sizeof(df->devid))) {
		ret = -EFAULT;
		goto out_close;
	}

	device->cdev_opened = true;
	/* Pairs with the smp_load_acquire() of vfio_df_has_access(). */
	smp_store_release(&df->access_granted, true);
	return 0;

out_close:
	vfio_df_close(df);
out_kvm:
	vfio_device_put_kvm(device);
	iommufd_ctx_put(ictx);
	df->iommufd = NULL;
	return ret;
}

long vfio_df_ioctl_bind_iommufd(struct vfio_device_file *df,
				struct vfio_device_bind_iommufd __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_bind_iommufd, out_devid);
	struct vfio_device *device = df->device;
	struct vfio_device_bind_iommufd bind;
	int ret;

	if (copy_from_user(&bind, arg, minsz))
		return -EFAULT;
	if (bind.argsz < minsz || bind.flags || bind.iommufd < 0)
		return -EINVAL;
	if (df->group)	/* it has its container, or its group's iommufd */
		return -EINVAL;

	ret = vfio_device_block_group(device);
	if (ret)
		return ret;

	mutex_lock(&device->dev_set->lock);
	ret = vfio_df_bind_locked(df, bind.iommufd, &arg->out_devid);
	mutex_unlock(&device->dev_set->lock);

	if (ret)
		vfio_device_unblock_group(device);
	return ret;
}

void vfio_df_unbind_iommufd(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;

	/* The file is being released: nobody else can change it. */
	if (!df->access_granted)
		return;

	mutex_lock(&device->dev_set->lock);
	vfio_df_close(df);
	vfio_device_put_kvm(device);
	iommufd_ctx_put(df->iommufd);
	device->cdev_opened = false;
	mutex_unlock(&device->dev_set->lock);
	vfio_device_unblock_group(device);
}

int vfio_df_ioctl_attach_pt(struct vfio_device_file *df,
			    struct vfio_device_attach_iommufd_pt __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_attach_iommufd_pt, pt_id);
	struct vfio_device *device = df->device;
	struct vfio_device_attach_iommufd_pt attach;
	int ret;

	if (copy_from_user(&attach, arg, minsz))
		return -EFAULT;
	if (attach.argsz < minsz || attach.flags)
		return -EINVAL;

	mutex_lock(&device->dev_set->lock);
	ret = device->ops->attach_ioas(device, &attach.pt_id);
	if (!ret && copy_to_user(&arg->pt_id, &attach.pt_id, sizeof(attach.pt_id))) {
		device->ops->detach_ioas(device);
		ret = -EFAULT;
	}
	mutex_unlock(&device->dev_set->lock);
	return ret;
}

int vfio_df_ioctl_detach_pt(struct vfio_device_file *df,
			    struct vfio_device_detach_iommufd_pt __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_detach_iommufd_pt, flags);
	struct vfio_device *device = df->device;
	struct vfio_device_detach_iommufd_pt detach;

	if (copy_from_user(&detach, arg, minsz))
		return -EFAULT;
	if (detach.argsz < minsz || detach.flags)
		return -EINVAL;

	mutex_lock(&device->dev_set->lock);
	device->ops->detach_ioas(device);
	mutex_unlock(&device->dev_set->lock);
	return 0;
}

static char *vfio_device_devnode(const struct device *dev, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "vfio/devices/%s", dev_name(dev));
}

int vfio_cdev_init(struct class *device_class)
{
	device_class->devnode = vfio_device_devnode;
	return alloc_chrdev_region(&device_devt, 0, MINORMASK + 1, "vfio-dev");
}

void vfio_cdev_cleanup(void)
{
	unregister_chrdev_region(device_devt, MINORMASK + 1);
}
