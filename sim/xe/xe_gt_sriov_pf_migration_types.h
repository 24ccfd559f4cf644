/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_gt_sriov_pf_migration_types.h - what is on its way between a VF's GT and a stream */
#ifndef XE_GT_SRIOV_PF_MIGRATION_TYPES_H
#define XE_GT_SRIOV_PF_MIGRATION_TYPES_H

#include <linux/ptr_ring.h>
#include <linux/types.h>

struct xe_gt_sriov_migration_data {
	struct ptr_ring		ring;		/* of struct xe_sriov_packet, owned */

	/* the GT's worker only, from the start of a save to its end */
	struct {
		unsigned long	data_remaining;	/* by enum xe_sriov_packet_type */
		u64		vram_offset;
	} save;

	/* xe_sriov_migration_state.lock: */
	struct {
		unsigned long	data_expected;	/* by enum xe_sriov_packet_type */
		u64		vram_offset;	/* where the next chunk has to begin */
	} restore;
};

#endif
