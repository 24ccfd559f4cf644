// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_guc.c - how a GuC talks: it hears requests, answers late, and tells of events
 *
 * A request is looked at when the doorbell rings. Its answer, and the event that some
 * requests lead to, are messages with a timer each: when it fires, what the message
 * tells of becomes so (xe_hw_guc_state.c), the message goes to the host's inbox and an
 * interrupt out. In between, the GuC may be asked anything, and the card be reset.
 *
 * Messages are kept for reuse until the card is gone, so that a timer never outlives
 * what it is part of.
 */
#include <linux/bitfield.h>
#include <linux/bug.h>
#include <linux/instruction_pointer.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "xe_hw_card.h"

#define ERROR_BUSY	0u	/* xe_guc_fault XE_GUC_ERROR's argument */
#define ERROR_REJECTED	1u

/* The fault that meets this message, used up by it; NULL if none. */
static const struct xe_hw_fault *take_fault(struct xe_hw_card *card, unsigned int gt,
					    unsigned int vfid, enum xe_guc_what what)
{
	struct xe_hw_fault *fault = &card->vf[vfid].gt[gt].fault[what];

	if (!fault->count)
		return NULL;
	fault->count--;
	return fault;
}

/* Move it to where the host finds it. True if the host wants to know. */
static bool deliver(struct xe_hw_card *card, struct xe_hw_msg *msg)
{
	if (msg->generation != card->generation || msg->mute) {
		list_move_tail(&msg->node, &card->spare);
		return false;
	}
	list_move_tail(&msg->node, &card->gt[msg->gt].inbox);
	return true;
}

static enum hrtimer_restart msg_due(struct hrtimer *timer)
{
	struct xe_hw_msg *msg = container_of(timer, struct xe_hw_msg, timer);
	struct xe_hw_card *card = msg->card;
	unsigned int gt = msg->gt;
	bool tell;

	xe_hw_lock(card);
	if (msg->generation == card->generation && !msg->done)
		xe_hw_guc_do(card, gt, msg->vfid, msg->what);
	tell = deliver(card, msg);
	xe_hw_unlock(card);
	if (tell)
		pci_hw_interrupt(card->fn, 0, 1);
	return HRTIMER_NORESTART;
}

static struct xe_hw_msg *new_msg(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
				 enum xe_guc_what what, struct list_head *told)
{
	struct xe_hw_msg *msg = list_first_entry_or_null(&card->spare, struct xe_hw_msg, node);

