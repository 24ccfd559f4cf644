/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_guc_ct.h - talking to a GuC: requests with an answer, and events */
#ifndef XE_GUC_CT_H
#define XE_GUC_CT_H

#include <linux/types.h>

struct xe_gt;

void xe_guc_ct_init(struct xe_gt *gt);

/*
 * Send a request and wait for its answer, which is returned: 28 bits from 0 up. -EBUSY
 * if the GuC wants it again later, -EIO if it refuses, -ETIME after a second. Sleeps.
 */
int xe_guc_ct_send_block(struct xe_gt *gt, const u32 *action, u32 len);

/*
 * The same for a request about the buffer shared with the GuC: @in is in it before, @out
 * has what is in it after. Either may be NULL.
 */
int xe_guc_ct_send_buf(struct xe_gt *gt, const u32 *action, u32 len, const u32 *in, u32 *out,
		       u32 ndwords);

/* Interrupt: read what the GuC has to say. False if that is nothing. */
bool xe_guc_ct_irq(struct xe_gt *gt);

#endif
