// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * generate.c - drawing programs: which operations, and in which tasks
 */
#include "support/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/language.h"

#define TASKS_MAX	4u
#define EARLY_PERCENT	30u	/* of closes: what is behind one comes to nothing, mostly */
#define CLOSER_PERCENT	30u

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

/* A task is the administrator's or a user's: what the other one does would be taken away. */
static bool is_in_place(const struct scn_program *program, unsigned int block, unsigned int op)
{
	const struct scn_stmt stmt = { .op = (uint16_t)op };
	const struct scn_block *in = &program->blocks[block];
	unsigned int i;

	for (i = 0; in->kind == SCN_TASK && i < in->count; i++) {
		const struct scn_stmt *other = &program->stmts[in->first + i];

		if (scn_is_of_admin(&stmt) ? scn_is_of_user(other) :
		    scn_is_of_user(&stmt) && scn_is_of_admin(other))
			return false;
	}
	return true;
}

bool fuzz_has_op(const struct scn_program *program, unsigned int op)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].op == op)
			return true;
	}
	return false;
}

static bool opens_device(unsigned int op)
{
	return op == SCN_OP_attach || op == SCN_OP_open_cdev || op == SCN_OP_open_group;
}

static bool has_device(const struct scn_program *program)
{
	return fuzz_has_op(program, SCN_OP_attach) || fuzz_has_op(program, SCN_OP_open_cdev) ||
	       fuzz_has_op(program, SCN_OP_open_group);
}

/* A group, or its container? */
static bool wants_group(unsigned int op)
{
	unsigned int i;
	char kind;

	for (i = 0; i < scn_ops[op].nr_params; i++) {
		kind = fuzz_kind_wanted(op, i);
		if (kind == 'g' || kind == 'c')
			return true;
	}
	return false;
}

/* Does it go with the way in which the program opens devices? */
static bool fits(const struct scn_program *program, unsigned int op, struct ex_rng *rng)
{
	unsigned int way;

	/* What is open cannot be opened once more; a container or group could be shared. */
	if (opens_device(op) && has_device(program) && !fuzz_chance(rng, 25))
		return false;
	if (!opens_device(op) && !wants_group(op))
		return true;
	way = fuzz_way_of(program, rng);
	return way == op || (way == SCN_OP_VFIO_GROUP_GET_DEVICE_FD && op != SCN_OP_attach &&
			     op != SCN_OP_open_cdev) || fuzz_chance(rng, 10);
}

/*
 * A program that is about few operations has each of them more than once, in several tasks:
 * most bugs want just that. New programs draw from these; others from what is there already.
 */
#define FAVOURITES_MAX	6u
#define UNRELATED_PERCENT 20u	/* of them have nothing to do with what there is */

static uint16_t favourites[FAVOURITES_MAX];
static unsigned int nr_favourites;

static void draw_favourites(struct ex_rng *rng)
{
	nr_favourites = fuzz_chance(rng, 25) ? 0 : 2 + ex_rng_below(rng, FAVOURITES_MAX - 1);
}

/* One that a task of the program has; any if there is none. */
static unsigned int draw_present(const struct scn_program *program, struct ex_rng *rng)
{
	unsigned int op = pool[ex_rng_below(rng, nr_pool)], seen = 0, i, j;

	for (i = 0; i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];

		for (j = 0; block->kind == SCN_TASK && j < block->count; j++) {
			unsigned int have = program->stmts[block->first + j].op;

			if (usable[have] && !ex_rng_below(rng, ++seen))
				op = have;
		}
	}
	return op;
}

/* Mostly an operation on what the program has already: most bugs are of two on one object. */
static unsigned int draw_related(const struct scn_program *program, struct ex_rng *rng)
{
	unsigned int op = pool[ex_rng_below(rng, nr_pool)], tries;
	uint32_t subjects = fuzz_subjects_in(program);
	unsigned int i;

	for (i = 0; i < nr_favourites; i++)
		subjects |= favourites[i] < SCN_OPS ? fuzz_subjects_of(favourites[i]) : 0;
	if (!subjects || fuzz_chance(rng, UNRELATED_PERCENT))
		return op;
	for (tries = 64; tries; tries--) {
		if (fuzz_takes_any(op) || fuzz_subjects_of(op) & subjects)
			break;
		op = pool[ex_rng_below(rng, nr_pool)];
	}
	return op;
}

