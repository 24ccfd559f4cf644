/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_sriov_packet_types.h - a migration stream: packets, each a header and its payload
 *
 *	descriptor, (GUC, GGTT, MMIO, VRAM...) of each GT, trailer
 *
 * The GTs' packets are mixed as they come; within a GT they are in that order, VRAM in
 * chunks from offset 0 up without a gap. GGTT and VRAM are there on main GTs only. All
 * numbers are little-endian.
 */
#ifndef XE_SRIOV_PACKET_TYPES_H
#define XE_SRIOV_PACKET_TYPES_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

#define XE_SRIOV_PACKET_VERSION	1

enum xe_sriov_packet_type {
	XE_SRIOV_PACKET_TYPE_DESCRIPTOR = 1,	/* what device it was made on */
	XE_SRIOV_PACKET_TYPE_TRAILER,		/* empty */
	XE_SRIOV_PACKET_TYPE_GGTT,
	XE_SRIOV_PACKET_TYPE_MMIO,
	XE_SRIOV_PACKET_TYPE_GUC,
	XE_SRIOV_PACKET_TYPE_VRAM,
};

struct xe_sriov_packet_hdr {
	u8	version;
	u8	type;
	u8	tile_id;
	u8	gt_id;
	__le32	flags;		/* 0 */
	__le64	offset;		/* of the payload in what it is a part of */
	__le64	size;		/* of the payload */
} __packed;

/* The descriptor's payload: dwords of key << 16 | length, each before its value. */
#define MIGRATION_KLV_DEVICE_DEVID_KEY	0xf001u
#define MIGRATION_KLV_DEVICE_REVID_KEY	0xf002u
#define MIGRATION_DESCRIPTOR_DWORDS	4u

struct xe_bo;

/* In memory. Owned by the ring or the slot it is in, else by who holds it. */
struct xe_sriov_packet {
	struct xe_sriov_packet_hdr	hdr;
	size_t				hdr_remaining;	/* bytes still to be read or written */
	size_t				remaining;	/* of the payload */
	/* the payload, owned: a buffer for VRAM, else plain memory; NULL: none */
	struct xe_bo			*bo;
	void				*vaddr;
};

#endif
