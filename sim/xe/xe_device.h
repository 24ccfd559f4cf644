/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_device.h - a PF, its tiles and GTs, as the xe driver has them
 *
 * Linux keeps what concerns VFs in two places, and so does this: what a VF has once in
 * xe_device.sriov.pf.vfs[], what it has on every GT in xe_gt.sriov.pf.vfs[]; [0] of both is
 * the PF's and hardly used.
 */
#ifndef XE_DEVICE_H
#define XE_DEVICE_H

#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "xe_gt_sriov_pf_control_types.h"
#include "xe_gt_sriov_pf_migration_types.h"
#include "xe_guc_ct_types.h"

#define PFID			0u
#define XE_MAX_TILES_PER_DEVICE	2u
#define XE_MAX_GT_PER_TILE	2u
#define XE_MAX_GTS		(XE_MAX_TILES_PER_DEVICE * XE_MAX_GT_PER_TILE)

struct xe_device;
struct xe_sriov_packet;

/* A VF on a GT. */
struct xe_gt_sriov_metadata {
	struct xe_gt_sriov_control_state	control;
	struct xe_gt_sriov_migration_data	migration;
};

struct xe_gt {
	/* fixed at probe */
	struct xe_device	*xe;		/* borrowed: embeds us */
	u8			tile_id;
	u8			id;		/* over all tiles */
	bool			media;
	void __iomem		*regs;

	struct xe_guc_ct	ct;
	struct {
		struct {
			struct xe_gt_sriov_pf_control	control;
			struct xe_gt_sriov_metadata	*vfs;	/* owned */
		} pf;
	} sriov;
};

/* How far the stream that is written to a VF has come. */
enum xe_restore_stage {
	XE_RESTORE_NONE,	/* none is being written */
	XE_RESTORE_BEGIN,	/* the descriptor comes next */
	XE_RESTORE_DATA,	/* data of any GT, or the trailer */
	XE_RESTORE_END,		/* nothing comes any more */
};

/* What migrates of a VF and is not of one GT. */
struct xe_sriov_migration_state {
	wait_queue_head_t	wq;	/* for rings to have, or to have room for, a packet */
	struct mutex		lock;	/* under it, user memory is touched */
	/* lock: each owned or NULL */
	struct xe_sriov_packet	*pending;	/* half read or half written */
	struct xe_sriov_packet	*trailer;
	struct xe_sriov_packet	*descriptor;
	enum xe_restore_stage	stage;
	int			broken;		/* what a bad stream was refused with */
};

struct xe_sriov_metadata {
	struct xe_sriov_migration_state	migration;
};

struct xe_device {
	/* fixed at probe */
	struct pci_dev		*pdev;		/* borrowed: bound to it */
	struct pci_hw_fn	*hw;		/* borrowed: for its copy engine and claims */
	void __iomem		*regs;
	unsigned int		tile_count;
	unsigned int		gt_count;
	u32			vf_ggtt;	/* entries of a VF on a tile */
	u64			vf_lmem;	/* bytes of a VF on a tile */
	struct xe_gt		gt[XE_MAX_GTS];
	struct {
		struct workqueue_struct	*wq;		/* owned */
		struct {
			unsigned int			total_vfs;
			bool				migration_supported;
			struct xe_sriov_metadata	*vfs;	/* owned */
		} pf;
	} sriov;
};

#define for_each_gt(gt__, xe__, id__)						\
	for ((id__) = 0; (id__) < (xe__)->gt_count && ((gt__) = &(xe__)->gt[id__]); (id__)++)

static inline struct xe_gt *xe_device_get_gt(struct xe_device *xe, u8 id)
{
	return id < xe->gt_count ? &xe->gt[id] : NULL;
}

/* It has what a tile has once: GGTT and VRAM. */
static inline bool xe_gt_is_main_type(const struct xe_gt *gt)
{
	return !gt->media;
}

#define xe_info(xe, fmt, ...)	dev_info(&(xe)->pdev->dev, fmt, ##__VA_ARGS__)
#define xe_gt_dbg(gt, fmt, ...)	dev_dbg(&(gt)->xe->pdev->dev, "GT%u: " fmt, (gt)->id, ##__VA_ARGS__)
#define xe_gt_notice(gt, fmt, ...)	\
	dev_notice(&(gt)->xe->pdev->dev, "GT%u: " fmt, (gt)->id, ##__VA_ARGS__)

/* xe_pci.c: the PF of a VF, NULL if xe is not its driver */
struct xe_device *xe_pci_to_pf_device(struct pci_dev *pdev);

/* The PF of its pci_dev, for who knows that it is one. */
static inline struct xe_device *pdev_to_xe_device(struct pci_dev *pdev)
{
	return pci_get_drvdata(pdev);
}

/* xe_pci_sriov.c */
int xe_pci_sriov_configure(struct pci_dev *pdev, int num_vfs);
void xe_pci_sriov_remove(struct xe_device *xe);

/* xe_sriov_pf.c */
int xe_sriov_pf_init(struct xe_device *xe);
void xe_sriov_pf_fini(struct xe_device *xe);

#endif