	if (msg) {
		list_del(&msg->node);
	} else {
		msg = ex_zalloc(sizeof(*msg), _RET_IP_);
		hrtimer_setup(&msg->timer, msg_due, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
		msg->card = card;
	}
	msg->generation = card->generation;
	msg->gt = gt;
	msg->vfid = vfid;
	msg->what = what;
	msg->done = false;
	msg->mute = false;
	msg->delay_us = card->desc.guc_us;
	msg->fence = 0;
	memset(msg->dw, 0, sizeof(msg->dw));
	list_add_tail(&msg->node, told);
	return msg;
}

static void write_event(struct xe_hw_msg *msg)
{
	static const u32 eventid[] = {
		[XE_GUC_FLR]		= GUC_PF_NOTIFY_VF_FLR,
		[XE_GUC_FLR_DONE]	= GUC_PF_NOTIFY_VF_FLR_DONE,
		[XE_GUC_PAUSE_DONE]	= GUC_PF_NOTIFY_VF_PAUSE_DONE,
	};

	msg->len = GUC2PF_VF_STATE_NOTIFY_LEN;
	msg->dw[0] = FIELD_PREP(GUC_HXG_MSG_0_ORIGIN, GUC_HXG_ORIGIN_GUC) |
		     FIELD_PREP(GUC_HXG_MSG_0_TYPE, GUC_HXG_TYPE_EVENT) |
		     FIELD_PREP(GUC_HXG_MSG_0_ACTION, GUC_ACTION_GUC2PF_VF_STATE_NOTIFY);
	msg->dw[1] = msg->vfid;
	msg->dw[2] = eventid[msg->what];
}

static void write_answer(struct xe_hw_msg *msg, u32 fence, u32 type, u32 data)
{
	msg->fence = fence;
	msg->len = 1;
	msg->dw[0] = FIELD_PREP(GUC_HXG_MSG_0_ORIGIN, GUC_HXG_ORIGIN_GUC) |
		     FIELD_PREP(GUC_HXG_MSG_0_TYPE, type) |
		     FIELD_PREP(GUC_HXG_MSG_0_DATA0, data);
}

static void bend_event(struct xe_hw_card *card, struct xe_hw_msg *msg,
		       const struct xe_hw_fault *fault, struct list_head *told)
{
	struct xe_hw_msg *other;

	switch (fault->kind) {
	case XE_GUC_LATE:
		msg->delay_us += fault->arg;
		break;
	case XE_GUC_NEVER:
		msg->mute = true;
		break;
	case XE_GUC_EARLY:
		/* told at once, and so only later: after the answer, or after @arg */
		other = new_msg(card, msg->gt, msg->vfid, msg->what, told);
		other->mute = true;
		other->delay_us = msg->delay_us + fault->arg;
		msg->done = true;
		msg->delay_us = 1;
		break;
	case XE_GUC_TWICE:
		other = new_msg(card, msg->gt, msg->vfid, msg->what, told);
		other->done = true;
		other->delay_us = msg->delay_us + card->desc.guc_us;
		write_event(other);
		break;
	}
}

void xe_hw_guc_event(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		     enum xe_guc_what what, struct list_head *told)
{
	const struct xe_hw_fault *fault = take_fault(card, gt, vfid, what);
	struct xe_hw_msg *msg = new_msg(card, gt, vfid, what, told);

	write_event(msg);
	/* after the answer of the request that leads to it */
	if (what != XE_GUC_FLR)
		msg->delay_us *= 2;
	if (fault)
		bend_event(card, msg, fault, told);
}

static void fail_answer(struct xe_hw_msg *msg, u32 fence, u32 error)
{
	msg->done = true;
	if (error == ERROR_BUSY)
		write_answer(msg, fence, GUC_HXG_TYPE_NO_RESPONSE_RETRY, 0);
	else if (error == ERROR_REJECTED)
		write_answer(msg, fence, GUC_HXG_TYPE_RESPONSE_FAILURE, 1);
	else
		write_answer(msg, fence, GUC_HXG_TYPE_RESPONSE_SUCCESS, 0x7f);
}

/* Answer; true if the request is granted. */
static bool answer(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		   enum xe_guc_what what, bool granted, u32 data, struct list_head *told)
{
	const struct xe_hw_fault *fault = take_fault(card, gt, vfid, what);
	struct xe_hw_msg *msg = new_msg(card, gt, vfid, what, told);
	u32 fence = card->gt[gt].h2g_fence;

	if (!granted || (fault && fault->kind == XE_GUC_ERROR)) {
		fail_answer(msg, fence, granted ? fault->arg : ERROR_REJECTED);
		return false;
	}
	write_answer(msg, fence, GUC_HXG_TYPE_RESPONSE_SUCCESS, data);
	if (fault && fault->kind == XE_GUC_NEVER)
		msg->mute = true;
	if (fault && fault->kind == XE_GUC_LATE) {
		/* done in time, told late */
		new_msg(card, gt, vfid, what, told)->mute = true;
		msg->done = true;
		msg->delay_us += fault->arg;
	}
	return true;
}

static void vf_control(struct xe_hw_card *card, unsigned int gt, struct list_head *told)
{
	static const u8 what_of[] = {
		[GUC_PF_TRIGGER_VF_PAUSE]	= XE_GUC_PAUSE,
		[GUC_PF_TRIGGER_VF_RESUME]	= XE_GUC_RESUME,
		[GUC_PF_TRIGGER_VF_STOP]	= XE_GUC_STOP,
		[GUC_PF_TRIGGER_VF_FLR_START]	= XE_GUC_FLR_START,
		[GUC_PF_TRIGGER_VF_FLR_FINISH]	= XE_GUC_FLR_FINISH,
	};
	u32 vfid = card->gt[gt].h2g[1], command = card->gt[gt].h2g[2];
	enum xe_guc_what what;

	if (vfid > card->desc.vfs || !command || command >= sizeof(what_of)) {
		answer(card, gt, 0, XE_GUC_STOP, false, 0, told);
		return;
	}
	what = what_of[command];
	if (!answer(card, gt, vfid, what, xe_hw_guc_can(card, gt, vfid, what), 0, told))
		return;
	if (what == XE_GUC_PAUSE)
		xe_hw_guc_event(card, gt, vfid, XE_GUC_PAUSE_DONE, told);
	if (what == XE_GUC_FLR_START)
		xe_hw_guc_event(card, gt, vfid, XE_GUC_FLR_DONE, told);
}

static void save_restore(struct xe_hw_card *card, unsigned int gt, struct list_head *told)
{
	struct xe_hw_gt *guc = &card->gt[gt];
	u32 vfid = guc->h2g[1], opcode = guc->h2g[2], ndwords = guc->h2g[3];
	struct xe_hw_vgt *vgt;
	bool can;

	if (!vfid || vfid > card->desc.vfs) {
		answer(card, gt, 0, XE_GUC_SAVE_RESTORE, false, 0, told);
		return;
	}
	vgt = &card->vf[vfid].gt[gt];
	if (opcode == GUC_PF_OPCODE_VF_SAVE && !ndwords) {
		answer(card, gt, vfid, XE_GUC_SAVE_RESTORE, vgt->state != XE_HW_VF_OFF,
		       card->desc.vf_guc, told);
		return;
	}
	can = ndwords == card->desc.vf_guc && xe_hw_guc_can(card, gt, vfid, XE_GUC_SAVE_RESTORE);
	if (can && opcode == GUC_PF_OPCODE_VF_SAVE) {
		xe_hw_guc_sign(card, vgt);
		memcpy(guc->buf, vgt->guc, ndwords * 4);
	} else if (can) {
		can = xe_hw_guc_take(card, vgt, (const u32 *)guc->buf);
	}
	answer(card, gt, vfid, XE_GUC_SAVE_RESTORE, can, ndwords, told);
}

static void update_vf_cfg(struct xe_hw_card *card, unsigned int gt, struct list_head *told)
{
	u32 vfid = card->gt[gt].h2g[1];
	bool known = vfid && vfid <= card->desc.vfs;

	if (known)
		xe_hw_guc_configure(card, gt, vfid, card->gt[gt].h2g[2]);
	answer(card, gt, 0, XE_GUC_STOP, known, 0, told);
	list_last_entry(told, struct xe_hw_msg, node)->done = true;
}

void xe_hw_guc_request(struct xe_hw_card *card, unsigned int gt, u32 len,
		       struct list_head *told)
{
	u32 head = card->gt[gt].h2g[0];

