// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutate.c - mutation and cross-over on operations and preemptions
 *
 * An input is decoded, edited as a program and a plan, and encoded again, so that an
 * edit is one that a person would make: an operation more, another descriptor, the same
 * call from a second task, a preemption a little later.
 */
#include "support/fuzz.h"

#include <string.h>

#include "scenario/edit.h"

#define SWARM_EVERY	1024u	/* mutations with one choice of operations */
#define STMTS_MAX	40u
#define PORTFOLIO_PERCENT 6u
#define PRUNE_PERCENT	50u	/* of statements that came to nothing */
#define FRESH_PERCENT	25u	/* mutations that begin from nothing */

static struct fuzz_input input, other;

/* A block of @kinds (a bit each) by chance; -1 if there is none. */
static int draw_block(const struct scn_program *program, unsigned int kinds, struct ex_rng *rng)
{
	unsigned int i, seen = 0;
	int block = -1;

	for (i = 0; i < program->nr_blocks; i++) {
		if (kinds & 1u << program->blocks[i].kind && !ex_rng_below(rng, ++seen))
			block = (int)i;
	}
	return block;
}

#define IN_TASKS	(1u << SCN_TASK)
#define IN_PROCESSES	(1u << SCN_SETUP | 1u << SCN_TASK | 1u << SCN_FINALLY)

/* A statement at top level of a block; -1 if that is empty. */
static int draw_stmt(const struct scn_program *program, int block, struct ex_rng *rng)
{
	unsigned int count = block < 0 ? 0 : fuzz_count_top(program, block);

	return count ? (int)fuzz_stmt_at(program, block, ex_rng_below(rng, count)) : -1;
}

static void edit_insert(struct scn_program *program, struct ex_rng *rng)
{
	int block = draw_block(program, fuzz_chance(rng, 85) ? IN_TASKS : IN_PROCESSES, rng);

	if (block < 0 || program->nr_stmts > STMTS_MAX)
		return;
	fuzz_insert_op(program, block, ex_rng_below(rng, fuzz_count_top(program, block) + 1),
		       rng);
}

/* Has what this statement does ever succeeded? */
static bool is_worth(const struct scn_program *program, int stmt, struct ex_rng *rng)
{
	const struct scn_stmt *what = &program->stmts[stmt];

	if (what->op == SCN_OP_REPEAT || what->op == SCN_OP_fail)
		return true;
	return fuzz_worth(program, what->op, fuzz_device_of(program, what), rng);
}

static void edit_remove(struct scn_program *program, struct ex_rng *rng)
{
	int stmt = draw_stmt(program, draw_block(program, IN_PROCESSES | 1u << SCN_FAULTS, rng),
			     rng);
	unsigned int tries;

	/* Rather one that does nothing here, or that nothing needs. */
	for (tries = 3; stmt >= 0 && tries && is_worth(program, stmt, rng) &&
	     program->stmts[stmt].result; tries--)
		stmt = draw_stmt(program, draw_block(program, IN_PROCESSES, rng), rng);
	if (stmt >= 0)
		scn_edit_remove(program, stmt);
}

/* What came to nothing in the last run of these bytes goes, one in two; how many went. */
static unsigned int prune(struct scn_program *program, uint64_t failed, struct ex_rng *rng)
{
	unsigned int stmt = program->nr_stmts < 64 ? program->nr_stmts : 64, gone = 0;

	while (stmt--) {
		if (!(failed & UINT64_C(1) << stmt) || stmt >= program->nr_stmts ||
		    program->stmts[stmt].body || !fuzz_chance(rng, PRUNE_PERCENT))
			continue;
		scn_edit_remove(program, stmt);
		gone++;
	}
	return gone;
}

static void edit_arg(struct scn_program *program, struct ex_rng *rng)
{
	int block = draw_block(program, IN_PROCESSES, rng);
	int stmt = draw_stmt(program, block, rng);

	if (stmt >= 0)
		fuzz_change_arg(program, block, stmt, rng);
}

