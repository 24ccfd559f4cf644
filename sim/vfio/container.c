// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * container.c - /dev/vfio/vfio: an I/O address space that groups are put into
 *
 * The file grants nothing by itself. A group brings the privilege in with it, so the iommu
 * driver comes with VFIO_SET_IOMMU after the first group and goes with the last group.
 *
 * Invariants, under container->group_lock (W to change):
 *  C1  iommu_driver and iommu_data are set together, and only while group_list is not empty.
 *  C2  Every group on group_list is attached to iommu_data if there is one, owns its DMA if it
 *      is a real group, and holds a reference.
 *  C3  Groups without an IOMMU (noiommu) are never mixed with others.
 *
 * Locking: group->group_lock -> container->group_lock -> vfio.iommu_drivers_lock.
 */
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/miscdevice.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "container.h"

static struct vfio {
	struct list_head	iommu_drivers_list;
	struct mutex		iommu_drivers_lock;
} vfio;

static void *vfio_noiommu_open(unsigned long arg)
{
	if (arg != VFIO_NOIOMMU_IOMMU)
		return ERR_PTR(-EINVAL);
	if (!capable(CAP_SYS_RAWIO))
		return ERR_PTR(-EPERM);
	return NULL;
}

static void vfio_noiommu_release(void *iommu_data)
{
}

static long vfio_noiommu_ioctl(void *iommu_data, unsigned int cmd, unsigned long arg)
{
	if (cmd == VFIO_CHECK_EXTENSION)
		return vfio_noiommu && arg == VFIO_NOIOMMU_IOMMU;
	return -ENOTTY;
}

static int vfio_noiommu_attach_group(void *iommu_data, struct iommu_group *iommu_group,
				     enum vfio_group_type type)
{
	return 0;
}

static void vfio_noiommu_detach_group(void *iommu_data, struct iommu_group *iommu_group)
{
}

static const struct vfio_iommu_driver_ops vfio_noiommu_ops = {
	.name = "vfio-noiommu",
	.owner = THIS_MODULE,
	.open = vfio_noiommu_open,
	.release = vfio_noiommu_release,
	.ioctl = vfio_noiommu_ioctl,
	.attach_group = vfio_noiommu_attach_group,
	.detach_group = vfio_noiommu_detach_group,
};

/* C3 */
static bool vfio_iommu_driver_allowed(struct vfio_container *container,
				      const struct vfio_iommu_driver *driver)
{
	return container->noiommu == (driver->ops == &vfio_noiommu_ops);
}

static struct vfio_iommu_driver *vfio_find_iommu_driver(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *driver;

	list_for_each_entry(driver, &vfio.iommu_drivers_list, vfio_next)
		if (driver->ops == ops)
			return driver;
	return NULL;
}

