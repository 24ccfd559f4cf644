// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * input.c - a fuzzer's input: a program, what goes wrong in it, and its schedule
 */
#include "scenario/input.h"

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vfio.h>

#include "kvm/guest.h"
#include "pci/hw_edu.h"

#include "scenario/decode.h"
#include "scenario/edit.h"
#include "scenario/language.h"
#include "scenario/ops.h"
#include "scenario/order.h"

#define RUNS_MAX	4u
#define ROUNDS_MAX	16u		/* of repeats in repeats */
#define BUFFER_MAX	(64u << 10)
#define STEP_MAX	20000u

/* The most that a value of this type may be in a run that ends soon. */
static uint64_t bound_of(uint8_t type)
{
	switch (type) {
	case SCN_TYPE_RUNS:
		return RUNS_MAX;
	case SCN_TYPE_BUFFER:
		return BUFFER_MAX;
	default:
		return UINT64_MAX;
	}
}

static void bound_stmt(struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int i;

	for (i = 0; i < op->nr_params; i++) {
		uint64_t bound = bound_of(op->params[i].type);

		if (stmt->args[i].form == SCN_NUMBER && stmt->args[i].num > bound)
			stmt->args[i].num = 1 + stmt->args[i].num % bound;
	}
	if (stmt->op == SCN_OP_at_step && stmt->args[0].num > STEP_MAX)
		stmt->args[0].num %= STEP_MAX;
	else if (stmt->op == SCN_OP_steps)
		stmt->args[0].num = SCN_INPUT_STEPS_MAX;
}

/* What is in several repeats is carried out as often as all of them say together. */
static void bound_repeats(struct scn_program *program, unsigned int first, unsigned int end,
			  u64 most)
{
	unsigned int at;

	for (at = first; at < end; at = scn_next_stmt(program, at)) {
		struct scn_arg *times = &program->stmts[at].args[0];

		if (program->stmts[at].op != SCN_OP_REPEAT)
			continue;
		times->num = min(times->num, most);
		bound_repeats(program, at + 1, scn_next_stmt(program, at), most / times->num);
	}
}

/* Only what the preset put into the first block. */
static bool has_plain_world(const struct scn_program *program)
{
	const struct scn_program *preset;

	if (!program->preset)
		return false;
	preset = scn_preset_program(scn_text_of(program, program->preset));
	return program->blocks[0].count == preset->blocks[0].count &&
	       (program->nr_blocks < 2 || program->blocks[1].kind != SCN_WORLD);
}

/*
 * Ops that may wait for somebody. Before the tasks begin nobody is there: to close what
 * is to be unbound, to write what is read.
 */
static bool may_wait(const struct scn_stmt *stmt)
{
	switch (stmt->op) {
	case SCN_OP_unplug:
	case SCN_OP_rescan:
	case SCN_OP_unbind:
	case SCN_OP_remove:
	case SCN_OP_rmmod:
	case SCN_OP_own:
	case SCN_OP_echo:
	case SCN_OP_read:
	case SCN_OP_drain:
	case SCN_OP_copy:
	case SCN_OP_poll:
	case SCN_OP_KVM_RUN:
	case SCN_OP_at_step:
		return true;
	case SCN_OP_guest:
		return stmt->args[1].num == KVM_GUEST_HALT;
	case SCN_OP_sriov_numvfs:
		return !stmt->args[1].num;
	default:
		return false;
	}
}

/* In a process that itself holds such a file they are a hang that proves nothing. */
bool scn_is_of_admin(const struct scn_stmt *stmt)
{
	return stmt->op == SCN_OP_echo || stmt->op == SCN_OP_own ||
	       stmt->op == SCN_OP_suspend || !strcmp(scn_ops[stmt->op].area, "sysfs");
}

static bool has_admin_ops(const struct scn_program *program, const struct scn_block *block)
{
	unsigned int i;

	for (i = 0; i < block->count; i++) {
		if (scn_is_of_admin(&program->stmts[block->first + i]))
			return true;
	}
	return false;
}

bool scn_is_of_user(const struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int i;

	for (i = 0; i < op->nr_params; i++) {
		if (op->params[i].type == SCN_TYPE_FD || op->params[i].type == SCN_TYPE_FDS ||
		    op->params[i].type == SCN_TYPE_MEM)
			return true;
	}
	return op->result != SCN_TYPE_NONE;
}

static void remove_if(struct scn_program *program, const struct scn_block *block,
		      bool (*which)(const struct scn_stmt *stmt))
{
	unsigned int i = block->count;

	while (i-- > 0) {
		if (i < block->count && which(&program->stmts[block->first + i]))
			scn_edit_remove(program, block->first + i);
	}
}

/*
 * A finally block keeps its process, and what that has open, until all tasks are done; in a
 * random program they may wait for just that. It becomes one task more.
 */
static void begin_at_once(struct scn_program *program)
{
	unsigned int i;

	for (i = 1; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_FINALLY)
			program->blocks[i].kind = SCN_TASK;
	}
}

/* Tasks with such ops belong to the administrator, who has nothing open. */
static void part_administrator(struct scn_program *program)
{
	bool room = program->nr_processes < SCN_PROCESSES_MAX;
	unsigned int i, admins = 0;

	for (i = 1; i < program->nr_blocks; i++) {
		struct scn_block *block = &program->blocks[i];

		if (block->kind == SCN_SETUP)
			remove_if(program, block, may_wait);
		if (block->kind != SCN_TASK || !has_admin_ops(program, block))
			continue;
		remove_if(program, block, room ? scn_is_of_user : scn_is_of_admin);
		admins += room;
	}
	if (!admins)
		return;
	for (i = 1; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_TASK &&
		    has_admin_ops(program, &program->blocks[i]))
			program->blocks[i].process = program->nr_processes;
	}
	program->processes[program->nr_processes++] = 0;
}