/* The same call again, in the same or another task of its process. */
static void edit_copy(struct scn_program *program, struct ex_rng *rng, bool move)
{
	int from = draw_block(program, IN_PROCESSES, rng), to;
	int stmt = draw_stmt(program, from, rng);
	unsigned int tries = 4, at;
	struct scn_stmt copy;

	if (stmt < 0 || program->stmts[stmt].body || program->nr_stmts > STMTS_MAX)
		return;
	do {
		to = draw_block(program, IN_TASKS, rng);
	} while (to >= 0 && program->blocks[to].process != program->blocks[from].process &&
		 --tries);
	if (to < 0 || program->blocks[to].process != program->blocks[from].process)
		return;
	if (!move && !is_worth(program, stmt, rng))
		return;
	copy = program->stmts[stmt];
	/* Under a new name, lest a second one that fails take the first one's place. */
	if (!move && copy.result && copy.op != SCN_OP_give && fuzz_chance(rng, 75))
		copy.result = (uint16_t)(1 + fuzz_new_var(program, program->blocks[to].process,
							  copy.op));
	at = fuzz_stmt_at(program, to, ex_rng_below(rng, fuzz_count_top(program, to) + 1));
	if (fuzz_insert_stmt(program, to, at, &copy) && move)
		scn_edit_remove(program, (int)at <= stmt ? stmt + 1 : stmt);
}

static void edit_repeat(struct scn_program *program, struct ex_rng *rng)
{
	struct scn_stmt repeat = { .op = SCN_OP_REPEAT };
	int block = draw_block(program, IN_TASKS, rng);
	int stmt = draw_stmt(program, block, rng);

	if (stmt < 0 || program->stmts[stmt].op == SCN_OP_REPEAT)
		return;
	repeat.body = 1;
	repeat.args[0] = (struct scn_arg){ .form = SCN_NUMBER, .num = 2 + ex_rng_below(rng, 2) };
	fuzz_insert_stmt(program, block, stmt, &repeat);
}

static void edit_task(struct scn_program *program, struct ex_rng *rng)
{
	unsigned int process = ex_rng_below(rng, program->nr_processes + 1);

	if (scn_count_tasks(program) >= 5 || process >= SCN_PROCESSES_MAX ||
	    !fuzz_add_block(program, SCN_TASK, process))
		return;
	fuzz_insert_op(program, program->nr_blocks - 1, 0, rng);
}

/* One fault point of all, or of those at one site, most of which are passed seldom. */
static bool draw_fault(struct scn_program *program, struct ex_rng *rng, struct scn_arg *args)
{
	static const char sites[] = "alloc_pages async copy_from_user copy_to_user get_unused_fd "
				    "iommu_attach ioremap kmalloc kmem_cache_alloc";
	unsigned int points = fuzz_fault_points();
	const char *site = "any";
	size_t length = 3;
	bool full = false;

	if (fuzz_chance(rng, 40)) {
		site = fuzz_draw_word(sites, rng, &length);
		points = fuzz_chance(rng, 75) ? 2 : 16;
	}
	args[0] = (struct scn_arg){ .form = SCN_STRING,
				    .ref = scn_string(program, site, length, &full) };
	args[1] = (struct scn_arg){ .form = SCN_NUMBER, .num = 1 + ex_rng_below(rng, points) };
	return !full;
}

/* Something fails: one fault point of the run, or one no more. */
static void edit_fault(struct scn_program *program, struct ex_rng *rng)
{
	int block = draw_block(program, 1u << SCN_FAULTS, rng);
	struct scn_stmt fail = { .op = SCN_OP_fail };
	int stmt = draw_stmt(program, block, rng);

	if (stmt >= 0 && fuzz_chance(rng, 60)) {
		program->stmts[stmt].args[1].num += ex_rng_below(rng, 17) - 8;
		return;
	}
	if (stmt >= 0 && fuzz_chance(rng, 60)) {
		scn_edit_remove(program, stmt);
		return;
	}
	if (block < 0 && !fuzz_add_block(program, SCN_FAULTS, 0))
		return;
	if (block < 0)
		block = (int)program->nr_blocks - 1;
	if (draw_fault(program, rng, fail.args))
		fuzz_insert_stmt(program, block, program->blocks[block].first, &fail);
}

