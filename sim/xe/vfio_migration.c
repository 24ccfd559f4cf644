// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_migration.c - the states of a VF's migration, arc by arc
 *
 *	RUNNING <-> RUNNING_P2P <-> STOP <-> STOP_COPY
 *	                              ^
 *	                              +----> RESUMING
 *
 * A VF that is paused starts no DMA of its own, but its BARs answer. That is all that both
 * RUNNING_P2P and STOP ask for, so that between them nothing happens; what peers write to a
 * paused VF is saved with the rest.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pci.h>

#include "vfio_pci.h"

#define S(state)	VFIO_DEVICE_STATE_##state
#define ARC(from, to)	((from) << 4 | (to))

static const char *xe_vfio_pci_state_name(enum vfio_device_mig_state state)
{
	static const char *const names[] = {
		[S(ERROR)] = "error", [S(STOP)] = "stop", [S(RUNNING)] = "running",
		[S(STOP_COPY)] = "stopcopy", [S(RESUMING)] = "resuming",
		[S(RUNNING_P2P)] = "running_p2p",
	};

	return state < ARRAY_SIZE(names) && names[state] ? names[state] : "";
}

/* The user's file of a new session, to which @enter takes the PF's side. */
static struct file *xe_vfio_pci_start(struct xe_vfio_pci_core_device *xe_vdev,
				      enum xe_vfio_pci_file_type type,
				      int (*enter)(struct xe_device *xe, unsigned int vfid))
{
	struct xe_vfio_pci_migration_file *migf;
	struct file *filp;
	int ret;

	migf = xe_vfio_pci_alloc_file(xe_vdev, type);
	if (IS_ERR(migf))
		return ERR_CAST(migf);
	filp = get_file(migf->filp);

	ret = enter(xe_vdev->xe, xe_vdev->vfid);
	if (!ret)
		return filp;

	/*
	 * Nobody has seen the file. Linux (v6.19) drops only the user's reference: ->migf goes on
	 * pointing to a file that the next attempt forgets.
	 */
	if (!variant(xe_vfio_enter_keeps_file))
		xe_vfio_pci_put_file(xe_vdev);
	fput(filp);
	return ERR_PTR(ret);
}

static int xe_vfio_pci_finish(struct xe_vfio_pci_core_device *xe_vdev,
			      int (*leave)(struct xe_device *xe, unsigned int vfid))
{
	if (xe_vdev->migf)	/* not when leaving is tried again after it failed */
		xe_vfio_pci_put_file(xe_vdev);
	return leave(xe_vdev->xe, xe_vdev->vfid);
}

/* One arc; the user's file if it begins a session. */
static struct file *xe_vfio_set_state(struct xe_vfio_pci_core_device *xe_vdev,
				      enum vfio_device_mig_state new)
{
	enum vfio_device_mig_state cur = xe_vdev->mig_state;

	switch (ARC(cur, new)) {
	case ARC(S(RUNNING), S(RUNNING_P2P)):
		return ERR_PTR(xe_sriov_vfio_suspend_device(xe_vdev->xe, xe_vdev->vfid));
	case ARC(S(RUNNING_P2P), S(RUNNING)):
		return ERR_PTR(xe_sriov_vfio_resume_device(xe_vdev->xe, xe_vdev->vfid));
	case ARC(S(RUNNING_P2P), S(STOP)):
	case ARC(S(STOP), S(RUNNING_P2P)):
		return NULL;
	case ARC(S(STOP), S(STOP_COPY)):
		return xe_vfio_pci_start(xe_vdev, XE_VFIO_FILE_SAVE,
					 xe_sriov_vfio_stop_copy_enter);
	case ARC(S(STOP_COPY), S(STOP)):
		return ERR_PTR(xe_vfio_pci_finish(xe_vdev, xe_sriov_vfio_stop_copy_exit));
	case ARC(S(STOP), S(RESUMING)):
		return xe_vfio_pci_start(xe_vdev, XE_VFIO_FILE_RESUME,
					 xe_sriov_vfio_resume_data_enter);
	case ARC(S(RESUMING), S(STOP)):
		return ERR_PTR(xe_vfio_pci_finish(xe_vdev, xe_sriov_vfio_resume_data_exit));
	default:
		WARN(1, "no arc leads from %d to %d", cur, new);
		return ERR_PTR(-EINVAL);
	}
}

