// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * together.c - two programs in one machine
 *
 * lockdep keeps what it learned over runs, so that it sees a cycle of which each program
 * made but a part. A failure file has to show it alone: the program that closed the cycle is
 * run together with each of those before it from which lockdep learned.
 */
#include "support/fuzz.h"

#include <string.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/decode.h"

#define KEPT		64u
#define BYTES_MAX	2048u
#define ATTEMPTS_MAX	4u	/* for one place where a cycle closes */

static uint8_t kept[KEPT][BYTES_MAX];
static size_t kept_size[KEPT];
static unsigned int nr_kept;

void fuzz_remember(const struct scn_program *program)
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
	       to->nr_stmts + from->nr_stmts <= SCN_STMTS_MAX &&
	       to->nr_vars + from->nr_vars <= SCN_VARS_MAX &&
	       to->nr_processes + from->nr_processes <= SCN_PROCESSES_MAX;
}

/* All that @from does, in processes of its own. False: there is no room, or another world. */
static bool join(struct scn_program *to, const struct scn_program *from)
{
	unsigned int processes = to->nr_processes, vars = to->nr_vars, i, j, k;
	bool full = false;

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
		struct scn_block block = from->blocks[i];

		if (block.kind == SCN_WORLD || block.kind == SCN_FAULTS)
			continue;
		block.process += processes;
		block.first = to->nr_stmts;
		block.name = 0;
		for (j = 0; j < block.count; j++) {
			struct scn_stmt *stmt = &to->stmts[to->nr_stmts++];

			*stmt = from->stmts[from->blocks[i].first + j];
			if (stmt->result)
				stmt->result += vars;
			for (k = 0; k < scn_ops[stmt->op].nr_params; k++)
				move_arg(to, from, scn_ops[stmt->op].params[k].type, processes,
					 vars, &stmt->args[k], &full);
		}
		to->blocks[to->nr_blocks++] = block;
	}
	scn_name_all(to);
	return !full;
}

/* Whether both together show a cycle, each alone with what lockdep knows. */
static bool try_with(const struct fuzz_input *input, const uint8_t *data, size_t size,
		     const struct scn_setting *setting)
{
	static struct fuzz_input both, other;
	static struct scn_result result;
	bool found = false;

	if (!scn_input_decode(&other.program, &other.plan, data, size))
		return false;
	scn_program_copy(&both.program, &input->program);
	both.plan = input->plan;
	if (join(&both.program, &other.program)) {
		scn_forget();
		scn_run(&both.program, setting, &result);
		found = result.nr_findings;
		fuzz_judge(&both, &result);
		scn_result_release(&result);
	}
	scn_program_release(&both.program);
	scn_program_release(&other.program);
	return found;
}

void fuzz_together(const struct fuzz_input *input, const struct scn_setting *setting,
		   const char *title)
{
	static unsigned char met[FUZZ_TEXTS];
	unsigned int i, count = nr_kept < KEPT ? nr_kept : KEPT;

	if (fuzz_is_worn(met, title, ATTEMPTS_MAX))
		return;
	for (i = 0; i < count; i++) {
		unsigned int at = (nr_kept - 1 - i) % KEPT;

		if (try_with(input, kept[at], kept_size[at], setting))
			return;
	}
}
