// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list.c - `ksim list`: what there is to name in a scenario or on the command line
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "scenario/catalog.h"
#include "scenario/kinds.h"
#include "scenario/runner.h"

static int list_scenarios(const struct cli_options *options)
{
	char *here[] = { "scenarios" };
	struct scn_program *program;
	struct cli_files files;
	int status = CLI_GOOD;
	unsigned int i;

	if (!cli_find(options->nr_paths > 1 ? options->paths + 1 : here,
		      options->nr_paths > 1 ? options->nr_paths - 1 : 1, &files))
		return CLI_BAD;
	for (i = 0; i < files.count; i++) {
		program = cli_load(files.paths[i]);
		if (program)
			printf("%-48s %s\n", files.paths[i], scn_text_of(program, program->title));
		else
			status = CLI_BAD;
		free(program);
	}
	return status;
}

static int print_text(void (*make)(struct scn_text *text))
{
	struct scn_text text;

	scn_text_init(&text);
	make(&text);
	fputs(text.data, stdout);
	scn_text_free(&text);
	return CLI_GOOD;
}

static int list_policies(void)
{
	const struct ex_policy_info *policy;
	unsigned int i;

	for (i = 0; (policy = ex_policy_at(i)); i++) {
		printf("%-12s %-16s %s\n", policy->name, policy->parameters ? policy->parameters :
		       "", policy->what);
		if (policy->source)
			printf("%-30s%s\n", "", policy->source);
	}
	return CLI_GOOD;
}

static int list_worlds(void)
{
	const struct scn_preset *preset;

	for (preset = scn_presets; preset->name; preset++) {
		printf("%s: %s\n", preset->name, preset->what);
		fputs(preset->text, stdout);
		putchar('\n');
	}
	return CLI_GOOD;
}

int cmd_list(const struct cli_options *options)
{
	const char *what = options->nr_paths ? options->paths[0] : "";

	if (!strcmp(what, "scenarios"))
		return list_scenarios(options);
	if (options->nr_paths > 1)
		cli_die("list %s takes no further argument", what);
	if (!strcmp(what, "ops"))
		return print_text(scn_catalog_ops);
	if (!strcmp(what, "docs"))
		return print_text(scn_catalog_page);
	if (!strcmp(what, "dictionary"))
		return print_text(scn_catalog_dictionary);
	if (!strcmp(what, "kinds"))
		return print_text(scn_catalog_kinds);
	if (!strcmp(what, "variants"))
		return print_text(scn_catalog_variants);
	if (!strcmp(what, "models"))
		return print_text(scn_catalog_models);
	if (!strcmp(what, "policies"))
		return list_policies();
	if (!strcmp(what, "worlds"))
		return list_worlds();
	cli_die("list what? scenarios, variants, ops, policies, kinds, worlds, models, docs or "
		"dictionary%s%s%s", *what ? ", not \"" : "", what, *what ? "\"" : "");
}
