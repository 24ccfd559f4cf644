// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_pf_migration.c - the stream of a VF, over all of its GTs
 *
 * Order: migration->lock -> the rings' locks; user memory, so mmap_lock, is touched under
 * it, and it is held while waiting for a worker. Nothing that a worker needs may be
 * waited for with it: workers do not take it.
 */
#include "xe_sriov_pf_migration.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include "kernel/variant.h"

#include "xe_device.h"
#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_sriov_packet.h"
#include "xe_sriov_packet_check.h"
#include "xe_stream_lock.h"

DEFINE_VARIANT(xe_stream_count_lost, "xe-stream-count-lost", "1ed30397c0b9 (v6.19)",
	       "an error in the middle of a read or a write hides how far it came");

DEFINE_VARIANT(xe_ready_when_one_is, "xe-ready-when-one-is", "1ed30397c0b9 (v6.19)",
	       "a reader waits busily while one GT is through and another is not");

static struct xe_sriov_migration_state *migration_of(struct xe_device *xe, unsigned int vfid)
{
	return &xe->sriov.pf.vfs[vfid].migration;
}

void xe_sriov_pf_migration_init(struct xe_device *xe)
{
	for (unsigned int n = 1; n <= xe->sriov.pf.total_vfs; n++) {
		mutex_init(&migration_of(xe, n)->lock);
		init_waitqueue_head(&migration_of(xe, n)->wq);
	}
}

void xe_sriov_pf_migration_fini(struct xe_device *xe)
{
	for (unsigned int n = 1; n <= xe->sriov.pf.total_vfs; n++)
		xe_sriov_packet_drop(xe, n);
}

/*
 * Is there something to look at? That one GT is through is news only if all are: else
 * who looks again at once finds nothing, again and again, while others are at work.
 */
static bool data_ready(struct xe_device *xe, unsigned int vfid)
{
	struct xe_gt *gt;
	unsigned int id, done = 0;

	for_each_gt(gt, xe, id) {
		if (xe_gt_sriov_pf_migration_save_ready(gt, vfid))
			return true;
		done += xe_gt_sriov_pf_control_check_save_data_done(gt, vfid);
	}
	return variant(xe_ready_when_one_is) ? done : done == xe->gt_count;
}

static struct xe_sriov_packet *consume(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_packet *data;
	struct xe_gt *gt;
	unsigned int id;
	bool more = false;

	for_each_gt(gt, xe, id) {
		data = xe_gt_sriov_pf_migration_save_consume(gt, vfid);
		if (data && data != ERR_PTR(-EAGAIN))
			return data;
		more |= !!data;
	}
	return more ? ERR_PTR(-EAGAIN) : NULL;
}

struct xe_sriov_packet *xe_sriov_pf_migration_save_consume(struct xe_device *xe,
							   unsigned int vfid)
{
	struct xe_sriov_packet *data;
	int ret;

	for (;;) {
		data = consume(xe, vfid);
		if (data != ERR_PTR(-EAGAIN))
			return data;
		ret = wait_event_interruptible(migration_of(xe, vfid)->wq, data_ready(xe, vfid));
		if (ret)
			return ERR_PTR(ret);
	}
}

static int produce_descriptor(struct xe_device *xe, struct xe_sriov_packet *data)
{
	int ret = variant(xe_stream_trusted) ? 0 : xe_sriov_packet_check_descriptor(xe, data);

	if (!ret)
		xe_sriov_packet_free(data);
	return ret;
}

static int produce_trailer(struct xe_device *xe, unsigned int vfid, struct xe_sriov_packet *data)
{
	struct xe_gt *gt;
	unsigned int id;

	if (data->hdr.tile_id || data->hdr.gt_id || data->hdr.offset || data->hdr.size)
		return -EINVAL;
	xe_sriov_packet_free(data);
	/* one that failed or was reset meanwhile says so when the restore is finished */
	for_each_gt(gt, xe, id)
		xe_gt_sriov_pf_control_restore_data_done(gt, vfid);
	return 0;
}

int xe_sriov_pf_migration_restore_produce(struct xe_device *xe, unsigned int vfid,
					  struct xe_sriov_packet *data)
{
	struct xe_gt *gt;

	if (data->hdr.type == XE_SRIOV_PACKET_TYPE_DESCRIPTOR)
		return produce_descriptor(xe, data);
	if (data->hdr.type == XE_SRIOV_PACKET_TYPE_TRAILER)
		return produce_trailer(xe, vfid, data);
	gt = xe_device_get_gt(xe, data->hdr.gt_id);
	if (!gt || data->hdr.tile_id != gt->tile_id || !data->hdr.type)
		return -EINVAL;
	return xe_gt_sriov_pf_migration_restore_produce(gt, vfid, data);
}

