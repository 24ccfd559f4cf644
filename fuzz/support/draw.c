// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * draw.c - drawing a statement: operations that have what they need, most of the time
 *
 * A descriptor is taken from a name of the right kind that an earlier statement of the
 * process binds; if there is none, the statement that makes one is put into the setup
 * block first, with what that needs in turn.
 */
#include "support/fuzz.h"

#include <string.h>

#include "scenario/language.h"
#include "scenario/order.h"

#define DEPTH_MAX	5u	/* of descriptors that need descriptors */

static unsigned int block_end(const struct scn_program *program, unsigned int block)
{
	return program->blocks[block].first + program->blocks[block].count;
}

static bool runs_in(const struct scn_block *block, uint8_t process)
{
	return block->kind != SCN_WORLD && block->kind != SCN_FAULTS &&
	       block->process == process;
}

/* A name that a statement of @process binds to what @kind wants; -1 if there is none. */
static int draw_var(const struct scn_program *program, uint8_t process, uint8_t type, char kind,
		    struct ex_rng *rng)
{
	unsigned int i, j, seen = 0;
	int var = -1;

	for (i = 0; i < program->nr_blocks; i++) {
		if (!runs_in(&program->blocks[i], process))
			continue;
		for (j = program->blocks[i].first; j < block_end(program, i); j++) {
			const struct scn_stmt *stmt = &program->stmts[j];

			if (!stmt->result || scn_ops[stmt->op].result != type ||
			    program->vars[stmt->result - 1].process != process)
				continue;
			if (kind != '*' && fuzz_kind_given(program, stmt) != kind)
				continue;
			if (!ex_rng_below(rng, ++seen))
				var = stmt->result - 1;
		}
	}
	return var;
}

/*
 * How this program opens devices: a group is opened once, so that one that uses it in two ways
 * fails in one of them. As it did before, or as it likes.
 */
unsigned int fuzz_way_of(const struct scn_program *program, struct ex_rng *rng)
{
	static const uint16_t ways[] = { SCN_OP_attach, SCN_OP_open_cdev,
					 SCN_OP_VFIO_GROUP_GET_DEVICE_FD,
					 SCN_OP_VFIO_GROUP_GET_DEVICE_FD };
	unsigned int i;

	for (i = 0; i < program->nr_stmts && !fuzz_chance(rng, 2); i++) {
		switch (program->stmts[i].op) {
		case SCN_OP_attach:
		case SCN_OP_open_cdev:
			return program->stmts[i].op;
		case SCN_OP_open_group:
			return SCN_OP_VFIO_GROUP_GET_DEVICE_FD;
		default:
			break;
		}
	}
	return ways[ex_rng_below(rng, 4)];
}

static int new_var(struct scn_program *program, uint8_t process, uint8_t type)
{
	if (program->nr_vars == SCN_VARS_MAX)
		return -1;
	program->vars[program->nr_vars] = (struct scn_var){ .process = process, .type = type };
	return (int)program->nr_vars++;
}

/* The setup block of @process, made at need; -1 if there is no room. */
static int setup_of(struct scn_program *program, uint8_t process)
{
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_SETUP && program->blocks[i].process == process)
			return (int)i;
	}
	return fuzz_add_block(program, SCN_SETUP, process) ? (int)program->nr_blocks - 1 : -1;
}

static bool make_stmt(struct scn_program *program, uint8_t process, unsigned int op,
		      const char *path, unsigned int depth, struct ex_rng *rng,
		      struct scn_stmt *stmt);

/*
 * What most programs do next, without which little else succeeds: with the descriptor that
 * the first one made, or with an argument of it.
 */
