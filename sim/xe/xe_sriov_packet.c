// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_packet.c - packets between memory and user space
 *
 * One packet at a time is half read or half written: ->pending. A read begins with the
 * descriptor and ends with the trailer, which are made when the save begins.
 *
 * Locking: the VF's migration lock covers the three slots; user memory is touched under it.
 * What an interrupted or failed call leaves behind must be good for the next one: how Linux
 * did it is kept as variants below.
 */
#include "xe_sriov_packet.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/byteorder.h>

#include "kernel/variant.h"

#include "xe_device.h"
#include "xe_hw_blit.h"
#include "xe_sriov_packet_check.h"
#include "xe_sriov_pf_migration.h"
#include "xe_stream_lock.h"

DEFINE_VARIANT(xe_read_error_kept, "xe-read-error-kept", "1ed30397c0b9 (v6.19)",
	       "a read that was interrupted leaves its error behind as the next packet");
DEFINE_VARIANT(xe_write_keeps_freed, "xe-write-keeps-freed", "1ed30397c0b9 (v6.19)",
	       "a packet that is refused is freed and stays pending");
DEFINE_VARIANT(xe_session_leaks, "xe-session-leaks", "1ed30397c0b9 (v6.19)",
	       "a session begins without dropping packets of the one before");

static struct xe_sriov_migration_state *migration_of(struct xe_device *xe, unsigned int vfid)
{
	return &xe->sriov.pf.vfs[vfid].migration;
}

static int alloc_payload(struct xe_device *xe, struct xe_sriov_packet *data, size_t size)
{
	data->remaining = size;
	if (!size)
		return 0;
	if (size > INT_MAX)
		return -ENOMEM;
	if (data->hdr.type == XE_SRIOV_PACKET_TYPE_VRAM)
		data->bo = xe_bo_create(xe->hw, size);
	else
		data->vaddr = kvmalloc(size, GFP_KERNEL);
	return data->bo || data->vaddr ? 0 : -ENOMEM;
}

static struct xe_sriov_packet *alloc_packet(void)
{
	struct xe_sriov_packet *data = kzalloc(sizeof(*data), GFP_KERNEL);

	if (data)
		data->hdr_remaining = sizeof(data->hdr);
	return data;
}

struct xe_sriov_packet *xe_sriov_packet_new(struct xe_gt *gt, enum xe_sriov_packet_type type,
					    u64 offset, size_t size)
{
	struct xe_sriov_packet *data = alloc_packet();

	if (!data)
		return ERR_PTR(-ENOMEM);
	data->hdr = (struct xe_sriov_packet_hdr){
		.version = XE_SRIOV_PACKET_VERSION, .type = type,
		.tile_id = gt ? gt->tile_id : 0, .gt_id = gt ? gt->id : 0,
		.offset = cpu_to_le64(offset), .size = cpu_to_le64(size),
	};
	if (!alloc_payload(gt ? gt->xe : NULL, data, size))
		return data;
	kfree(data);
	return ERR_PTR(-ENOMEM);
}

void xe_sriov_packet_free(struct xe_sriov_packet *data)
{
	if (IS_ERR_OR_NULL(data))
		return;
	xe_bo_free(data->bo);
	kvfree(data->vaddr);
	kfree(data);
}

/* Where the rest of what is half done begins, and how much of it @len covers. */
static void *rest_of(struct xe_sriov_packet *data, size_t *len, size_t **left, bool reads)
{
	size_t at = le64_to_cpu(data->hdr.size) - data->remaining;

	if (data->hdr_remaining) {
		*left = &data->hdr_remaining;
		*len = min(*len, data->hdr_remaining);
		return (u8 *)&data->hdr + sizeof(data->hdr) - data->hdr_remaining;
	}
	*left = &data->remaining;
	*len = min(*len, data->remaining);
	if (!data->bo)
		return (u8 *)data->vaddr + at;
	return reads ? (void *)xe_bo_look(data->bo, at, len) : xe_bo_fill(data->bo, at, len);
}

static bool done_with(const struct xe_sriov_packet *data)
{
	return !data->hdr_remaining && !data->remaining;
}

/* The slot that the next bytes come from; NULL at the end of the stream. */
static struct xe_sriov_packet **pick(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_migration_state *migration = migration_of(xe, vfid);

	if (migration->descriptor)
		return &migration->descriptor;
	if (!migration->pending)
		migration->pending = xe_sriov_pf_migration_save_consume(xe, vfid);
	if (migration->pending)
		return &migration->pending;
	return migration->trailer ? &migration->trailer : NULL;
}

