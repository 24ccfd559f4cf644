// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * group_file.c - /dev/vfio/N: who owns a group, and the container it is in
 *
 * Invariants, all under group_lock:
 *  O1  opened_file is the one open file of the group, and excludes opens of its devices' own
 *      nodes, which cdev_device_open_cnt counts.
 *  O2  container is set exactly while container_users > 0: one for SET_CONTAINER, one for each
 *      device in use. At most one of container and iommufd is set.
 */
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <linux/lockdep.h>
#include <linux/uaccess.h>

#include "vfio.h"
#include "vfio_args.h"

bool vfio_group_has_iommu(struct vfio_group *group)
{
	const struct vfio_container *container = group->container;

	lockdep_assert_held(&group->group_lock);
	WARN_ON((container != NULL) != (group->container_users > 0));	/* O2 */
	return container || group->iommufd;
}

/* Out of the container, or away from the iommufd. Neither is asked whether it is still in use. */
static void group_leave(struct vfio_group *grp)
{
	struct iommufd_ctx *ictx = grp->iommufd;

	if (grp->container)
		vfio_group_detach_container(grp);
	grp->iommufd = NULL;
	if (ictx)
		iommufd_ctx_put(ictx);
}

static int group_unset(struct vfio_group *grp)
{
	if (!vfio_group_has_iommu(grp))
		return -EINVAL;
	if (grp->container && grp->container_users > 1)
		return -EBUSY;
	group_leave(grp);
	return 0;
}

static int ioctl_unset_container(struct vfio_group *grp)
{
	int err;

	if (variant(vfio_container_users_atomic))
		return vfio_group_unset_container_atomic(grp);
	mutex_lock(&grp->group_lock);
	err = group_unset(grp);
	mutex_unlock(&grp->group_lock);
	return err;
}

/* An iommufd stands in for a container: its compatibility IOAS takes the mappings. */
static int group_set_iommufd(struct vfio_group *grp, struct file *file)
{
	struct iommufd_ctx *ictx = iommufd_ctx_from_file(file);
	int err;

	if (IS_ERR(ictx))
		return -EBADFD;	/* neither container nor iommufd */

	err = grp->type == VFIO_NO_IOMMU ? iommufd_vfio_compat_set_no_iommu(ictx)
					 : iommufd_vfio_compat_ioas_create(ictx);
	if (err)
		iommufd_ctx_put(ictx);
	else
		grp->iommufd = ictx;
	return err;
}

static int group_set(struct vfio_group *grp, struct vfio_container *container, struct file *file)
{
	if (vfio_group_has_iommu(grp))
		return -EINVAL;
	if (!grp->iommu_group)	/* its last device has gone since it was opened */
		return -ENODEV;
	return container ? vfio_container_attach_group(container, grp)
			 : group_set_iommufd(grp, file);
}

static int group_set_file(struct vfio_group *grp, struct file *file)
{
	struct vfio_container *container = vfio_container_from_file(file);
	int err;

	if (container && variant(vfio_container_users_atomic))
		return vfio_group_set_container_atomic(grp, container);
	mutex_lock(&grp->group_lock);
	err = group_set(grp, container, file);
	mutex_unlock(&grp->group_lock);
	return err;
}

static int ioctl_set_container(struct vfio_group *grp, int __user *arg)
{
	int number, err = -EBADF;
	struct fd held;

	if (get_user(number, arg))
		return -EFAULT;
	held = fdget(number);
	if (fd_file(held)) {
		err = group_set_file(grp, fd_file(held));
		fdput(held);
	}
	return err;
}

/*
 * Flags of the group's status, or -ENODEV. A container claims DMA ownership when it is set, an
 * iommufd only when a device is opened: for the latter "viable" is a hope, and GET_DEVICE_FD may
 * still fail.
 */
static int group_status(struct vfio_group *grp)
{
	if (!grp->iommu_group)
		return -ENODEV;
	if (vfio_group_has_iommu(grp))
		return VFIO_GROUP_FLAGS_VIABLE | VFIO_GROUP_FLAGS_CONTAINER_SET;
	return iommu_group_dma_owner_claimed(grp->iommu_group) ? 0 : VFIO_GROUP_FLAGS_VIABLE;
}

static int ioctl_get_status(struct vfio_group *grp, struct vfio_group_status __user *arg)
{
	const size_t size = offsetofend(struct vfio_group_status, flags);
	struct vfio_group_status args;
	int ret = vfio_args_get(&args, arg, size, VFIO_ARGS_ANY_FLAGS);

	if (ret)
		return ret;
	mutex_lock(&grp->group_lock);
	ret = group_status(grp);
	mutex_unlock(&grp->group_lock);
	if (ret < 0)
		return ret;
	args.flags = ret;
	return vfio_args_put(arg, &args, size);
}

