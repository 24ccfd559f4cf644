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

bool vfio_group_has_iommu(struct vfio_group *group)
{
	lockdep_assert_held(&group->group_lock);

	WARN_ON(!group->container != !group->container_users);	/* O2 */
	return group->container || group->iommufd;
}

static void vfio_group_put_iommufd(struct vfio_group *group)
{
	if (group->iommufd)
		iommufd_ctx_put(group->iommufd);
	group->iommufd = NULL;
}

static int vfio_group_ioctl_unset_container(struct vfio_group *group)
{
	int ret = 0;

	if (variant(vfio_container_users_atomic))
		return vfio_group_unset_container_atomic(group);

	mutex_lock(&group->group_lock);
	if (!vfio_group_has_iommu(group)) {
		ret = -EINVAL;
	} else if (group->container && group->container_users != 1) {
		ret = -EBUSY;
	} else {
		if (group->container)
			vfio_group_detach_container(group);
		vfio_group_put_iommufd(group);
	}
	mutex_unlock(&group->group_lock);
	return ret;
}

/* An iommufd stands in for a container: its compatibility IOAS takes the mappings. */
static int vfio_group_set_iommufd(struct vfio_group *group, struct file *file)
{
	struct iommufd_ctx *iommufd = iommufd_ctx_from_file(file);
	int ret;

	if (IS_ERR(iommufd))
		return -EBADFD;	/* neither container nor iommufd */

	if (group->type == VFIO_NO_IOMMU)
		ret = iommufd_vfio_compat_set_no_iommu(iommufd);
	else
		ret = iommufd_vfio_compat_ioas_create(iommufd);
	if (ret) {
		iommufd_ctx_put(iommufd);
		return ret;
	}
	group->iommufd = iommufd;
	return 0;
}

static int vfio_group_set_container_file(struct vfio_group *group, struct file *file)
{
	struct vfio_container *container = vfio_container_from_file(file);
	int ret;

	if (container && variant(vfio_container_users_atomic))
		return vfio_group_set_container_atomic(group, container);

	mutex_lock(&group->group_lock);
	if (vfio_group_has_iommu(group))
		ret = -EINVAL;
	else if (!group->iommu_group)
		ret = -ENODEV;
	else if (container)
		ret = vfio_container_attach_group(container, group);
	else
		ret = vfio_group_set_iommufd(group, file);
	mutex_unlock(&group->group_lock);
	return ret;
}

static int vfio_group_ioctl_set_container(struct vfio_group *group, int __user *arg)
{
	struct fd f;
	int fd, ret;

	if (get_user(fd, arg))
		return -EFAULT;

	f = fdget(fd);
	if (!fd_file(f))
		return -EBADF;
	ret = vfio_group_set_container_file(group, fd_file(f));
	fdput(f);
	return ret;
}

static int vfio_group_ioctl_get_status(struct vfio_group *group,
				       struct vfio_group_status __user *arg)
{
	unsigned long minsz = offsetofend(struct vfio_group_status, flags);
	struct vfio_group_status status;
	bool gone;

	if (copy_from_user(&status, arg, minsz))
		return -EFAULT;
	if (status.argsz < minsz)
		return -EINVAL;
	status.flags = 0;

	/*
	 * A container claims DMA ownership when it is set, an iommufd only when a device is
	 * opened: for the latter "viable" is a hope, and GET_DEVICE_FD may still fail.
	 */
	mutex_lock(&group->group_lock);
	gone = !group->iommu_group;
	if (!gone && vfio_group_has_iommu(group))
		status.flags = VFIO_GROUP_FLAGS_CONTAINER_SET | VFIO_GROUP_FLAGS_VIABLE;
	else if (!gone && !iommu_group_dma_owner_claimed(group->iommu_group))
		status.flags = VFIO_GROUP_FLAGS_VIABLE;
	mutex_unlock(&group->group_lock);

	if (gone)
		return -ENODEV;
	return copy_to_user(arg, &status, minsz) ? -EFAULT : 0;
}