ssize_t xe_sriov_packet_read_single(struct xe_device *xe, unsigned int vfid,
				    char __user *buf, size_t len)
{
	struct xe_sriov_packet **slot;
	size_t *left;
	void *from;
	long ret;

	xe_stream_assert_locked(&migration_of(xe, vfid)->lock);
	slot = pick(xe, vfid);
	if (!slot)
		return -ENODATA;
	if (IS_ERR(*slot)) {
		ret = PTR_ERR(*slot);
		if (!variant(xe_read_error_kept))
			*slot = NULL;
		return ret;
	}
	from = rest_of(*slot, &len, &left, true);
	if (copy_to_user(buf, from, len))
		return -EFAULT;
	*left -= len;
	if (done_with(*slot)) {
		xe_sriov_packet_free(*slot);
		*slot = NULL;
	}
	return len;
}

/* The header is complete: take memory for what it announces. */
static int begin_payload(struct xe_device *xe, unsigned int vfid, struct xe_sriov_packet *data)
{
	int ret = xe_sriov_packet_check(xe, vfid, &data->hdr);

	return ret ?: alloc_payload(xe, data, le64_to_cpu(data->hdr.size));
}

/* It goes where it belongs, or back where it was; the caller is told. */
static int pass_on(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_packet **slot = &migration_of(xe, vfid)->pending;
	int ret = xe_sriov_pf_migration_restore_produce(xe, vfid, *slot);

	if (ret == -ERESTARTSYS && !variant(xe_write_keeps_freed))
		return ret;
	if (ret)
		xe_sriov_packet_free(*slot);
	if (!ret || !variant(xe_write_keeps_freed))
		*slot = NULL;
	return ret;
}

int xe_sriov_packet_flush(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_packet *data = migration_of(xe, vfid)->pending;

	lockdep_assert_held(&migration_of(xe, vfid)->lock);
	return data && done_with(data) ? pass_on(xe, vfid) : 0;
}

ssize_t xe_sriov_packet_write_single(struct xe_device *xe, unsigned int vfid,
				     const char __user *buf, size_t len)
{
	struct xe_sriov_packet **slot = &migration_of(xe, vfid)->pending;
	size_t *left;
	void *to;
	int ret;

	ret = xe_sriov_packet_flush(xe, vfid);
	if (ret)
		return ret;
	if (!*slot)
		*slot = alloc_packet();
	if (!*slot)
		return -ENOMEM;
	to = rest_of(*slot, &len, &left, false);
	if (copy_from_user(to, buf, len))
		return -EFAULT;
	*left -= len;
	if (left == &(*slot)->hdr_remaining && !*left) {
		ret = begin_payload(xe, vfid, *slot);
		if (ret && !variant(xe_stream_trusted)) {
			xe_sriov_packet_free(*slot);
			*slot = NULL;
			return ret;
		}
	}
	if (done_with(*slot)) {
		int passed = pass_on(xe, vfid);

		/* interrupted: its bytes have been taken all the same */
		if (passed && passed != -ERESTARTSYS)
			return passed;
	}
	return ret ?: len;
}

void xe_sriov_packet_drop(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_migration_state *migration = migration_of(xe, vfid);

	xe_sriov_packet_free(migration->pending);
	xe_sriov_packet_free(migration->trailer);
	xe_sriov_packet_free(migration->descriptor);
	migration->pending = NULL;
	migration->trailer = NULL;
	migration->descriptor = NULL;
}

static int make_ends(struct xe_device *xe, struct xe_sriov_migration_state *migration)
{
	struct xe_sriov_packet *first, *last;

	first = xe_sriov_packet_new(NULL, XE_SRIOV_PACKET_TYPE_DESCRIPTOR, 0,
				    MIGRATION_DESCRIPTOR_DWORDS * sizeof(u32));
	if (IS_ERR(first))
		return PTR_ERR(first);
	last = xe_sriov_packet_new(NULL, XE_SRIOV_PACKET_TYPE_TRAILER, 0, 0);
	if (IS_ERR(last)) {
		xe_sriov_packet_free(first);
		return PTR_ERR(last);
	}
	xe_sriov_packet_describe(xe, first->vaddr);
	migration->descriptor = first;
	migration->trailer = last;
	return 0;
}

int xe_sriov_packet_save_init(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_migration_state *migration = migration_of(xe, vfid);
	int ret = xe_stream_lock(&migration->lock);

	if (ret)
		return ret;
	if (variant(xe_session_leaks))
		migration->pending = NULL;
	else
		xe_sriov_packet_drop(xe, vfid);
	migration->stage = XE_RESTORE_NONE;
	migration->broken = 0;
	ret = make_ends(xe, migration);
	xe_stream_unlock(&migration->lock);
	return ret;
}

int xe_sriov_packet_restore_init(struct xe_device *xe, unsigned int vfid)
{
	struct xe_sriov_migration_state *migration = migration_of(xe, vfid);

	scoped_cond_guard(mutex_intr, return -EINTR, &migration->lock) {
		if (!variant(xe_session_leaks))
			xe_sriov_packet_drop(xe, vfid);
		migration->broken = 0;
		xe_sriov_packet_check_begin(xe, vfid);
	}
	return 0;
}
