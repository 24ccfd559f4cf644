// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * group_device.c - devices opened through their group: VFIO_GROUP_GET_DEVICE_FD
 *
 * Invariant:
 *  G1  An open device keeps its group open: group->opened_file is referenced once per device
 *      that is in use, so the group's release finds none.
 */
#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vfio.h"

/* 1: @name means this one, 0: it does not. Without an ->match() a device goes by its bus name. */
static int device_goes_by(struct vfio_device *candidate, char *name)
{
	const struct vfio_device_ops *ops = candidate->ops;

	return ops->match ? ops->match(candidate, name) : !strcmp(dev_name(candidate->dev), name);
}

/*
 * The device that @name means, its registration held. One that is on its way out does not end
 * the search: its successor may be on the list already, under the same name.
 */
static struct vfio_device *group_pick_device(struct vfio_group *grp, char *name)
{
	struct vfio_device *candidate;
	int verdict;

	list_for_each_entry(candidate, &grp->device_list, group_next) {
		verdict = device_goes_by(candidate, name);
		if (verdict < 0)
			return ERR_PTR(verdict);
		if (verdict && vfio_device_try_get_registration(candidate))
			return candidate;
	}
	return ERR_PTR(-ENODEV);
}

static struct vfio_device *group_get_device(struct vfio_group *grp, char __user *uname)
{
	struct vfio_device *picked;
	char *name = strndup_user(uname, PAGE_SIZE);

	if (IS_ERR(name))
		return ERR_CAST(name);
	mutex_lock(&grp->device_lock);
	picked = group_pick_device(grp, name);
	mutex_unlock(&grp->device_lock);
	kfree(name);
	return picked;
}

/* Without an IOMMU, whoever set up translation must not believe that it is in force. */
static bool noiommu_open_allowed(struct vfio_device *vdev, struct iommufd_ctx *ictx)
{
	return capable(CAP_SYS_RAWIO) && !vfio_iommufd_device_has_compat_ioas(vdev, ictx);
}

/* The first file of a device that is behind an iommufd also gives it an address space. */
static int df_attach_first(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	int err;

	if (!df->iommufd || vdev->open_count != 1)
		return 0;
	err = vfio_iommufd_compat_attach_ioas(vdev, df->iommufd);
	if (err)
		vfio_df_close(df);
	return err;
}

static int df_open_locked(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	bool first = !vdev->open_count;
	int err;

	if (first)
		vfio_device_group_get_kvm_safe(vdev);

	df->iommufd = vdev->group->iommufd;
	if (first && df->iommufd && vfio_device_is_noiommu(vdev) &&
	    !noiommu_open_allowed(vdev, df->iommufd))
		return -EPERM;

	err = vfio_df_open(df);
	if (err && variant(vfio_df_close_unbalanced))
		vfio_df_close(df);
	if (!err)
		err = df_attach_first(df);
	if (!err)	/* pairs with vfio_df_has_access(), which then sees all of the above */
		smp_store_release(&df->access_granted, true);
	return err;
}

static int df_open(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	int err;

	vfio_device_group_lock(vdev);
	err = vfio_group_has_iommu(vdev->group) ? df_open_locked(df) : -EINVAL;
	if (err)
		df->iommufd = NULL;
	vfio_device_group_unlock(vdev);
	return err;
}

void vfio_df_group_close(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;

	vfio_device_group_lock(vdev);
	vfio_df_close(df);
	df->iommufd = NULL;
	vfio_device_group_unlock(vdev);
}

/* An anonymous file for @df, which is open. */
static struct file *df_wrap(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;
	struct file *file = anon_inode_getfile("[vfio-device]", &vfio_device_fops, df, O_RDWR);

	if (IS_ERR(file))
		return file;
	/* All mappings of the device are found through its own inode, not the anonymous one. */
	file->f_mapping = vdev->inode->i_mapping;
	/* Regions are addressed by offset, which anonymous files do not allow by themselves. */
	file->f_mode |= FMODE_PREAD | FMODE_PWRITE;

	if (vfio_device_is_noiommu(vdev))
		dev_warn(vdev->dev, "opened by %s (%d), with nothing to hold its DMA back\n",
			 current->comm, task_pid_nr(current));
	return file;
}

static struct file *device_open_file(struct vfio_device *vdev)
{
	struct vfio_device_file *df = vfio_allocate_device_file(vdev);
	struct file *file;
	int err;

	if (IS_ERR(df))
		return ERR_CAST(df);
	df->group = vdev->group;

	err = df_open(df);
	if (err) {
		file = ERR_PTR(err);
	} else {
		file = df_wrap(df);
		if (IS_ERR(file))
			vfio_df_group_close(df);
	}
	if (IS_ERR(file))
		kfree(df);
	return file;
}

/* A number for the open device. The number goes out last: from then on user space may close it. */
static int device_open_fd(struct vfio_device *vdev)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	if (fd < 0)
		return fd;
	file = device_open_file(vdev);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

int vfio_group_ioctl_get_device_fd(struct vfio_group *group, char __user *arg)
{
	struct vfio_device *vdev = group_get_device(group, arg);
	int fd;

	if (IS_ERR(vdev))
		return PTR_ERR(vdev);

	fd = device_open_fd(vdev);
	if (fd < 0)	/* no file to put it in vfio_device_fops_release() */
		vfio_device_put_registration(vdev);
	return fd;
}

int vfio_device_group_use_iommu(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;
	int err = -EINVAL;

	lockdep_assert_held(&grp->group_lock);

	if (!WARN_ON(!grp->container))
		err = vfio_group_use_container(grp);
	if (!err)
		vfio_device_container_register(device);
	return err;
}

void vfio_device_group_unuse_iommu(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;

	lockdep_assert_held(&grp->group_lock);

	if (!WARN_ON(!grp->container)) {
		vfio_device_container_unregister(device);
		vfio_group_unuse_container(grp);
	}
}

/* Of a device that is open. */
bool vfio_device_has_container(struct vfio_device *device)
{
	return variant(vfio_follows_group) ? device->group->container != NULL
					   : !device->by_iommufd;
}
