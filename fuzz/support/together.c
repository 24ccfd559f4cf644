// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * together.c - several programs in one machine, one after the other
 *
 * lockdep keeps what it learned over runs, so that it sees a cycle of which each program
 * made but a part. A failure file has to show it alone: lockdep says which runs made the
 * parts, and their programs are put behind the one that closed the cycle.
 */
#include "support/fuzz.h"

#include <string.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/decode.h"

#define KEPT		1024u
#define BYTES_MAX	2048u
#define ATTEMPTS_MAX	12u	/* for one place where a cycle closes */
#define TURN_NS		UINT64_C(7000000000)	/* more than most take; 60 s are all there are */
#define TURNS_MAX	7u

static uint8_t kept[KEPT][BYTES_MAX];
static size_t kept_size[KEPT];
static unsigned int kept_run[KEPT];
static unsigned int nr_kept;

void fuzz_remember(const struct scn_program *program, unsigned int run)
{
	static const struct scn_plan plan;
	static char buffer[BYTES_MAX + 1];
	unsigned int at = nr_kept % KEPT;
	struct scn_text text;

	scn_text_over(&text, buffer, sizeof(buffer));
	scn_input_encode(program, &plan, &text);
	if (text.length >= BYTES_MAX)
		return;
	memcpy(kept[at], buffer, text.length);
	kept_size[at] = text.length;
	kept_run[at] = run;
	nr_kept++;
}

static void move_arg(struct scn_program *to, const struct scn_program *from, uint8_t type,
		     unsigned int processes, unsigned int vars, struct scn_arg *arg, bool *full)
{
	const char *text;

	if (arg->form == SCN_STRING) {
		text = scn_text_of(from, arg->ref);
		arg->ref = scn_string(to, text, strlen(text), full);
	} else if (arg->form == SCN_LIST) {
		arg->num = 0;
	} else if (arg->form == SCN_NAMED && type == SCN_TYPE_PROCESS) {
		arg->ref += processes;
	} else if (arg->form == SCN_NAMED && type != SCN_TYPE_DEVICE) {
		arg->ref += vars;
	}
}

static bool has_room(const struct scn_program *to, const struct scn_program *from)
{
	return to->nr_blocks + from->nr_blocks <= SCN_BLOCKS_MAX &&
	       to->nr_stmts + from->nr_stmts + from->nr_blocks <= SCN_STMTS_MAX &&
	       to->nr_vars + from->nr_vars <= SCN_VARS_MAX &&
	       to->nr_processes + from->nr_processes <= SCN_PROCESSES_MAX;
}

static void add_sleep(struct scn_program *to, uint64_t time)
{
	to->stmts[to->nr_stmts++] = (struct scn_stmt){
		.op = SCN_OP_sleep, .args[0] = { .form = SCN_NUMBER, .num = time },
	};
}

/* A block of @from as a task or what it was; false: a string did not fit. */
static bool add_block(struct scn_program *to, const struct scn_program *from,
		      struct scn_block block, uint64_t time, unsigned int processes,
		      unsigned int vars)
{
	unsigned int first = block.first, count = block.count, j, k;
	bool full = false;

	block.process += processes;
	block.first = to->nr_stmts;
	block.name = 0;
	if (block.kind == SCN_SETUP)
		block.kind = SCN_TASK;
	else
		time += TURN_NS / 2;
	if (block.kind == SCN_TASK) {
		add_sleep(to, time);
		block.count++;
	}
	for (j = 0; j < count; j++) {
		struct scn_stmt *stmt = &to->stmts[to->nr_stmts++];

		*stmt = from->stmts[first + j];
		if (stmt->result)
			stmt->result += vars;
		for (k = 0; k < scn_ops[stmt->op].nr_params; k++)
			move_arg(to, from, scn_ops[stmt->op].params[k].type, processes, vars,
				 &stmt->args[k], &full);
	}
	to->blocks[to->nr_blocks++] = block;
	return !full;
}

/*
 * All that @from does, at its turn and in processes of its own: by then what those before it had
 * open is closed. False: there is no room, or it is of another world.
 */
static bool join(struct scn_program *to, const struct scn_program *from, unsigned int turn)
{
	unsigned int processes = to->nr_processes, vars = to->nr_vars, i;
	bool whole = true;

	if (strcmp(scn_text_of(to, to->preset), scn_text_of(from, from->preset)) ||
	    !has_room(to, from))
		return false;
	for (i = 0; i < from->nr_vars; i++) {
		to->vars[to->nr_vars] = from->vars[i];
		to->vars[to->nr_vars++].process += processes;
	}
	to->nr_processes += from->nr_processes;
	memset(to->processes + processes, 0, from->nr_processes * sizeof(to->processes[0]));
	for (i = 0; i < from->nr_blocks; i++) {
		if (from->blocks[i].kind != SCN_WORLD && from->blocks[i].kind != SCN_FAULTS)
			whole &= add_block(to, from, from->blocks[i], turn * TURN_NS, processes,
					   vars);
	}
	scn_name_all(to);
	return whole;
}

/* The programs of the runs that @parts names, as far as they are still known and fit. */
static unsigned int join_parts(struct fuzz_input *to, const unsigned int *parts,
			       unsigned int nr_parts)
{
	static struct fuzz_input other;
	unsigned int i, at, joined = 0;

	for (i = 0; i < nr_parts && joined < TURNS_MAX; i++) {
		for (at = 0; at < KEPT && (!kept_size[at] || kept_run[at] != parts[i]);)
			at++;
		if (at == KEPT ||
		    !scn_input_decode(&other.program, &other.plan, kept[at], kept_size[at]))
			continue;
		joined += join(&to->program, &other.program, joined + 1);
		scn_program_release(&other.program);
	}
	return joined;
}

bool fuzz_together(const struct fuzz_input *input, const struct scn_setting *setting,
		   const unsigned int *parts, unsigned int nr_parts)
{
	static struct fuzz_input both;
	static struct scn_result result;
	bool found = false;

	scn_program_copy(&both.program, &input->program);
	both.plan = input->plan;
	if (join_parts(&both, parts, nr_parts)) {
		scn_forget();
		scn_run(&both.program, setting, &result);
		found = result.nr_findings;
		fuzz_judge(&both, &result);
		scn_result_release(&result);
	}
	scn_program_release(&both.program);
	return found;
}

bool fuzz_is_tried(const char *title)
{
	static unsigned char met[FUZZ_TEXTS];

	return fuzz_is_worn(met, title, ATTEMPTS_MAX);
}
