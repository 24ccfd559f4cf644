/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program.h - a scenario as data: world, blocks of operations, expectations
 *
 * One struct holds a whole program by value, so that decoding millions of byte
 * strings allocates nothing. References are indices. A program made by the parser
 * or the decoder is valid: each index is in range and each name that is used is
 * given a value somewhere in its process.
 */
#ifndef SCENARIO_PROGRAM_H
#define SCENARIO_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCN_ARGS_MAX		8u
#define SCN_STMTS_MAX		768u
#define SCN_BLOCKS_MAX		48u
#define SCN_PROCESSES_MAX	16u
#define SCN_VARS_MAX		160u
#define SCN_DEVICES_MAX		48u
#define SCN_LIST_MAX		192u
#define SCN_LIST_LENGTH_MAX	16u
#define SCN_EXPECTS_MAX		48u
#define SCN_WANTS_MAX		3u
#define SCN_REPEAT_MAX		1000u
#define SCN_DEPTH_MAX		4u
#define SCN_STRINGS_MAX		16384u
#define SCN_NAME_MAX		31u

/* An offset into scn_program.strings; 0 is the empty string. */
typedef uint16_t scn_str;

enum scn_arg_form {
	SCN_ABSENT,	/* optional and left out: num holds the fallback */
	SCN_NUMBER,	/* num */
	SCN_NAMED,	/* ref: variable, device or process; num: offset into memory */
	SCN_STRING,	/* ref: scn_str */
	SCN_LIST,	/* ref: first of num elements of scn_program.list */
};

struct scn_arg {
	uint64_t	num;
	uint16_t	ref;
	uint8_t		form;
};

/* What a statement must return, if the program says so. */
enum scn_want_kind {
	SCN_WANT_DEFAULT,	/* setup blocks: ok; others: any */
	SCN_WANT_ANY,
	SCN_WANT_OK,		/* not negative */
	SCN_WANT_ONE_OF,
};

struct scn_want {
	uint8_t		kind;
	uint8_t		count;
	int32_t		values[SCN_WANTS_MAX];
};

struct scn_stmt {
	uint16_t	op;
	uint16_t	result;		/* 1 + variable or device; 0: not kept */
	uint16_t	body;		/* repeat: statements in its body, which follow */
	uint16_t	line;		/* of the text it came from; 0 if none */
	struct scn_want	want;
	struct scn_arg	args[SCN_ARGS_MAX];
};

enum scn_block_kind {
	SCN_WORLD,	/* what is there before anything runs */
	SCN_SETUP,	/* alone, in the order of the text */
	SCN_TASK,	/* all of them at once */
	SCN_FINALLY,	/* alone again, when all tasks are done */
	SCN_FAULTS,	/* what goes wrong */
	SCN_BLOCK_KINDS,
};

struct scn_block {
	uint8_t		kind;
	uint8_t		process;
	scn_str		name;		/* tasks */
	uint16_t	first;
	uint16_t	count;
};

/* A name bound to a result. Descriptors and addresses belong to one process. */
struct scn_var {
	scn_str		name;
	uint8_t		process;
	uint8_t		type;		/* enum scn_type_id of the result */
};

struct scn_expect {
	scn_str		variants;	/* "a+b"; empty: present-day behaviour */
	scn_str		title;		/* a part of it */
	uint8_t		kind;		/* 0: nothing is found; else 1 + finding kind */
	bool		may;		/* allowed, not demanded */
	uint16_t	line;		/* of the text it came from; 0 if none */
};

/* Where to look, when the command line does not say. */
struct scn_explore {
	scn_str		policy;
	uint16_t	line;		/* of the text it came from; 0 if none */
	uint32_t	runs;
};

/* One recorded failure: what a failure file adds to the program. */
struct scn_failure {
	bool		present;
	scn_str		kind;
	scn_str		title;
	scn_str		variants;
	scn_str		engine;
	scn_str		source;		/* identity of the sources that made it */
	uint64_t	seed;
	uint64_t	steps;
	uint64_t	steps_max;	/* the budget of the run; 0: the default */
	char		*schedule;	/* malloc'ed */
	char		*before;	/* malloc'ed; schedules of runs to make first, in lines */
};

/* Of what a schedule is made, in text and in bytes: no spaces, quotes or control characters. */
static inline bool scn_schedule_may_have(char c)
{
	return c > ' ' && c < 127 && c != '"' && c != '\\';
}

struct scn_program {
	scn_str			title;
	scn_str			preset;		/* world that this one begins with */
	bool			unchecked;	/* results are not looked at: fuzzers' programs */
	struct scn_explore	explore;
	struct scn_failure	failure;

	unsigned int		nr_blocks;
	unsigned int		nr_stmts;
	unsigned int		nr_processes;
	unsigned int		nr_devices;
	unsigned int		nr_vars;
	unsigned int		nr_list;
	unsigned int		nr_expects;
	unsigned int		strings_used;

	struct scn_block	blocks[SCN_BLOCKS_MAX];
	struct scn_stmt		stmts[SCN_STMTS_MAX];
	scn_str			processes[SCN_PROCESSES_MAX];
	scn_str			devices[SCN_DEVICES_MAX];
	struct scn_var		vars[SCN_VARS_MAX];
	struct scn_arg		list[SCN_LIST_MAX];
	struct scn_expect	expects[SCN_EXPECTS_MAX];
	char			strings[SCN_STRINGS_MAX];
};

/* Make @program empty; it may hold anything before. */
void scn_program_init(struct scn_program *program);

/* Give back what the program allocated; it is empty afterwards. */
void scn_program_release(struct scn_program *program);

void scn_program_copy(struct scn_program *to, const struct scn_program *from);

/* Store a copy of @text; equal strings share. 0 and *@full set when there is no room. */
scn_str scn_string(struct scn_program *program, const char *text, size_t length, bool *full);

static inline const char *scn_text_of(const struct scn_program *program, scn_str string)
{
	return program->strings + string;
}

/* The statement behind the body of a repeat, or the next one. */
static inline unsigned int scn_next_stmt(const struct scn_program *program, unsigned int index)
{
	return index + 1 + program->stmts[index].body;
}

/* Blocks that run at once. */
unsigned int scn_count_tasks(const struct scn_program *program);

/* Statements that do something; a repeat counts as one, its body separately. */
unsigned int scn_count_operations(const struct scn_program *program);

#endif