static const struct {
	uint16_t	op, next;
	int8_t		param;		/* -1: the result, -2: with neither */
	uint8_t		percent;
} follows[] = {
	{ SCN_OP_open_group, SCN_OP_VFIO_GROUP_SET_CONTAINER, -1, 85 },
	{ SCN_OP_VFIO_GROUP_SET_CONTAINER, SCN_OP_VFIO_SET_IOMMU, 1, 90 },
	{ SCN_OP_open_cdev, SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, -1, 80 },
	{ SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, SCN_OP_IOMMU_IOAS_ALLOC, 1, 50 },
	{ SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, SCN_OP_VFIO_DEVICE_ATTACH_IOMMUFD_PT, 0, 50 },
	{ SCN_OP_attach, SCN_OP_VFIO_DEVICE_SET_IRQS, -1, 25 },
	{ SCN_OP_VFIO_GROUP_GET_DEVICE_FD, SCN_OP_VFIO_DEVICE_SET_IRQS, -1, 25 },
	{ SCN_OP_KVM_CREATE_VM, SCN_OP_KVM_CREATE_IRQCHIP, -1, 50 },
	{ SCN_OP_KVM_CREATE_DEVICE, SCN_OP_KVM_DEV_VFIO_FILE_ADD, -1, 50 },
	{ SCN_OP_close, SCN_OP_close, -2, 50 },	/* the last reference is often behind several */
	{ SCN_OP_KVM_CREATE_VM, SCN_OP_KVM_SET_USER_MEMORY_REGION, -1, 30 },
	{ SCN_OP_unbind, SCN_OP_probe, 0, 30 },
	{ SCN_OP_unbind, SCN_OP_bind, 0, 20 },
	{ SCN_OP_unplug, SCN_OP_plug, 0, 40 },
	{ SCN_OP_remove, SCN_OP_rescan, -2, 40 },
	{ SCN_OP_remove, SCN_OP_mdev_create, 0, 30 },
	{ SCN_OP_rmmod, SCN_OP_modprobe, 0, 60 },
};

static void follow(struct scn_program *program, unsigned int block, unsigned int at,
		   const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng)
{
	uint8_t process = program->blocks[block].process;
	unsigned int i, behind;
	struct scn_stmt next;
	struct scn_arg arg;

	for (i = 0; i < sizeof(follows) / sizeof(follows[0]); i++) {
		if (follows[i].op != stmt->op || !fuzz_chance(rng, follows[i].percent) ||
		    !fuzz_worth(program, follows[i].next, -1, rng))
			continue;
		arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)(stmt->result - 1) };
		if (follows[i].param >= 0)
			arg = stmt->args[follows[i].param];
		else if (follows[i].param == -1 && !stmt->result)
			continue;
		/* What it needs may go in front of it, into this block or one before. */
		behind = block_end(program, block) - at;
		if (!make_stmt(program, process, follows[i].next, NULL, depth + 1, rng, &next))
			continue;
		if (follows[i].param != -2)
			next.args[0] = arg;
		at = block_end(program, block) - behind;
		if (fuzz_insert_stmt(program, block, at, &next))
			follow(program, block, ++at, &next, depth + 1, rng);
	}
}

bool fuzz_put_stmt(struct scn_program *program, unsigned int block, unsigned int at,
		   const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng)
{
	if (!fuzz_insert_stmt(program, block, at, stmt))
		return false;
	if (depth < DEPTH_MAX)
		follow(program, block, at + 1, stmt, depth, rng);
	return true;
}

/* A statement at the end of the setup block that makes one; the name, or -1. */
static int provide(struct scn_program *program, uint8_t process, uint8_t type, char kind,
		   unsigned int depth, struct ex_rng *rng)
{
	unsigned int op = SCN_OP_mem, count = 0;
	const char *path = NULL;
	struct scn_stmt stmt;
	int setup;

	if (depth == DEPTH_MAX)
		return -1;
	if (type == SCN_TYPE_FD) {
		while (fuzz_kind_maker(kind, count, &op, &path))
			count++;
		if (!count)
			return -1;
		fuzz_kind_maker(kind, ex_rng_below(rng, count), &op, &path);
		if (kind == 'd')
			op = fuzz_way_of(program, rng);
	}
	if (!make_stmt(program, process, op, path, depth + 1, rng, &stmt))
		return -1;
	setup = setup_of(program, process);
	if (setup < 0 || !stmt.result ||
	    !fuzz_put_stmt(program, setup, block_end(program, setup), &stmt, depth, rng))
		return -1;
	return stmt.result - 1;
}

/* Its parent's is all that a child has. */
static bool has_setup(const struct scn_program *program, unsigned int process)
{
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_SETUP && program->blocks[i].process == process)
			return true;
	}
	return false;
}

