// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_file.c - the file of a device, whichever way it was opened
 *
 * Invariants:
 *  F1  open_count is the number of files with access, all under dev_set->lock: the first runs
 *      ->open_device(), the last ->close_device().
 *  F2  access_granted is set once, after F1 holds for the file; a call that sees it set may use
 *      the device without a lock until the file is released.
 */
#include <linux/bug.h>
#include <linux/compat.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio.h"

DEFINE_VARIANT(vfio_df_close_unbalanced, "vfio-df-close-unbalanced",
	       "reverts 982ddd59ed97, b25e271b3779 (v6.17)",
	       "a failed open is closed again, and closing does not look at open_count (V12)");

bool vfio_assert_device_open(struct vfio_device *device)
{
	return !WARN_ON_ONCE(!READ_ONCE(device->open_count));
}

struct vfio_device_file *vfio_allocate_device_file(struct vfio_device *device)
{
	struct vfio_device_file *df = kzalloc(sizeof(*df), GFP_KERNEL_ACCOUNT);

	if (!df)
		return ERR_PTR(-ENOMEM);
	df->device = device;
	spin_lock_init(&df->kvm_ref_lock);
	return df;
}

static void vfio_df_unuse_iommu(struct vfio_device_file *df)
{
	if (df->iommufd)
		vfio_df_iommufd_unbind(df);
	else
		vfio_device_group_unuse_iommu(df->device);
}

static int vfio_df_device_first_open(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;
	int ret;

	lockdep_assert_held(&device->dev_set->lock);

	if (!try_module_get(device->dev->driver->owner))
		return -ENODEV;

	if (df->iommufd)
		ret = vfio_df_iommufd_bind(df);
	else
		ret = vfio_device_group_use_iommu(device);
	if (ret)
		goto out_module;

	if (device->ops->open_device) {
		ret = device->ops->open_device(device);
		if (ret)
			goto out_iommu;
	}
	return 0;

out_iommu:
	vfio_df_unuse_iommu(df);
out_module:
	module_put(device->dev->driver->owner);
	return ret;
}

static void vfio_df_device_last_close(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;

	lockdep_assert_held(&device->dev_set->lock);

	if (device->ops->close_device)
		device->ops->close_device(device);
	vfio_df_unuse_iommu(df);
	module_put(device->dev->driver->owner);
}

int vfio_df_open(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;
	int ret;

	lockdep_assert_held(&device->dev_set->lock);

	/* A second opener of the node has no group that would vouch for it. */
	if (device->open_count && !df->group)
		return -EINVAL;

	device->open_count++;
	if (device->open_count > 1)
		return 0;

	ret = vfio_df_device_first_open(df);
	if (ret)
		device->open_count--;
	return ret;
}

void vfio_df_close(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;

	lockdep_assert_held(&device->dev_set->lock);

	if (!vfio_assert_device_open(device) && !variant(vfio_df_close_unbalanced))
		return;
	if (device->open_count == 1)
		vfio_df_device_last_close(df);
	device->open_count--;
}

static int vfio_device_fops_release(struct inode *inode, struct file *filep)
{
	struct vfio_device_file *df = filep->private_data;
	struct vfio_device *device = df->device;

	if (df->group)
		vfio_df_group_close(df);
	else
		vfio_df_unbind_iommufd(df);

	/* Last: unregistration, and with it the driver's remove, may go on from here. */
	vfio_device_put_registration(device);
	kfree(df);
	return 0;
}

/* Drivers without power management callbacks are never suspended. */
static int vfio_device_pm_runtime_get(struct vfio_device *device)
{
	struct device *dev = device->dev;
	int ret;

	if (!dev->driver || !dev->driver->pm)
		return 0;

	ret = pm_runtime_resume_and_get(dev);
	if (ret) {
		dev_info_ratelimited(dev, "vfio: runtime resume failed %d\n", ret);
		return -EIO;
	}
	return 0;
}

static void vfio_device_pm_runtime_put(struct vfio_device *device)
{
	struct device *dev = device->dev;

	if (dev->driver && dev->driver->pm)
		pm_runtime_put(dev);
}

/* F2, reader's side: pairs with the smp_store_release() after vfio_df_open(). */
static bool vfio_df_has_access(struct vfio_device_file *df)
{
	return smp_load_acquire(&df->access_granted);
}