/* The statement of the world that makes @device. */
static const struct scn_stmt *maker_of(const struct scn_program *program, unsigned int device)
{
	unsigned int i;

	for (i = 0; i < program->blocks[0].count; i++) {
		if (program->stmts[i].result == device + 1)
			return &program->stmts[i];
	}
	return NULL;
}

/* What is soldered in cannot be pulled out: nobody would notice that it is gone. */
static bool is_pluggable(const struct scn_program *program, unsigned int device)
{
	const struct scn_stmt *made = maker_of(program, device), *slot;

	if (!made || made->op != SCN_OP_function || made->args[2].form != SCN_NAMED)
		return false;
	slot = maker_of(program, made->args[2].ref);
	return slot && slot->args[1].num & 1;
}

/*
 * Modules here do not know whose symbols they use: one may come and go if the world
 * loads it, after what it needs, and nobody needs it.
 */
static bool may_come_and_go(const struct scn_program *program, scn_str module)
{
	const char *name = scn_text_of(program, module);
	unsigned int i;

	if (strcmp(name, "vfio_pci") && strcmp(name, "xe_vfio_pci") && strcmp(name, "edu") &&
	    strcmp(name, "sample_mdev"))
		return false;
	for (i = 0; i < program->blocks[0].count; i++) {
		if (program->stmts[i].op == SCN_OP_module &&
		    !strcmp(scn_text_of(program, program->stmts[i].args[0].ref), name))
			return true;
	}
	return false;
}

/* Is there a function of this model in the world? */
static bool has_model(const struct scn_program *program, const char *model)
{
	unsigned int i;

	for (i = 0; i < program->blocks[0].count; i++) {
		if (program->stmts[i].op == SCN_OP_function &&
		    !strcmp(scn_text_of(program, program->stmts[i].args[1].ref), model))
			return true;
	}
	return false;
}

/*
 * The educational device interrupts when it is told to. If an eventfd both tells it so and
 * hears of it, or unmasks the line that stays up, that is a storm of interrupts without an
 * end, which Linux lets the owner of a device have.
 */
static bool may_storm(const struct scn_program *program, const struct scn_stmt *stmt)
{
	u64 offset = stmt->args[2].num & ~7ull;

	if (!has_model(program, "edu"))
		return false;
	if (stmt->op == SCN_OP_VFIO_DEVICE_IOEVENTFD)
		return offset == EDU_FACTORIAL || offset == EDU_IRQ_RAISE || offset == EDU_DMA_CMD;
	return stmt->args[2].num & VFIO_IRQ_SET_ACTION_UNMASK &&
	       stmt->args[3].num & VFIO_IRQ_SET_DATA_EVENTFD;
}

static bool is_possible(const struct scn_program *program, const struct scn_stmt *stmt)
{
	switch (stmt->op) {
	case SCN_OP_VFIO_DEVICE_IOEVENTFD:
	case SCN_OP_VFIO_DEVICE_SET_IRQS:
		return !may_storm(program, stmt);
	case SCN_OP_plug:
	case SCN_OP_unplug:
		return is_pluggable(program, stmt->args[0].ref);
	case SCN_OP_modprobe:
	case SCN_OP_rmmod:
		return may_come_and_go(program, stmt->args[0].ref);
	default:
		return true;
	}
}

static void keep_possible(struct scn_program *program)
{
	unsigned int i = program->nr_stmts;

	while (i-- > program->blocks[0].count) {
		if (!is_possible(program, &program->stmts[i]))
			scn_edit_remove(program, i);
	}
}

static bool has_task(const struct scn_program *program, unsigned int process)
{
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_TASK && program->blocks[i].process == process)
			return true;
	}
	return false;
}

/*
 * A process without a task keeps its files until all others have ended: give it one. Nobody
 * makes such a process, or gives it anything.
 */
static void give_tasks(struct scn_program *program)
{
	unsigned int i;

	for (i = 1; i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];

		if (block->kind == SCN_SETUP && !has_task(program, block->process) &&
		    program->nr_blocks < SCN_BLOCKS_MAX)
			program->blocks[program->nr_blocks++] = (struct scn_block){
				.kind = SCN_TASK, .process = block->process,
				.first = program->nr_stmts,
			};
	}
	for (i = program->nr_stmts; i-- > program->blocks[0].count;) {
		const struct scn_stmt *stmt = &program->stmts[i];

		if ((stmt->op == SCN_OP_fork && !has_task(program, stmt->args[0].ref)) ||
		    (stmt->op == SCN_OP_give && !has_task(program, stmt->args[1].ref)))
			scn_edit_remove(program, i);
	}
}

bool scn_input_decode(struct scn_program *program, struct scn_plan *plan,
		      const uint8_t *data, size_t size)
{
	size_t used = scn_decode(program, data, size);
	unsigned int i;

	scn_plan_decode(plan, data + used, size - used);
	program->unchecked = true;
	if (!has_plain_world(program))
		return false;
	for (i = program->blocks[0].count; i < program->nr_stmts; i++)
		bound_stmt(&program->stmts[i]);
	bound_repeats(program, program->blocks[0].count, program->nr_stmts, ROUNDS_MAX);
	keep_possible(program);
	begin_at_once(program);
	part_administrator(program);
	give_tasks(program);
	/* A child inherits values by name: with new names it may inherit less. */
	do {
		scn_name_all(program);
	} while (scn_edit_mend(program));
	return true;
}

void scn_input_encode(const struct scn_program *program, const struct scn_plan *plan,
		      struct scn_text *out)
{
	scn_encode_bare(program, out);
	scn_plan_encode(plan, out);
}
