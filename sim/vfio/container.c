// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * container.c - /dev/vfio/vfio: an I/O address space that groups are put into
 *
 * The file grants nothing by itself. A group brings the privilege in with it, so the iommu
 * driver comes with VFIO_SET_IOMMU after the first group and goes with the last group.
 *
 * C1 to C3 are in container.h.
 *
 * Locking: container->group_lock -> vfio.iommu_drivers_lock.
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

#include "kernel/hooks.h"
#include "kernel/variant.h"

#include "container.h"

DEFINE_VARIANT(vfio_container_ioctl_unlocked, "vfio-container-ioctl-unlocked",
	       "Linux 6.12 and later",
	       "a container's IOMMU driver serves calls while the last group takes its data away");

DEFINE_VARIANT(vfio_iommu_driver_first, "vfio-iommu-driver-first", "Linux 6.12 and later",
	       "who opens a device sees a container's IOMMU driver before its data is there");

static struct vfio {
	struct mutex		iommu_drivers_lock;
	struct list_head	iommu_drivers_list;	/* iommu_drivers_lock */
} vfio;

/*
 * What serves a container of devices without an IOMMU: it translates nothing and keeps nothing,
 * but it asks for the privilege that such devices need.
 */
static void *noiommu_open(unsigned long arg)
{
	if (arg == VFIO_NOIOMMU_IOMMU)
		return capable(CAP_SYS_RAWIO) ? NULL : ERR_PTR(-EPERM);
	return ERR_PTR(-EINVAL);
}

static void noiommu_release(void *data)
{
}

static long noiommu_ioctl(void *data, unsigned int cmd, unsigned long arg)
{
	if (cmd != VFIO_CHECK_EXTENSION)
		return -ENOTTY;
	return arg == VFIO_NOIOMMU_IOMMU && vfio_noiommu;
}

static int noiommu_attach(void *data, struct iommu_group *iog, enum vfio_group_type type)
{
	return 0;
}

static void noiommu_detach(void *data, struct iommu_group *iog)
{
}

static const struct vfio_iommu_driver_ops noiommu_ops = {
	.owner		= THIS_MODULE,
	.name		= "vfio-noiommu",
	.open		= noiommu_open,
	.release	= noiommu_release,
	.attach_group	= noiommu_attach,
	.detach_group	= noiommu_detach,
	.ioctl		= noiommu_ioctl,
};

static struct vfio_iommu_driver *driver_of(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *pos;

	lockdep_assert_held(&vfio.iommu_drivers_lock);
	list_for_each_entry(pos, &vfio.iommu_drivers_list, vfio_next)
		if (pos->ops == ops)
			return pos;
	return NULL;
}

int vfio_register_iommu_driver(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *fresh;
	int err = 0;

	/* Who is told of devices that come must be told when they go. */
	if (WARN_ON((ops->register_device != NULL) != (ops->unregister_device != NULL)))
		return -EINVAL;
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	fresh->ops = ops;

	mutex_lock(&vfio.iommu_drivers_lock);
	if (driver_of(ops))
		err = -EINVAL;
	else
		list_add(&fresh->vfio_next, &vfio.iommu_drivers_list);
	mutex_unlock(&vfio.iommu_drivers_lock);

	if (err)
		kfree(fresh);
	return err;
}
EXPORT_SYMBOL_GPL(vfio_register_iommu_driver);

void vfio_unregister_iommu_driver(const struct vfio_iommu_driver_ops *ops)
{
	struct vfio_iommu_driver *old;

	mutex_lock(&vfio.iommu_drivers_lock);
	old = driver_of(ops);
	if (old)
		list_del(&old->vfio_next);
	mutex_unlock(&vfio.iommu_drivers_lock);
	kfree(old);
}
EXPORT_SYMBOL_GPL(vfio_unregister_iommu_driver);

static void container_free(struct kref *kref)
{
	kfree(container_of(kref, struct vfio_container, kref));
}

