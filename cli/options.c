// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * options.c - the command line, by glibc's argp
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

enum {
	KEY_VARIANT = 'v', KEY_POLICY = 'p', KEY_SEED = 's', KEY_RUNS = 'n', KEY_SECONDS = 't',
	KEY_JOBS = 'j', KEY_OUT = 'o', KEY_QUIET = 'q',
	KEY_ENGINE = 0x100, KEY_STEPS, KEY_JSON, KEY_HTML, KEY_PERFETTO, KEY_DOT, KEY_FIRST,
	KEY_NO_PREDICT,
	KEY_DECODE, KEY_ENCODE,
};

static const struct argp_option explore_options[] = {
	{ "variant", KEY_VARIANT, "NAME", 0,
	  "Switch a piece of history on; a+b for several. May be repeated", 0 },
	{ "engine", KEY_ENGINE, "NAME", 0, "fibers (deterministic, default) or threads", 0 },
	{ "policy", KEY_POLICY, "NAME", 0, "How schedules are chosen (ksim list policies)", 0 },
	{ "seed", KEY_SEED, "N", 0, "Seed of the first run (default 1); later ones count up", 0 },
	{ "runs", KEY_RUNS, "N", 0, "How many schedules to try", 0 },
	{ "seconds", KEY_SECONDS, "S", 0, "How long to try, instead of how often", 0 },
	{ "steps", KEY_STEPS, "N", 0,
	  "A run is livelocked that makes so many steps and no operation ends", 0 },
	{ "first", KEY_FIRST, NULL, 0, "Stop at the first finding", 0 },
	{ "no-predict", KEY_NO_PREDICT, NULL, 0,
	  "Do not begin with what a benign run predicts", 0 },
	{ "quiet", KEY_QUIET, NULL, 0, "No progress and no reports, only the result", 0 },
	{ 0 },
};

static const struct argp_option jobs_options[] = {
	{ "jobs", KEY_JOBS, "N", 0, "Processes at a time (default: one for each processor)", 0 },
	{ 0 },
};

static const struct argp_option out_options[] = {
	{ "out", KEY_OUT, "DIR", 0, "Folder for failure files and reports", 0 },
	{ 0 },
};

static const struct argp_option json_options[] = {
	{ "json", KEY_JSON, "FILE", 0, "One JSON object a line for each finding; - is stdout", 0 },
	{ 0 },
};

static const struct argp_option graph_options[] = {
	{ "html", KEY_HTML, "FILE", 0, "The story as one page that needs nothing else", 0 },
	{ "perfetto", KEY_PERFETTO, "FILE", 0, "The trace for ui.perfetto.dev", 0 },
	{ "dot", KEY_DOT, "FILE", 0, "The lock and wait graphs for Graphviz", 0 },
	{ 0 },
};

static const struct argp_option bytes_options[] = {
	{ "decode", KEY_DECODE, NULL, 0, "FILE is the byte form: print its text", 0 },
	{ "encode", KEY_ENCODE, NULL, 0, "Print the byte form of FILE", 0 },
	{ 0 },
};

static uint64_t number(struct argp_state *state, const char *text, const char *option)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || end == text || text[0] == '-')
		argp_error(state, "--%s wants a number, not \"%s\"", option, text);
	return value;
}