int vfio_register_iommu_driver(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *driver;
	bool known;

	if (WARN_ON(!ops->register_device != !ops->unregister_device))
		return -EINVAL;

	driver = kzalloc(sizeof(*driver), GFP_KERNEL);
	if (!driver)
		return -ENOMEM;
	driver->ops = ops;

	mutex_lock(&vfio.iommu_drivers_lock);
	known = vfio_find_iommu_driver(ops);
	if (!known)
		list_add(&driver->vfio_next, &vfio.iommu_drivers_list);
	mutex_unlock(&vfio.iommu_drivers_lock);

	if (known)
		kfree(driver);
	return known ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(vfio_register_iommu_driver);

void vfio_unregister_iommu_driver(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *driver;

	mutex_lock(&vfio.iommu_drivers_lock);
	driver = vfio_find_iommu_driver(ops);
	if (driver)
		list_del(&driver->vfio_next);
	mutex_unlock(&vfio.iommu_drivers_lock);
	kfree(driver);
}
EXPORT_SYMBOL_GPL(vfio_unregister_iommu_driver);

static void vfio_container_release(struct kref *kref)
{
	struct vfio_container *container = container_of(kref, struct vfio_container, kref);

	kfree(container);
}

void vfio_container_get(struct vfio_container *container)
{
	kref_get(&container->kref);
}

void vfio_container_put(struct vfio_container *container)
{
	kref_put(&container->kref, vfio_container_release);
}

/* Before SET_IOMMU: is there a driver that could? */
static long vfio_drivers_check_extension(struct vfio_container *container, unsigned long arg)
{
	struct vfio_iommu_driver *driver;
	long ret = 0;

	mutex_lock(&vfio.iommu_drivers_lock);
	list_for_each_entry(driver, &vfio.iommu_drivers_list, vfio_next) {
		if (!list_empty(&container->group_list) &&
		    !vfio_iommu_driver_allowed(container, driver))
			continue;
		if (!try_module_get(driver->ops->owner))
			continue;
		ret = driver->ops->ioctl(NULL, VFIO_CHECK_EXTENSION, arg);
		module_put(driver->ops->owner);
		if (ret > 0)
			break;
	}
	mutex_unlock(&vfio.iommu_drivers_lock);
	return ret;
}

static long vfio_container_ioctl_check_extension(struct vfio_container *container,
						 unsigned long arg)
{
	struct vfio_iommu_driver *driver;
	long ret;

	down_read(&container->group_lock);
	driver = container->iommu_driver;
	if (driver)
		ret = driver->ops->ioctl(container->iommu_data, VFIO_CHECK_EXTENSION, arg);
	else
		ret = vfio_drivers_check_extension(container, arg);
	up_read(&container->group_lock);
	return ret;
}

static int __vfio_container_attach_groups(struct vfio_container *container,
					  struct vfio_iommu_driver *driver, void *data)
{
	struct vfio_group *group;
	int ret = -ENODEV;

	list_for_each_entry(group, &container->group_list, container_next) {
		ret = driver->ops->attach_group(data, group->iommu_group, group->type);
		if (ret)
			goto out_detach;
	}
	return ret;

out_detach:
	list_for_each_entry_continue_reverse(group, &container->group_list, container_next)
		driver->ops->detach_group(data, group->iommu_group);
	return ret;
}

/* Let @driver serve @container as the type @arg; its module stays on success. */
static int vfio_container_try_driver(struct vfio_container *container,
				     struct vfio_iommu_driver *driver, unsigned long arg)
{
	const struct vfio_iommu_driver_ops *ops = driver->ops;
	void *data;
	int ret;

	data = ops->open(arg);
	if (IS_ERR(data))
		return PTR_ERR(data);

	ret = __vfio_container_attach_groups(container, driver, data);
	if (ret) {
		ops->release(data);
		return ret;
	}
	container->iommu_driver = driver;
	container->iommu_data = data;
	return 0;
}

static long vfio_ioctl_set_iommu(struct vfio_container *container, unsigned long arg)
{
	struct vfio_iommu_driver *driver;
	long ret = -ENODEV;

	down_write(&container->group_lock);
	if (list_empty(&container->group_list) || container->iommu_driver) {
		up_write(&container->group_lock);
		return -EINVAL;
	}

	mutex_lock(&vfio.iommu_drivers_lock);
	list_for_each_entry(driver, &vfio.iommu_drivers_list, vfio_next) {
		if (!vfio_iommu_driver_allowed(container, driver))
			continue;
		if (!try_module_get(driver->ops->owner))
			continue;
		if (driver->ops->ioctl(NULL, VFIO_CHECK_EXTENSION, arg) > 0) {
			ret = vfio_container_try_driver(container, driver, arg);
			if (!ret)
				break;
		}
		module_put(driver->ops->owner);
	}
	mutex_unlock(&vfio.iommu_drivers_lock);

	up_write(&container->group_lock);
	return ret;
}

static long vfio_fops_unl_ioctl(struct file *filep, unsigned int cmd, unsigned long arg)
{
	struct vfio_container *container = filep->private_data;
	struct vfio_iommu_driver *driver;

	if (!container)
		return -EINVAL;

	switch (cmd) {
	case VFIO_GET_API_VERSION:
		return VFIO_API_VERSION;
	case VFIO_CHECK_EXTENSION:
		return vfio_container_ioctl_check_extension(container, arg);
	case VFIO_SET_IOMMU:
		return vfio_ioctl_set_iommu(container, arg);
	}

	/*
	 * Without group_lock, as in Linux: a group that leaves at this moment takes iommu_data
	 * with it. Linux has no fix for it either.
	 */
	driver = container->iommu_driver;
	if (!driver)
		return -EINVAL;
	return driver->ops->ioctl(container->iommu_data, cmd, arg);
}

static int vfio_fops_open(struct inode *inode, struct file *filep)
{
	struct vfio_container *container;

	container = kzalloc(sizeof(*container), GFP_KERNEL_ACCOUNT);
	if (!container)
		return -ENOMEM;

	INIT_LIST_HEAD(&container->group_list);
	init_rwsem(&container->group_lock);
	kref_init(&container->kref);
	filep->private_data = container;
	return 0;
}

static int vfio_fops_release(struct inode *inode, struct file *filep)
{
	struct vfio_container *container = filep->private_data;

	/* Groups that are in it keep it, and everything that is mapped. */
	filep->private_data = NULL;
	vfio_container_put(container);
	return 0;
}

static const struct file_operations vfio_fops = {
	.owner		= THIS_MODULE,
	.open		= vfio_fops_open,
	.release	= vfio_fops_release,
	.unlocked_ioctl	= vfio_fops_unl_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

struct vfio_container *vfio_container_from_file(struct file *file)
{
	struct vfio_container *container;

	if (file->f_op != &vfio_fops)
		return NULL;
	container = file->private_data;
	WARN_ON(!container);	/* our caller's reference keeps release away */
	return container;
}

static struct miscdevice vfio_dev = {
	.minor = VFIO_MINOR,
	.name = "vfio",
	.fops = &vfio_fops,
	.nodename = "vfio/vfio",
	.mode = 0666,
};

/* C2 for a group that comes in: DMA ownership, then the mappings there are. */
static int vfio_container_claim_group(struct vfio_container *container, struct vfio_group *group)
{
	struct vfio_iommu_driver *driver = container->iommu_driver;
	int ret = 0;

	if (group->type == VFIO_IOMMU) {
		ret = iommu_group_claim_dma_owner(group->iommu_group, group);
		if (ret)
			return ret;
	}
	if (driver)
		ret = driver->ops->attach_group(container->iommu_data, group->iommu_group,
						group->type);
	if (ret && group->type == VFIO_IOMMU)
		iommu_group_release_dma_owner(group->iommu_group);
	return ret;
}

int vfio_container_attach_group(struct vfio_container *container, struct vfio_group *group)
{
	bool noiommu = group->type == VFIO_NO_IOMMU;
	int ret;

	if (!variant(vfio_container_users_atomic))
		lockdep_assert_held(&group->group_lock);

	if (noiommu && !capable(CAP_SYS_RAWIO))
		return -EPERM;

	down_write(&container->group_lock);
	if (!list_empty(&container->group_list) && container->noiommu != noiommu)
		ret = -EPERM;
	else
		ret = vfio_container_claim_group(container, group);
	if (!ret) {
		vfio_container_get(container);
		group->container = container;
		group->container_users = 1;
		container->noiommu = noiommu;
		list_add(&group->container_next, &container->group_list);
	}
	up_write(&container->group_lock);
	return ret;
}

void vfio_group_detach_container(struct vfio_group *group)
{
	struct vfio_container *container = group->container;
	struct vfio_iommu_driver *driver;

	if (!variant(vfio_container_users_atomic)) {
		lockdep_assert_held(&group->group_lock);
		WARN_ON(group->container_users != 1);
	}

	down_write(&container->group_lock);
	driver = container->iommu_driver;
	if (driver)
		driver->ops->detach_group(container->iommu_data, group->iommu_group);
	if (group->type == VFIO_IOMMU)
		iommu_group_release_dma_owner(group->iommu_group);

	group->container = NULL;
	if (!variant(vfio_container_users_atomic))
		group->container_users = 0;
	list_del(&group->container_next);

	/* C1: no privilege is left in there. */
	if (driver && list_empty(&container->group_list)) {
		driver->ops->release(container->iommu_data);
		module_put(driver->ops->owner);
		container->iommu_driver = NULL;
		container->iommu_data = NULL;
	}
	up_write(&container->group_lock);

	vfio_container_put(container);
}

int vfio_group_use_container(struct vfio_group *group)
{
	lockdep_assert_held(&group->group_lock);

	if (!group->container->iommu_driver)	/* SET_IOMMU is still to come */
		return -EINVAL;
	if (group->type == VFIO_NO_IOMMU && !capable(CAP_SYS_RAWIO))
		return -EPERM;

	get_file(group->opened_file);
	group->container_users++;
	return 0;
}

void vfio_group_unuse_container(struct vfio_group *group)
{
	lockdep_assert_held(&group->group_lock);

	WARN_ON(group->container_users <= 1);
	group->container_users--;
	fput(group->opened_file);
}

int vfio_container_init(void)
{
	int ret;

	mutex_init(&vfio.iommu_drivers_lock);
	INIT_LIST_HEAD(&vfio.iommu_drivers_list);

	ret = misc_register(&vfio_dev);
	if (ret)
		return ret;

	ret = vfio_register_iommu_driver(&vfio_noiommu_ops);
	if (ret)
		misc_deregister(&vfio_dev);
	return ret;
}

void vfio_container_cleanup(void)
{
	vfio_unregister_iommu_driver(&vfio_noiommu_ops);
	misc_deregister(&vfio_dev);
	mutex_destroy(&vfio.iommu_drivers_lock);
}
