// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * generate.c - drawing programs: operations that have what they need, most of the time
 *
 * A descriptor is taken from a name of the right kind that an earlier statement of the
 * process binds; if there is none, the statement that makes one is put into the setup
 * block first, with what that needs in turn.
 */
#include "support/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/language.h"

#define DEPTH_MAX	5u	/* of descriptors that need descriptors */
#define TASKS_MAX	4u

static bool usable[SCN_OPS];	/* named by the target */
static bool dropped[SCN_OPS];	/* by the swarm, for now */
static uint16_t pool[4 * SCN_OPS];
static unsigned int nr_pool;

static bool word_is(const char *word, size_t length, const char *text)
{
	return strlen(text) == length && !memcmp(word, text, length);
}

/* Operations of the target: a word is the name of one, or an area. */
static void fill_pool(void)
{
	const char *at = fuzz_target.ops;
	unsigned int op;

	while (*at) {
		size_t length = strcspn(at, " ");

		for (op = 0; op < SCN_OPS && nr_pool < 4 * SCN_OPS; op++) {
			if (!scn_op_allowed(&scn_ops[op], SCN_TASK) || op == SCN_OP_REPEAT ||
			    (!word_is(at, length, scn_ops[op].name) &&
			     !word_is(at, length, scn_ops[op].area)))
				continue;
			usable[op] = true;
			pool[nr_pool++] = op;
		}
		at += length + strspn(at + length, " ");
	}
}

void fuzz_swarm(struct ex_rng *rng)
{
	unsigned int percent = 10 * ex_rng_below(rng, 8), op;

	for (op = 0; op < SCN_OPS; op++)
		dropped[op] = fuzz_chance(rng, percent);
}

static unsigned int draw_op(struct ex_rng *rng)
{
	unsigned int op, tries = 16;

	if (!nr_pool)
		fill_pool();
	do {
		op = pool[ex_rng_below(rng, nr_pool)];
	} while (dropped[op] && --tries);
	return op;
}

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
	}
	if (!make_stmt(program, process, op, path, depth + 1, rng, &stmt))
		return -1;
	setup = setup_of(program, process);
	if (setup < 0 || !stmt.result ||
	    !fuzz_insert_stmt(program, setup, block_end(program, setup), &stmt))
		return -1;
	return stmt.result - 1;
}

/* Mostly the right kind; else any, or a number. */
static void draw_fd(struct scn_program *program, uint8_t process, char kind, unsigned int depth,
		    struct ex_rng *rng, struct scn_arg *arg)
{
	int var = -1;

	if (fuzz_chance(rng, 96))
		var = draw_var(program, process, SCN_TYPE_FD, kind, rng);
	if (var < 0 && kind != '*' && !fuzz_chance(rng, 5))
		var = provide(program, process, SCN_TYPE_FD, kind, depth, rng);
	if (var < 0)
		var = draw_var(program, process, SCN_TYPE_FD, '*', rng);
	*arg = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
	if (var < 0 || fuzz_chance(rng, 2))
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
		*arg = (struct scn_arg){ .form = SCN_NAMED,
					 .ref = ex_rng_below(rng, program->nr_devices) };
		return program->nr_devices;
	case SCN_TYPE_PROCESS:
		*arg = (struct scn_arg){ .form = SCN_NAMED,
					 .ref = ex_rng_below(rng, program->nr_processes) };
		return true;
	case SCN_TYPE_WORD:
	case SCN_TYPE_PATH:
	case SCN_TYPE_TEXT:
		*arg = (struct scn_arg){ .form = SCN_STRING,
					 .ref = fuzz_draw_string(program, type, rng) };
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
	if (path)
		stmt->args[0].ref = scn_string(program, path, strlen(path), &full);
	if (what->result == SCN_TYPE_NONE || op == SCN_OP_give)
		return !full;
	var = new_var(program, process, what->result);
	stmt->result = (uint16_t)(var + 1);
	return !full;
}

void fuzz_insert_op(struct scn_program *program, unsigned int block, unsigned int index,
		    struct ex_rng *rng)
{
	uint8_t process = program->blocks[block].process;
	unsigned int op = draw_op(rng);
	struct scn_stmt stmt;

	if (make_stmt(program, process, op, NULL, 0, rng, &stmt))
		fuzz_insert_stmt(program, block, fuzz_stmt_at(program, block, index), &stmt);
}

void fuzz_change_arg(struct scn_program *program, unsigned int block, unsigned int stmt,
		     struct ex_rng *rng)
{
	const struct scn_op *op = &scn_ops[program->stmts[stmt].op];
	unsigned int offset = stmt - program->blocks[block].first, param;
	struct scn_arg arg;

	if (!op->nr_params)
		return;
	param = ex_rng_below(rng, op->nr_params);
	if (!draw_arg(program, program->blocks[block].process, program->stmts[stmt].op, param, 0,
		      rng, &arg))
		return;
	/* What it needs may have gone into a block in front of it. */
	stmt = program->blocks[block].first + offset;
	if (!param || program->stmts[stmt].args[param - 1].form != SCN_ABSENT)
		program->stmts[stmt].args[param] = arg;
}

void fuzz_new_program(struct scn_program *program, struct ex_rng *rng)
{
	unsigned int tasks = 1 + ex_rng_below(rng, TASKS_MAX), i, count;
	const char *world;
	bool full = false;
	size_t length;

	scn_program_init(program);
	program->unchecked = true;
	world = fuzz_draw_word(fuzz_target.worlds, rng, &length);
	program->preset = scn_string(program, world, length, &full);
	if (!scn_preset_add(program))
		abort();
	fuzz_add_block(program, SCN_SETUP, 0);
	for (i = 0; i < tasks; i++)
		fuzz_add_block(program, SCN_TASK, fuzz_chance(rng, 60) ? 0 :
			       1 + ex_rng_below(rng, 2));
	for (i = program->nr_blocks - tasks; i < program->nr_blocks; i++) {
		for (count = 1 + ex_rng_below(rng, 4); count; count--)
			fuzz_insert_op(program, i, ex_rng_below(rng, count + 1), rng);
	}
}
