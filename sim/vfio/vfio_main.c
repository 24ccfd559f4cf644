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
#include <linux/kernel.h>
#include <linux/mount.h>
#include <linux/printk.h>
#include <linux/pseudo_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "kernel/waits_user.h"

#include "vfio.h"

#define VFIO_MAGIC	0x5646494f	/* "VFIO" */
#define REQUEST_PERIOD	(10 * HZ)

static struct vfio {
	struct class	*device_class;
	struct ida	device_ida;
	/* the pseudo file system of our inodes, mounted while there is one */
	struct vfsmount	*vfs_mount;
	int		fs_count;
} vfio;

bool vfio_noiommu;
module_param_named(enable_unsafe_noiommu_mode, vfio_noiommu, bool, 0644);

DEFINE_VARIANT(vfio_device_put_unlocked, "vfio-device-put-unlocked", "reverts 90b1253e4139 (v3.7)",
	       "lookups take a reference blindly, of devices whose last put has been (V09)");
DEFINE_VARIANT(vfio_set_outlives_device, "vfio-set-outlives-device", "Linux 6.12 and later",
	       "a device that is gone is in its set as long as its node is being opened or closed");

void vfio_device_put_registration(struct vfio_device *device)
{
	bool last = refcount_dec_and_test(&device->refcount);

	if (last)
		complete(&device->comp);
}

bool vfio_device_try_get_registration(struct vfio_device *device)
{
	refcount_t *count = &device->refcount;

	if (!variant(vfio_device_put_unlocked))
		return refcount_inc_not_zero(count);
	refcount_inc(count);
	return true;
}

static int vfio_fs_init(struct fs_context *fc)
{
	if (!init_pseudo(fc, VFIO_MAGIC))
		return -ENOMEM;
	return 0;
}

static struct file_system_type vfio_fs = {
	.owner			= THIS_MODULE,
	.name			= "vfio",
	.kill_sb		= kill_anon_super,
	.init_fs_context	= vfio_fs_init,
};

static void vfio_fs_unpin(void)
{
	simple_release_fs(&vfio.vfs_mount, &vfio.fs_count);
}

/* An inode of its own per device: one unmap_mapping_range() then reaches all its mappings. */
static int device_inode_alloc(struct vfio_device *vdev)
{
	struct inode *fresh;
	int err = simple_pin_fs(&vfio_fs, &vfio.vfs_mount, &vfio.fs_count);

	if (err)
		return err;
	fresh = alloc_anon_inode(vfio.vfs_mount->mnt_sb);
	if (IS_ERR(fresh)) {
		vfio_fs_unpin();
		return PTR_ERR(fresh);
	}
	vdev->inode = fresh;
	return 0;
}

static void device_inode_free(struct vfio_device *vdev)
{
	iput(vdev->inode);
	vfio_fs_unpin();
}

static void device_index_free(struct vfio_device *vdev)
{
	ida_free(&vfio.device_ida, vdev->index);
}

/* The last reference of device->device is gone. The driver's part goes before what it stands on. */
static void vfio_device_release(struct device *node)
{
	struct vfio_device *vdev = container_of(node, struct vfio_device, device);

	vfio_release_device_set(vdev);
	device_index_free(vdev);
	if (vdev->ops->release)
		vdev->ops->release(vdev);
	device_inode_free(vdev);
	kvfree(vdev);
}

/* With an inode, and then whatever the driver adds to the object. */
static int device_init_contents(struct vfio_device *vdev)
{
	int err = device_inode_alloc(vdev);

	if (err || !vdev->ops->init)
		return err;
	err = vdev->ops->init(vdev);
	if (err)
		device_inode_free(vdev);
	return err;
}

/* From here on put_device() frees it, through vfio_device_release(). */
static void device_init_node(struct vfio_device *vdev)
{
	struct device *node = &vdev->device;

	device_initialize(node);
	node->parent = vdev->dev;
	node->class = vfio.device_class;
	node->release = vfio_device_release;
}

static int device_init(struct vfio_device *device)
{
	int err, index = ida_alloc_max(&vfio.device_ida, MINORMASK, GFP_KERNEL);

	if (index < 0)
		return index;
	device->index = index;
	init_completion(&device->comp);

	err = device_init_contents(device);
	if (!err) {
		device_init_node(device);
		return 0;
	}
	vfio_release_device_set(device);	/* ->init() may have assigned one */
	device_index_free(device);
	return err;
}

