// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * edit.c - taking a program apart, for the shrinker and for fuzzers
 */
#include "scenario/edit.h"

#include <linux/string.h>

#include "scenario/ops.h"
#include "scenario/order.h"

static struct scn_block *block_of(struct scn_program *program, unsigned int stmt)
{
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		if (stmt >= program->blocks[i].first &&
		    stmt < program->blocks[i].first + program->blocks[i].count)
			return &program->blocks[i];
	}
	return NULL;
}

bool scn_edit_removable(const struct scn_program *program, unsigned int stmt)
{
	const struct scn_block *block = block_of((struct scn_program *)program, stmt);

	return block && block->kind != SCN_WORLD;
}

/* Close a gap of @count statements at @first, in the blocks and the repeats around it. */
static void cut(struct scn_program *program, unsigned int first, unsigned int count)
{
	struct scn_block *block = block_of(program, first);
	unsigned int i;

	for (i = block->first; i < first; i++) {
		if (scn_next_stmt(program, i) > first)
			program->stmts[i].body -= count;
	}
	block->count -= count;
	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].first > first)
			program->blocks[i].first -= count;
	}
	program->nr_stmts -= count;
	memmove(&program->stmts[first], &program->stmts[first + count],
		(program->nr_stmts - first) * sizeof(program->stmts[0]));
}

/* False if the argument cannot stay: memory that nothing maps any more. */
static bool mend_arg(const struct scn_program *program, uint8_t type, struct scn_arg *arg,
		     bool *changed)
{
	if (arg->form != SCN_NAMED || scn_var_gets_value(program, arg->ref))
		return true;
	*changed = true;
	if (type == SCN_TYPE_MEM)
		return false;
	*arg = (struct scn_arg){ .num = (uint64_t)-1, .form = SCN_NUMBER };
	return true;
}

static bool mend_stmt(struct scn_program *program, struct scn_stmt *stmt, bool *changed)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int i, j;

	for (i = 0; i < op->nr_params; i++) {
		struct scn_arg *arg = &stmt->args[i];
		uint8_t type = op->params[i].type;

		if ((type == SCN_TYPE_FD || type == SCN_TYPE_MEM) &&
		    !mend_arg(program, type, arg, changed))
			return false;
		for (j = 0; arg->form == SCN_LIST && j < arg->num; j++)
			mend_arg(program, SCN_TYPE_FD, &program->list[arg->ref + j], changed);
	}
	return true;
}

/* Each removal may take a value away from another statement: again, until all have one. */
bool scn_edit_mend(struct scn_program *program)
{
	bool changed = false;
	unsigned int i = 0;

	while (i < program->nr_stmts) {
		if (mend_stmt(program, &program->stmts[i], &changed)) {
			i++;
		} else {
			cut(program, i, 1);
			i = 0;
		}
	}
	scn_program_order(program);
	return changed;
}

void scn_edit_remove(struct scn_program *program, unsigned int stmt)
{
	cut(program, stmt, 1 + program->stmts[stmt].body);
	scn_edit_mend(program);
}

void scn_edit_unwrap(struct scn_program *program, unsigned int stmt)
{
	program->stmts[stmt].body = 0;
	cut(program, stmt, 1);
	scn_edit_mend(program);
}

void scn_edit_drop_empty(struct scn_program *program)
{
	unsigned int i = 0;

	while (i < program->nr_blocks) {
		const struct scn_block *block = &program->blocks[i];

		if (block->count || block->kind == SCN_WORLD ||
		    (block->kind == SCN_TASK && scn_count_tasks(program) == 1)) {
			i++;
			continue;
		}
		memmove(&program->blocks[i], &program->blocks[i + 1],
			(program->nr_blocks - i - 1) * sizeof(program->blocks[0]));
		program->nr_blocks--;
	}
	scn_program_order(program);
}
