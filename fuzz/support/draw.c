// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * draw.c - drawing a statement with its arguments: most have what they need
 */
#include "support/draw.h"

#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <string.h>

#include "scenario/language.h"

/* The operations being made, from the one that was asked for to what that needs. */
static uint16_t making[2 * FUZZ_DEPTH_MAX];
static unsigned int nr_making;

bool fuzz_is_making(unsigned int op)
{
	unsigned int i;

	for (i = 0; i < nr_making; i++) {
		if (making[i] == op)
			return true;
	}
	return false;
}

bool fuzz_is_device_good(const struct scn_program *program, int device, struct ex_rng *rng)
{
	unsigned int i;

	for (i = 0; device >= 0 && i < nr_making; i++) {
		if (!fuzz_worth(program, making[i], device, rng))
			return false;
	}
	return true;
}

bool fuzz_is_kind_good(char kind, struct ex_rng *rng)
{
	return !nr_making || fuzz_worth_kind(making[nr_making - 1], kind, rng);
}

int fuzz_new_var(struct scn_program *program, uint8_t process, unsigned int op)
{
	if (program->nr_vars == SCN_VARS_MAX)
		return -1;
	program->vars[program->nr_vars] = (struct scn_var){ .process = process,
							    .type = scn_ops[op].result };
	return (int)program->nr_vars++;
}

static bool draw_mem(struct scn_program *program, unsigned int block, unsigned int depth,
		     struct ex_rng *rng, struct scn_arg *arg)
{
	int var = fuzz_draw_memory(program, block, depth, rng);

	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
	if (fuzz_chance(rng, 20))
		arg->num = 0x1000 * ex_rng_below(rng, 4) + 4 * ex_rng_below(rng, 3);
	return var >= 0;
}

static void draw_list(struct scn_program *program, unsigned int block, char kind,
		      unsigned int depth, struct ex_rng *rng, struct scn_arg *arg)
{
	unsigned int count = fuzz_chance(rng, 80) ? 1 : ex_rng_below(rng, 4), i;
	struct scn_arg items[4] = { 0 };

	for (i = 0; i < count; i++)
		fuzz_draw_fd(program, block, kind, depth, rng, &items[i]);
	if (program->nr_list + count > SCN_LIST_MAX)
		count = 0;
	*arg = (struct scn_arg){ .form = SCN_LIST, .num = count, .ref = program->nr_list };
	memcpy(program->list + program->nr_list, items, count * sizeof(items[0]));
	program->nr_list += count;
}

static bool draw_device(const struct scn_program *program, struct ex_rng *rng,
			struct scn_arg *arg)
{
	unsigned int tries = 6;

	if (!program->nr_devices)
		return false;
	*arg = (struct scn_arg){ .form = SCN_NAMED };
	do {
		arg->ref = (uint16_t)ex_rng_below(rng, program->nr_devices);
	} while (!fuzz_is_device_good(program, arg->ref, rng) && --tries);
	return true;
}

/* The device of a group that was opened for it, mostly. */
static void same_device(const struct scn_program *program, struct ex_rng *rng,
			struct scn_stmt *stmt)
{
	const struct scn_stmt *maker;

	if (stmt->op != SCN_OP_VFIO_GROUP_GET_DEVICE_FD || stmt->args[0].form != SCN_NAMED)
		return;
	maker = fuzz_maker_of(program, stmt->args[0].ref);
	if (maker && maker->op == SCN_OP_open_group && fuzz_chance(rng, 85))
		stmt->args[1] = maker->args[0];
}

static bool is_eventfds(const struct scn_stmt *stmt)
{
	return stmt->args[3].num == VFIO_IRQ_SET_DATA_EVENTFD &&
	       stmt->args[4].form == SCN_LIST && stmt->args[4].num;
}

/* The index that the program is about; what was drawn if it is about none. */
static uint64_t irqs_of(const struct scn_program *program, uint64_t drawn, struct ex_rng *rng)
{
	unsigned int i, seen = 0;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].op == SCN_OP_VFIO_DEVICE_SET_IRQS &&
		    !ex_rng_below(rng, ++seen))
			drawn = program->stmts[i].args[1].num;
	}
	return drawn;
}

/* What SET_IRQS is mostly asked: a line is masked, vectors get eventfds, or all are taken away. */
static void usual_irqs(const struct scn_program *program, struct ex_rng *rng,
		       struct scn_stmt *stmt)
{
	struct scn_arg *args = stmt->args;
	bool mask;

	if (stmt->op != SCN_OP_VFIO_DEVICE_SET_IRQS || fuzz_chance(rng, 20))
		return;
	if (fuzz_chance(rng, 60))
		args[1].num = irqs_of(program, args[1].num, rng);
	mask = args[2].num != VFIO_IRQ_SET_ACTION_TRIGGER;
	if (!mask && is_eventfds(stmt)) {
		args[5] = args[6] = (struct scn_arg){ .form = SCN_ABSENT };
		return;
	}
	if (mask)
		args[1].num = VFIO_PCI_INTX_IRQ_INDEX;
	args[3].num = mask || fuzz_chance(rng, 70) ? VFIO_IRQ_SET_DATA_NONE :
		      VFIO_IRQ_SET_DATA_BOOL;
	args[4] = (struct scn_arg){ .form = SCN_LIST };
	args[5] = (struct scn_arg){ .form = SCN_NUMBER };
	args[6] = (struct scn_arg){ .form = SCN_NUMBER, .num = mask || fuzz_chance(rng, 50) };
}

