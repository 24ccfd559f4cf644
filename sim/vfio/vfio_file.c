// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_file.c - the file of a device, whichever way it was opened
 *
 * Invariants:
 *  F1  open_count is the number of files with access, all under dev_set->lock: the first runs
 *      ->open_device(), the last ->close_device().
 *  F2  access_granted is set once, after F1 holds for the file; a call that sees it set may use
 *      the device without a lock until the file is released.
 *  F3  The first file says what translates the device's DMA, until the last one is closed:
 *      its group may leave an iommufd meanwhile, and enter a container.
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
DEFINE_VARIANT(vfio_follows_group, "vfio-follows-group", "Linux 6.2 to 6.12 and later",
	       "a device in an iommufd is closed, and pins, where its group is by then");

bool vfio_assert_device_open(struct vfio_device *device)
{
	bool open = READ_ONCE(device->open_count) != 0;

	WARN_ON_ONCE(!open);
	return open;
}

struct vfio_device_file *vfio_allocate_device_file(struct vfio_device *device)
{
	struct vfio_device_file *df;

	df = kzalloc(sizeof(*df), GFP_KERNEL_ACCOUNT);
	if (df) {
		spin_lock_init(&df->kvm_ref_lock);
		df->device = device;
	}
	return df ? df : ERR_PTR(-ENOMEM);
}

static struct module *driver_module(const struct vfio_device *vdev)
{
	return vdev->dev->driver->owner;
}

/* DMA of an open device is translated: by its iommufd, or by what its group is in. */
static int address_space_get(struct vfio_device_file *df)
{
	df->device->by_iommufd = df->iommufd != NULL;
	return df->iommufd ? vfio_df_iommufd_bind(df) : vfio_device_group_use_iommu(df->device);
}

/* F3: the last file need not be the first. */
static void address_space_put(struct vfio_device_file *df)
{
	if (variant(vfio_follows_group) ? df->iommufd != NULL : df->device->by_iommufd)
		vfio_df_iommufd_unbind(df);
	else
		vfio_device_group_unuse_iommu(df->device);
}

static int driver_open(struct vfio_device *vdev)
{
	return vdev->ops->open_device ? vdev->ops->open_device(vdev) : 0;
}

static void driver_close(struct vfio_device *vdev)
{
	if (vdev->ops->close_device)
		vdev->ops->close_device(vdev);
}

static int first_open(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	int err;

	if (!try_module_get(driver_module(vdev)))
		return -ENODEV;

	err = address_space_get(df);
	if (!err) {
		err = driver_open(vdev);
		if (err)
			address_space_put(df);
	}
	if (err)
		module_put(driver_module(vdev));
	return err;
}

static void last_close(struct vfio_device_file *df)
{
	driver_close(df->device);
	address_space_put(df);
	module_put(driver_module(df->device));
}

int vfio_df_open(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	int err;

	lockdep_assert_held(&vdev->dev_set->lock);

	if (vdev->open_count) {
		/* A second opener of the node has no group that would vouch for it. */
		if (!df->group)
			return -EINVAL;
		vdev->open_count++;
		return 0;
	}

	vdev->open_count = 1;	/* before ->open_device(), which may pin pages */
	err = first_open(df);
	if (err)
		vdev->open_count = 0;
	return err;
}

void vfio_df_close(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	bool open;

	lockdep_assert_held(&vdev->dev_set->lock);

	open = vfio_assert_device_open(vdev);
	if (!open && !variant(vfio_df_close_unbalanced))
		return;
	if (vdev->open_count == 1)
		last_close(df);
	vdev->open_count--;
}

static int vfio_device_release_file(struct inode *inode, struct file *file)
{
	struct vfio_device_file *df = file->private_data;

	if (!df->group)
		vfio_df_unbind_iommufd(df);
	else
		vfio_df_group_close(df);

	/* Last: unregistration, and with it the driver's remove, may go on from here. */
	vfio_device_put_registration(df->device);
	kfree(df);
	return 0;
}

/* Drivers without power management callbacks are never suspended. */
static bool may_be_suspended(const struct device *dev)
{
	return dev->driver && READ_ONCE(dev->driver->pm);	/* pairs with let_sleep() */
}

static int wake_up_device(struct device *dev)
{
	int err = may_be_suspended(dev) ? pm_runtime_resume_and_get(dev) : 0;

	if (!err)
		return 0;
	dev_info_ratelimited(dev, "vfio: the device does not wake up (%d)\n", err);
	return -EIO;
}

static void let_device_sleep(struct device *dev)
{
	if (may_be_suspended(dev))
		pm_runtime_put(dev);
}

