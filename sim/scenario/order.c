// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * order.c - the one numbering of a program's names, and what makes them valid
 */
#include "scenario/order.h"

#include <linux/string.h>

#include "scenario/ops.h"

#define UNMET	0xffffu

struct renumber {
	struct scn_program	*program;
	uint16_t		vars[SCN_VARS_MAX];
	uint16_t		processes[SCN_PROCESSES_MAX];
	unsigned int		nr_vars;
	unsigned int		nr_processes;
	unsigned int		nr_list;
	struct scn_arg		list[SCN_LIST_MAX];
};

static uint16_t meet(uint16_t *numbers, unsigned int *next, unsigned int old)
{
	if (numbers[old] == UNMET)
		numbers[old] = (*next)++;
	return numbers[old];
}

static uint16_t meet_process(struct renumber *to, unsigned int old)
{
	return meet(to->processes, &to->nr_processes, old);
}

static uint16_t meet_var(struct renumber *to, unsigned int old)
{
	return meet(to->vars, &to->nr_vars, old);
}

static void meet_list(struct renumber *to, struct scn_arg *arg)
{
	unsigned int first = to->nr_list, i;

	for (i = 0; i < arg->num; i++) {
		struct scn_arg item = to->program->list[arg->ref + i];

		if (item.form == SCN_NAMED)
			item.ref = meet_var(to, item.ref);
		to->list[to->nr_list++] = item;
	}
	arg->ref = arg->num ? first : 0;
}

static void meet_stmt(struct renumber *to, struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int i;

	for (i = 0; i < op->nr_params; i++) {
		struct scn_arg *arg = &stmt->args[i];

		if (arg->form == SCN_LIST)
			meet_list(to, arg);
		if (arg->form != SCN_NAMED)
			continue;
		if (op->params[i].type == SCN_TYPE_PROCESS)
			arg->ref = meet_process(to, arg->ref);
		else if (op->params[i].type != SCN_TYPE_DEVICE)
			arg->ref = meet_var(to, arg->ref);
	}
	if (stmt->result && op->result != SCN_TYPE_DEVICE)
		stmt->result = 1 + meet_var(to, stmt->result - 1);
}

static void apply(struct renumber *to)
{
	struct scn_program *program = to->program;
	struct scn_var vars[SCN_VARS_MAX];
	scn_str processes[SCN_PROCESSES_MAX];
	unsigned int i;

	memcpy(vars, program->vars, program->nr_vars * sizeof(vars[0]));
	memcpy(processes, program->processes, program->nr_processes * sizeof(processes[0]));
	for (i = 0; i < program->nr_vars; i++) {
		if (to->vars[i] == UNMET)
			continue;
		vars[i].process = meet_process(to, vars[i].process);
		program->vars[to->vars[i]] = vars[i];
	}
	for (i = 0; i < program->nr_processes; i++) {
		if (to->processes[i] != UNMET)
			program->processes[to->processes[i]] = processes[i];
	}
	memcpy(program->list, to->list, to->nr_list * sizeof(to->list[0]));
	program->nr_vars = to->nr_vars;
	program->nr_processes = to->nr_processes;
	program->nr_list = to->nr_list;
}

void scn_program_order(struct scn_program *program)
{
	struct renumber to;
	unsigned int i, j;

	to.program = program;
	to.nr_vars = to.nr_processes = to.nr_list = 0;
	memset(to.vars, 0xff, program->nr_vars * sizeof(to.vars[0]));
	memset(to.processes, 0xff, sizeof(to.processes));
	for (i = 0; i < program->nr_blocks; i++) {
		struct scn_block *block = &program->blocks[i];

		if (block->kind != SCN_WORLD && block->kind != SCN_FAULTS)
			block->process = meet_process(&to, block->process);
		for (j = 0; j < block->count; j++)
			meet_stmt(&to, &program->stmts[block->first + j]);
	}
	apply(&to);
}

static bool block_has_process(const struct scn_block *block)
{
	return block->kind != SCN_WORLD && block->kind != SCN_FAULTS;
}

int scn_process_parent(const struct scn_program *program, unsigned int process)
{
	unsigned int i, j;

	for (i = 0; i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];

		for (j = 0; block_has_process(block) && j < block->count; j++) {
			const struct scn_stmt *stmt = &program->stmts[block->first + j];

			if (stmt->op == SCN_OP_fork && stmt->args[0].ref == process)
				return block->process;
		}
	}
	return -1;
}

static bool var_is_set(const struct scn_program *program, unsigned int var)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result == var + 1 &&
		    scn_ops[program->stmts[i].op].result != SCN_TYPE_DEVICE)
			return true;
	}
	return false;
}

/* The variable of the same name in the process that forks this one; -1 if none. */
static int inherited_from(const struct scn_program *program, unsigned int var)
{
	int parent = scn_process_parent(program, program->vars[var].process);
	unsigned int i;

	for (i = 0; parent >= 0 && i < program->nr_vars; i++) {
		if (i != var && program->vars[i].process == parent &&
		    program->vars[i].name == program->vars[var].name &&
		    program->vars[i].type == program->vars[var].type)
			return (int)i;
	}
	return -1;
}

bool scn_var_gets_value(const struct scn_program *program, unsigned int var)
{
	unsigned int hops;
	int at = (int)var;

	for (hops = 0; at >= 0 && hops < SCN_PROCESSES_MAX; hops++) {
		if (var_is_set(program, at))
			return true;
		at = inherited_from(program, at);
	}
	return false;
}
