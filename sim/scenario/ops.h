/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ops.h - the operations table and the types of its arguments
 *
 * Everything that knows an operation by name is derived from this table: parser,
 * printer, byte form, runner, `ksim list ops`, docs/operations.md and the fuzzers'
 * dictionary. To add one, add its OP() to an ops_*.def and its scn_do_*() handler.
 */
#ifndef SCENARIO_OPS_H
#define SCENARIO_OPS_H

#include "scenario/program.h"

enum scn_form {
	SCN_FORM_NUMBER,	/* a number or one named constant */
	SCN_FORM_FLAGS,		/* constants joined by '|' */
	SCN_FORM_NAMED,		/* a variable, device or process */
	SCN_FORM_LIST,
	SCN_FORM_STRING,
};

struct scn_constant {
	const char	*name;
	uint64_t	value;
};

struct scn_type {
	const char			*name;
	const char			*what;
	const struct scn_constant	*constants;	/* ends with a NULL name; may be empty */
	uint64_t			max;
	enum scn_form			form;
};

enum scn_type_id {
	SCN_TYPE_NONE,
#define TYPE(ident, ...)	SCN_TYPE_##ident,
#include "scenario/types.def"
#undef TYPE
	SCN_TYPES,
};

extern const struct scn_type scn_types[SCN_TYPES];

struct scn_param {
	const char	*name;
	uint8_t		type;		/* enum scn_type_id */
	bool		optional;
	uint64_t	fallback;	/* of an optional one that is left out */
};

enum scn_op_id {
	SCN_OP_REPEAT,
#define OP(ident, ...)		SCN_OP_##ident,
#define IOCTL(ident, ...)	SCN_OP_##ident,
#define WORLD(ident, ...)	SCN_OP_##ident,
#define FAULT(ident, ...)	SCN_OP_##ident,
#include "scenario/ops.def"
#undef OP
#undef IOCTL
#undef WORLD
#undef FAULT
	SCN_OPS,
};

struct scn_op {
	const char		*name;
	const char		*area;		/* heading in lists: "files", "vfio", ... */
	const char		*what;
	uint8_t			result;		/* SCN_TYPE_FD, _MEM, _DEVICE or _NONE */
	bool			ioctl;		/* written "ioctl FD NAME ..." */
	uint8_t			blocks;		/* bit per enum scn_block_kind it may stand in */
	uint8_t			nr_params;
	struct scn_param	params[SCN_ARGS_MAX];
};

extern const struct scn_op scn_ops[SCN_OPS];

/* By name; SCN_OPS if there is none. */
unsigned int scn_op_find(const char *name, size_t length);

static inline bool scn_op_allowed(const struct scn_op *op, enum scn_block_kind kind)
{
	return op->blocks & 1u << kind;
}

/* What a reader of an error message should see: "close FD", "mmap FD OFFSET SIZE [PROT]". */
size_t scn_op_usage(const struct scn_op *op, char *text, size_t size);

/* The same for names of constants, errno values and block kinds. */
bool scn_constant_find(const struct scn_type *type, const char *name, size_t length,
		       uint64_t *value);
const char *scn_constant_name(const struct scn_type *type, uint64_t value);

bool scn_errno_find(const char *name, size_t length, int *value);
/* "EBUSY", or NULL. */
const char *scn_errno_name(int value);

#endif