/* What another process has open, as a further descriptor of this one; or -1. */
static int borrow(struct scn_program *program, uint8_t process, char kind, struct ex_rng *rng)
{
	unsigned int owner, tries;
	int var = -1, setup, from = -1;
	struct scn_stmt give = { .op = SCN_OP_give };

	if (strchr("ceki", kind))
		return -1;
	owner = ex_rng_below(rng, program->nr_processes);
	for (tries = program->nr_processes; from < 0 && tries; tries--) {
		owner = (owner + 1) % program->nr_processes;
		if (owner != process)
			from = draw_var(program, (uint8_t)owner, SCN_TYPE_FD, kind, rng);
	}
	setup = from < 0 ? -1 : setup_of(program, (uint8_t)owner);
	if (setup >= 0)
		var = new_var(program, process, SCN_TYPE_FD);
	if (var < 0)
		return -1;
	give.args[0] = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)from };
	give.args[1] = (struct scn_arg){ .form = SCN_NAMED, .ref = process };
	give.result = (uint16_t)(var + 1);
	return fuzz_insert_stmt(program, setup, block_end(program, setup), &give) ? var : -1;
}

/* Mostly the right kind; else any, or a number. */
static void draw_fd(struct scn_program *program, uint8_t process, char kind, unsigned int depth,
		    struct ex_rng *rng, struct scn_arg *arg)
{
	int var = -1;

	if (scn_process_parent(program, process) >= 0) {
		/* A child has what its parent had, under no name. */
		*arg = (struct scn_arg){ .form = SCN_NUMBER, .num = ex_rng_below(rng, 10) };
		return;
	}
	if (fuzz_chance(rng, 96))
		var = draw_var(program, process, SCN_TYPE_FD, kind, rng);
	if (var < 0 && fuzz_chance(rng, 80))
		var = borrow(program, process, kind, rng);
	if (var < 0 && kind != '*' && !fuzz_chance(rng, 5))
		var = provide(program, process, SCN_TYPE_FD, kind, depth, rng);
	if (var < 0)
		var = draw_var(program, process, SCN_TYPE_FD, '*', rng);
	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
	if (var < 0 || fuzz_chance(rng, 4))
		*arg = (struct scn_arg){ .form = SCN_NUMBER,
					 .num = (uint64_t)(int64_t)ex_rng_below(rng, 12) - 1 };
}

static bool draw_mem(struct scn_program *program, uint8_t process, unsigned int depth,
		     struct ex_rng *rng, struct scn_arg *arg)
{
	int var = draw_var(program, process, SCN_TYPE_MEM, '*', rng);

	if (var < 0)
		var = provide(program, process, SCN_TYPE_MEM, '*', depth, rng);
	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
	if (fuzz_chance(rng, 20))
		arg->num = 0x1000 * ex_rng_below(rng, 4) + 4 * ex_rng_below(rng, 3);
	return var >= 0;
}

static void draw_list(struct scn_program *program, uint8_t process, char kind,
		      unsigned int depth, struct ex_rng *rng, struct scn_arg *arg)
{
	unsigned int count = fuzz_chance(rng, 80) ? 1 : ex_rng_below(rng, 4), i;
	struct scn_arg items[4] = { 0 };

	for (i = 0; i < count; i++)
		draw_fd(program, process, kind, depth, rng, &items[i]);
	if (program->nr_list + count > SCN_LIST_MAX)
		count = 0;
	*arg = (struct scn_arg){ .form = SCN_LIST, .num = count, .ref = program->nr_list };
	memcpy(program->list + program->nr_list, items, count * sizeof(items[0]));
	program->nr_list += count;
}

static bool draw_device(const struct scn_program *program, unsigned int op, struct ex_rng *rng,
			struct scn_arg *arg)
{
	unsigned int tries = 6;

	if (!program->nr_devices)
		return false;
	*arg = (struct scn_arg){ .form = SCN_NAMED };
	do {
		arg->ref = (uint16_t)ex_rng_below(rng, program->nr_devices);
	} while (!fuzz_worth(program, op, arg->ref, rng) && --tries);
	return true;
}