/* Config space is mostly written to where it does something: memory, bus master, DisINTx. */
static void usual_config(struct ex_rng *rng, struct scn_stmt *stmt)
{
	struct scn_arg *args = stmt->args;

	if (stmt->op != SCN_OP_region_write || args[1].num != VFIO_PCI_CONFIG_REGION_INDEX ||
	    !fuzz_chance(rng, 40))
		return;
	args[2].num = PCI_COMMAND;
	args[3].num = fuzz_chance(rng, 50) ? PCI_COMMAND_INTX_DISABLE : 0;
	args[3].num |= 2 * ex_rng_below(rng, 4);
}

/* A guest touches what its machine has at some address, mostly. */
static void usual_address(const struct scn_program *program, struct ex_rng *rng,
			  struct scn_stmt *stmt)
{
	unsigned int i, seen = 0;

	if (stmt->op != SCN_OP_guest || fuzz_chance(rng, 25))
		return;
	for (i = 0; i < program->nr_stmts; i++) {
		unsigned int op = program->stmts[i].op;

		if ((op == SCN_OP_KVM_SET_USER_MEMORY_REGION || op == SCN_OP_KVM_IOEVENTFD) &&
		    !ex_rng_below(rng, ++seen))
			stmt->args[2] = program->stmts[i].args[2];
	}
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

static bool draw_arg(struct scn_program *program, unsigned int block, unsigned int op,
		     unsigned int param, unsigned int depth, struct ex_rng *rng,
		     struct scn_arg *arg)
{
	uint8_t type = scn_ops[op].params[param].type;

	if (fuzz_draw_special(op, param, rng, arg))
		return true;
	switch (type) {
	case SCN_TYPE_FD:
		fuzz_draw_fd(program, block, fuzz_kind_wanted(op, param), depth, rng, arg);
		return true;
	case SCN_TYPE_FDS:
		draw_list(program, block, fuzz_kind_wanted(op, param), depth, rng, arg);
		return true;
	case SCN_TYPE_MEM:
		return draw_mem(program, block, depth, rng, arg);
	case SCN_TYPE_DEVICE:
		return draw_device(program, rng, arg);
	case SCN_TYPE_PROCESS:
		*arg = (struct scn_arg){ .form = SCN_NAMED,
					 .ref = ex_rng_below(rng, program->nr_processes) };
		return op != SCN_OP_fork || (arg->ref != program->blocks[block].process &&
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

static bool make_args(struct scn_program *program, unsigned int block, unsigned int depth,
		      struct ex_rng *rng, struct scn_stmt *stmt)
{
	const struct scn_op *what = &scn_ops[stmt->op];
	bool given = true;
	unsigned int i;

	for (i = 0; i < what->nr_params; i++) {
		given = given && (!what->params[i].optional ||
				  fuzz_chance(rng, what->params[i].type == SCN_TYPE_FDS ? 85 : 50));
		if (given && draw_arg(program, block, stmt->op, i, depth, rng, &stmt->args[i]))
			continue;
		if (!what->params[i].optional)
			return false;
		given = false;
		stmt->args[i] = (struct scn_arg){ .num = what->params[i].fallback };
	}
	return true;
}

bool fuzz_make_at(struct scn_program *program, unsigned int block, unsigned int op,
		  const char *path, unsigned int depth, struct ex_rng *rng,
		  struct scn_stmt *stmt)
{
	bool made, full = false;

	*stmt = (struct scn_stmt){ .op = (uint16_t)op };
	making[nr_making++] = (uint16_t)op;
	made = make_args(program, block, depth, rng, stmt);
	nr_making--;
	if (!made)
		return false;
	same_device(program, rng, stmt);
	usual_irqs(program, rng, stmt);
	usual_config(rng, stmt);
	usual_address(program, rng, stmt);
	if (path)
		stmt->args[0].ref = scn_string(program, path, strlen(path), &full);
	if (scn_ops[op].result != SCN_TYPE_NONE && op != SCN_OP_give)
		stmt->result = (uint16_t)(1 + fuzz_new_var(program,
							   program->blocks[block].process, op));
	return !full;
}

bool fuzz_make_stmt(struct scn_program *program, unsigned int block, unsigned int op,
		    struct ex_rng *rng, struct scn_stmt *stmt)
{
	return fuzz_make_at(program, block, op, NULL, 0, rng, stmt);
}

bool fuzz_draw_arg(struct scn_program *program, unsigned int block, unsigned int op,
		   unsigned int param, struct ex_rng *rng, struct scn_arg *arg)
{
	bool drawn;

	making[nr_making++] = (uint16_t)op;
	drawn = draw_arg(program, block, op, param, 0, rng, arg);
	nr_making--;
	return drawn;
}