static long vfio_group_fops_unl_ioctl(struct file *filep, unsigned int cmd, unsigned long arg)
{
	struct vfio_group *group = filep->private_data;
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VFIO_GROUP_GET_DEVICE_FD:
		return vfio_group_ioctl_get_device_fd(group, uarg);
	case VFIO_GROUP_GET_STATUS:
		return vfio_group_ioctl_get_status(group, uarg);
	case VFIO_GROUP_SET_CONTAINER:
		return vfio_group_ioctl_set_container(group, uarg);
	case VFIO_GROUP_UNSET_CONTAINER:
		return vfio_group_ioctl_unset_container(group);
	default:
		return -ENOTTY;
	}
}

int vfio_device_block_group(struct vfio_device *device)
{
	struct vfio_group *group = device->group;
	int ret = 0;

	mutex_lock(&group->group_lock);
	if (group->opened_file)
		ret = -EBUSY;
	else
		group->cdev_device_open_cnt++;
	mutex_unlock(&group->group_lock);
	return ret;
}

void vfio_device_unblock_group(struct vfio_device *device)
{
	struct vfio_group *group = device->group;

	mutex_lock(&group->group_lock);
	group->cdev_device_open_cnt--;
	mutex_unlock(&group->group_lock);
}

static int vfio_group_fops_open(struct inode *inode, struct file *filep)
{
	struct vfio_group *group = container_of(inode->i_cdev, struct vfio_group, cdev);
	int ret = 0;

	mutex_lock(&group->group_lock);
	/* The node may be open()ed while its last device leaves; zero stays zero. */
	if (!refcount_read(&group->drivers)) {
		ret = -ENODEV;
	} else if (group->type == VFIO_NO_IOMMU && !capable(CAP_SYS_RAWIO)) {
		ret = -EPERM;
	} else if (group->cdev_device_open_cnt || group->opened_file) {
		ret = -EBUSY;
	} else {
		group->opened_file = filep;
		filep->private_data = group;
	}
	mutex_unlock(&group->group_lock);
	return ret;
}

static int vfio_group_fops_release(struct inode *inode, struct file *filep)
{
	struct vfio_group *group = filep->private_data;

	filep->private_data = NULL;

	mutex_lock(&group->group_lock);
	WARN_ON(group->notifier.head);
	if (group->container)
		vfio_group_detach_container(group);
	vfio_group_put_iommufd(group);
	group->opened_file = NULL;
	mutex_unlock(&group->group_lock);
	return 0;
}

const struct file_operations vfio_group_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= vfio_group_fops_unl_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.open		= vfio_group_fops_open,
	.release	= vfio_group_fops_release,
};

struct vfio_group *vfio_group_from_file(struct file *file)
{
	return file->f_op == &vfio_group_fops ? file->private_data : NULL;
}

/* Only the pSeries side of kvm asks for this, and there is none here. */
struct iommu_group *vfio_file_iommu_group(struct file *file)
{
	return NULL;
}
EXPORT_SYMBOL_GPL(vfio_file_iommu_group);

bool vfio_file_is_group(struct file *file)
{
	return vfio_group_from_file(file);
}
EXPORT_SYMBOL_GPL(vfio_file_is_group);

bool vfio_file_has_dev(struct file *file, struct vfio_device *device)
{
	struct vfio_group *group = vfio_group_from_file(file);

	return group && group == device->group;
}
EXPORT_SYMBOL_GPL(vfio_file_has_dev);

bool vfio_group_enforced_coherent(struct vfio_group *group)
{
	struct vfio_device *device;
	bool ret = true;

	mutex_lock(&group->device_lock);
	list_for_each_entry(device, &group->device_list, group_next) {
		ret = device_iommu_capable(device->dev, IOMMU_CAP_ENFORCE_CACHE_COHERENCY);
		if (!ret)
			break;
	}
	mutex_unlock(&group->device_lock);
	return ret;
}