	switch (FIELD_GET(GUC_HXG_MSG_0_ACTION, head)) {
	case GUC_ACTION_PF2GUC_VF_CONTROL:
		vf_control(card, gt, told);
		break;
	case GUC_ACTION_PF2GUC_SAVE_RESTORE_VF:
		save_restore(card, gt, told);
		break;
	case GUC_ACTION_PF2GUC_UPDATE_VF_CFG:
		update_vf_cfg(card, gt, told);
		break;
	default:
		answer(card, gt, 0, XE_GUC_STOP, false, 0, told);
	}
}

void xe_hw_guc_start(struct xe_hw_card *card, struct list_head *told)
{
	struct xe_hw_msg *msg;

	for (;;) {
		u64 delay_us;

		xe_hw_lock(card);
		msg = list_first_entry_or_null(told, struct xe_hw_msg, node);
		if (msg) {
			list_move_tail(&msg->node, &card->on_its_way);
			delay_us = msg->delay_us;
		}
		xe_hw_unlock(card);
		if (!msg)
			return;
		hrtimer_start(&msg->timer, delay_us * NSEC_PER_USEC, HRTIMER_MODE_REL);
	}
}

void xe_hw_guc_pop(struct xe_hw_card *card, unsigned int gt)
{
	struct list_head *inbox = &card->gt[gt].inbox;

	if (!list_empty(inbox))
		list_move_tail(inbox->next, &card->spare);
}

void xe_hw_guc_init(struct xe_hw_card *card)
{
	INIT_LIST_HEAD(&card->on_its_way);
	INIT_LIST_HEAD(&card->spare);
	for (unsigned int gt = 0; gt < XE_HW_GTS_MAX; gt++)
		INIT_LIST_HEAD(&card->gt[gt].inbox);
}

/* What is on its way comes too late: it is of another life of the card. */
void xe_hw_guc_reset(struct xe_hw_card *card)
{
	card->generation++;
	for (unsigned int gt = 0; gt < XE_HW_GTS_MAX; gt++)
		list_splice_tail_init(&card->gt[gt].inbox, &card->spare);
}

void xe_hw_guc_free(struct xe_hw_card *card)
{
	struct xe_hw_msg *msg, *next;

	xe_hw_guc_reset(card);
	list_for_each_entry_safe(msg, next, &card->on_its_way, node)
		hrtimer_cancel(&msg->timer);
	list_splice_tail_init(&card->on_its_way, &card->spare);
	list_for_each_entry_safe(msg, next, &card->spare, node) {
		hrtimer_cancel(&msg->timer);	/* its function may still run */
		ex_free(msg, _RET_IP_);
	}
}
