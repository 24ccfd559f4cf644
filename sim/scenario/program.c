// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * program.c - making, copying and releasing a program
 */
#include "scenario/program.h"

#include <linux/string.h>

#include "scenario/host.h"
#include "scenario/ops.h"

/* Counts only: what lies behind them is never read, and most of it is never touched. */
void scn_program_init(struct scn_program *program)
{
	memset(program, 0, offsetof(struct scn_program, blocks));
	program->strings[0] = '\0';
	program->strings_used = 1;
}

void scn_program_release(struct scn_program *program)
{
	free(program->failure.schedule);
	free(program->failure.before);
	scn_program_init(program);
}

static char *copy_text(const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;
	char *copy = text ? malloc(size) : NULL;

	return copy ? memcpy(copy, text, size) : NULL;
}

void scn_program_copy(struct scn_program *to, const struct scn_program *from)
{
	memcpy(to, from, sizeof(*to));
	to->failure.schedule = copy_text(from->failure.schedule);
	to->failure.before = copy_text(from->failure.before);
}

/* Two bytes before each string but the empty one say how long it is. */
#define HEAD	2u

static size_t length_at(const struct scn_program *program, unsigned int at)
{
	const char *head = program->strings + at - HEAD;

	return (size_t)head[0] | (size_t)head[1] << 8;
}

/* An equal string that is there already; offsets of whole strings only. */
static scn_str string_find(const struct scn_program *program, const char *text, size_t length)
{
	unsigned int at = 1 + HEAD;

	while (at < program->strings_used) {
		size_t have = length_at(program, at);

		if (have == length && program->strings[at] == *text &&
		    !memcmp(program->strings + at, text, length))
			return at;
		at += have + 1 + HEAD;
	}
	return 0;
}

scn_str scn_string(struct scn_program *program, const char *text, size_t length, bool *full)
{
	scn_str at;

	if (!length)
		return 0;
	at = string_find(program, text, length);
	if (at)
		return at;
	if (program->strings_used + HEAD + length + 1 > SCN_STRINGS_MAX) {
		*full = true;
		return 0;
	}
	at = program->strings_used + HEAD;
	program->strings[at - 2] = (char)(length & 0xff);
	program->strings[at - 1] = (char)(length >> 8);
	memcpy(program->strings + at, text, length);
	program->strings[at + length] = '\0';
	program->strings_used += HEAD + length + 1;
	return at;
}

unsigned int scn_count_operations(const struct scn_program *program)
{
	unsigned int block, count = 0;

	for (block = 0; block < program->nr_blocks; block++) {
		if (program->blocks[block].kind != SCN_WORLD &&
		    program->blocks[block].kind != SCN_FAULTS)
			count += program->blocks[block].count;
	}
	return count;
}

unsigned int scn_count_tasks(const struct scn_program *program)
{
	unsigned int block, count = 0;

	for (block = 0; block < program->nr_blocks; block++)
		count += program->blocks[block].kind == SCN_TASK;
	return count;
}
