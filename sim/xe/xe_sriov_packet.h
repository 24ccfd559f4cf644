/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_sriov_packet.h - making packets, and passing them to and from user space */
#ifndef XE_SRIOV_PACKET_H
#define XE_SRIOV_PACKET_H

#include <linux/compiler_types.h>

#include "xe_sriov_packet_types.h"

struct xe_device;
struct xe_gt;

/* A packet with room for @size bytes, or ERR_PTR(-ENOMEM). @gt NULL: of none. */
struct xe_sriov_packet *xe_sriov_packet_new(struct xe_gt *gt, enum xe_sriov_packet_type type,
					    u64 offset, size_t size);

/* NULL and ERR_PTRs are allowed. */
void xe_sriov_packet_free(struct xe_sriov_packet *data);

/*
 * The next bytes of the next packet of the stream that is read; up to @len. -ENODATA at
 * its end. The VF's migration lock is held, for these three.
 */
ssize_t xe_sriov_packet_read_single(struct xe_device *xe, unsigned int vfid,
				    char __user *buf, size_t len);

/*
 * The same for writing. A packet that is complete is passed on; if that is interrupted,
 * it is kept and passed on by the next call, or by the flush.
 */
ssize_t xe_sriov_packet_write_single(struct xe_device *xe, unsigned int vfid,
				     const char __user *buf, size_t len);
int xe_sriov_packet_flush(struct xe_device *xe, unsigned int vfid);

/* Begin a session; what an earlier one left is dropped. -EINTR, -ENOMEM. */
int xe_sriov_packet_save_init(struct xe_device *xe, unsigned int vfid);
int xe_sriov_packet_restore_init(struct xe_device *xe, unsigned int vfid);

/* Drop all that is kept for the VF. */
void xe_sriov_packet_drop(struct xe_device *xe, unsigned int vfid);

#endif
