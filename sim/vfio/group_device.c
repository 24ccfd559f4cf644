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

/* Without an ->match() a device is called by its bus name. */
static int vfio_device_match(struct vfio_device *device, char *buf)
{
	if (device->ops->match)
		return device->ops->match(device, buf);
	return !strcmp(dev_name(device->dev), buf);
}

/* The device that @buf names, its registration held. */
static struct vfio_device *vfio_device_get_from_name(struct vfio_group *group, char *buf)
{
	struct vfio_device *it, *device = ERR_PTR(-ENODEV);
	int ret;

	mutex_lock(&group->device_lock);
	list_for_each_entry(it, &group->device_list, group_next) {
		ret = vfio_device_match(it, buf);
		if (ret < 0) {
			device = ERR_PTR(ret);
			break;
		}
		if (ret && vfio_device_try_get_registration(it)) {
			device = it;
			break;
		}
	}
	mutex_unlock(&group->device_lock);
	return device;
}

/* Without an IOMMU, whoever set up translation must not believe that it is in force. */
static int vfio_df_group_noiommu(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;

	if (!df->iommufd || !vfio_device_is_noiommu(device) || device->open_count)
		return 0;
	if (!capable(CAP_SYS_RAWIO) ||
	    vfio_iommufd_device_has_compat_ioas(device, df->iommufd))
		return -EPERM;
	return 0;
}

static int vfio_df_group_open_locked(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;
	int ret;

	if (!device->open_count)
		vfio_device_group_get_kvm_safe(device);

	df->iommufd = device->group->iommufd;
	ret = vfio_df_group_noiommu(df);
	if (ret)
		return ret;

	ret = vfio_df_open(df);
	if (ret) {
		if (variant(vfio_df_close_unbalanced))
			vfio_df_close(df);
		return ret;
	}

	if (df->iommufd && device->open_count == 1) {
		ret = vfio_iommufd_compat_attach_ioas(device, df->iommufd);
		if (ret) {
			vfio_df_close(df);
			return ret;
		}
	}

	/* Pairs with the smp_load_acquire() of vfio_df_has_access(). */
	smp_store_release(&df->access_granted, true);
	return 0;
}

static int vfio_df_group_open(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;
	int ret = -EINVAL;

	vfio_device_group_lock(device);
	if (vfio_group_has_iommu(device->group))
		ret = vfio_df_group_open_locked(df);
	if (ret)
		df->iommufd = NULL;
	vfio_device_group_unlock(device);
	return ret;
}

void vfio_df_group_close(struct vfio_device_file *df)
{
	struct vfio_device *device = df->device;

	vfio_device_group_lock(device);
	vfio_df_close(df);
	df->iommufd = NULL;
	vfio_device_group_unlock(device);
}

static struct file *vfio_device_open_file(struct vfio_device *device)
{
	struct vfio_device_file *df;
	struct file *filep;
	int ret;

	df = vfio_allocate_device_file(device);
	if (IS_ERR(df))
		return ERR_CAST(df);
	df->group = device->group;

	ret = vfio_df_group_open(df);
	if (ret)
		goto out_df;

	filep = anon_inode_getfile("[vfio-device]", &vfio_device_fops, df, O_RDWR);
	if (IS_ERR(filep)) {
		ret = PTR_ERR(filep);
		goto out_close;
	}
	/* Regions are addressed by offset, which anonymous files do not allow by themselves. */
	filep->f_mode |= FMODE_PREAD | FMODE_PWRITE;
	filep->f_mapping = device->inode->i_mapping;

	if (vfio_device_is_noiommu(device))
		dev_warn(device->dev, "vfio-noiommu device opened by user (%s:%d)\n",
			 current->comm, task_pid_nr(current));
	return filep;

out_close:
	vfio_df_group_close(df);
out_df:
	kfree(df);
	return ERR_PTR(ret);
}

int vfio_group_ioctl_get_device_fd(struct vfio_group *group, char __user *arg)
{
	struct vfio_device *device;
	struct file *filep;
	char *buf;
	int fd, ret;

	buf = strndup_user(arg, PAGE_SIZE);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	device = vfio_device_get_from_name(group, buf);
	kfree(buf);
	if (IS_ERR(device))
		return PTR_ERR(device);

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		ret = fd;
		goto out_registration;
	}

	filep = vfio_device_open_file(device);
	if (IS_ERR(filep)) {
		ret = PTR_ERR(filep);
		goto out_fd;
	}

	/* The registration belongs to the file now: vfio_device_fops_release() puts it. */
	fd_install(fd, filep);
	return fd;

out_fd:
	put_unused_fd(fd);
out_registration:
	vfio_device_put_registration(device);
	return ret;
}

int vfio_device_group_use_iommu(struct vfio_device *device)
{
	struct vfio_group *group = device->group;
	int ret;

	lockdep_assert_held(&group->group_lock);

	if (WARN_ON(!group->container))
		return -EINVAL;

	ret = vfio_group_use_container(group);
	if (ret)
		return ret;
	vfio_device_container_register(device);
	return 0;
}

void vfio_device_group_unuse_iommu(struct vfio_device *device)
{
	struct vfio_group *group = device->group;

	lockdep_assert_held(&group->group_lock);

	if (WARN_ON(!group->container))
		return;
	vfio_device_container_unregister(device);
	vfio_group_unuse_container(group);
}

bool vfio_device_has_container(struct vfio_device *device)
{
	return device->group->container;
}
