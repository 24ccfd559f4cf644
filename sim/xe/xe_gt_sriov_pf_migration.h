/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_gt_sriov_pf_migration.h - packets of a VF on one GT: made, taken, and in between
 */
#ifndef XE_GT_SRIOV_PF_MIGRATION_H
#define XE_GT_SRIOV_PF_MIGRATION_H

#include <linux/types.h>

#include "xe_sriov_packet_types.h"

struct xe_gt;

/* Parameters of the module: bytes of VRAM in a packet, and packets in a ring. */
extern unsigned long xe_vram_chunk;
extern unsigned int xe_ring_size;

int xe_gt_sriov_pf_migration_init(struct xe_gt *gt);
void xe_gt_sriov_pf_migration_fini(struct xe_gt *gt);

/* xe_gt_sriov_pf_ring.c: the ring between the worker and user space. */
bool xe_gt_sriov_pf_migration_ring_empty(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_migration_ring_full(struct xe_gt *gt, unsigned int vfid);

/* Drop what is in it. */
void xe_gt_sriov_pf_migration_ring_free(struct xe_gt *gt, unsigned int vfid);

/* Who waits for data of the VF, or for room, looks again. */
void xe_gt_sriov_pf_migration_wake(struct xe_gt *gt, unsigned int vfid);

/* The worker's side. Producing fails with -ENOSPC, consuming gives NULL. */
int xe_gt_sriov_pf_migration_save_produce(struct xe_gt *gt, unsigned int vfid,
					  struct xe_sriov_packet *data);
struct xe_sriov_packet *xe_gt_sriov_pf_migration_restore_consume(struct xe_gt *gt,
								 unsigned int vfid);

/* User space's side. NULL: nothing, and nothing to come; ERR_PTR: -EAGAIN not yet, -EIO. */
struct xe_sriov_packet *xe_gt_sriov_pf_migration_save_consume(struct xe_gt *gt,
							      unsigned int vfid);
/* Would it be something else than -EAGAIN? Does not look at whether the save is done. */
bool xe_gt_sriov_pf_migration_save_ready(struct xe_gt *gt, unsigned int vfid);

/* Waits for room. 0: taken over. -ERESTARTSYS, -EIO. */
int xe_gt_sriov_pf_migration_restore_produce(struct xe_gt *gt, unsigned int vfid,
					     struct xe_sriov_packet *data);

/* xe_gt_sriov_pf_parts.c, what a VF consists of: bytes of a part, or negative errno. */
ssize_t xe_gt_sriov_pf_part_size(struct xe_gt *gt, unsigned int vfid,
				 enum xe_sriov_packet_type type);

/* Move what the packet's header says out of the VF or into it. Sleeps. Negative errno. */
int xe_gt_sriov_pf_part_save(struct xe_gt *gt, unsigned int vfid, struct xe_sriov_packet *data);
int xe_gt_sriov_pf_part_restore(struct xe_gt *gt, unsigned int vfid, struct xe_sriov_packet *data);

/* xe_gt_sriov_pf_migration.c: bytes of all packets of the GT. */
ssize_t xe_gt_sriov_pf_migration_size(struct xe_gt *gt, unsigned int vfid);

/* Worker: begin; make the next packet: -EAGAIN there are more to make, 0 there are not. */
void xe_gt_sriov_pf_migration_save_init(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_migration_save_next(struct xe_gt *gt, unsigned int vfid);

/* Worker: restore the oldest packet of the ring. */
int xe_gt_sriov_pf_migration_restore_next(struct xe_gt *gt, unsigned int vfid);

/* Writer, under the migration lock: all parts have to come; this one comes now (or -EINVAL). */
void xe_gt_sriov_pf_migration_expect(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_migration_take(struct xe_gt *gt, unsigned int vfid, u8 type, u64 offset,
				  u64 size);

#endif
