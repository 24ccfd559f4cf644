/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command.h - running the ksim command that was built beside the test
 */
#ifndef TESTS_CLI_COMMAND_H
#define TESTS_CLI_COMMAND_H

struct output {
	int	status;		/* exit status; -1 if it was killed */
	char	text[1 << 16];	/* stdout and stderr */
};

/* The shell runs "ksim ARGUMENTS" at the top of the source tree. */
void ksim(struct output *output, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A new folder for the test's files; the same one throughout a test. */
const char *scratch(void);

/* Write a file below scratch(); its path. */
const char *scratch_file(const char *name, const char *text);

/* The same with the command in folder @build of the build, and in another folder. */
void ksim_of(struct output *output, const char *build, const char *folder,
	     const char *arguments);

#endif