/* The statement that binds a name. */
static const struct scn_stmt *maker_of(const struct scn_program *program, unsigned int var)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result == var + 1 &&
		    scn_ops[program->stmts[i].op].result != SCN_TYPE_DEVICE)
			return &program->stmts[i];
	}
	return NULL;
}

/* The device of a group that was opened for it, mostly. */
static void same_device(const struct scn_program *program, struct ex_rng *rng,
			struct scn_stmt *stmt)
{
	const struct scn_stmt *maker;

	if (stmt->op != SCN_OP_VFIO_GROUP_GET_DEVICE_FD || stmt->args[0].form != SCN_NAMED)
		return;
	maker = maker_of(program, stmt->args[0].ref);
	if (maker && maker->op == SCN_OP_open_group && fuzz_chance(rng, 85))
		stmt->args[1] = maker->args[0];
}

static bool draw_arg(struct scn_program *program, uint8_t process, unsigned int op,
		     unsigned int param, unsigned int depth, struct ex_rng *rng,
		     struct scn_arg *arg)
{
	uint8_t type = scn_ops[op].params[param].type;

	if (fuzz_draw_special(op, param, rng, arg))
		return true;
	switch (type) {
	case SCN_TYPE_FD:
		draw_fd(program, process, fuzz_kind_wanted(op, param), depth, rng, arg);
		return true;
	case SCN_TYPE_FDS:
		draw_list(program, process, fuzz_kind_wanted(op, param), depth, rng, arg);
		return true;
	case SCN_TYPE_MEM:
		return draw_mem(program, process, depth, rng, arg);
	case SCN_TYPE_DEVICE:
		return draw_device(program, op, rng, arg);
	case SCN_TYPE_PROCESS:
		*arg = (struct scn_arg){ .form = SCN_NAMED,
					 .ref = ex_rng_below(rng, program->nr_processes) };
		return op != SCN_OP_fork || (arg->ref != process &&
					     !has_setup(program, arg->ref));
	case SCN_TYPE_WORD:
	case SCN_TYPE_PATH:
	case SCN_TYPE_TEXT:
		*arg = (struct scn_arg){ .form = SCN_STRING,
					 .ref = fuzz_draw_string(program, op, type, rng) };
		return true;
	default:
		*arg = (struct scn_arg){ .form = SCN_NUMBER, .num = fuzz_draw_number(type, rng) };
		return true;
	}
}

/* @path: what an open is to open, if not NULL. */
static bool make_stmt(struct scn_program *program, uint8_t process, unsigned int op,
		      const char *path, unsigned int depth, struct ex_rng *rng,
		      struct scn_stmt *stmt)
{
	const struct scn_op *what = &scn_ops[op];
	bool given = true, full = false;
	unsigned int i;
	int var;

	*stmt = (struct scn_stmt){ .op = (uint16_t)op };
	for (i = 0; i < what->nr_params; i++) {
		given = given && (!what->params[i].optional ||
				  fuzz_chance(rng, what->params[i].type == SCN_TYPE_FDS ? 85 : 50));
		if (given && draw_arg(program, process, op, i, depth, rng, &stmt->args[i]))
			continue;
		if (!what->params[i].optional)
			return false;
		given = false;
		stmt->args[i] = (struct scn_arg){ .num = what->params[i].fallback };
	}
	same_device(program, rng, stmt);
	if (path)
		stmt->args[0].ref = scn_string(program, path, strlen(path), &full);
	if (what->result == SCN_TYPE_NONE || op == SCN_OP_give)
		return !full;
	var = new_var(program, process, what->result);
	stmt->result = (uint16_t)(var + 1);
	return !full;
}

int fuzz_new_var(struct scn_program *program, uint8_t process, unsigned int op)
{
	return new_var(program, process, scn_ops[op].result);
}

bool fuzz_make_stmt(struct scn_program *program, uint8_t process, unsigned int op,
		    struct ex_rng *rng, struct scn_stmt *stmt)
{
	return make_stmt(program, process, op, NULL, 0, rng, stmt);
}

bool fuzz_draw_arg(struct scn_program *program, uint8_t process, unsigned int op,
		   unsigned int param, struct ex_rng *rng, struct scn_arg *arg)
{
	return draw_arg(program, process, op, param, 0, rng, arg);
}
