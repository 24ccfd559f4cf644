/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_gt_sriov_pf_restore.h - history that saving and restoring have in common */
#ifndef XE_GT_SRIOV_PF_RESTORE_H
#define XE_GT_SRIOV_PF_RESTORE_H

#include "kernel/variant.h"

DECLARE_VARIANT(xe_ring_wait_late);

#endif