void vfio_container_get(struct vfio_container *container)
{
	kref_get(&container->kref);
}

void vfio_container_put(struct vfio_container *container)
{
	kref_put(&container->kref, container_free);
}

/* C3 */
static bool driver_suits(const struct vfio_iommu_driver *drv, const struct vfio_container *cont)
{
	bool for_noiommu = drv->ops == &noiommu_ops;

	return for_noiommu == cont->noiommu;
}

/* A driver knows the extensions it has without a container to look at, too. */
static long driver_ask(const struct vfio_iommu_driver *drv, void *data, unsigned long extension)
{
	return drv->ops->ioctl(data, VFIO_CHECK_EXTENSION, extension);
}

/* Before SET_IOMMU: the first good answer that any driver has, or else the last one. */
static long drivers_ask(struct vfio_container *cont, unsigned long extension)
{
	bool open_to_all = list_empty(&cont->group_list);
	struct vfio_iommu_driver *drv;
	long answer = 0;

	mutex_lock(&vfio.iommu_drivers_lock);
	list_for_each_entry(drv, &vfio.iommu_drivers_list, vfio_next) {
		if (!open_to_all && !driver_suits(drv, cont))
			continue;
		if (!try_module_get(drv->ops->owner))
			continue;
		answer = driver_ask(drv, NULL, extension);
		module_put(drv->ops->owner);
		if (answer > 0)
			break;
	}
	mutex_unlock(&vfio.iommu_drivers_lock);
	return answer;
}

static long ioctl_check_extension(struct vfio_container *cont, unsigned long extension)
{
	long answer;

	down_read(&cont->group_lock);
	answer = cont->iommu_driver ? driver_ask(cont->iommu_driver, cont->iommu_data, extension)
				    : drivers_ask(cont, extension);
	up_read(&cont->group_lock);
	return answer;
}

/* C2 for all groups that are in it, or for none. */
static int attach_all(struct vfio_container *cont, const struct vfio_iommu_driver_ops *ops,
		      void *data)
{
	struct vfio_group *grp;
	int err = -ENODEV;

	list_for_each_entry(grp, &cont->group_list, container_next) {
		err = ops->attach_group(data, grp->iommu_group, grp->type);
		if (err)
			break;
	}
	if (err)
		list_for_each_entry_continue_reverse(grp, &cont->group_list, container_next)
			ops->detach_group(data, grp->iommu_group);
	return err;
}

/* Does it suit, and can it do what @type asks for? Its module is held then. */
static bool driver_volunteers(struct vfio_iommu_driver *drv, struct vfio_container *cont,
			      unsigned long type)
{
	if (!driver_suits(drv, cont) || !try_module_get(drv->ops->owner))
		return false;
	if (driver_ask(drv, NULL, type) > 0)
		return true;
	module_put(drv->ops->owner);
	return false;
}

/* A device is opened without our lock. */
static void driver_publish(struct vfio_container *cont, struct vfio_iommu_driver *drv, void *data)
{
	if (variant(vfio_iommu_driver_first)) {
		cont->iommu_driver = drv;
		hook_point(EX_WRITE, &cont->iommu_data);
		cont->iommu_data = data;
		return;
	}
	cont->iommu_data = data;
	/* pairs with vfio_container_driver() */
	smp_store_release(&cont->iommu_driver, drv);
}

static int driver_install(struct vfio_iommu_driver *drv, struct vfio_container *cont,
			  unsigned long type)
{
	const struct vfio_iommu_driver_ops *ops = drv->ops;
	void *data = ops->open(type);
	int err;

	if (IS_ERR(data))
		return PTR_ERR(data);
	err = attach_all(cont, ops, data);
	if (err) {
		ops->release(data);
		return err;
	}
	driver_publish(cont, drv, data);
	return 0;
}

