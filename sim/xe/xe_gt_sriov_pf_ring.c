// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_ring.c - the ring of packets between a GT's worker and user space
 *
 * Who finds it empty or full waits: user space on the VF's wait queue, the worker by not
 * being queued, which the state machine tells user space by WAIT_DATA. See V1 and V2 in
 * xe_gt_sriov_pf_save.c.
 *
 * A session may end at any moment by a reset: then the ring is emptied by the worker, and
 * who waits at it leaves with -EIO.
 */
#include "xe_gt_sriov_pf_migration.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "kernel/variant.h"

#include "xe_device.h"
#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_sriov_packet.h"

static struct ptr_ring *ring_of(struct xe_gt *gt, unsigned int vfid)
{
	return &gt->sriov.pf.vfs[vfid].migration.ring;
}

static wait_queue_head_t *waitqueue(struct xe_gt *gt, unsigned int vfid)
{
	return &gt->xe->sriov.pf.vfs[vfid].migration.wq;
}

bool xe_gt_sriov_pf_migration_ring_empty(struct xe_gt *gt, unsigned int vfid)
{
	return ptr_ring_empty(ring_of(gt, vfid));
}

bool xe_gt_sriov_pf_migration_ring_full(struct xe_gt *gt, unsigned int vfid)
{
	return ptr_ring_full(ring_of(gt, vfid));
}

void xe_gt_sriov_pf_migration_ring_free(struct xe_gt *gt, unsigned int vfid)
{
	struct xe_sriov_packet *data;

	if (!gt->xe->sriov.pf.migration_supported)
		return;
	while ((data = ptr_ring_consume(ring_of(gt, vfid))))
		xe_sriov_packet_free(data);
}

void xe_gt_sriov_pf_migration_wake(struct xe_gt *gt, unsigned int vfid)
{
	wake_up_all(waitqueue(gt, vfid));
}

int xe_gt_sriov_pf_migration_save_produce(struct xe_gt *gt, unsigned int vfid,
					  struct xe_sriov_packet *data)
{
	int ret = ptr_ring_produce(ring_of(gt, vfid), data);

	if (!ret)
		xe_gt_sriov_pf_migration_wake(gt, vfid);
	return ret;
}

struct xe_sriov_packet *xe_gt_sriov_pf_migration_restore_consume(struct xe_gt *gt,
								 unsigned int vfid)
{
	struct xe_sriov_packet *data = ptr_ring_consume(ring_of(gt, vfid));

	if (data)
		xe_gt_sriov_pf_migration_wake(gt, vfid);
	return data;
}

/* Will nothing more come of the session, though it has not come to its end? */
static bool cut(struct xe_gt *gt, unsigned int vfid, bool under_way)
{
	return (!under_way || pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WIP)) &&
	       !variant(xe_wip_exit_unwoken);
}

static bool save_cut(struct xe_gt *gt, unsigned int vfid)
{
	return cut(gt, vfid, xe_gt_sriov_pf_control_check_save_wip(gt, vfid));
}

static bool restore_cut(struct xe_gt *gt, unsigned int vfid)
{
	return cut(gt, vfid, xe_gt_sriov_pf_control_check_restore_wip(gt, vfid));
}

bool xe_gt_sriov_pf_migration_save_ready(struct xe_gt *gt, unsigned int vfid)
{
	return xe_gt_sriov_pf_control_check_save_failed(gt, vfid) || save_cut(gt, vfid) ||
	       !xe_gt_sriov_pf_migration_ring_empty(gt, vfid);
}

struct xe_sriov_packet *xe_gt_sriov_pf_migration_save_consume(struct xe_gt *gt,
							      unsigned int vfid)
{
	/* before the ring: what is done by then has all its packets in it, or behind it */
	bool done = xe_gt_sriov_pf_control_check_save_data_done(gt, vfid);
	struct xe_sriov_packet *data = ptr_ring_consume(ring_of(gt, vfid));

	if (data) {
		if (!xe_gt_sriov_pf_control_process_save_data(gt, vfid))
			return data;
		xe_sriov_packet_free(data);
		return ERR_PTR(-EIO);
	}
	if (done)
		return NULL;
	if (xe_gt_sriov_pf_control_check_save_failed(gt, vfid) || save_cut(gt, vfid))
		return ERR_PTR(-EIO);
	return ERR_PTR(-EAGAIN);
}

static bool restore_ready(struct xe_gt *gt, unsigned int vfid)
{
	return xe_gt_sriov_pf_control_check_restore_failed(gt, vfid) || restore_cut(gt, vfid) ||
	       !xe_gt_sriov_pf_migration_ring_full(gt, vfid);
}

int xe_gt_sriov_pf_migration_restore_produce(struct xe_gt *gt, unsigned int vfid,
					     struct xe_sriov_packet *data)
{
	int ret;

	for (;;) {
		if (xe_gt_sriov_pf_control_check_restore_failed(gt, vfid) ||
		    restore_cut(gt, vfid))
			return -EIO;
		if (!ptr_ring_produce(ring_of(gt, vfid), data))
			break;
		ret = wait_event_interruptible(*waitqueue(gt, vfid), restore_ready(gt, vfid));
		if (ret)
			return ret;
	}
	/* it is the ring's now: a restore that has failed meanwhile has dropped it or will */
	xe_gt_sriov_pf_control_process_restore_data(gt, vfid);
	return 0;
}

static void destroy_packet(void *data)
{
	xe_sriov_packet_free(data);
}

void xe_gt_sriov_pf_migration_fini(struct xe_gt *gt)
{
	if (!gt->xe->sriov.pf.migration_supported)
		return;
	for (unsigned int n = 1; n <= gt->xe->sriov.pf.total_vfs; n++)
		ptr_ring_cleanup(ring_of(gt, n), destroy_packet);
}

int xe_gt_sriov_pf_migration_init(struct xe_gt *gt)
{
	int ret;

	if (!gt->xe->sriov.pf.migration_supported)
		return 0;
	for (unsigned int n = 1; n <= gt->xe->sriov.pf.total_vfs; n++) {
		ret = ptr_ring_init(ring_of(gt, n), xe_ring_size, GFP_KERNEL);
		if (!ret)
			continue;
		while (--n)
			ptr_ring_cleanup(ring_of(gt, n), destroy_packet);
		return ret;
	}
	return 0;
}
