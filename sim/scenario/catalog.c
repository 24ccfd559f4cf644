// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * catalog.c - lists and documentation made from the tables
 */
#include "scenario/catalog.h"

#include <linux/string.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/ops.h"

static const char *const kind_meanings[SCN_KINDS + 2] = {
	"nothing is found",
	"a cycle in the lock-order graph, read/write and recursion included",
	"a wait-for cycle, or a wait that nobody can end",
	"use after free, double free, wild access",
	"reference count overflow, underflow, increment from zero",
	"data race",
	"an invariant that does not hold: WARN, BUG, lost state, an unexpected result",
	"memory, a reference or a file left when the machine is torn down",
	"sleeping in atomic context",
	"a lock misused: wrong owner, not held, held on return to user space, freed while held",
	"no progress within the step budget",
	"no finding, a note: under a lock, until user space acts; only expect takes it",
};

void scn_catalog_kinds(struct scn_text *text)
{
	unsigned int kind;

	for (kind = 1; kind <= SCN_KINDS + 1; kind++)
		scn_text_add(text, "%-8s %s\n", scn_kind_names[kind], kind_meanings[kind]);
}

/* Calls @fn for each operation, the areas in the order in which the table has them. */
static void for_each_op(struct scn_text *text,
			void (*heading)(struct scn_text *text, const char *area),
			void (*entry)(struct scn_text *text, const struct scn_op *op))
{
	const char *area = NULL;
	unsigned int op, other;

	for (op = 0; op < SCN_OPS; op++) {
		area = scn_ops[op].area;
		for (other = 0; other < op && strcmp(scn_ops[other].area, area); other++)
			;
		if (other < op)
			continue;	/* the area has been listed */
		heading(text, area);
		for (other = op; other < SCN_OPS; other++) {
			if (!strcmp(scn_ops[other].area, area))
				entry(text, &scn_ops[other]);
		}
	}
}

static void list_heading(struct scn_text *text, const char *area)
{
	scn_text_add(text, "%s%s:\n", text->length ? "\n" : "", area);
}

static void list_entry(struct scn_text *text, const struct scn_op *op)
{
	char usage[200];

	scn_op_usage(op, usage, sizeof(usage));
	scn_text_add(text, "  %s\n      %s\n", usage, op->what);
}

void scn_catalog_ops(struct scn_text *text)
{
	for_each_op(text, list_heading, list_entry);
}

static void page_heading(struct scn_text *text, const char *area)
{
	scn_text_add(text, "\n## %c%s\n\n| operation | arguments | what it does |\n|---|---|---|\n",
		     area[0] - 'a' + 'A', area + 1);
}

static void page_entry(struct scn_text *text, const struct scn_op *op)
{
	char usage[200];
	unsigned int i;

	scn_op_usage(op, usage, sizeof(usage));
	scn_text_add(text, "| `%s` |", usage);
	for (i = 0; i < op->nr_params; i++)
		scn_text_add(text, "%s %s: %s", i ? "," : "", op->params[i].name,
			     scn_types[op->params[i].type].name);
	scn_text_add(text, " | %s |\n", op->what);
}

static void page_type(struct scn_text *text, const struct scn_type *type)
{
	const struct scn_constant *constant;

	scn_text_add(text, "| %s | %s |", type->name, type->what);
	for (constant = type->constants; constant->name; constant++)
		scn_text_add(text, "%s `%s`", constant == type->constants ? "" : ",",
			     constant->name);
	scn_text_add(text, " |\n");
}

void scn_catalog_page(struct scn_text *text)
{
	unsigned int type;

	scn_text_add(text,
		     "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
		     "# Operations\n\n"
		     "What a scenario's blocks can hold. Made by `ksim list docs`; a test compares "
		     "the two. Arguments in\nbrackets may be left out from the right. How a "
		     "scenario is written is in [scenario.md](scenario.md).\n");
	for_each_op(text, page_heading, page_entry);
	scn_text_add(text, "\n## Types of arguments\n\n| type | what it is | names |\n"
		     "|---|---|---|\n");
	for (type = SCN_TYPE_NONE + 1; type < SCN_TYPES; type++)
		page_type(text, &scn_types[type]);
	scn_text_add(text, "\nFlags are joined by `|`. Where names are listed, a number is taken, "
		     "too.\n");
}

static void dictionary_word(struct scn_text *text, const char *word)
{
	scn_text_add(text, "\"%s\"\n", word);
}

void scn_catalog_dictionary(struct scn_text *text)
{
	static const char *const keywords[] = {
		"scenario", "world", "setup", "task", "finally", "faults", "explore", "expect",
		"allow", "unchecked", "failure", "in", "runs", "ioctl", " -> ", "none", "ok", "any",
	};
	const struct scn_constant *constant;
	unsigned int i;

	scn_text_add(text, "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		     "# Made by `ksim list dictionary`.\n");
	for (i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		dictionary_word(text, keywords[i]);
	for (i = 0; i < SCN_OPS; i++)
		dictionary_word(text, scn_ops[i].name);
	for (i = 0; i < SCN_TYPES; i++) {
		for (constant = scn_types[i].constants; constant && constant->name; constant++)
			dictionary_word(text, constant->name);
	}
	for (i = 0; scn_presets[i].name; i++)
		dictionary_word(text, scn_presets[i].name);
}
