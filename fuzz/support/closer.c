// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * closer.c - a task that closes what its process has open
 */
#include "support/fuzz.h"

#include "scenario/language.h"

#define NUMBERS_PERCENT	15u	/* of closers: by number, too */

/* A descriptor that somebody else is about to make has its number already. */
static void close_numbers(struct scn_program *program, unsigned int block, struct ex_rng *rng)
{
	unsigned int count = 1 + ex_rng_below(rng, 4), first = ex_rng_below(rng, 8), i;
	struct scn_stmt stmt = { .op = SCN_OP_close };

	for (i = 0; i < count; i++) {
		stmt.args[0] = (struct scn_arg){ .form = SCN_NUMBER, .num = first + i };
		fuzz_insert_stmt(program, block, fuzz_stmt_at(program, block, i), &stmt);
	}
}

/*
 * A task that closes what its process has open, in any order: the last reference to most
 * things is behind several descriptors, and others still use them.
 */
void fuzz_add_closer(struct scn_program *program, uint8_t process, struct ex_rng *rng)
{
	struct scn_stmt stmt = { .op = SCN_OP_close };
	unsigned int block = program->nr_blocks, var, at;

	if (!fuzz_add_block(program, SCN_TASK, process))
		return;
	for (var = 0; var < program->nr_vars; var++) {
		if (program->vars[var].process != process ||
		    program->vars[var].type != SCN_TYPE_FD || fuzz_chance(rng, 20))
			continue;
		stmt.args[0] = (struct scn_arg){ .form = SCN_NAMED, .ref = (uint16_t)var };
		at = ex_rng_below(rng, program->blocks[block].count + 1);
		fuzz_insert_stmt(program, block, fuzz_stmt_at(program, block, at), &stmt);
	}
	if (fuzz_chance(rng, NUMBERS_PERCENT))
		close_numbers(program, block, rng);
}
