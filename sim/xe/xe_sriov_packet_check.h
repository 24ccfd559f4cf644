/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_sriov_packet_check.h - is this the packet that has to come now? */
#ifndef XE_SRIOV_PACKET_CHECK_H
#define XE_SRIOV_PACKET_CHECK_H

#include "kernel/variant.h"

#include "xe_sriov_packet_types.h"

struct xe_device;

DECLARE_VARIANT(xe_stream_trusted);

/*
 * 0 if a packet with this header may come at this point of the stream; -EINVAL. Moves the
 * point on: asked once for each packet, when its header is complete and before memory is
 * taken for its payload. The VF's migration lock is held.
 */
int xe_sriov_packet_check(struct xe_device *xe, unsigned int vfid,
			  const struct xe_sriov_packet_hdr *hdr);

/* -EINVAL if the descriptor is of another device. */
int xe_sriov_packet_check_descriptor(struct xe_device *xe, const struct xe_sriov_packet *data);

/* What a descriptor of this device says. */
void xe_sriov_packet_describe(struct xe_device *xe, u32 *words);

/* A stream begins. */
void xe_sriov_packet_check_begin(struct xe_device *xe, unsigned int vfid);

#endif