static void edit_program(struct scn_program *program, struct ex_rng *rng)
{
	unsigned int pick = ex_rng_below(rng, 100);

	if (pick < 35)
		edit_insert(program, rng);
	else if (pick < 53)
		edit_remove(program, rng);
	else if (pick < 73)
		edit_arg(program, rng);
	else if (pick < 83)
		edit_copy(program, rng, pick < 77);
	else if (pick < 85)
		edit_repeat(program, rng);
	else if (pick < 92)
		edit_task(program, rng);
	else
		edit_fault(program, rng);
}

/* Small gaps as often as great ones. */
static uint32_t draw_gap(struct ex_rng *rng)
{
	unsigned int span = fuzz_decisions() + 16;

	while (span > 4 && fuzz_chance(rng, 40))
		span /= 2;
	return ex_rng_below(rng, span);
}

static void new_plan(struct scn_plan *plan, struct ex_rng *rng)
{
	unsigned int count;

	/* Partial orders are the best guess of all, run by run. */
	plan->kind = fuzz_chance(rng, 40) ? SCN_PLAN_POS : ex_rng_below(rng, SCN_PLAN_PORTFOLIO);
	if (fuzz_chance(rng, PORTFOLIO_PERCENT))	/* of several runs each */
		plan->kind = SCN_PLAN_PORTFOLIO;
	plan->seed = ex_rng_below(rng, 1u << 20);
	plan->count = 0;
	if (plan->kind > SCN_PLAN_PRIORITIES)
		return;
	for (count = ex_rng_below(rng, 5); count; count--)
		plan->preemptions[plan->count++] = (struct scn_preemption){
			.gap = draw_gap(rng), .who = (uint16_t)ex_rng_below(rng, 4) };
}

static void edit_plan(struct scn_plan *plan, struct ex_rng *rng)
{
	unsigned int at = plan->count ? ex_rng_below(rng, plan->count) : 0;
	struct scn_preemption fresh = { draw_gap(rng), (uint16_t)ex_rng_below(rng, 4) };
	unsigned int pick = ex_rng_below(rng, 100);

	if (plan->kind > SCN_PLAN_PRIORITIES || pick < 35) {
		if (plan->kind > SCN_PLAN_PRIORITIES && pick >= 35)
			plan->seed = ex_rng_below(rng, 1u << 20);
		else
			new_plan(plan, rng);
	} else if ((pick < 60 || !plan->count) && plan->count < SCN_PREEMPTIONS_MAX) {
		memmove(&plan->preemptions[at + 1], &plan->preemptions[at],
			(plan->count - at) * sizeof(fresh));
		plan->preemptions[at] = fresh;
		plan->count++;
	} else if (pick < 70) {
		plan->count--;
		memmove(&plan->preemptions[at], &plan->preemptions[at + 1],
			(plan->count - at) * sizeof(fresh));
	} else if (pick < 80) {
		plan->preemptions[at] = fresh;
	} else if (pick < 90) {
		plan->preemptions[at].gap += ex_rng_below(rng, 9) - 4;
	} else {
		plan->preemptions[at].who = fresh.who;
	}
}

/* The input as bytes; what does not fit is not taken: then the old ones stay. */
static size_t write_input(const struct fuzz_input *from, uint8_t *out, size_t max_size,
			  size_t otherwise)
{
	static char buffer[1 << 16];
	struct scn_text text;

	scn_text_over(&text, buffer, sizeof(buffer));
	scn_input_encode(&from->program, &from->plan, &text);
	if (text.length > max_size || text.length >= sizeof(buffer))
		return otherwise;
	memcpy(out, buffer, text.length);
	return text.length;
}

static void maybe_swarm(struct ex_rng *rng)
{
	static unsigned int mutations;

	if (!(mutations++ % SWARM_EVERY))
		fuzz_swarm(rng);
}