struct vfio_device *_vfio_alloc_device(size_t size, struct device *dev,
				       const struct vfio_device_ops *ops)
{
	struct vfio_device *fresh;
	int err;

	if (WARN_ON(size < sizeof(*fresh)))	/* the driver's struct begins with ours */
		return ERR_PTR(-EINVAL);
	fresh = kvzalloc(size, GFP_KERNEL);
	if (!fresh)
		return ERR_PTR(-ENOMEM);

	fresh->ops = ops;
	fresh->dev = dev;
	err = device_init(fresh);
	if (!err)
		return fresh;
	kvfree(fresh);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_GPL(_vfio_alloc_device);

/* An iommufd may come to any device, so each driver says what is to be done then. */
static bool ops_know_iommufd(const struct vfio_device_ops *ops)
{
	return ops->bind_iommufd && ops->unbind_iommufd && ops->attach_ioas && ops->detach_ioas;
}

/* User space cannot restore coherency, so a device whose DMA lacks it is not let in. */
static bool dma_is_coherent(struct vfio_device *vdev, enum vfio_group_type type)
{
	if (type != VFIO_IOMMU || vfio_device_is_noiommu(vdev))
		return true;
	return device_iommu_capable(vdev->dev, IOMMU_CAP_CACHE_COHERENCY);
}

/* A device that no reset shares with others is a set by itself. Then it needs a name. */
static int device_set_and_name(struct vfio_device *vdev)
{
	int err = vdev->dev_set ? 0 : vfio_assign_device_set(vdev, vdev);

	return err ? err : dev_set_name(&vdev->device, "vfio%d", vdev->index);
}

static int vfio_device_register(struct vfio_device *vdev, enum vfio_group_type type)
{
	int err;

	if (WARN_ON(!ops_know_iommufd(vdev->ops)))
		return -EINVAL;
	err = device_set_and_name(vdev);
	if (err)
		return err;
	err = vfio_device_set_group(vdev, type);
	if (err)
		return err;

	err = dma_is_coherent(vdev, type) ? vfio_device_add(vdev) : -EINVAL;
	if (err) {
		vfio_device_remove_group(vdev);
		return err;
	}

	/* D1 begins: neither node nor list gives the device out before. */
	refcount_set(&vdev->refcount, 1);
	vfio_device_group_register(vdev);
	vfio_device_debugfs_init(vdev);
	return 0;
}

int vfio_register_group_dev(struct vfio_device *device)
{
	return vfio_device_register(device, VFIO_IOMMU);
}
EXPORT_SYMBOL_GPL(vfio_register_group_dev);

int vfio_register_emulated_iommu_dev(struct vfio_device *device)
{
	return vfio_device_register(device, VFIO_EMULATED_IOMMU);
}
EXPORT_SYMBOL_GPL(vfio_register_emulated_iommu_dev);

/*
 * Is the last file gone, within one period? A signal does not end the wait, for there is no way
 * back; it only makes us say whom we wait for, once.
 */
static bool device_is_free(struct vfio_device *vdev, bool *signalled)
{
	struct completion *unused = &vdev->comp;
	long left;

	if (*signalled)
		return wait_for_completion_timeout(unused, REQUEST_PERIOD) > 0;
	left = wait_for_completion_interruptible_timeout(unused, REQUEST_PERIOD);
	if (left < 0) {
		*signalled = true;
		dev_warn(vdev->dev, "%s (%d) cannot go on before user space closes the device\n",
			 current->comm, task_pid_nr(current));
	}
	return left > 0;
}

/* Ask for the device, and again every ten seconds, until its last file is gone. */
static void device_wait_unused(struct vfio_device *vdev)
{
	bool signalled = false;
	unsigned int times = 0;

	if (try_wait_for_completion(&vdev->comp))
		return;
	user_wait_begin("closes the device");
	do {
		if (vdev->ops->request)
			vdev->ops->request(vdev, times++);
	} while (!device_is_free(vdev, &signalled));
	user_wait_end();
}

/* No new open by name, then none by node; those that are open stay. */
static void device_hide(struct vfio_device *vdev)
{
	if (!variant(vfio_device_put_unlocked))
		vfio_device_group_unregister(vdev);
	vfio_device_debugfs_exit(vdev);
	vfio_device_del(vdev);
}

void vfio_unregister_group_dev(struct vfio_device *device)
{
	device_hide(device);
	vfio_group_nb_add_unbound(device->group, device->dev);

	vfio_device_put_registration(device);	/* ours, D1 */
	device_wait_unused(device);
	if (variant(vfio_device_put_unlocked))
		vfio_device_group_unregister(device);

	vfio_device_remove_group(device);
	/* Whoever is inside its node keeps it for a while, but not what it is a device of. */
	if (!variant(vfio_set_outlives_device))
		vfio_release_device_set(device);
}
EXPORT_SYMBOL_GPL(vfio_unregister_group_dev);

static void device_class_exit(void)
{
	class_destroy(vfio.device_class);
	vfio.device_class = NULL;
}

/* What the devices' nodes need: a class, and numbers. */
static int device_nodes_init(void)
{
	struct class *cls = class_create("vfio-dev");
	int err;

	if (IS_ERR(cls))
		return PTR_ERR(cls);
	vfio.device_class = cls;
	err = vfio_cdev_init(cls);
	if (err)
		device_class_exit();
	return err;
}

static void device_nodes_exit(void)
{
	vfio_cdev_cleanup();
	device_class_exit();
}

/* The parts of the core: each stands on those before it. */
static const struct {
	int	(*init)(void);
	void	(*exit)(void);
} parts[] = {
	{ vfio_group_init,	vfio_group_cleanup },
	{ vfio_virqfd_init,	vfio_virqfd_exit },
	{ device_nodes_init,	device_nodes_exit },
};

static void parts_exit(unsigned int count)
{
	while (count--)
		parts[count].exit();
}

static int __init vfio_init(void)
{
	unsigned int i;
	int err;

	ida_init(&vfio.device_ida);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].init();
		if (err) {
			parts_exit(i);
			return err;
		}
	}
	vfio_debugfs_create_root();
	return 0;
}

static void __exit vfio_cleanup(void)
{
	vfio_debugfs_remove_root();
	ida_destroy(&vfio.device_ida);
	parts_exit(ARRAY_SIZE(parts));
	vfio_noiommu = false;
}

module_init(vfio_init);
module_exit(vfio_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: devices for user space");