/* What a call gives back that came as far as @done and then met @error, or 0. */
static ssize_t result(ssize_t done, ssize_t error)
{
	if (variant(xe_stream_count_lost))
		return error ?: done;
	return done ?: error;
}

static bool is_saved(struct xe_device *xe, unsigned int vfid)
{
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id)
		if (!xe_gt_sriov_pf_control_check_save_wip(gt, vfid))
			return false;
	return true;
}

ssize_t xe_sriov_pf_migration_read(struct xe_device *xe, unsigned int vfid,
				   char __user *buf, size_t len)
{
	ssize_t ret, consumed = 0;

	ret = xe_stream_lock(&migration_of(xe, vfid)->lock);
	if (ret)
		return ret;
	if (!is_saved(xe, vfid) && !variant(xe_wip_exit_unwoken))
		ret = -EIO;
	while (ret >= 0 && consumed < len) {
		ret = xe_sriov_packet_read_single(xe, vfid, buf + consumed, len - consumed);
		if (ret > 0)
			consumed += ret;
	}
	xe_stream_unlock(&migration_of(xe, vfid)->lock);
	return result(consumed, ret == -ENODATA || ret > 0 ? 0 : ret);
}

/* A stream that was refused stays refused: what follows it has no meaning. */
static ssize_t refuse(struct xe_device *xe, unsigned int vfid, ssize_t error)
{
	struct xe_gt *gt;
	unsigned int id;

	migration_of(xe, vfid)->broken = error;
	for_each_gt(gt, xe, id)
		xe_gt_sriov_pf_control_restore_data_bad(gt, vfid);
	return error;
}

/* Is the VF being restored? Past its end the stream itself says that nothing may come. */
static bool under_way(struct xe_device *xe, unsigned int vfid)
{
	enum xe_restore_stage stage = migration_of(xe, vfid)->stage;
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id)
		if (stage != XE_RESTORE_END &&
		    !xe_gt_sriov_pf_control_check_restore_wip(gt, vfid))
			return false;
	return stage != XE_RESTORE_NONE;
}

static ssize_t write_locked(struct xe_device *xe, unsigned int vfid, const char __user *buf,
			    size_t len)
{
	ssize_t ret = 0, produced = 0;

	if (migration_of(xe, vfid)->broken)
		return migration_of(xe, vfid)->broken;
	if (!under_way(xe, vfid) && !variant(xe_stream_trusted))
		return -EIO;
	while (produced < len) {
		ret = xe_sriov_packet_write_single(xe, vfid, buf + produced, len - produced);
		if (ret < 0)
			break;
		produced += ret;
	}
	if (ret < 0 && ret != -ERESTARTSYS && ret != -EFAULT && !variant(xe_stream_trusted))
		return refuse(xe, vfid, ret);
	return result(produced, ret < 0 ? ret : 0);
}

ssize_t xe_sriov_pf_migration_write(struct xe_device *xe, unsigned int vfid,
				    const char __user *buf, size_t len)
{
	ssize_t ret = 0;

	scoped_cond_guard(mutex_intr, return -EINTR, &migration_of(xe, vfid)->lock)
		ret = write_locked(xe, vfid, buf, len);
	return ret;
}

/* Linux does not look, but waits a second for a trailer. */
int xe_sriov_pf_migration_finish_writing(struct xe_device *xe, unsigned int vfid)
{
	int ret = 0;

	scoped_cond_guard(mutex_intr, return -EINTR, &migration_of(xe, vfid)->lock) {
		ret = xe_sriov_packet_flush(xe, vfid);
		if (!ret && migration_of(xe, vfid)->stage != XE_RESTORE_END &&
		    !variant(xe_stream_trusted))
			ret = refuse(xe, vfid, -EIO);
	}
	return ret;
}

ssize_t xe_sriov_pf_migration_size(struct xe_device *xe, unsigned int vfid)
{
	ssize_t total = 2 * sizeof(struct xe_sriov_packet_hdr) +
			MIGRATION_DESCRIPTOR_DWORDS * sizeof(u32);
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id) {
		ssize_t size = xe_gt_sriov_pf_migration_size(gt, vfid);

		if (size < 0)
			return size;
		total += size;
	}
	return total;
}
