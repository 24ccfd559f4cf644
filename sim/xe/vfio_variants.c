// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_variants.c - what xe-vfio-pci was in review, and what its like were and might be
 *
 * "v4" and "v5" are versions of the series that became 1f5556ec8b9e (v6.19).
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/uaccess.h>

#include "vfio_pci.h"

DEFINE_VARIANT(xe_vfio_blocking_reset, "xe-vfio-blocking-reset",
	       "thread of v4 28/28, 2025-11-06: v4 with the reset of fd94213e1417 (v6.9)",
	       "reset_done() waits for state_mutex; a file's lock guards its stream (X1, X01)");
DEFINE_VARIANT(xe_vfio_reset_waits, "xe-vfio-reset-waits", "as fd94213e1417 (v6.9) of hisi_acc",
	       "reset_done() waits for state_mutex, over the PF's driver of v6.19 (X1)");
DEFINE_VARIANT(xe_vfio_reset_outside, "xe-vfio-reset-outside", "RFC of 2025-11-20, not merged",
	       "vfio_pci_core ends the migration after a reset, without memory_lock (X3)");
DEFINE_VARIANT(xe_vfio_deferral_unlocked, "xe-vfio-deferral-unlocked",
	       "what reset_lock is for, since 6fadb021266d (v5.18)",
	       "state_mutex is released after reset_lock: a reset is lost in between (X2)");
DEFINE_VARIANT(xe_vfio_precopy_locked, "xe-vfio-precopy-locked", "reverts fd94213e1417 (v6.9)",
	       "an ioctl of the save file copies to the user under state_mutex (X4, X02)");
DEFINE_VARIANT(xe_vfio_precopy_unlocked, "xe-vfio-precopy-unlocked", "fd94213e1417 (v6.9)",
	       "the same ioctl copies after it has released state_mutex (X4, X02)");
DEFINE_VARIANT(xe_vfio_no_disabled_flag, "xe-vfio-no-disabled-flag", "v4 of the series",
	       "the file of an ended session still reads, from the next one (X5)");
DEFINE_VARIANT(xe_vfio_release_clears_file, "xe-vfio-release-clears-file", "v4 of the series",
	       "closing an old file makes the device forget a newer one (X6)");
DEFINE_VARIANT(xe_vfio_fput_first, "xe-vfio-fput-first", "v4 of the series",
	       "a file is put, then disabled, when it may be freed (X7)");
DEFINE_VARIANT(xe_vfio_second_reset, "xe-vfio-second-reset", "v4 of the series",
	       "reset_done() resets once more, without state_mutex (X8)");
DEFINE_VARIANT(xe_vfio_reset_keeps_file, "xe-vfio-reset-keeps-file",
	       "v4 of the series; reverts 8512ed256334 (v6.9) of pds",
	       "the end of a session forgets its reference of the file (X05)");
DEFINE_VARIANT(xe_vfio_close_keeps_file, "xe-vfio-close-keeps-file", "v4 of the series",
	       "the session goes on when the device is closed (X5)");
DEFINE_VARIANT(xe_vfio_close_unlocked, "xe-vfio-close-unlocked",
	       "reverts aab439ffa1ca (v6.0) of mlx5",
	       "close_device() ends the session without state_mutex (X04)");
DEFINE_VARIANT(xe_vfio_enter_keeps_file, "xe-vfio-enter-keeps-file", "as v6.19 has it",
	       "a session that could not begin leaves its file behind");
DEFINE_VARIANT(xe_vfio_no_flr_prepare, "xe-vfio-no-flr-prepare", "v4 of the series",
	       "the PF hears of a reset from its firmware only, which may be late (X11)");

void xe_vfio_pci_reset_done_blocking(struct xe_vfio_pci_core_device *xe_vdev)
{
	mutex_lock(&xe_vdev->state_mutex);
	xe_vfio_pci_reset(xe_vdev);
	mutex_unlock(&xe_vdev->state_mutex);
}

void xe_vfio_pci_migration_reset_state(struct vfio_device *core_vdev)
{
	xe_vfio_pci_reset_done_blocking(to_xe_vdev(core_vdev));
}

/* What v4 called disabling: the device forgets the file. */
static void xe_vfio_pci_forget_file(struct xe_vfio_pci_migration_file *migf)
{
	mutex_lock(&migf->lock);
	migf->xe_vdev->migf = NULL;
	mutex_unlock(&migf->lock);
}

void xe_vfio_pci_put_file_v4(struct xe_vfio_pci_core_device *xe_vdev)
{
	struct xe_vfio_pci_migration_file *migf = xe_vdev->migf;

	if (!variant(xe_vfio_reset_keeps_file))
		fput(migf->filp);
	xe_vfio_pci_forget_file(migf);
}

void xe_vfio_pci_release_v4(struct xe_vfio_pci_migration_file *migf)
{
	xe_vfio_pci_forget_file(migf);
}

void xe_vfio_pci_close_variant(struct xe_vfio_pci_core_device *xe_vdev)
{
	if (!variant(xe_vfio_close_keeps_file))
		xe_vfio_pci_reset(xe_vdev);
}

static int xe_vfio_pci_precopy_info(struct xe_vfio_pci_migration_file *migf,
				    struct vfio_precopy_info *info)
{
	int ret = -ENODEV;

	mutex_lock(&migf->lock);
	if (!migf->disabled) {
		info->initial_bytes = 0;	/* all there is comes after the stop */
		info->dirty_bytes = 0;
		ret = 0;
	}
	mutex_unlock(&migf->lock);
	return ret;
}

/* xe has no PRE_COPY; this is how its like answered. */
long xe_vfio_pci_precopy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_precopy_info, dirty_bytes);
	struct xe_vfio_pci_migration_file *migf = filp->private_data;
	struct xe_vfio_pci_core_device *xe_vdev = migf->xe_vdev;
	struct vfio_precopy_info info;
	int ret;

	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	xe_vfio_pci_state_mutex_lock(xe_vdev);
	ret = xe_vfio_pci_precopy_info(migf, &info);
	if (variant(xe_vfio_precopy_locked) && !ret)
		ret = copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
	xe_vfio_pci_state_mutex_unlock(xe_vdev);

	if (variant(xe_vfio_precopy_unlocked) && !ret)
		ret = copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
	return ret;
}