static long vfio_group_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct vfio_group *grp = file->private_data;
	void __user *uarg = (void __user *)arg;

	if (cmd == VFIO_GROUP_GET_STATUS)
		return ioctl_get_status(grp, uarg);
	if (cmd == VFIO_GROUP_SET_CONTAINER)
		return ioctl_set_container(grp, uarg);
	if (cmd == VFIO_GROUP_UNSET_CONTAINER)
		return ioctl_unset_container(grp);
	if (cmd == VFIO_GROUP_GET_DEVICE_FD)
		return vfio_group_ioctl_get_device_fd(grp, uarg);
	return -ENOTTY;
}

/* Keep the group's node closed while a device of it is open by its own node. */
int vfio_device_block_group(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;
	bool taken;

	mutex_lock(&grp->group_lock);
	taken = grp->opened_file;
	if (!taken)
		grp->cdev_device_open_cnt++;
	mutex_unlock(&grp->group_lock);
	return taken ? -EBUSY : 0;
}

void vfio_device_unblock_group(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;

	mutex_lock(&grp->group_lock);
	grp->cdev_device_open_cnt--;
	mutex_unlock(&grp->group_lock);
}

static int group_may_open(struct vfio_group *grp)
{
	lockdep_assert_held(&grp->group_lock);

	/* The node may be open()ed while its last device leaves; zero stays zero. */
	if (refcount_read(&grp->drivers) == 0)
		return -ENODEV;
	if (grp->type == VFIO_NO_IOMMU && !capable(CAP_SYS_RAWIO))
		return -EPERM;
	return grp->opened_file || grp->cdev_device_open_cnt ? -EBUSY : 0;	/* O1 */
}

static int vfio_group_open(struct inode *inode, struct file *file)
{
	struct vfio_group *grp = container_of(inode->i_cdev, struct vfio_group, cdev);
	int err;

	mutex_lock(&grp->group_lock);
	err = group_may_open(grp);
	if (!err) {
		file->private_data = grp;
		grp->opened_file = file;
	}
	mutex_unlock(&grp->group_lock);
	return err;
}

/* No device is in use: each would keep this file open. */
static int vfio_group_release(struct inode *inode, struct file *file)
{
	struct vfio_group *grp = file->private_data;

	mutex_lock(&grp->group_lock);
	WARN_ON(grp->notifier.head);
	group_leave(grp);
	grp->opened_file = NULL;
	mutex_unlock(&grp->group_lock);
	file->private_data = NULL;
	return 0;
}

const struct file_operations vfio_group_fops = {
	.owner		= THIS_MODULE,
	.open		= vfio_group_open,
	.release	= vfio_group_release,
	.compat_ioctl	= compat_ptr_ioctl,
	.unlocked_ioctl	= vfio_group_ioctl,
};

struct vfio_group *vfio_group_from_file(struct file *file)
{
	bool ours = file->f_op == &vfio_group_fops;

	return ours ? file->private_data : NULL;
}

/* Only the pSeries side of kvm asks for this, and there is none here. */
struct iommu_group *vfio_file_iommu_group(struct file *file)
{
	return NULL;
}
EXPORT_SYMBOL_GPL(vfio_file_iommu_group);

bool vfio_file_is_group(struct file *file)
{
	return vfio_group_from_file(file) != NULL;
}
EXPORT_SYMBOL_GPL(vfio_file_is_group);

bool vfio_file_has_dev(struct file *file, struct vfio_device *device)
{
	const struct vfio_group *grp = vfio_group_from_file(file);

	return grp && device->group == grp;
}
EXPORT_SYMBOL_GPL(vfio_file_has_dev);

static bool devices_enforce_coherency(struct vfio_group *grp)
{
	struct vfio_device *member;

	lockdep_assert_held(&grp->device_lock);
	list_for_each_entry(member, &grp->device_list, group_next)
		if (!device_iommu_capable(member->dev, IOMMU_CAP_ENFORCE_CACHE_COHERENCY))
			return false;
	return true;
}

bool vfio_group_enforced_coherent(struct vfio_group *group)
{
	bool all;

	mutex_lock(&group->device_lock);
	all = devices_enforce_coherency(group);
	mutex_unlock(&group->device_lock);
	return all;
}
