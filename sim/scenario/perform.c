// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * perform.c - carrying out a block, statement by statement
 */
#include "scenario/perform.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "core/process.h"
#include "exec/exec.h"
#include "kernel/finding.h"

#include "scenario/language.h"
#include "scenario/runner.h"
#include "scenario/story.h"

static long (*const handlers[SCN_OPS])(struct scn_task *task, const struct scn_arg *args) = {
#define OP(ident, ...)		[SCN_OP_##ident] = scn_do_##ident,
#define IOCTL(ident, ...)	[SCN_OP_##ident] = scn_do_##ident,
#define WORLD(ident, ...)
#define FAULT(ident, ...)
#include "scenario/ops.def"
#undef OP
#undef IOCTL
#undef WORLD
#undef FAULT
};

bool scn_has_faults(const struct scn_program *program)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].op == SCN_OP_fail)
			return true;
	}
	return false;
}

static bool is_wanted(const struct scn_task *task, const struct scn_want *want, long ret)
{
	unsigned int i;

	switch (want->kind) {
	case SCN_WANT_DEFAULT:
		return ret >= 0 || task->block->kind != SCN_SETUP ||
		       scn_has_faults(task->machine->program);
	case SCN_WANT_OK:
		return ret >= 0;
	case SCN_WANT_ONE_OF:
		for (i = 0; i < want->count; i++) {
			if (want->values[i] == ret)
				return true;
		}
		return false;
	default:
		return true;
	}
}

static void check_result(const struct scn_task *task, const struct scn_stmt *stmt, long ret)
{
	const struct scn_program *program = task->machine->program;
	char line[160], title[160], number[24];
	const char *name = scn_errno_name((int)-ret);
	struct scn_text text;

	if (program->unchecked || is_wanted(task, &stmt->want, ret))
		return;
	snprintf(number, sizeof(number), "%ld", ret);
	scn_text_over(&text, line, sizeof(line));
	scn_print_stmt(program, task->block, stmt - program->stmts, &text);
	snprintf(title, sizeof(title), "unexpected result of %s: %s%s", scn_ops[stmt->op].name,
		 ret < 0 && name ? "-" : "", ret < 0 && name ? name : number);
	finding_report(FINDING_STATE, title, "line %u of the scenario: %s", stmt->line, line);
}

void (*scn_performed)(const struct scn_program *program, unsigned int stmt, bool done, long ret);

static void tell(const struct scn_program *program, unsigned int stmt, bool done, long ret)
{
	scn_story_stmt(program, stmt, done, ret);
	if (scn_performed)
		scn_performed(program, stmt, done, ret);
}

static void perform_stmt(struct scn_task *task, unsigned int index)
{
	struct scn_machine *machine = task->machine;
	const struct scn_stmt *stmt = &machine->program->stmts[index];
	long ret;

	task->stmt = index;
	tell(machine->program, index, false, 0);
	ret = handlers[stmt->op](task, stmt->args);
	if (stmt->result)
		__atomic_store_n(&machine->values[stmt->result - 1], ret < 0 ? -1 : ret,
				 __ATOMIC_RELAXED);
	tell(machine->program, index, true, ret);
	ex_progress();
	check_result(task, stmt, ret);
}

static void perform_range(struct scn_task *task, unsigned int first, unsigned int end)
{
	const struct scn_program *program = task->machine->program;
	unsigned int at;
	u64 round;

	for (at = first; at < end && !process_dying(); at = scn_next_stmt(program, at)) {
		const struct scn_stmt *stmt = &program->stmts[at];

		if (stmt->op != SCN_OP_REPEAT) {
			perform_stmt(task, at);
			continue;
		}
		for (round = 0; round < stmt->args[0].num && !process_dying(); round++)
			perform_range(task, at + 1, scn_next_stmt(program, at));
	}
}

void scn_perform_block(struct scn_task *task)
{
	const struct scn_block *block = task->block;

	perform_range(task, block->first, block->first + block->count);
}
