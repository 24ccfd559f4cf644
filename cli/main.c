// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - the ksim command: which subcommand, and the help that lists them
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"

const struct cli_command cli_commands[] = {
	{ "hunt", "PATH...", "run scenarios under every variant they name",
	  "PATH is a scenario file (.ksim) or a folder of them. Each scenario runs under "
	  "present-day behaviour and under each variant that an expectation of it names. Exit "
	  "status: 0 if all expectations hold, 1 if one does not, 2 for bad usage or input.",
	  CLI_OPT_EXPLORE | CLI_OPT_JOBS | CLI_OPT_OUT | CLI_OPT_JSON, 1, -1u, cmd_hunt },
	{ "run", "FILE", "run one scenario and report what is found",
	  "Without --variant: present-day behaviour. Exit status: 0 if nothing was found, 1 if "
	  "something was, 2 for bad usage or input.",
	  CLI_OPT_EXPLORE | CLI_OPT_JOBS | CLI_OPT_OUT | CLI_OPT_JSON, 1, 1, cmd_run },
	{ "replay", "FILE", "make a recorded failure happen again",
	  "FILE is a failure file. Exit status: 1 if the failure happened again, 0 if the run "
	  "ended well, 2 if it cannot be replayed or went another way.",
	  CLI_OPT_JSON, 1, 1, cmd_replay },
	{ "shrink", "FILE", "make a recorded failure smaller",
	  "Writes FILE with \".min\" before its suffix, or into the folder of --out. Exit status: "
	  "0 if no single operation and no single preemption can be left out any more.",
	  CLI_OPT_OUT, 1, 1, cmd_shrink },
	{ "explain", "FILE", "tell the story of a recorded failure",
	  "Two or more columns, one for each task: only the steps that matter, what is held at "
	  "each, and why it cannot go on.",
	  CLI_OPT_GRAPHS, 1, 1, cmd_explain },
	{ "list", "WHAT", "list scenarios, variants, ops, policies, kinds, worlds or models",
	  "WHAT is scenarios [PATH...], variants, ops, policies, kinds, worlds, models, docs (the "
	  "operations as a page of Markdown) or dictionary (for fuzzers).",
	  CLI_OPT_JSON, 0, -1u, cmd_list },
	{ "fmt", "FILE", "print a scenario in canonical form",
	  "Comments are left out. With --decode or --encode, from or to the byte form.",
	  CLI_OPT_BYTES, 1, 1, cmd_fmt },
	{ 0 },
};

static void usage(FILE *to)
{
	const struct cli_command *command;

	fprintf(to, "Usage: ksim COMMAND [OPTION...] ARGUMENT...\n"
		"Find races in VFIO, KVM, PCI and Xe code on a Linux kernel in miniature.\n\n");
	for (command = cli_commands; command->name; command++)
		fprintf(to, "  %-8s %-8s %s\n", command->name, command->args, command->what);
	fprintf(to, "\n`ksim COMMAND --help` tells more about one. Exit status: 0 nothing found "
		"or all\nexpectations hold, 1 a finding or an expectation that does not hold, "
		"2 bad usage\nor bad input.\n");
}

static const char *command_name(unsigned int index)
{
	return cli_commands[index].name;
}

int main(int argc, char **argv)
{
	const struct cli_command *command;
	struct cli_options options;
	const char *near;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2) {
		usage(stderr);
		return CLI_BAD;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return CLI_GOOD;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("ksim, sources %s\n", cli_source_id());
		return CLI_GOOD;
	}
	for (command = cli_commands; command->name; command++) {
		if (!strcmp(command->name, argv[1]))
			break;
	}
	if (!command->name) {
		near = scn_nearest(argv[1], strlen(argv[1]), command_name);
		cli_complain("no such command: %s (see ksim --help)%s%s%s", argv[1],
			     near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
		return CLI_BAD;
	}
	cli_parse(command, argc - 1, argv + 1, &options);
	return command->run(&options);
}