static void add_variant(struct cli_options *options, const char *name)
{
	options->variants = realloc(options->variants,
				    (options->nr_variants + 1) * sizeof(*options->variants));
	if (!options->variants)
		cli_die("out of memory");
	/* as it is called where there is a column for it */
	options->variants[options->nr_variants++] = strcmp(name, "present-day") ? name : "";
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct cli_options *options = state->input;
	char *end;

	switch (key) {
	case KEY_VARIANT:
		add_variant(options, arg);
		return 0;
	case KEY_ENGINE:
		if (strcmp(arg, "fibers") && strcmp(arg, "threads"))
			argp_error(state, "--engine is fibers or threads, not \"%s\"", arg);
		options->engine = arg;
		return 0;
	case KEY_POLICY:
		options->policy = arg;
		return 0;
	case KEY_SEED:
		options->seed = number(state, arg, "seed");
		return 0;
	case KEY_RUNS:
		options->runs = number(state, arg, "runs");
		options->runs_given = true;
		return 0;
	case KEY_SECONDS:
		options->seconds = strtod(arg, &end);
		if (*end || end == arg || !(options->seconds > 0))
			argp_error(state, "--seconds wants a time, not \"%s\"", arg);
		return 0;
	case KEY_STEPS:
		options->steps_max = number(state, arg, "steps");
		return 0;
	case KEY_JOBS:
		options->jobs = (unsigned int)number(state, arg, "jobs");
		if (!options->jobs || options->jobs > 256)
			argp_error(state, "--jobs wants a number from 1 to 256");
		return 0;
	case KEY_OUT:
		options->out = arg;
		return 0;
	case KEY_JSON:
		options->json = arg;
		return 0;
	case KEY_HTML:
		options->html = arg;
		return 0;
	case KEY_PERFETTO:
		options->perfetto = arg;
		return 0;
	case KEY_DOT:
		options->dot = arg;
		return 0;
	case KEY_QUIET:
		options->quiet = true;
		return 0;
	case KEY_DECODE:
		options->decode = true;
		return 0;
	case KEY_ENCODE:
		options->encode = true;
		return 0;
	case KEY_NO_PREDICT:
		options->predict = false;
		return 0;
	case KEY_FIRST:
		options->stop_at_first = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp explore_argp = { explore_options, parse_option };
static const struct argp jobs_argp = { jobs_options, parse_option };
static const struct argp out_argp = { out_options, parse_option };
static const struct argp json_argp = { json_options, parse_option };
static const struct argp graph_argp = { graph_options, parse_option };
static const struct argp bytes_argp = { bytes_options, parse_option };

static unsigned int nr_children;	/* of the command's own argp: argp may wrap it in another */

static error_t parse_argument(int key, char *arg, struct argp_state *state)
{
	struct cli_options *options = state->input;
	unsigned int i;

	switch (key) {
	case ARGP_KEY_INIT:
		for (i = 0; i < nr_children; i++)
			state->child_inputs[i] = options;
		return 0;
	case ARGP_KEY_ARG:
		options->paths = realloc(options->paths,
					 (options->nr_paths + 1) * sizeof(*options->paths));
		if (!options->paths)
			cli_die("out of memory");
		options->paths[options->nr_paths++] = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* argp wants the program's name in argv[0]: it begins each of its messages. */
void cli_parse(const struct cli_command *command, int argc, char **argv,
	       struct cli_options *options)
{
	const struct {
		unsigned int		bit;
		const struct argp	*argp;
	} all[] = {
		{ CLI_OPT_EXPLORE, &explore_argp }, { CLI_OPT_JOBS, &jobs_argp },
		{ CLI_OPT_OUT, &out_argp }, { CLI_OPT_JSON, &json_argp },
		{ CLI_OPT_GRAPHS, &graph_argp }, { CLI_OPT_BYTES, &bytes_argp },
	};
	struct argp_child children[sizeof(all) / sizeof(all[0]) + 1] = { 0 };
	char *help = cli_format("%c%s.\v%s", toupper(command->what[0]), command->what + 1,
				command->more);
	char *name = cli_format("ksim %s", command->name);
	struct argp argp = { NULL, parse_argument, command->args, help, children, NULL, NULL };
	unsigned int i, count = 0;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (command->options & all[i].bit)
			children[count++].argp = all[i].argp;
	}
	nr_children = count;
	*options = (struct cli_options){ .command = command->name, .engine = "fibers", .seed = 1,
				       .predict = true };
	options->jobs = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	argp_err_exit_status = CLI_BAD;
	argv[0] = name;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (options->nr_paths < command->args_min || options->nr_paths > command->args_max) {
		cli_complain("%s: expected %s (see ksim %s --help)", command->name, command->args,
			     command->name);
		exit(CLI_BAD);
	}
}
