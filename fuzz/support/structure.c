// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * structure.c - putting statements and blocks into a program; edit.h takes them out
 */
#include "support/fuzz.h"

#include <string.h>

/*
 * @stmt: its number afterwards, at top level of @block. A repeat that is inserted takes
 * the ->body statements behind it into its body.
 */
bool fuzz_insert_stmt(struct scn_program *program, unsigned int block, unsigned int stmt,
		      const struct scn_stmt *what)
{
	unsigned int i;

	if (program->nr_stmts == SCN_STMTS_MAX)
		return false;
	memmove(&program->stmts[stmt + 1], &program->stmts[stmt],
		(program->nr_stmts - stmt) * sizeof(program->stmts[0]));
	program->stmts[stmt] = *what;
	program->nr_stmts++;
	program->blocks[block].count++;
	for (i = 0; i < program->nr_blocks; i++) {
		if (i != block && program->blocks[i].first >= stmt && i > block)
			program->blocks[i].first++;
	}
	return true;
}

bool fuzz_add_block(struct scn_program *program, enum scn_block_kind kind, uint8_t process)
{
	if (program->nr_blocks == SCN_BLOCKS_MAX)
		return false;
	if (process >= program->nr_processes)
		program->nr_processes = process + 1;
	program->blocks[program->nr_blocks++] = (struct scn_block){
		.kind = kind, .process = process, .first = program->nr_stmts,
	};
	return true;
}

unsigned int fuzz_count_top(const struct scn_program *program, unsigned int block)
{
	unsigned int at = program->blocks[block].first, count = 0;
	unsigned int end = at + program->blocks[block].count;

	for (; at < end; at = scn_next_stmt(program, at))
		count++;
	return count;
}

unsigned int fuzz_stmt_at(const struct scn_program *program, unsigned int block,
			  unsigned int index)
{
	unsigned int at = program->blocks[block].first;
	unsigned int end = at + program->blocks[block].count;

	while (at < end && index--)
		at = scn_next_stmt(program, at);
	return at;
}
