// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_xe.c - what virtual functions of Intel graphics compute, and what their firmware does
 */
#include "scenario/do.h"

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>

#include "pci/hw.h"
#include "xe/xe_hw.h"

#include "scenario/models.h"

static_assert(XE_GUC_WHAT_COUNT == 9 && XE_GUC_PAUSE_DONE == 8);	/* constants.def */
static_assert(XE_GUC_FAULT_COUNT == 5 && XE_GUC_ERROR == 4);

#define BUSY_TICKS_MAX	1000

struct vf {
	const struct xe_hw_desc	*card;
	struct pci_hw_fn	*pf;
	unsigned int		vfid;
};

static const struct scn_stmt *stmt_of(const struct scn_program *program, unsigned int device)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result == device + 1 &&
		    scn_ops[program->stmts[i].op].result == SCN_TYPE_DEVICE)
			return &program->stmts[i];
	}
	return NULL;
}

static const struct xe_hw_desc *card_of(const struct scn_program *program, unsigned int device)
{
	const struct scn_stmt *stmt = stmt_of(program, device);
	const struct scn_model *model;

	if (!stmt || stmt->op != SCN_OP_function)
		return NULL;
	model = scn_model_find(scn_text_of(program, stmt->args[1].ref));
	return model ? model->xe : NULL;
}

/* The VF that an argument names; 0, or -ENODEV if it is no VF of such a card. */
static long vf_of(const struct scn_task *task, const struct scn_arg *arg, struct vf *vf)
{
	const struct scn_program *program = task->machine->program;
	const struct scn_stmt *stmt = stmt_of(program, arg->ref);

	if (!stmt || stmt->op != SCN_OP_vf)
		return -ENODEV;
	vf->card = card_of(program, stmt->args[0].ref);
	if (!vf->card)
		return -ENODEV;
	vf->pf = scn_hardware(task, &stmt->args[0]);
	vf->vfid = (unsigned int)stmt->args[1].num;
	return vf->pf && vf->vfid && vf->vfid <= vf->card->vfs ? 0 : -ENODEV;
}

long scn_do_xe_fill(struct scn_task *task, const struct scn_arg *args)
{
	struct vf vf;
	long ret = vf_of(task, &args[0], &vf);

	if (!ret)
		xe_hw_fill(vf.pf, vf.vfid, (u32)args[1].num, (unsigned int)args[2].num);
	return ret;
}

long scn_do_xe_same(struct scn_task *task, const struct scn_arg *args)
{
	enum xe_hw_part part;
	unsigned int unit;
	struct vf a, b;
	u64 offset;
	long ret;

	ret = vf_of(task, &args[0], &a);
	if (!ret)
		ret = vf_of(task, &args[1], &b);
	if (ret)
		return ret;
	return xe_hw_same(a.pf, a.vfid, b.pf, b.vfid, &part, &unit, &offset) ? 0 : -EILSEQ;
}

/* A VF that never ends would use up all the steps of a run in which nothing else is wrong. */
long scn_do_xe_busy(struct scn_task *task, const struct scn_arg *args)
{
	u32 ticks = min_t(u64, args[1].num, BUSY_TICKS_MAX);
	struct vf vf;
	long ret = vf_of(task, &args[0], &vf);

	if (!ret && ticks)
		xe_hw_busy(vf.pf, vf.vfid, (u32)(args[2].num / 1000), ticks);
	return ret;
}

long scn_do_xe_idle(struct scn_task *task, const struct scn_arg *args)
{
	struct vf vf;
	long ret = vf_of(task, &args[0], &vf);

	if (!ret)
		xe_hw_idle(vf.pf, vf.vfid);
	return ret;
}

/* Firmware that calls a VF paused which runs is found out (tests/xe/control.c). */
static bool lies(const struct scn_arg *args)
{
	return args[2].num == XE_GUC_PAUSE_DONE &&
	       (args[3].num == XE_GUC_EARLY || args[3].num == XE_GUC_TWICE);
}

/* A random program that makes it lie has found nothing by that. */
long scn_do_xe_guc(struct scn_task *task, const struct scn_arg *args)
{
	struct vf vf;
	long ret = vf_of(task, &args[0], &vf);

	if (ret)
		return ret;
	if (task->machine->program->unchecked && lies(args))
		return -EINVAL;
	if (args[1].num >= vf.card->tiles * (1u + vf.card->media))
		return -EINVAL;
	xe_hw_guc_fault(vf.pf, (unsigned int)args[1].num, vf.vfid, (enum xe_guc_what)args[2].num,
			(enum xe_guc_fault)args[3].num, (u32)args[4].num, (u32)args[5].num);
	return 0;
}
