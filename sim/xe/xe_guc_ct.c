// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_guc_ct.c - talking to a GuC
 *
 * One request is under way at a time. Its answer is known by its fence; an answer that
 * comes after nobody waits any more has another fence than the one awaited, and is dropped.
 * Events may overtake the answer of the request that led to them.
 *
 * Order: ->lock -> ->fence_lock, the latter in the interrupt as well.
 *
 * Linux passes messages through rings in memory, lets many requests be under way, and
 * repeats by itself what the GuC wants again; left out, since no two of the callers here
 * share a GT's channel but for VFs, which one worker serves in turn.
 */
#include "xe_guc_ct.h"

#include <linux/bitfield.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/jiffies.h>

#include "xe_device.h"
#include "xe_gt_sriov_pf_control.h"
#include "xe_regs.h"

void xe_guc_ct_init(struct xe_gt *gt)
{
	mutex_init(&gt->ct.lock);
	spin_lock_init(&gt->ct.fence_lock);
	init_completion(&gt->ct.answered);
}

static void expect(struct xe_guc_ct *ct, u32 fence)
{
	unsigned long flags;

	spin_lock_irqsave(&ct->fence_lock, flags);
	ct->fence = fence;
	if (fence)
		reinit_completion(&ct->answered);
	spin_unlock_irqrestore(&ct->fence_lock, flags);
}

/* What came for the request, once it is answered. */
static int result_of(u32 answer)
{
	switch (FIELD_GET(GUC_HXG_MSG_0_TYPE, answer)) {
	case GUC_HXG_TYPE_RESPONSE_SUCCESS:
		return FIELD_GET(GUC_HXG_MSG_0_DATA0, answer);
	case GUC_HXG_TYPE_NO_RESPONSE_RETRY:
		return -EBUSY;
	case GUC_HXG_TYPE_RESPONSE_FAILURE:
		return -EIO;
	default:
		return -EPROTO;
	}
}

static int send_locked(struct xe_gt *gt, const u32 *action, u32 len)
{
	struct xe_guc_ct *ct = &gt->ct;
	bool answered;

	lockdep_assert_held(&ct->lock);
	WARN_ON(len > GUC_MSG_LEN_MAX);
	if (!++ct->next_fence)
		ct->next_fence = 1;
	expect(ct, ct->next_fence);
	for (u32 i = 0; i < len; i++)
		writel(action[i], gt->regs + XE_H2G(i));
	writel(ct->next_fence, gt->regs + XE_H2G_FENCE);
	writel(len, gt->regs + XE_H2G_DOORBELL);

	answered = wait_for_completion_timeout(&ct->answered, HZ);
	expect(ct, 0);
	/* the interrupt wrote it before it cleared the fence, or will not any more */
	return answered ? result_of(READ_ONCE(ct->answer)) : -ETIME;
}

int xe_guc_ct_send_block(struct xe_gt *gt, const u32 *action, u32 len)
{
	int ret;

	mutex_lock(&gt->ct.lock);
	ret = send_locked(gt, action, len);
	mutex_unlock(&gt->ct.lock);
	return ret;
}

int xe_guc_ct_send_buf(struct xe_gt *gt, const u32 *action, u32 len, const u32 *in, u32 *out,
		       u32 ndwords)
{
	int ret;

	mutex_lock(&gt->ct.lock);
	for (u32 i = 0; in && i < ndwords; i++)
		writel(in[i], gt->regs + XE_GUC_BUF + i * 4);
	ret = send_locked(gt, action, len);
	for (u32 i = 0; ret >= 0 && out && i < ndwords; i++)
		out[i] = readl(gt->regs + XE_GUC_BUF + i * 4);
	mutex_unlock(&gt->ct.lock);
	return ret;
}

static void handle_answer(struct xe_guc_ct *ct, u32 fence, u32 answer)
{
	unsigned long flags;

	spin_lock_irqsave(&ct->fence_lock, flags);
	if (fence == ct->fence) {
		ct->fence = 0;
		WRITE_ONCE(ct->answer, answer);
		complete(&ct->answered);
	}
	spin_unlock_irqrestore(&ct->fence_lock, flags);
}

bool xe_guc_ct_irq(struct xe_gt *gt)
{
	u32 len = readl(gt->regs + XE_G2H_LEN);
	u32 msg[GUC_MSG_LEN_MAX], fence;
	bool any = false;

	/* all ones: the card is gone */
	for (; len && len <= GUC_MSG_LEN_MAX; len = readl(gt->regs + XE_G2H_LEN)) {
		for (u32 i = 0; i < len; i++)
			msg[i] = readl(gt->regs + XE_G2H(i));
		fence = readl(gt->regs + XE_G2H_FENCE);
		writel(0, gt->regs + XE_G2H_POP);
		any = true;
		if (fence)
			handle_answer(&gt->ct, fence, msg[0]);
		else
			xe_gt_sriov_pf_control_process_guc2pf(gt, msg, len);
	}
	return any;
}