static unsigned int draw_from_pool(const struct scn_program *program, struct ex_rng *rng)
{
	unsigned int at;

	if (!nr_favourites)
		return fuzz_chance(rng, 30) ? draw_present(program, rng) :
					      draw_related(program, rng);
	if (fuzz_chance(rng, 15))
		return draw_related(program, rng);
	at = ex_rng_below(rng, nr_favourites);
	if (favourites[at] == SCN_OPS)
		favourites[at] = (uint16_t)draw_related(program, rng);
	return favourites[at];
}

/* An operation that turned out to be of no use here is no favourite. */
static void drop_favourite(unsigned int op)
{
	unsigned int i;

	for (i = 0; i < nr_favourites; i++) {
		if (favourites[i] == op)
			favourites[i] = SCN_OPS;
	}
}

static bool is_useful(const struct scn_program *program, unsigned int op, struct ex_rng *rng)
{
	if (!dropped[op] && fuzz_worth(program, op, -1, rng))
		return true;
	drop_favourite(op);
	return false;
}

static unsigned int draw_op(const struct scn_program *program, unsigned int block,
			    struct ex_rng *rng)
{
	unsigned int op, tries = 32;

	if (!nr_pool)
		fill_pool();
	do {
		op = draw_from_pool(program, rng);
	} while ((!is_useful(program, op, rng) || !is_in_place(program, block, op) ||
		  !fits(program, op, rng)) && --tries);
	return op;
}

void fuzz_insert_op(struct scn_program *program, unsigned int block, unsigned int index,
		    struct ex_rng *rng)
{
	unsigned int op = draw_op(program, block, rng);
	struct scn_stmt stmt;

	if (op == SCN_OP_close && !fuzz_chance(rng, EARLY_PERCENT))
		index = fuzz_count_top(program, block);
	if (fuzz_make_stmt(program, block, op, rng, &stmt))
		fuzz_put_stmt(program, block, fuzz_stmt_at(program, block, index), &stmt, 0, rng);
}

/* Descriptors that an edit left without a value get one. */
static void heal_stmt(struct scn_program *program, unsigned int block, unsigned int stmt,
		      struct ex_rng *rng)
{
	const struct scn_op *op = &scn_ops[program->stmts[stmt].op];
	unsigned int offset = stmt - program->blocks[block].first, i;
	struct scn_arg arg;

	for (i = 0; i < op->nr_params; i++) {
		arg = program->stmts[stmt].args[i];
		if (op->params[i].type != SCN_TYPE_FD || op->params[i].optional ||
		    arg.form != SCN_NUMBER || arg.num != UINT64_MAX ||
		    !fuzz_draw_arg(program, block, program->stmts[stmt].op,
				   i, rng, &arg))
			continue;
		stmt = program->blocks[block].first + offset;
		program->stmts[stmt].args[i] = arg;
	}
}

void fuzz_heal(struct scn_program *program, struct ex_rng *rng)
{
	unsigned int i, j, blocks = program->nr_blocks;

	for (i = 0; i < blocks; i++) {
		if (program->blocks[i].kind != SCN_TASK)
			continue;
		for (j = 0; j < program->blocks[i].count; j++)
			heal_stmt(program, i, program->blocks[i].first + j, rng);
	}
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
	if (!fuzz_draw_arg(program, block, program->stmts[stmt].op, param,
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

	draw_favourites(rng);
	for (i = 0; i < nr_favourites; i++)
		favourites[i] = SCN_OPS;
	scn_program_init(program);
	program->unchecked = true;
	world = fuzz_draw_word(fuzz_target.worlds, rng, &length);
	program->preset = scn_string(program, world, length, &full);
	if (!scn_preset_add(program))
		abort();
	fuzz_add_block(program, SCN_SETUP, 0);
	for (i = 0; i < tasks; i++)
		fuzz_add_block(program, SCN_TASK, fuzz_chance(rng, 90) ? 0 :
			       1 + ex_rng_below(rng, 2));
	for (i = program->nr_blocks - tasks; i < program->nr_blocks; i++) {
		for (count = 1 + ex_rng_below(rng, 4); count; count--)
			fuzz_insert_op(program, i, ex_rng_below(rng, count + 1), rng);
	}
	if (fuzz_chance(rng, CLOSER_PERCENT))
		fuzz_add_closer(program, 0, rng);
	nr_favourites = 0;
}
