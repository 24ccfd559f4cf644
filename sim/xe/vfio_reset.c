// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_reset.c - a reset of the VF ends its migration
 *
 * A reset through VFIO comes with memory_lock held for writing. Under state_mutex one waits for
 * migf->lock, whose holder may fault, which takes mmap_lock; and a fault on a BAR takes mmap_lock,
 * then memory_lock. So reset_done() must not wait for state_mutex. It leaves a note instead:
 *
 *  D1  Whoever sets ->deferred_reset either gets state_mutex by trying or knows that its holder
 *      has yet to look: both look and act under reset_lock.
 *  D2  state_mutex is released only while ->deferred_reset is clear, under reset_lock.
 *
 * D1 and D2 keep resets from being lost. They do not end all waiting under memory_lock: a
 * reset_done() that gets state_mutex disables the file itself and waits for its lock
 * (scenarios/seeds/004-deferred-open-file.ksim).
 */
#include <linux/pci.h>

#include "vfio_pci.h"

void xe_vfio_pci_reset(struct xe_vfio_pci_core_device *xe_vdev)
{
	if (xe_vdev->migf)
		xe_vfio_pci_put_file(xe_vdev);
	xe_vdev->mig_state = VFIO_DEVICE_STATE_RUNNING;
}

void xe_vfio_pci_state_mutex_lock(struct xe_vfio_pci_core_device *xe_vdev)
{
	mutex_lock(&xe_vdev->state_mutex);
}

/* Returns with reset_lock held and nothing deferred. */
static void xe_vfio_pci_run_deferred(struct xe_vfio_pci_core_device *xe_vdev)
{
	lockdep_assert_held(&xe_vdev->state_mutex);

	spin_lock(&xe_vdev->reset_lock);
	while (xe_vdev->deferred_reset) {
		xe_vdev->deferred_reset = false;
		spin_unlock(&xe_vdev->reset_lock);
		xe_vfio_pci_reset(xe_vdev);
		spin_lock(&xe_vdev->reset_lock);
	}
}

void xe_vfio_pci_state_mutex_unlock(struct xe_vfio_pci_core_device *xe_vdev)
{
	xe_vfio_pci_run_deferred(xe_vdev);
	if (variant(xe_vfio_deferral_unlocked)) {
		spin_unlock(&xe_vdev->reset_lock);
		mutex_unlock(&xe_vdev->state_mutex);
		return;
	}
	mutex_unlock(&xe_vdev->state_mutex);	/* D2 */
	spin_unlock(&xe_vdev->reset_lock);
}

static void xe_vfio_pci_reset_or_defer(struct xe_vfio_pci_core_device *xe_vdev)
{
	bool mine;

	spin_lock(&xe_vdev->reset_lock);
	xe_vdev->deferred_reset = true;
	mine = mutex_trylock(&xe_vdev->state_mutex);	/* D1 */
	spin_unlock(&xe_vdev->reset_lock);

	if (mine)
		xe_vfio_pci_state_mutex_unlock(xe_vdev);
}

/* Tell the PF before the VF is reset: its firmware may report the reset late. */
static void xe_vfio_pci_reset_prepare(struct pci_dev *pdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = pdev_to_xe_vdev(pdev);
	int ret;

	if (!pdev->is_virtfn || variant(xe_vfio_no_flr_prepare))
		return;
	ret = xe_sriov_vfio_flr_prepare(xe_vdev->xe, xe_vdev->vfid);
	if (ret)
		pci_err(pdev, "the PF cannot prepare for a reset: %d\n", ret);
}

static void xe_vfio_pci_reset_done(struct pci_dev *pdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = pdev_to_xe_vdev(pdev);
	int ret;

	if (!pdev->is_virtfn)
		return;

	/* The function is back on the bus; the PF may still be cleaning up after it. */
	ret = xe_sriov_vfio_wait_flr_done(xe_vdev->xe, xe_vdev->vfid);
	if (ret)
		pci_err(pdev, "the PF has not finished the reset: %d\n", ret);

	if (variant(xe_vfio_reset_outside))
		return;
	if (variant(xe_vfio_blocking_reset) || variant(xe_vfio_reset_waits))
		xe_vfio_pci_reset_done_blocking(xe_vdev);
	else
		xe_vfio_pci_reset_or_defer(xe_vdev);
	if (variant(xe_vfio_second_reset))
		xe_vfio_pci_reset(xe_vdev);
}

const struct pci_error_handlers xe_vfio_pci_err_handlers = {
	.reset_prepare	= xe_vfio_pci_reset_prepare,
	.reset_done	= xe_vfio_pci_reset_done,
	.error_detected	= vfio_pci_core_aer_err_detected,
};
