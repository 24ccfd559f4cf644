// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * subjects.c - what operations and programs are about
 *
 * Most bugs are of two operations on one object, or on one that holds the other. So it is worth
 * knowing which operations have a kind of object in common.
 */
#include "support/fuzz.h"

#include "scenario/language.h"

#define OF_DEVICES	(1u << 26)
#define OF_MEMORY	(1u << 27)
#define OF_DRIVERS	(1u << 28)

static uint32_t subject_of(char kind)
{
	return kind >= 'a' && kind <= 'z' ? 1u << (kind - 'a') : 0;
}

/* What a parameter is about: the kind of descriptor, or what has no descriptor. */
static uint32_t subject_of_param(unsigned int op, unsigned int param)
{
	switch (scn_ops[op].params[param].type) {
	case SCN_TYPE_FD:
	case SCN_TYPE_FDS:
		return subject_of(fuzz_kind_wanted(op, param));
	case SCN_TYPE_DEVICE:
	case SCN_TYPE_PATH:
		return OF_DEVICES;
	case SCN_TYPE_MEM:
		return OF_MEMORY;
	case SCN_TYPE_WORD:	/* a driver, or its module, and so all of its devices */
		return OF_DRIVERS | OF_DEVICES;
	default:
		return 0;
	}
}

uint32_t fuzz_subjects_of(unsigned int op)
{
	uint32_t subjects = 0;
	unsigned int i;
	char kind;

	for (i = 0; i < scn_ops[op].nr_params; i++)
		subjects |= subject_of_param(op, i);
	for (kind = 'a'; kind <= 'z'; kind++)
		subjects |= fuzz_kind_is_given(op, kind) ? subject_of(kind) : 0;
	return subjects | (scn_ops[op].result == SCN_TYPE_MEM ? OF_MEMORY : 0);
}

bool fuzz_takes_any(unsigned int op)
{
	const struct scn_op *what = &scn_ops[op];

	return what->nr_params && what->params[0].type == SCN_TYPE_FD &&
	       fuzz_kind_wanted(op, 0) == '*';
}

uint32_t fuzz_subjects_in(const struct scn_program *program)
{
	uint32_t subjects = 0;
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result && scn_ops[program->stmts[i].op].result == SCN_TYPE_FD)
			subjects |= subject_of(fuzz_kind_given(program, &program->stmts[i]));
	}
	return subjects;
}
