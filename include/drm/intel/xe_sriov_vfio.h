/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/xe/xe_sriov_vfio.c */
/*
 * What the driver of an Xe PF does for the driver that hands its VFs to user space.
 *
 * VFs are numbered from 1, as the firmware does. All functions but the first one return
 * -EPERM where @xe has no VFs to care for and -EINVAL where there is no VF @vfid. They
 * may sleep. An operation is made on every GT; where more than one GT fails the result
 * is -EUCLEAN.
 */
#ifndef _XE_SRIOV_VFIO_H_
#define _XE_SRIOV_VFIO_H_

#include <linux/compiler_types.h>
#include <linux/types.h>

struct pci_dev;
struct xe_device;

/*
 * The PF of the VF @pdev; NULL if @pdev is no VF or its PF is not bound to xe. Not
 * counted: the PF disables its VFs, and so unbinds their drivers, before it goes.
 */
struct xe_device *xe_sriov_vfio_get_pf(struct pci_dev *pdev);

/* Do the device and its firmware know how to migrate VFs? */
bool xe_sriov_vfio_migration_supported(struct xe_device *xe);

/*
 * A reset of the VF is about to be made: from now on it counts as being reset, though
 * the firmware has not told of it yet. -EALREADY (on one GT; -EUCLEAN on several) if it is
 * counted as such already, which does no harm.
 */
int xe_sriov_vfio_flr_prepare(struct xe_device *xe, unsigned int vfid);

/*
 * Wait until the PF is through with the reset of the VF, on all GTs. 0 at once if none
 * is under way. -ETIMEDOUT after five seconds, -EIO if it failed. What was paused,
 * stopped, saved or restored before is running afresh then.
 */
int xe_sriov_vfio_wait_flr_done(struct xe_device *xe, unsigned int vfid);

/*
 * Pause the VF: on success nothing of it runs and its memory does not change. -EPERM if
 * it is stopped, -ESTALE if paused already, -EALREADY if somebody else is pausing it,
 * -ECANCELED if a stop or a reset came in between, -ETIMEDOUT, -EIO.
 */
int xe_sriov_vfio_suspend_device(struct xe_device *xe, unsigned int vfid);

/* The opposite. -EPERM if it is not paused, -EBUSY while it is saved or restored. */
int xe_sriov_vfio_resume_device(struct xe_device *xe, unsigned int vfid);

/*
 * Begin to save a paused VF: from now on xe_sriov_vfio_data_read() has data. -EPERM if
 * it is not paused, -EALREADY, -EBUSY while it is restored.
 */
int xe_sriov_vfio_stop_copy_enter(struct xe_device *xe, unsigned int vfid);

/* The save is over. -EIO unless all data has been produced; the VF is then to be stopped. */
int xe_sriov_vfio_stop_copy_exit(struct xe_device *xe, unsigned int vfid);

/* The same for restoring: data is taken by xe_sriov_vfio_data_write(). */
int xe_sriov_vfio_resume_data_enter(struct xe_device *xe, unsigned int vfid);

/*
 * The restore is over: waits until all that was written is in the VF. -EIO if something
 * could not be restored, was refused, or has not been written; -ETIMEDOUT.
 */
int xe_sriov_vfio_resume_data_exit(struct xe_device *xe, unsigned int vfid);

/* Stop the VF for good: only a reset brings it back. */
int xe_sriov_vfio_error(struct xe_device *xe, unsigned int vfid);

/*
 * Bytes of the stream, as many as there are up to @len; waits for the first of them. 0 at
 * its end. -EINTR on a signal, -EFAULT, -EIO if there is no save under way or it failed.
 * Takes a mutex of the VF and, under it, the caller's mmap_lock by touching @buf.
 */
ssize_t xe_sriov_vfio_data_read(struct xe_device *xe, unsigned int vfid,
				char __user *buf, size_t len);

/*
 * The other direction; waits while the VF has enough to do. -EINVAL for a stream that is
 * none, -EIO once something could not be restored. Same locks.
 */
ssize_t xe_sriov_vfio_data_write(struct xe_device *xe, unsigned int vfid,
				 const char __user *buf, size_t len);

/* About how many bytes a stream of the VF has; negative errno. */
ssize_t xe_sriov_vfio_stop_copy_size(struct xe_device *xe, unsigned int vfid);

#endif
