// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow.c - what most programs do next, without which little else succeeds
 */
#include "support/draw.h"

#include <string.h>

#include "scenario/language.h"

/* Where the next one's argument comes from, if it is not the n-th of the first one. */
#define RESULT		(-1)
#define NOTHING		(-2)

static const struct {
	uint16_t	op, next;
	int8_t		from;
	uint8_t		to, percent;
} follows[] = {
	{ SCN_OP_open_group, SCN_OP_VFIO_GROUP_SET_CONTAINER, RESULT, 0, 85 },
	{ SCN_OP_open, SCN_OP_VFIO_GROUP_SET_CONTAINER, RESULT, 1, 85 },
	{ SCN_OP_VFIO_GROUP_SET_CONTAINER, SCN_OP_VFIO_SET_IOMMU, 1, 0, 90 },
	{ SCN_OP_VFIO_GROUP_UNSET_CONTAINER, SCN_OP_VFIO_GROUP_SET_CONTAINER, 0, 0, 40 },
	{ SCN_OP_open_cdev, SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, RESULT, 0, 80 },
	{ SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, SCN_OP_IOMMU_IOAS_ALLOC, 1, 0, 50 },
	{ SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, SCN_OP_VFIO_DEVICE_ATTACH_IOMMUFD_PT, 0, 0, 50 },
	{ SCN_OP_attach, SCN_OP_VFIO_DEVICE_SET_IRQS, RESULT, 0, 25 },
	{ SCN_OP_VFIO_GROUP_GET_DEVICE_FD, SCN_OP_VFIO_DEVICE_SET_IRQS, RESULT, 0, 25 },
	{ SCN_OP_VFIO_DEVICE_SET_IRQS, SCN_OP_VFIO_DEVICE_SET_IRQS, 0, 0, 15 },
	{ SCN_OP_VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	  SCN_OP_VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, 0, 0, 30 },
	{ SCN_OP_VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY,
	  SCN_OP_VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, 0, 0, 30 },
	{ SCN_OP_KVM_CREATE_VM, SCN_OP_KVM_CREATE_IRQCHIP, RESULT, 0, 50 },
	{ SCN_OP_KVM_CREATE_VM, SCN_OP_KVM_SET_USER_MEMORY_REGION, RESULT, 0, 50 },
	{ SCN_OP_KVM_CREATE_DEVICE, SCN_OP_KVM_DEV_VFIO_FILE_ADD, RESULT, 0, 50 },
	{ SCN_OP_KVM_DEV_VFIO_FILE_DEL, SCN_OP_KVM_DEV_VFIO_FILE_ADD, 0, 0, 40 },
	/* The last reference is often behind several. */
	{ SCN_OP_close, SCN_OP_close, NOTHING, 0, 50 },
	{ SCN_OP_unbind, SCN_OP_probe, 0, 0, 30 },
	{ SCN_OP_unbind, SCN_OP_bind, 0, 0, 20 },
	{ SCN_OP_unplug, SCN_OP_plug, 0, 0, 40 },
	{ SCN_OP_remove, SCN_OP_rescan, NOTHING, 0, 40 },
	{ SCN_OP_remove, SCN_OP_mdev_create, 0, 0, 30 },
	{ SCN_OP_rmmod, SCN_OP_modprobe, 0, 0, 60 },
};

/* What the next statement takes from the first one; false if that has no such thing. */
static bool pass_on(const struct scn_program *program, const struct scn_stmt *stmt,
		    unsigned int row, struct scn_arg *arg)
{
	char given = fuzz_kind_given(program, stmt);
	char wanted = fuzz_kind_wanted(follows[row].next, follows[row].to);

	if (follows[row].from >= 0)
		*arg = stmt->args[follows[row].from];
	if (follows[row].from != RESULT)
		return true;
	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)(stmt->result - 1) };
	return stmt->result && (wanted == '*' || wanted == given);
}

void fuzz_follow(struct scn_program *program, unsigned int block, unsigned int at,
		 const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng)
{
	unsigned int i, behind;
	struct scn_stmt next;
	struct scn_arg arg;

	for (i = 0; i < sizeof(follows) / sizeof(follows[0]); i++) {
		/* What needs this one may be about to do the same. */
		if (follows[i].op != stmt->op || !fuzz_chance(rng, follows[i].percent) ||
		    (fuzz_is_making(follows[i].next) && fuzz_chance(rng, 60)) ||
		    !pass_on(program, stmt, i, &arg) ||
		    !fuzz_worth(program, follows[i].next, -1, rng))
			continue;
		/* What it needs may go in front of it, into this block or one before. */
		behind = fuzz_block_end(program, block) - at;
		if (!fuzz_make_at(program, block, follows[i].next, NULL, depth + 1, rng, &next))
			continue;
		if (follows[i].from != NOTHING)
			next.args[follows[i].to] = arg;
		at = fuzz_block_end(program, block) - behind;
		if (!fuzz_insert_stmt(program, block, at, &next))
			continue;
		at++;
		if (depth + 1 < FUZZ_DEPTH_MAX)
			fuzz_follow(program, block, at, &next, depth + 1, rng);
	}
}

bool fuzz_put_stmt(struct scn_program *program, unsigned int block, unsigned int at,
		   const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng)
{
	if (!fuzz_insert_stmt(program, block, at, stmt))
		return false;
	if (depth < FUZZ_DEPTH_MAX)
		fuzz_follow(program, block, at + 1, stmt, depth, rng);
	return true;
}
