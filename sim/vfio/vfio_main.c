// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_main.c - the life of a vfio_device: allocate, register, unregister, release
 *
 * Invariants:
 *  D1  device->refcount is 1 from registration to unregistration, plus one per open file and per
 *      lookup in flight; what takes it from zero is a bug, so lookups use inc_not_zero.
 *  D2  comp completes once, when refcount reaches zero. Only unregistration waits for it.
 *  D3  The memory lives until the last reference of device->device, which the driver puts after
 *      unregistration.
 *
 * Unregistration runs from a driver's remove, under device_lock, and waits for user space without
 * a bound: whoever holds a file of the device must never need device_lock to let go of it.
 */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/mount.h>
#include <linux/printk.h>
#include <linux/pseudo_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "vfio.h"

#define VFIO_MAGIC	0x5646494f	/* "VFIO" */

static struct vfio {
	struct class	*device_class;
	struct ida	device_ida;
	struct vfsmount	*vfs_mount;
	int		fs_count;
} vfio;

bool vfio_noiommu;
module_param_named(enable_unsafe_noiommu_mode, vfio_noiommu, bool, 0644);

DEFINE_VARIANT(vfio_device_put_unlocked, "vfio-device-put-unlocked", "reverts 90b1253e4139 (v3.7)",
	       "lookups take a reference blindly, of devices whose last put has been (V09)");

void vfio_device_put_registration(struct vfio_device *device)
{
	if (refcount_dec_and_test(&device->refcount))
		complete(&device->comp);
}

bool vfio_device_try_get_registration(struct vfio_device *device)
{
	if (variant(vfio_device_put_unlocked)) {
		refcount_inc(&device->refcount);
		return true;
	}
	return refcount_inc_not_zero(&device->refcount);
}

static int vfio_fs_init_fs_context(struct fs_context *fc)
{
	return init_pseudo(fc, VFIO_MAGIC) ? 0 : -ENOMEM;
}

static struct file_system_type vfio_fs_type = {
	.name = "vfio",
	.owner = THIS_MODULE,
	.init_fs_context = vfio_fs_init_fs_context,
	.kill_sb = kill_anon_super,
};

/* An inode of its own per device: one unmap_mapping_range() then reaches all its mappings. */
static struct inode *vfio_fs_inode_new(void)
{
	struct inode *inode;
	int ret;

	ret = simple_pin_fs(&vfio_fs_type, &vfio.vfs_mount, &vfio.fs_count);
	if (ret)
		return ERR_PTR(ret);

	inode = alloc_anon_inode(vfio.vfs_mount->mnt_sb);
	if (IS_ERR(inode))
		simple_release_fs(&vfio.vfs_mount, &vfio.fs_count);
	return inode;
}

static void vfio_fs_inode_free(struct inode *inode)
{
	iput(inode);
	simple_release_fs(&vfio.vfs_mount, &vfio.fs_count);
}

/* The last reference of device->device is gone. */
static void vfio_device_release(struct device *dev)
{
	struct vfio_device *device = container_of(dev, struct vfio_device, device);

	vfio_release_device_set(device);
	ida_free(&vfio.device_ida, device->index);
	if (device->ops->release)
		device->ops->release(device);
	vfio_fs_inode_free(device->inode);
	kvfree(device);
}

static int vfio_init_device(struct vfio_device *device, struct device *dev,
			    const struct vfio_device_ops *ops)
{
	int ret;

	ret = ida_alloc_max(&vfio.device_ida, MINORMASK, GFP_KERNEL);
	if (ret < 0)
		return ret;

	device->index = ret;
	init_completion(&device->comp);
	device->dev = dev;
	device->ops = ops;
	device->inode = vfio_fs_inode_new();
	if (IS_ERR(device->inode)) {
		ret = PTR_ERR(device->inode);
		goto out_index;
	}

	if (ops->init) {
		ret = ops->init(device);
		if (ret)
			goto out_inode;
	}

	device_initialize(&device->device);
	device->device.release = vfio_device_release;
	device->device.class = vfio.device_class;
	device->device.parent = device->dev;
	return 0;

out_inode:
	vfio_fs_inode_free(device->inode);
out_index:
	vfio_release_device_set(device);	/* ->init() may have assigned one */
	ida_free(&vfio.device_ida, device->index);
	return ret;
}

struct vfio_device *_vfio_alloc_device(size_t size, struct device *dev,
				       const struct vfio_device_ops *ops)
{
	struct vfio_device *device;
	int ret;

	if (WARN_ON(size < sizeof(struct vfio_device)))
		return ERR_PTR(-EINVAL);

	device = kvzalloc(size, GFP_KERNEL);
	if (!device)
		return ERR_PTR(-ENOMEM);

	ret = vfio_init_device(device, dev, ops);
	if (ret) {
		kvfree(device);
		return ERR_PTR(ret);
	}
	return device;
}
EXPORT_SYMBOL_GPL(_vfio_alloc_device);

