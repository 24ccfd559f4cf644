/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - from one VF to another, and what has to hold afterwards
 */
#ifndef TESTS_XE_STREAM_H
#define TESTS_XE_STREAM_H

#include "xe/xe_world.h"

/* The two VFs have the same content. */
static inline void expect_same(struct pci_hw_fn *pf_a, unsigned int vf_a,
			       struct pci_hw_fn *pf_b, unsigned int vf_b)
{
	enum xe_hw_part part;
	unsigned int unit;
	u64 offset;

	cr_assert(xe_hw_same(pf_a, vf_a, pf_b, vf_b, &part, &unit, &offset),
		  "part %d of unit %u differs at %llx", part, unit, offset);
}

/* VF 1 is saved, VF 2 of the same card becomes what VF 1 is; both end up paused. */
static inline void migrate_1_to_2(size_t piece)
{
	void *stream;
	size_t len;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	cr_assert_eq(load_stream(xe, 2, stream, len, piece), 0);
	kvfree(stream);
	expect_same(card, 1, card, 2);
}

/* Whatever happened to the VF: a reset brings it back, empty, able to be paused and resumed. */
static inline void expect_reset_helps(unsigned int vfid)
{
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, vfid), 0);
	cr_assert_eq(reset_vf(vfid), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, vfid), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, vfid), XE_HW_VF_RUNNING);
	cr_assert_eq(xe_hw_vram_pages(card, vfid), 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, vfid), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, vfid), 0);
}

#endif
