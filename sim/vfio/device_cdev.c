// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_cdev.c - /dev/vfio/devices/vfioN: a device opened by its own node, bound to an iommufd
 *
 * The open file grants nothing until VFIO_DEVICE_BIND_IOMMUFD succeeds. While one is bound, the
 * group's node cannot be opened, and the other way round.
 *
 * Locking: group_lock is taken and dropped by block_group() before dev_set->lock is taken.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iommufd.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "vfio.h"
#include "vfio_args.h"

DEFINE_VARIANT(vfio_no_cdev, "vfio-no-cdev", "CONFIG_VFIO_DEVICE_CDEV is not set (Debian)",
	       "devices have no nodes of their own");

static dev_t first_node;	/* device number of vfio0 */

/* Without an IOMMU there is nothing that an iommufd could translate: sysfs only. */
static bool has_node(struct vfio_device *vdev)
{
	return !vfio_device_is_noiommu(vdev) && !variant(vfio_no_cdev);
}

int vfio_device_add(struct vfio_device *device)
{
	struct device *node = &device->device;

	if (!has_node(device))
		return device_add(node);

	cdev_init(&device->cdev, &vfio_device_fops);
	device->cdev.owner = THIS_MODULE;
	node->devt = MKDEV(MAJOR(first_node), device->index);
	return cdev_device_add(&device->cdev, node);
}

void vfio_device_del(struct vfio_device *device)
{
	struct device *node = &device->device;

	if (has_node(device))
		cdev_device_del(&device->cdev, node);
	else
		device_del(node);
}

int vfio_device_fops_cdev_open(struct inode *inode, struct file *filep)
{
	struct vfio_device *vdev = container_of(inode->i_cdev, struct vfio_device, cdev);
	struct vfio_device_file *df;

	/* The file's: put in vfio_device_fops_release(). */
	if (!vfio_device_try_get_registration(vdev))
		return -ENODEV;

	df = vfio_allocate_device_file(vdev);
	if (!IS_ERR(df)) {
		filep->f_mapping = vdev->inode->i_mapping;
		filep->private_data = df;
		return 0;
	}
	vfio_device_put_registration(vdev);
	return PTR_ERR(df);
}

/*
 * What @df has of others comes and goes with its iommufd: the context is counted, and so is the
 * virtual machine that the device learns of. vfio_df_open() needs both.
 */
static int df_lend_iommufd(struct vfio_device_file *df, int fd)
{
	struct iommufd_ctx *ictx = iommufd_ctx_from_fd(fd);

	if (IS_ERR(ictx))
		return PTR_ERR(ictx);
	df->iommufd = ictx;
	vfio_df_get_kvm_safe(df);
	return 0;
}

static void df_return_iommufd(struct vfio_device_file *df)
{
	vfio_device_put_kvm(df->device);
	iommufd_ctx_put(df->iommufd);
}

/* The user must hear of the device's id, or else the device is not open. */
static int df_open_and_tell(struct vfio_device_file *df, u32 __user *out_devid)
{
	int err = vfio_df_open(df);

	if (err)
		return err;
	err = vfio_args_put(out_devid, &df->devid, sizeof(df->devid));
	if (err)
		vfio_df_close(df);
	return err;
}

static int df_bind(struct vfio_device_file *df, int fd, u32 __user *out_devid)
{
	int err = df->access_granted ? -EINVAL : df_lend_iommufd(df, fd);

	if (err)
		return err;

	err = df_open_and_tell(df, out_devid);
	if (err) {
		df_return_iommufd(df);
		df->iommufd = NULL;
		return err;
	}
	df->device->cdev_opened = true;
	/* pairs with vfio_df_has_access(), which then sees all of the above */
	smp_store_release(&df->access_granted, true);
	return 0;
}

static void df_unbind(struct vfio_device_file *df)
{
	vfio_df_close(df);
	df_return_iommufd(df);
	df->device->cdev_opened = false;
}

long vfio_df_ioctl_bind_iommufd(struct vfio_device_file *df,
				struct vfio_device_bind_iommufd __user *arg)
{
	struct vfio_device *vdev = df->device;
	struct vfio_device_bind_iommufd args;
	int err;

	err = vfio_args_get(&args, arg, offsetofend(typeof(args), out_devid), 0);
	if (err)
		return err;
	/* A file that came through its group has the group's container, or its iommufd. */
	if (args.iommufd < 0 || df->group)
		return -EINVAL;

	err = vfio_device_block_group(vdev);
	if (err)
		return err;

	mutex_lock(&vdev->dev_set->lock);
	err = df_bind(df, args.iommufd, &arg->out_devid);
	mutex_unlock(&vdev->dev_set->lock);

	if (err)
		vfio_device_unblock_group(vdev);
	return err;
}

void vfio_df_unbind_iommufd(struct vfio_device_file *df)
{
	struct vfio_device *vdev = df->device;

	/* The file is being released: nobody else can change it. */
	if (!df->access_granted)
		return;

	mutex_lock(&vdev->dev_set->lock);
	df_unbind(df);
	mutex_unlock(&vdev->dev_set->lock);
	vfio_device_unblock_group(vdev);
}

/* The id goes in as what is asked for, and out as what it has become. */
static int attach_and_tell(struct vfio_device *vdev, u32 pt_id, u32 __user *out_pt_id)
{
	const struct vfio_device_ops *ops = vdev->ops;
	int err = ops->attach_ioas(vdev, &pt_id);

	if (err)
		return err;
	err = vfio_args_put(out_pt_id, &pt_id, sizeof(pt_id));
	if (err)
		ops->detach_ioas(vdev);
	return err;
}

int vfio_df_ioctl_attach_pt(struct vfio_device_file *df,
			    struct vfio_device_attach_iommufd_pt __user *arg)
{
	struct mutex *lock = &df->device->dev_set->lock;
	struct vfio_device_attach_iommufd_pt args;
	int err = vfio_args_get(&args, arg, offsetofend(typeof(args), pt_id), 0);

	if (err)
		return err;
	mutex_lock(lock);
	err = attach_and_tell(df->device, args.pt_id, &arg->pt_id);
	mutex_unlock(lock);
	return err;
}

int vfio_df_ioctl_detach_pt(struct vfio_device_file *df,
			    struct vfio_device_detach_iommufd_pt __user *arg)
{
	struct mutex *lock = &df->device->dev_set->lock;
	struct vfio_device_detach_iommufd_pt args;
	int err = vfio_args_get(&args, arg, offsetofend(typeof(args), flags), 0);

	if (err)
		return err;
	mutex_lock(lock);
	df->device->ops->detach_ioas(df->device);
	mutex_unlock(lock);
	return 0;
}

/* udev is not simulated: the class itself says where its nodes are. */
static char *device_node_path(const struct device *node, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "vfio/devices/%s", dev_name(node));
}

int vfio_cdev_init(struct class *device_class)
{
	device_class->devnode = device_node_path;
	return alloc_chrdev_region(&first_node, 0, MINORMASK + 1, "vfio-dev");
}

void vfio_cdev_cleanup(void)
{
	unregister_chrdev_region(first_node, MINORMASK + 1);
}