/* User space cannot restore coherency, so a device whose DMA lacks it is not let in. */
static bool vfio_device_coherent(struct vfio_device *device, enum vfio_group_type type)
{
	return type != VFIO_IOMMU || vfio_device_is_noiommu(device) ||
	       device_iommu_capable(device->dev, IOMMU_CAP_CACHE_COHERENCY);
}

static int __vfio_register_dev(struct vfio_device *device, enum vfio_group_type type)
{
	const struct vfio_device_ops *ops = device->ops;
	int ret;

	if (WARN_ON(!ops->bind_iommufd || !ops->unbind_iommufd || !ops->attach_ioas ||
		    !ops->detach_ioas))
		return -EINVAL;

	if (!device->dev_set) {
		ret = vfio_assign_device_set(device, device);
		if (ret)
			return ret;
	}

	ret = dev_set_name(&device->device, "vfio%d", device->index);
	if (ret)
		return ret;

	ret = vfio_device_set_group(device, type);
	if (ret)
		return ret;

	ret = -EINVAL;
	if (!vfio_device_coherent(device, type))
		goto out_group;

	ret = vfio_device_add(device);
	if (ret)
		goto out_group;

	/* D1 begins: neither node nor list gives the device out before. */
	refcount_set(&device->refcount, 1);
	vfio_device_group_register(device);
	vfio_device_debugfs_init(device);
	return 0;

out_group:
	vfio_device_remove_group(device);
	return ret;
}

int vfio_register_group_dev(struct vfio_device *device)
{
	return __vfio_register_dev(device, VFIO_IOMMU);
}
EXPORT_SYMBOL_GPL(vfio_register_group_dev);

int vfio_register_emulated_iommu_dev(struct vfio_device *device)
{
	return __vfio_register_dev(device, VFIO_EMULATED_IOMMU);
}
EXPORT_SYMBOL_GPL(vfio_register_emulated_iommu_dev);

/*
 * Ask for the device every ten seconds until its last file is gone. A signal does not end the
 * wait, for there is no way back; it only makes us say whom we wait for.
 */
static void vfio_device_wait_unused(struct vfio_device *device)
{
	bool interrupted = false;
	unsigned int i = 0;
	long rc;

	rc = try_wait_for_completion(&device->comp);
	while (rc <= 0) {
		if (device->ops->request)
			device->ops->request(device, i++);

		if (interrupted) {
			rc = wait_for_completion_timeout(&device->comp, HZ * 10);
			continue;
		}
		rc = wait_for_completion_interruptible_timeout(&device->comp, HZ * 10);
		if (rc < 0) {
			interrupted = true;
			dev_warn(device->dev, "Device is currently in use, task \"%s\" (%d) "
				 "blocked until device is released",
				 current->comm, task_pid_nr(current));
		}
	}
}

void vfio_unregister_group_dev(struct vfio_device *device)
{
	/* No new open by name, then none by node; those that are open stay. */
	if (!variant(vfio_device_put_unlocked))
		vfio_device_group_unregister(device);
	vfio_device_debugfs_exit(device);
	vfio_device_del(device);
	vfio_group_nb_add_unbound(device->group, device->dev);

	vfio_device_put_registration(device);
	vfio_device_wait_unused(device);
	if (variant(vfio_device_put_unlocked))
		vfio_device_group_unregister(device);

	vfio_device_remove_group(device);
}
EXPORT_SYMBOL_GPL(vfio_unregister_group_dev);

static int __init vfio_init(void)
{
	int ret;

	ida_init(&vfio.device_ida);

	ret = vfio_group_init();
	if (ret)
		return ret;

	ret = vfio_virqfd_init();
	if (ret)
		goto out_group;

	vfio.device_class = class_create("vfio-dev");
	if (IS_ERR(vfio.device_class)) {
		ret = PTR_ERR(vfio.device_class);
		goto out_virqfd;
	}

	ret = vfio_cdev_init(vfio.device_class);
	if (ret)
		goto out_class;

	vfio_debugfs_create_root();
	return 0;

out_class:
	class_destroy(vfio.device_class);
	vfio.device_class = NULL;
out_virqfd:
	vfio_virqfd_exit();
out_group:
	vfio_group_cleanup();
	return ret;
}

static void __exit vfio_cleanup(void)
{
	vfio_debugfs_remove_root();
	ida_destroy(&vfio.device_ida);
	vfio_cdev_cleanup();
	class_destroy(vfio.device_class);
	vfio.device_class = NULL;
	vfio_virqfd_exit();
	vfio_group_cleanup();
	vfio_noiommu = false;
}

module_init(vfio_init);
module_exit(vfio_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: devices for user space");
