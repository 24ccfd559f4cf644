// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_older.c - what our drivers ask of a VFIO core of 6.12 and older ones do not have, and what
 * our reports ask of any: that it says when it waits for user space
 */
#include <linux/anon_inodes.h>
#include <linux/cache.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vfio.h>

#include "core/file.h"
#include "kernel/waits_user.h"

/* vfio_unregister_group_dev() waits for it with the device lock held, ten seconds at a time. */
static const char *ends_wait(const char *completion)
{
	return strcmp(completion, "&device->comp") ? NULL : "closes the device";
}

static void __attribute__((constructor)) name_waits(void)
{
	user_wait_named = ends_wait;
}

#if KSIM_HOST_VERSION < 6002

#undef vfio_register_iommu_driver
#undef vfio_unregister_iommu_driver
#undef _vfio_alloc_device
#include <hosted/vfio_private.h>

/* Our type1's operations, with the tree's room for more behind them. */
static struct vfio_iommu_driver_ops type1_ops;

int hosted_register_iommu_driver(const void *ops);
void hosted_unregister_iommu_driver(const void *ops);

int hosted_register_iommu_driver(const void *ops)
{
	memcpy(&type1_ops, ops, offsetof(struct vfio_iommu_driver_ops, group_iommu_domain));
	return vfio_register_iommu_driver(&type1_ops);
}

void hosted_unregister_iommu_driver(const void *ops)
{
	vfio_unregister_iommu_driver(&type1_ops);
	memset(&type1_ops, 0, sizeof(type1_ops));
}

/* Drivers freed their devices themselves; ours leave it to the core, and use the inode. */
struct self_freeing {
	struct vfio_device_ops		ops;
	const struct vfio_device_ops	*driver;
};

static void release_and_free(struct vfio_device *device)
{
	struct self_freeing *own = container_of(device->ops, struct self_freeing, ops);

	if (own->driver->release)
		own->driver->release(device);
	vfio_free_device(device);
	kfree(own);
}

struct vfio_device *hosted_alloc_device(size_t size, struct device *dev,
					const struct vfio_device_ops *ops)
{
	struct self_freeing *own = kmalloc(sizeof(*own), GFP_KERNEL);
	struct vfio_device *device;

	if (!own)
		return ERR_PTR(-ENOMEM);
	own->ops = *ops;
	own->ops.release = release_and_free;
	own->driver = ops;
	device = _vfio_alloc_device(size, dev, &own->ops);
	if (IS_ERR(device)) {
		kfree(own);
		return device;
	}
	inode_init(&device->hosted_inode, S_IRUSR | S_IWUSR);
	device->inode = &device->hosted_inode;
	return device;
}

struct vfio_device *vfio_find_device_in_devset(struct vfio_device_set *dev_set,
					       struct device *dev)
{
	struct vfio_device *device;

	lockdep_assert_held(&dev_set->lock);
	list_for_each_entry(device, &dev_set->device_list, dev_set_list)
		if (device->dev == dev)
			return device;
	return NULL;
}

/* Files of a device share a mapping, so that its driver can zap them all. */
struct file *hosted_device_file(const char *name, const struct file_operations *fops, void *priv,
				int flags)
{
	struct file *file = anon_inode_getfile(name, fops, priv, flags);
	struct vfio_device *device = priv;

	if (IS_ERR(file))
		return file;
	if (device->inode)	/* not if a hosted driver allocated it */
		file->f_mapping = device->inode->i_mapping;
	return file;
}

#endif