/* F2, reader's side: pairs with the smp_store_release() after vfio_df_open(). */
static bool vfio_df_has_access(struct vfio_device_file *df)
{
	return smp_load_acquire(&df->access_granted);
}

/* The driver sees what is none of the core's business. */
static long dispatch(struct vfio_device_file *df, unsigned int cmd, unsigned long arg)
{
	const struct vfio_device_ops *ops = df->device->ops;
	void __user *uarg = (void __user *)arg;
	bool own_node = !df->group;

	if (cmd == VFIO_DEVICE_FEATURE)
		return vfio_ioctl_device_feature(df->device, uarg);
	if (cmd == VFIO_DEVICE_ATTACH_IOMMUFD_PT && own_node)
		return vfio_df_ioctl_attach_pt(df, uarg);
	if (cmd == VFIO_DEVICE_DETACH_IOMMUFD_PT && own_node)
		return vfio_df_ioctl_detach_pt(df, uarg);
	return ops->ioctl ? ops->ioctl(df->device, cmd, arg) : -EINVAL;
}

/* Binding is what gives access; all else needs it, and a device that is awake. */
static long vfio_device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vfio_device_file *df = file->private_data;
	long ret;

	if (cmd == VFIO_DEVICE_BIND_IOMMUFD)
		return vfio_df_ioctl_bind_iommufd(df, (void __user *)arg);
	if (!vfio_df_has_access(df))
		return -EINVAL;

	ret = wake_up_device(df->device->dev);
	if (!ret) {
		ret = dispatch(df, cmd, arg);
		let_device_sleep(df->device->dev);
	}
	return ret;
}

/* The device behind @file, or NULL if its user may not touch it (yet). */
static struct vfio_device *accessible(struct file *file)
{
	struct vfio_device_file *df = file->private_data;

	return vfio_df_has_access(df) ? df->device : NULL;
}

static ssize_t vfio_device_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	struct vfio_device *vdev = accessible(file);

	if (!vdev || !vdev->ops->read)
		return -EINVAL;
	return vdev->ops->read(vdev, to, size, pos);
}

static ssize_t vfio_device_write(struct file *file, const char __user *from, size_t size,
				 loff_t *pos)
{
	struct vfio_device *vdev = accessible(file);

	if (!vdev || !vdev->ops->write)
		return -EINVAL;
	return vdev->ops->write(vdev, from, size, pos);
}

static int vfio_device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vfio_device *vdev = accessible(file);

	if (!vdev || !vdev->ops->mmap)
		return -EINVAL;
	return vdev->ops->mmap(vdev, vma);
}

const struct file_operations vfio_device_fops = {
	.owner		= THIS_MODULE,
	.open		= vfio_device_fops_cdev_open,
	.mmap		= vfio_device_mmap,
	.read		= vfio_device_read,
	.write		= vfio_device_write,
	.compat_ioctl	= compat_ptr_ioctl,
	.unlocked_ioctl	= vfio_device_ioctl,
	.release	= vfio_device_release_file,
};

/* NULL if @file is not a device's. */
static struct vfio_device_file *df_from_file(struct file *file)
{
	bool ours = file->f_op == &vfio_device_fops;

	return ours ? file->private_data : NULL;
}

bool vfio_file_is_valid(struct file *file)
{
	return df_from_file(file) || vfio_group_from_file(file);
}
EXPORT_SYMBOL_GPL(vfio_file_is_valid);

/* What is no file of ours has no device that could break the promise. */
bool vfio_file_enforced_coherent(struct file *file)
{
	struct vfio_device_file *df = df_from_file(file);
	struct vfio_group *grp = vfio_group_from_file(file);

	if (grp)
		return vfio_group_enforced_coherent(grp);
	if (df)
		return device_iommu_capable(df->device->dev, IOMMU_CAP_ENFORCE_CACHE_COHERENCY);
	return true;
}
EXPORT_SYMBOL_GPL(vfio_file_enforced_coherent);

/* The device gets it when the file is bound, see vfio_df_ioctl_bind_iommufd(). */
static void df_set_kvm(struct vfio_device_file *df, struct kvm *kvm)
{
	spin_lock(&df->kvm_ref_lock);
	df->kvm = kvm;
	spin_unlock(&df->kvm_ref_lock);
}

void vfio_file_set_kvm(struct file *file, struct kvm *kvm)
{
	struct vfio_device_file *df = df_from_file(file);
	struct vfio_group *grp = vfio_group_from_file(file);

	if (grp)
		vfio_group_set_kvm(grp, kvm);
	else if (df)
		df_set_kvm(df, kvm);
}
EXPORT_SYMBOL_GPL(vfio_file_set_kvm);