/* The next hop towards @new_state. */
static struct file *xe_vfio_pci_step(struct xe_vfio_pci_core_device *xe_vdev,
				     enum vfio_device_mig_state new_state)
{
	struct vfio_device *core_vdev = &xe_vdev->core_device.vdev;
	enum vfio_device_mig_state next;
	struct file *filp;
	int ret;

	ret = vfio_mig_get_next_state(core_vdev, xe_vdev->mig_state, new_state, &next);
	if (ret) {
		/* The user has lost track of us: stop the VF, so that nothing but a reset helps. */
		xe_sriov_vfio_error(xe_vdev->xe, xe_vdev->vfid);
		return ERR_PTR(ret);
	}
	filp = xe_vfio_set_state(xe_vdev, next);
	pci_dbg(xe_vdev->core_device.pdev, "state: %s->%s %d\n",
		xe_vfio_pci_state_name(xe_vdev->mig_state), xe_vfio_pci_state_name(next),
		PTR_ERR_OR_ZERO(filp));
	if (IS_ERR(filp))
		return filp;
	xe_vdev->mig_state = next;
	if (filp && next != new_state) {	/* a session that nobody asked for */
		fput(filp);
		return ERR_PTR(-EINVAL);
	}
	return filp;
}

static struct file *xe_vfio_pci_set_device_state(struct vfio_device *core_vdev,
						 enum vfio_device_mig_state new_state)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);
	struct file *filp = NULL;

	xe_vfio_pci_state_mutex_lock(xe_vdev);
	while (!IS_ERR(filp) && xe_vdev->mig_state != new_state)
		filp = xe_vfio_pci_step(xe_vdev, new_state);
	xe_vfio_pci_state_mutex_unlock(xe_vdev);
	return filp;
}

static int xe_vfio_pci_get_device_state(struct vfio_device *core_vdev,
					enum vfio_device_mig_state *curr_state)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);

	xe_vfio_pci_state_mutex_lock(xe_vdev);
	*curr_state = xe_vdev->mig_state;
	xe_vfio_pci_state_mutex_unlock(xe_vdev);
	return 0;
}

static int xe_vfio_pci_get_data_size(struct vfio_device *core_vdev,
				     unsigned long *stop_copy_length)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);
	ssize_t size;

	xe_vfio_pci_state_mutex_lock(xe_vdev);
	size = xe_sriov_vfio_stop_copy_size(xe_vdev->xe, xe_vdev->vfid);
	xe_vfio_pci_state_mutex_unlock(xe_vdev);

	/* Linux (v6.19) hands an error on as a size. */
	if (size < 0)
		return size;
	*stop_copy_length = size;
	return 0;
}

static const struct vfio_migration_ops xe_vfio_pci_migration_ops = {
	.migration_set_state = xe_vfio_pci_set_device_state,
	.migration_get_state = xe_vfio_pci_get_device_state,
	.migration_get_data_size = xe_vfio_pci_get_data_size,
};

static const struct vfio_migration_ops xe_vfio_pci_migration_reset_ops = {
	.migration_set_state = xe_vfio_pci_set_device_state,
	.migration_get_state = xe_vfio_pci_get_device_state,
	.migration_get_data_size = xe_vfio_pci_get_data_size,
	.migration_reset_state = xe_vfio_pci_migration_reset_state,
};

void xe_vfio_pci_migration_init(struct xe_vfio_pci_core_device *xe_vdev)
{
	struct vfio_device *core_vdev = &xe_vdev->core_device.vdev;

	if (!xe_sriov_vfio_migration_supported(xe_vdev->xe))
		return;
	core_vdev->migration_flags = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P;
	core_vdev->mig_ops = variant(xe_vfio_reset_outside) ? &xe_vfio_pci_migration_reset_ops :
							      &xe_vfio_pci_migration_ops;
}