static int container_find_driver(struct vfio_container *cont, unsigned long type)
{
	struct vfio_iommu_driver *drv;
	int err = -ENODEV;

	mutex_lock(&vfio.iommu_drivers_lock);
	list_for_each_entry(drv, &vfio.iommu_drivers_list, vfio_next) {
		if (!driver_volunteers(drv, cont, type))
			continue;
		err = driver_install(drv, cont, type);
		if (!err)
			break;
		module_put(drv->ops->owner);
	}
	mutex_unlock(&vfio.iommu_drivers_lock);
	return err;
}

/* C1: with a group in it, and once. */
static int ioctl_set_iommu(struct vfio_container *cont, unsigned long type)
{
	int err = -EINVAL;

	down_write(&cont->group_lock);
	if (!cont->iommu_driver && !list_empty(&cont->group_list))
		err = container_find_driver(cont, type);
	up_write(&cont->group_lock);
	return err;
}

static long driver_ioctl(struct vfio_container *cont, unsigned int cmd, unsigned long arg)
{
	struct vfio_iommu_driver *drv = cont->iommu_driver;

	if (!drv)
		return -EINVAL;
	return drv->ops->ioctl(cont->iommu_data, cmd, arg);
}

/* Calls that are the driver's. A group that leaves, because it is empty, takes iommu_data along. */
static long pass_on(struct vfio_container *cont, unsigned int cmd, unsigned long arg)
{
	long ret;

	if (variant(vfio_container_ioctl_unlocked))
		return driver_ioctl(cont, cmd, arg);
	down_read(&cont->group_lock);
	ret = driver_ioctl(cont, cmd, arg);
	up_read(&cont->group_lock);
	return ret;
}

static long vfio_container_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vfio_container *cont = file->private_data;

	if (!cont)
		return -EINVAL;
	if (cmd == VFIO_GET_API_VERSION)
		return VFIO_API_VERSION;
	if (cmd == VFIO_CHECK_EXTENSION)
		return ioctl_check_extension(cont, arg);
	if (cmd == VFIO_SET_IOMMU)
		return ioctl_set_iommu(cont, arg);
	return pass_on(cont, cmd, arg);
}

static int vfio_container_open(struct inode *inode, struct file *file)
{
	struct vfio_container *container = kzalloc(sizeof(*container), GFP_KERNEL_ACCOUNT);

	if (!container)
		return -ENOMEM;
	kref_init(&container->kref);
	init_rwsem(&container->group_lock);
	INIT_LIST_HEAD(&container->group_list);
	file->private_data = container;
	return 0;
}

/* Groups that are in it keep it, and everything that is mapped. */
static int vfio_container_release(struct inode *inode, struct file *file)
{
	vfio_container_put(file->private_data);
	file->private_data = NULL;
	return 0;
}

static const struct file_operations container_fops = {
	.owner		= THIS_MODULE,
	.compat_ioctl	= compat_ptr_ioctl,
	.unlocked_ioctl	= vfio_container_ioctl,
	.open		= vfio_container_open,
	.release	= vfio_container_release,
};

struct vfio_container *vfio_container_from_file(struct file *filep)
{
	bool ours = filep->f_op == &container_fops;

	if (!ours)
		return NULL;
	WARN_ON(!filep->private_data);	/* our caller's reference keeps release away */
	return filep->private_data;
}

static struct miscdevice container_node = {
	.name		= "vfio",
	.nodename	= "vfio/vfio",
	.minor		= VFIO_MINOR,
	.mode		= 0666,
	.fops		= &container_fops,
};

int vfio_container_init(void)
{
	int err;

	INIT_LIST_HEAD(&vfio.iommu_drivers_list);
	mutex_init(&vfio.iommu_drivers_lock);

	err = misc_register(&container_node);
	if (err)
		return err;
	err = vfio_register_iommu_driver(&noiommu_ops);
	if (err)
		misc_deregister(&container_node);
	return err;
}

void vfio_container_cleanup(void)
{
	vfio_unregister_iommu_driver(&noiommu_ops);
	misc_deregister(&container_node);
	mutex_destroy(&vfio.iommu_drivers_lock);
}
