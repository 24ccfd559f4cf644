/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_pci.h - what the files of the xe-vfio-pci driver share
 *
 * Order: dev_set->lock, memory_lock (W) and device_lock are taken above; then
 *
 *	state_mutex -> migf->lock -> what the PF's driver takes, mmap_lock among it
 *
 * and reset_lock, a spinlock, under which state_mutex is only tried and only released.
 */
#ifndef XE_VFIO_PCI_H
#define XE_VFIO_PCI_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

#include <drm/intel/xe_sriov_vfio.h>

#include "kernel/variant.h"

struct file;

/* One data session. Freed with the last reference of its file: the user may keep it for long. */
struct xe_vfio_pci_migration_file {
	struct file			*filp;		/* fixed; the file owns us */
	struct xe_vfio_pci_core_device	*xe_vdev;	/* borrowed, valid until disabled */
	struct mutex			lock;
	/* lock: */
	u8				disabled:1;
};

struct xe_vfio_pci_core_device {
	struct vfio_pci_core_device		core_device;	/* first */
	/* fixed at init; only a VF has them */
	struct xe_device			*xe;		/* the PF's; outlives its VFs */
	unsigned int				vfid;		/* from 1 */

	struct mutex				state_mutex;
	/* state_mutex: */
	enum vfio_device_mig_state		mig_state;
	struct xe_vfio_pci_migration_file	*migf;		/* counted by its file */

	spinlock_t				reset_lock;
	/* reset_lock: */
	u8					deferred_reset:1;
};

static inline struct xe_vfio_pci_core_device *to_xe_vdev(struct vfio_device *core_vdev)
{
	return container_of(core_vdev, struct xe_vfio_pci_core_device, core_device.vdev);
}

static inline struct xe_vfio_pci_core_device *pdev_to_xe_vdev(struct pci_dev *pdev)
{
	return container_of(pci_get_drvdata(pdev), struct xe_vfio_pci_core_device, core_device);
}

enum xe_vfio_pci_file_type {
	XE_VFIO_FILE_SAVE,
	XE_VFIO_FILE_RESUME,
};

/* vfio_file.c: all need state_mutex */
struct xe_vfio_pci_migration_file *
xe_vfio_pci_alloc_file(struct xe_vfio_pci_core_device *xe_vdev, enum xe_vfio_pci_file_type type);
/* The session ends: reads and writes that are under way end first, later ones fail. */
void xe_vfio_pci_put_file(struct xe_vfio_pci_core_device *xe_vdev);

/* vfio_reset.c */
void xe_vfio_pci_state_mutex_lock(struct xe_vfio_pci_core_device *xe_vdev);
/* The only way to let go of state_mutex: carries out what resets have left for its holder. */
void xe_vfio_pci_state_mutex_unlock(struct xe_vfio_pci_core_device *xe_vdev);
/* Needs state_mutex. */
void xe_vfio_pci_reset(struct xe_vfio_pci_core_device *xe_vdev);
extern const struct pci_error_handlers xe_vfio_pci_err_handlers;

/* vfio_migration.c */
void xe_vfio_pci_migration_init(struct xe_vfio_pci_core_device *xe_vdev);

/* vfio_variants.c */
DECLARE_VARIANT(xe_vfio_blocking_reset);
DECLARE_VARIANT(xe_vfio_reset_waits);
DECLARE_VARIANT(xe_vfio_reset_outside);
DECLARE_VARIANT(xe_vfio_deferral_unlocked);
DECLARE_VARIANT(xe_vfio_precopy_locked);
DECLARE_VARIANT(xe_vfio_precopy_unlocked);
DECLARE_VARIANT(xe_vfio_no_disabled_flag);
DECLARE_VARIANT(xe_vfio_release_clears_file);
DECLARE_VARIANT(xe_vfio_fput_first);
DECLARE_VARIANT(xe_vfio_second_reset);
DECLARE_VARIANT(xe_vfio_reset_keeps_file);
DECLARE_VARIANT(xe_vfio_close_keeps_file);
DECLARE_VARIANT(xe_vfio_close_unlocked);
DECLARE_VARIANT(xe_vfio_enter_keeps_file);
DECLARE_VARIANT(xe_vfio_no_flr_prepare);

void xe_vfio_pci_put_file_v4(struct xe_vfio_pci_core_device *xe_vdev);
void xe_vfio_pci_release_v4(struct xe_vfio_pci_migration_file *migf);
void xe_vfio_pci_reset_done_blocking(struct xe_vfio_pci_core_device *xe_vdev);
void xe_vfio_pci_close_variant(struct xe_vfio_pci_core_device *xe_vdev);
void xe_vfio_pci_migration_reset_state(struct vfio_device *core_vdev);
long xe_vfio_pci_precopy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

#endif
