/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.h - what is wrong with a scenario that the grammar takes
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli.h"

/*
 * Is there a world to be built, and do the variants and the policy exist? False after
 * complaining in the manner of the parser: file, line, column, text, what was expected.
 */
bool check_program(const char *path, const char *text, size_t length,
		   const struct scn_program *program);

#endif
