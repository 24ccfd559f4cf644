/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.h - what the commands share: options, files, exit statuses
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "scenario/language.h"

/* Exit statuses, part of the interface. */
#define CLI_GOOD	0	/* nothing found, or all expectations hold */
#define CLI_FOUND	1	/* a finding, or an expectation that does not hold */
#define CLI_BAD		2	/* bad usage or bad input */

struct cli_options {
	const char	*command;
	char		**paths;
	unsigned int	nr_paths;
	const char	**variants;
	unsigned int	nr_variants;
	const char	*engine;
	const char	*policy;
	uint64_t	seed;
	uint64_t	runs;
	bool		runs_given;	/* 0 is a number: only predict and steer */
	double		seconds;	/* 0: not given */
	uint64_t	steps_max;
	unsigned int	jobs;
	const char	*out;
	const char	*json;
	const char	*html;
	const char	*perfetto;
	const char	*dot;
	bool		quiet;
	bool		stop_at_first;
	bool		predict;
	bool		decode;
	bool		encode;
};

/* The table of options of one command; bits of struct cli_command.options. */
#define CLI_OPT_EXPLORE	0x1u	/* variant, engine, policy, seed, runs, seconds, steps */
#define CLI_OPT_JOBS	0x2u
#define CLI_OPT_OUT	0x4u
#define CLI_OPT_JSON	0x8u
#define CLI_OPT_GRAPHS	0x10u	/* html, perfetto, dot */
#define CLI_OPT_BYTES	0x20u	/* decode, encode */

struct cli_command {
	const char	*name;
	const char	*args;		/* "PATH..." */
	const char	*what;		/* one line */
	const char	*more;		/* for --help */
	unsigned int	options;
	unsigned int	args_min;
	unsigned int	args_max;
	int		(*run)(const struct cli_options *options);
};

extern const struct cli_command cli_commands[];	/* ends with a NULL name */

void cli_parse(const struct cli_command *command, int argc, char **argv,
	       struct cli_options *options);

int cmd_hunt(const struct cli_options *options);
int cmd_run(const struct cli_options *options);
int cmd_replay(const struct cli_options *options);
int cmd_shrink(const struct cli_options *options);
int cmd_explain(const struct cli_options *options);
int cmd_list(const struct cli_options *options);
int cmd_fmt(const struct cli_options *options);

/* "ksim: ..." on stderr. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, then exit with CLI_BAD. */
void cli_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

void *cli_alloc(size_t size);		/* zeroed; dies when there is none */
char *cli_strdup(const char *text);
char *cli_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The whole of a file, NUL-terminated; NULL with errno set. "-" is standard input. */
char *cli_read_file(const char *path, size_t *length);
/* False with a complaint if it cannot be written. */
bool cli_write_file(const char *path, const char *data, size_t length);

/* The scenario in @path. NULL after complaining: then the exit status is CLI_BAD. */
struct scn_program *cli_load(const char *path);

/* The same of a fuzzer's input, with its plan; NULL without a word if it is none. */
struct scn_plan;
struct scn_program *cli_load_input(const char *path, struct scn_plan *plan);

/*
 * Scenario files at and below the given paths, sorted, each once. False after
 * complaining: no such path, or a folder without scenarios.
 */
struct cli_files {
	char		**paths;
	unsigned int	count;
};
bool cli_find(char *const *paths, unsigned int count, struct cli_files *files);

/* Die unless all of "a+b", or the policy, exist. NULL is good. */
void cli_check_variants(const char *variants);
void cli_check_policy(const char *policy);

/* Identity of the sources that this build was made of. */
const char *cli_source_id(void);

#endif
