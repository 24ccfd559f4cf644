// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_file.c - the files that a VF's migration data goes through
 *
 *  F1  A session's file has two references: the user's and ->migf's.
 *  F2  Once ->migf lets go of it the file is disabled: it touches neither the VF nor xe_vdev,
 *      which it may outlive.
 *
 * User memory is touched under migf->lock, by the PF's driver.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "vfio_pci.h"

static void xe_vfio_pci_disable_file(struct xe_vfio_pci_migration_file *migf)
{
	mutex_lock(&migf->lock);
	migf->disabled = !variant(xe_vfio_no_disabled_flag);
	mutex_unlock(&migf->lock);
}

void xe_vfio_pci_put_file(struct xe_vfio_pci_core_device *xe_vdev)
{
	if (variant(xe_vfio_fput_first) || variant(xe_vfio_reset_keeps_file)) {
		xe_vfio_pci_put_file_v4(xe_vdev);
		return;
	}
	/* In this order: the user may have closed it, then our reference is all that is left. */
	xe_vfio_pci_disable_file(xe_vdev->migf);
	fput(xe_vdev->migf->filp);
	xe_vdev->migf = NULL;
}

static int xe_vfio_pci_release_file(struct inode *inode, struct file *filp)
{
	struct xe_vfio_pci_migration_file *migf = filp->private_data;

	if (variant(xe_vfio_release_clears_file))
		xe_vfio_pci_release_v4(migf);
	mutex_destroy(&migf->lock);
	kfree(migf);
	return 0;
}

static ssize_t xe_vfio_pci_save_read(struct file *filp, char __user *buf, size_t len, loff_t *pos)
{
	struct xe_vfio_pci_migration_file *migf = filp->private_data;
	struct xe_vfio_pci_core_device *xe_vdev = migf->xe_vdev;
	ssize_t ret = -ENODEV;

	if (pos)
		return -ESPIPE;		/* a stream */

	mutex_lock(&migf->lock);
	if (!migf->disabled)
		ret = xe_sriov_vfio_data_read(xe_vdev->xe, xe_vdev->vfid, buf, len);
	mutex_unlock(&migf->lock);
	return ret;
}

static ssize_t xe_vfio_pci_resume_write(struct file *filp, const char __user *buf, size_t len,
					loff_t *pos)
{
	struct xe_vfio_pci_migration_file *migf = filp->private_data;
	struct xe_vfio_pci_core_device *xe_vdev = migf->xe_vdev;
	ssize_t ret = -ENODEV;

	if (pos)
		return -ESPIPE;

	mutex_lock(&migf->lock);
	if (!migf->disabled)
		ret = xe_sriov_vfio_data_write(xe_vdev->xe, xe_vdev->vfid, buf, len);
	mutex_unlock(&migf->lock);
	return ret;
}

static const struct file_operations xe_vfio_pci_save_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.read		= xe_vfio_pci_save_read,
	.release	= xe_vfio_pci_release_file,
};

static const struct file_operations xe_vfio_pci_resume_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.write		= xe_vfio_pci_resume_write,
	.release	= xe_vfio_pci_release_file,
};

static const struct file_operations xe_vfio_pci_precopy_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.read		= xe_vfio_pci_save_read,
	.unlocked_ioctl	= xe_vfio_pci_precopy_ioctl,
	.release	= xe_vfio_pci_release_file,
};

static const struct file_operations *xe_vfio_pci_fops(enum xe_vfio_pci_file_type type)
{
	if (type == XE_VFIO_FILE_RESUME)
		return &xe_vfio_pci_resume_fops;
	if (variant(xe_vfio_precopy_locked) || variant(xe_vfio_precopy_unlocked))
		return &xe_vfio_pci_precopy_fops;
	return &xe_vfio_pci_save_fops;
}

struct xe_vfio_pci_migration_file *
xe_vfio_pci_alloc_file(struct xe_vfio_pci_core_device *xe_vdev, enum xe_vfio_pci_file_type type)
{
	int flags = type == XE_VFIO_FILE_SAVE ? O_RDONLY : O_WRONLY;
	struct xe_vfio_pci_migration_file *migf;
	struct file *filp;

	lockdep_assert_held(&xe_vdev->state_mutex);

	migf = kzalloc(sizeof(*migf), GFP_KERNEL_ACCOUNT);
	if (!migf)
		return ERR_PTR(-ENOMEM);
	filp = anon_inode_getfile("xe_vfio_mig", xe_vfio_pci_fops(type), migf, flags);
	if (IS_ERR(filp)) {
		kfree(migf);
		return ERR_CAST(filp);
	}
	stream_open(filp->f_inode, filp);

	mutex_init(&migf->lock);
	migf->filp = filp;
	migf->xe_vdev = xe_vdev;
	xe_vdev->migf = migf;
	return migf;
}
