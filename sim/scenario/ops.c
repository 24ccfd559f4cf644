// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ops.c - the operations table, expanded, and look-ups in it
 */
#include "scenario/ops.h"

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "scenario/codec.h"
#include "scenario/text.h"

#define CONSTANTS(type, ...)	\
	static const struct scn_constant scn_constants_##type[] = { __VA_ARGS__, { NULL, 0 } };
#define NAME(text, number)	{ text, number }
#include "scenario/constants.def"
#undef CONSTANTS
#undef NAME

const struct scn_type scn_types[SCN_TYPES] = {
#define TYPE(ident, text, kind, names, most, does)					\
	[SCN_TYPE_##ident] = { .name = text, .what = does, .max = most,			\
			       .constants = scn_constants_##names,			\
			       .form = SCN_FORM_##kind },
#include "scenario/types.def"
#undef TYPE
};

#define A(text, kind)			{ .name = text, .type = SCN_TYPE_##kind }
#define O(text, kind, number)		\
	{ .name = text, .type = SCN_TYPE_##kind, .optional = true, .fallback = number }
#define COUNT_PARAMS(...)	\
	(sizeof((struct scn_param []){ __VA_ARGS__ }) / sizeof(struct scn_param))
#define ENTRY(ident, where, gives, kinds, is_ioctl, does, ...)				\
	[SCN_OP_##ident] = { .name = #ident, .area = where, .what = does,		\
			     .result = SCN_TYPE_##gives, .ioctl = is_ioctl,		\
			     .blocks = kinds, .nr_params = COUNT_PARAMS(__VA_ARGS__),	\
			     .params = { __VA_ARGS__ } },
#define IN_PROCESS	(1u << SCN_SETUP | 1u << SCN_TASK | 1u << SCN_FINALLY)
#define OP(ident, where, gives, does, ...)	\
	ENTRY(ident, where, gives, IN_PROCESS, false, does, __VA_ARGS__)
#define IOCTL(ident, where, gives, does, ...)	\
	ENTRY(ident, where, gives, IN_PROCESS, true, does, __VA_ARGS__)
#define WORLD(ident, gives, does, ...)	\
	ENTRY(ident, "world", gives, 1u << SCN_WORLD, false, does, __VA_ARGS__)
#define FAULT(ident, gives, does, ...)	\
	ENTRY(ident, "faults", gives, 1u << SCN_FAULTS, false, does, __VA_ARGS__)

const struct scn_op scn_ops[SCN_OPS] = {
	[SCN_OP_REPEAT] = { .name = "repeat", .area = "control", .blocks = IN_PROCESS,
			    .what = "Do what follows in braces so many times.",
			    .nr_params = 1, .params = { A("times", RUNS) } },
#include "scenario/ops.def"
};

static bool is_same(const char *text, const char *name, size_t length)
{
	return length && *text == *name && !strncmp(text, name, length) && !text[length];
}

/* Operations by the hash of their names, 1 + op; filled in at first use. */
#define BUCKETS	512u	/* a power of two, and four times as many as there are */

static uint16_t by_name[BUCKETS];

static unsigned int bucket_of(const char *name, size_t length)
{
	unsigned int hash = (unsigned int)length, i;

	for (i = 0; i < length; i++)
		hash = hash * 31 + (unsigned char)name[i];
	return (hash ^ hash >> 9) % BUCKETS;
}

static void fill_in_names(void)
{
	unsigned int op, at;

	for (op = 0; op < SCN_OPS; op++) {
		at = bucket_of(scn_ops[op].name, strlen(scn_ops[op].name));
		while (by_name[at])
			at = (at + 1) % BUCKETS;
		by_name[at] = (uint16_t)(1 + op);
	}
}

static_assert(SCN_OPS < BUCKETS / 2);

unsigned int scn_op_find(const char *name, size_t length)
{
	static bool filled;
	unsigned int at;

	if (!filled)
		fill_in_names();
	filled = true;
	for (at = bucket_of(name, length); by_name[at]; at = (at + 1) % BUCKETS) {
		if (is_same(scn_ops[by_name[at] - 1].name, name, length))
			return by_name[at] - 1;
	}
	return SCN_OPS;
}

static void usage_param(struct scn_text *out, const struct scn_param *param)
{
	scn_text_add(out, param->optional ? " [%s]" : " %s", param->name);
}

size_t scn_op_usage(const struct scn_op *op, char *text, size_t size)
{
	struct scn_text out;
	unsigned int i = 0;

	scn_text_over(&out, text, size);
	if (op->result != SCN_TYPE_NONE)
		scn_text_add(&out, "NAME = ");
	if (op->ioctl)
		scn_text_add(&out, "ioctl %s ", op->params[i++].name);
	scn_text_add(&out, "%s", op->name);
	for (; i < op->nr_params; i++)
		usage_param(&out, &op->params[i]);
	return out.length;
}

bool scn_constant_find(const struct scn_type *type, const char *name, size_t length,
		       uint64_t *value)
{
	const struct scn_constant *constant;

	for (constant = type->constants; constant->name; constant++) {
		if (is_same(constant->name, name, length)) {
			*value = constant->value;
			return true;
		}
	}
	return false;
}

const char *scn_constant_name(const struct scn_type *type, uint64_t value)
{
	const struct scn_constant *constant;

	for (constant = type->constants; constant->name; constant++) {
		if (constant->value == value)
			return constant->name;
	}
	return NULL;
}

static const struct {
	const char	*name;
	int		value;
} errnos[] = {
#define E(name)	{ #name, name }
	E(EPERM), E(ENOENT), E(EINTR), E(EIO), E(ENXIO), E(E2BIG), E(EBADF), E(EAGAIN), E(ENOMEM),
	E(EACCES), E(EFAULT), E(EBUSY), E(EEXIST), E(EXDEV), E(ENODEV), E(EINVAL), E(EMFILE),
	E(ENFILE), E(ENOTTY), E(ENOSPC), E(ESPIPE), E(EPIPE), E(EDOM), E(ERANGE), E(EDEADLK),
	E(ENOSYS), E(ENODATA), E(ETIME), E(ENOMSG), E(EPROTO), E(EOVERFLOW), E(EOPNOTSUPP),
	E(EADDRINUSE), E(ENOBUFS), E(ETIMEDOUT), E(EALREADY), E(EINPROGRESS), E(ESTALE),
	E(ECANCELED), E(ESRCH), E(ECHILD), E(EROFS), E(EUCLEAN), E(ENOTCONN), E(ESHUTDOWN),
#undef E
};

bool scn_errno_find(const char *name, size_t length, int *value)
{
	size_t i;

	for (i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		if (is_same(errnos[i].name, name, length)) {
			*value = errnos[i].value;
			return true;
		}
	}
	return false;
}

const char *scn_errno_name(int value)
{
	size_t i;

	for (i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		if (errnos[i].value == value)
			return errnos[i].name;
	}
	return NULL;
}

int scn_errno_at(unsigned int index)
{
	return index < sizeof(errnos) / sizeof(errnos[0]) ? errnos[index].value : 0;
}