static long vfio_df_ioctl(struct vfio_device_file *df, unsigned int cmd, unsigned long arg)
{
	struct vfio_device *device = df->device;
	void __user *uptr = (void __user *)arg;

	if (!df->group && cmd == VFIO_DEVICE_ATTACH_IOMMUFD_PT)
		return vfio_df_ioctl_attach_pt(df, uptr);
	if (!df->group && cmd == VFIO_DEVICE_DETACH_IOMMUFD_PT)
		return vfio_df_ioctl_detach_pt(df, uptr);
	if (cmd == VFIO_DEVICE_FEATURE)
		return vfio_ioctl_device_feature(device, uptr);
	if (!device->ops->ioctl)
		return -EINVAL;
	return device->ops->ioctl(device, cmd, arg);
}

static long vfio_device_fops_unl_ioctl(struct file *filep, unsigned int cmd, unsigned long arg)
{
	struct vfio_device_file *df = filep->private_data;
	long ret;

	if (cmd == VFIO_DEVICE_BIND_IOMMUFD)
		return vfio_df_ioctl_bind_iommufd(df, (void __user *)arg);

	if (!vfio_df_has_access(df))
		return -EINVAL;

	ret = vfio_device_pm_runtime_get(df->device);
	if (ret)
		return ret;
	ret = vfio_df_ioctl(df, cmd, arg);
	vfio_device_pm_runtime_put(df->device);
	return ret;
}

static ssize_t vfio_device_fops_read(struct file *filep, char __user *buf, size_t count,
				     loff_t *ppos)
{
	struct vfio_device_file *df = filep->private_data;
	struct vfio_device *device = df->device;

	if (!vfio_df_has_access(df) || !device->ops->read)
		return -EINVAL;
	return device->ops->read(device, buf, count, ppos);
}

static ssize_t vfio_device_fops_write(struct file *filep, const char __user *buf, size_t count,
				      loff_t *ppos)
{
	struct vfio_device_file *df = filep->private_data;
	struct vfio_device *device = df->device;

	if (!vfio_df_has_access(df) || !device->ops->write)
		return -EINVAL;
	return device->ops->write(device, buf, count, ppos);
}

static int vfio_device_fops_mmap(struct file *filep, struct vm_area_struct *vma)
{
	struct vfio_device_file *df = filep->private_data;
	struct vfio_device *device = df->device;

	if (!vfio_df_has_access(df) || !device->ops->mmap)
		return -EINVAL;
	return device->ops->mmap(device, vma);
}

const struct file_operations vfio_device_fops = {
	.owner		= THIS_MODULE,
	.open		= vfio_device_fops_cdev_open,
	.release	= vfio_device_fops_release,
	.read		= vfio_device_fops_read,
	.write		= vfio_device_fops_write,
	.unlocked_ioctl	= vfio_device_fops_unl_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.mmap		= vfio_device_fops_mmap,
};

static struct vfio_device *vfio_device_from_file(struct file *file)
{
	struct vfio_device_file *df = file->private_data;

	return file->f_op == &vfio_device_fops ? df->device : NULL;
}

bool vfio_file_is_valid(struct file *file)
{
	return vfio_group_from_file(file) || vfio_device_from_file(file);
}
EXPORT_SYMBOL_GPL(vfio_file_is_valid);

bool vfio_file_enforced_coherent(struct file *file)
{
	struct vfio_group *group = vfio_group_from_file(file);
	struct vfio_device *device;

	if (group)
		return vfio_group_enforced_coherent(group);

	device = vfio_device_from_file(file);
	return !device || device_iommu_capable(device->dev, IOMMU_CAP_ENFORCE_CACHE_COHERENCY);
}
EXPORT_SYMBOL_GPL(vfio_file_enforced_coherent);

static void vfio_device_file_set_kvm(struct file *file, struct kvm *kvm)
{
	struct vfio_device_file *df = file->private_data;

	/* The device gets it when the file is bound, see vfio_df_ioctl_bind_iommufd(). */
	spin_lock(&df->kvm_ref_lock);
	df->kvm = kvm;
	spin_unlock(&df->kvm_ref_lock);
}

void vfio_file_set_kvm(struct file *file, struct kvm *kvm)
{
	struct vfio_group *group = vfio_group_from_file(file);

	if (group)
		vfio_group_set_kvm(group, kvm);
	if (vfio_device_from_file(file))
		vfio_device_file_set_kvm(file, kvm);
}
EXPORT_SYMBOL_GPL(vfio_file_set_kvm);
