// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * descriptors.c - drawing a descriptor: one that has a value when the statement runs
 *
 * A name of the right kind that the setup or the same task binds; if there is none, one that
 * another process gives, or the statement that makes one is put into the setup block first,
 * with what that needs in turn.
 */
#include "support/draw.h"

#include <string.h>

#include "scenario/language.h"
#include "scenario/order.h"

#define ODD_PERCENT	3u	/* another kind, or any number */
#define MAPPED_PERCENT	30u	/* memory of an open device, if there is one */
#define OTHERS_PERCENT	8u	/* what another task binds, perhaps in time */

/* What can be drawn, and what of it. */
struct choice {
	int		var;
	unsigned int	seen;
};

static void offer(struct choice *choice, int var, struct ex_rng *rng)
{
	if (!ex_rng_below(rng, ++choice->seen))
		choice->var = var;
}

/*
 * A name of @process for what @kind wants; -1 if there is none. @block: has it a value there?
 */
static int draw_var(const struct scn_program *program, unsigned int block, uint8_t process,
		    uint8_t type, char kind, struct ex_rng *rng)
{
	struct choice sure = { .var = -1 }, perhaps = { .var = -1 };
	unsigned int i, j;

	for (i = 0; i < program->nr_blocks; i++) {
		const struct scn_block *from = &program->blocks[i];

		if (from->kind == SCN_WORLD || from->kind == SCN_FAULTS)
			continue;
		for (j = from->first; j < fuzz_block_end(program, i); j++) {
			const struct scn_stmt *stmt = &program->stmts[j];

			if (!stmt->result || program->vars[stmt->result - 1].process != process ||
			    scn_ops[stmt->op].result != type ||
			    (kind != '*' && fuzz_kind_given(program, stmt) != kind) ||
			    (kind == '*' && type == SCN_TYPE_FD &&
			     !fuzz_is_kind_good(fuzz_kind_given(program, stmt), rng)))
				continue;
			if (kind == 'd' &&
			    !fuzz_is_device_good(program, fuzz_device_of(program, stmt), rng))
				continue;
			offer(from->kind == SCN_SETUP || i == block ? &sure : &perhaps,
			      stmt->result - 1, rng);
		}
	}
	if (program->blocks[block].kind == SCN_SETUP)
		return sure.var;
	return perhaps.var >= 0 && fuzz_chance(rng, sure.var < 0 ? 20 : OTHERS_PERCENT) ?
	       perhaps.var : sure.var;
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
	unsigned int i, known = fuzz_chance(rng, 3) ? 0 : program->nr_stmts;

	for (i = 0; i < known; i++) {
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

/* A statement at the end of the setup block that makes one; the name, or -1. */
static int provide(struct scn_program *program, uint8_t process, uint8_t type, char kind,
		   unsigned int depth, struct ex_rng *rng)
{
	unsigned int op = SCN_OP_mem, count = 0;
	const char *path = NULL;
	struct scn_stmt stmt;
	int setup;

	if (depth == FUZZ_DEPTH_MAX)
		return -1;
	if (type == SCN_TYPE_FD) {
		while (fuzz_kind_maker(kind, count, &op, &path))
			count++;
		if (!count)
			return -1;
		fuzz_kind_maker(kind, ex_rng_below(rng, count), &op, &path);
		if (kind == 'd')
			op = fuzz_way_of(program, rng);
	} else if (fuzz_has_op(program, fuzz_way_of(program, rng)) &&
		   fuzz_chance(rng, MAPPED_PERCENT)) {
		op = SCN_OP_map_region;
	}
	setup = setup_of(program, process);
	if (setup < 0 || !fuzz_make_at(program, setup, op, path, depth + 1, rng, &stmt) ||
	    !stmt.result || !fuzz_put_stmt(program, setup, fuzz_block_end(program, setup), &stmt,
					   depth, rng))
		return -1;
	return stmt.result - 1;
}

/* What another process has open, as a further descriptor of this one; or -1. */
static int borrow(struct scn_program *program, unsigned int block, char kind,
		  struct ex_rng *rng)
{
	uint8_t process = program->blocks[block].process;
	struct scn_stmt give = { .op = SCN_OP_give };
	int var = -1, setup = -1, from = -1;
	unsigned int owner, tries;

	if (strchr("ceki", kind))
		return -1;
	owner = ex_rng_below(rng, program->nr_processes);
	for (tries = program->nr_processes; from < 0 && tries; tries--) {
		owner = (owner + 1) % program->nr_processes;
		setup = owner == process ? -1 : setup_of(program, (uint8_t)owner);
		/* Setup blocks run one after the other. */
		if (setup < 0 ||
		    (program->blocks[block].kind == SCN_SETUP && (unsigned int)setup > block))
			continue;
		from = draw_var(program, setup, (uint8_t)owner, SCN_TYPE_FD, kind, rng);
	}
	if (from >= 0)
		var = fuzz_new_var(program, process, SCN_OP_give);
	if (var < 0)
		return -1;
	give.args[0] = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)from };
	give.args[1] = (struct scn_arg){ .form = SCN_NAMED, .ref = process };
	give.result = (uint16_t)(var + 1);
	return fuzz_insert_stmt(program, setup, fuzz_block_end(program, setup), &give) ? var : -1;
}

/* Mostly the right kind; else any, or a number. */
void fuzz_draw_fd(struct scn_program *program, unsigned int block, char kind,
		  unsigned int depth, struct ex_rng *rng, struct scn_arg *arg)
{
	/* What others need is seldom odd: all of them would come to nothing. */
	unsigned int odd = depth ? 0 : ODD_PERCENT;
	uint8_t process = program->blocks[block].process;
	int var = -1;

	if (scn_process_parent(program, process) >= 0) {
		/* A child has what its parent had, under no name. */
		*arg = (struct scn_arg){ .form = SCN_NUMBER, .num = ex_rng_below(rng, 10) };
		return;
	}
	if (!fuzz_chance(rng, odd))
		var = draw_var(program, block, process, SCN_TYPE_FD, kind, rng);
	if (var < 0 && fuzz_chance(rng, 90))
		var = borrow(program, block, kind, rng);
	if (var < 0 && kind != '*' && !fuzz_chance(rng, odd))
		var = provide(program, process, SCN_TYPE_FD, kind, depth, rng);
	if (var < 0)
		var = draw_var(program, block, process, SCN_TYPE_FD, '*', rng);
	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
	if (var < 0 || fuzz_chance(rng, odd))
		*arg = (struct scn_arg){ .form = SCN_NUMBER,
					 .num = (uint64_t)(int64_t)ex_rng_below(rng, 12) - 1 };
}

int fuzz_draw_memory(struct scn_program *program, unsigned int block, unsigned int depth,
		     struct ex_rng *rng)
{
	uint8_t process = program->blocks[block].process;
	int var = draw_var(program, block, process, SCN_TYPE_MEM, '*', rng);

	return var < 0 ? provide(program, process, SCN_TYPE_MEM, '*', depth, rng) : var;
}