size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct ex_rng rng;
	unsigned int edits, gone = 0;
	size_t length;

	ex_rng_seed(&rng, seed);
	maybe_swarm(&rng);
	if (!scn_input_decode(&input.program, &input.plan, data, size) || size < 4 ||
	    fuzz_chance(&rng, FRESH_PERCENT)) {
		scn_program_release(&input.program);
		fuzz_new_program(&input.program, &rng);
		new_plan(&input.plan, &rng);
	} else {
		gone = prune(&input.program, fuzz_failed_in(data, size), &rng);
	}
	edits = fuzz_chance(&rng, 30) ? 0 : 1 + ex_rng_below(&rng, 4);
	if (!edits || fuzz_chance(&rng, 40))
		edit_plan(&input.plan, &rng);
	for (gone = gone < 4 ? gone : 4; gone; gone--)
		edit_insert(&input.program, &rng);
	while (edits--)
		edit_program(&input.program, &rng);
	if (!fuzz_chance(&rng, 10))
		fuzz_heal(&input.program, &rng);
	length = write_input(&input, data, max_size, size);
	scn_program_release(&input.program);
	return length;
}

/* A statement of the other program; its names become some of this one's. */
static void take_stmt(struct scn_program *to, unsigned int block, const struct scn_program *from,
		      const struct scn_stmt *stmt, struct ex_rng *rng)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	struct scn_stmt copy = *stmt;
	bool full = false;
	unsigned int i;

	if (stmt->body || stmt->op == SCN_OP_give || op->result == SCN_TYPE_DEVICE ||
	    op->result == SCN_TYPE_MEM)
		return;
	for (i = 0; i < op->nr_params; i++) {
		struct scn_arg *arg = &copy.args[i];
		const char *text = scn_text_of(from, arg->ref);

		if (arg->form == SCN_STRING)
			arg->ref = scn_string(to, text, strlen(text), &full);
		else if (arg->form == SCN_LIST)
			arg->num = 0;
		else if (op->params[i].type == SCN_TYPE_PROCESS)
			arg->ref %= to->nr_processes;
		else if (op->params[i].type == SCN_TYPE_DEVICE)
			arg->ref %= to->nr_devices;
		else if (arg->form == SCN_NAMED &&
			 !fuzz_draw_arg(to, block, stmt->op, i, rng, arg))
			return;
	}
	if (copy.result)
		copy.result = (uint16_t)(1 + fuzz_new_var(to, to->blocks[block].process, stmt->op));
	if (!full && to->nr_stmts < STMTS_MAX)
		fuzz_insert_stmt(to, block, to->blocks[block].first + to->blocks[block].count,
				 &copy);
}

/* A task of the second behind one of the first, or its schedule. */
static void cross(struct fuzz_input *to, const struct fuzz_input *from, struct ex_rng *rng)
{
	int into = draw_block(&to->program, IN_TASKS, rng);
	int task = draw_block(&from->program, IN_TASKS, rng);
	unsigned int i;

	if (fuzz_chance(rng, 40))
		to->plan = from->plan;
	if (into < 0 || task < 0)
		return;
	if (fuzz_chance(rng, 50) && scn_count_tasks(&to->program) < 4 &&
	    fuzz_add_block(&to->program, SCN_TASK, to->program.blocks[into].process))
		into = (int)to->program.nr_blocks - 1;
	for (i = 0; i < from->program.blocks[task].count; i++)
		take_stmt(&to->program, into, &from->program,
			  &from->program.stmts[from->program.blocks[task].first + i], rng);
}

size_t fuzz_cross(const uint8_t *first, size_t first_size, const uint8_t *second,
		  size_t second_size, uint8_t *out, size_t max_size, unsigned int seed)
{
	size_t length = first_size < max_size ? first_size : max_size;
	struct ex_rng rng;

	ex_rng_seed(&rng, seed);
	memcpy(out, first, length);
	if (scn_input_decode(&input.program, &input.plan, first, first_size) &&
	    scn_input_decode(&other.program, &other.plan, second, second_size)) {
		cross(&input, &other, &rng);
		length = write_input(&input, out, max_size, length);
	}
	scn_program_release(&input.program);
	scn_program_release(&other.program);
	return length;
}
