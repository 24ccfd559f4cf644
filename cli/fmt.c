// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fmt.c - `ksim fmt`: a scenario as canonical text or as bytes
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static struct scn_program *decode(const char *path)
{
	struct scn_program *program = cli_alloc(sizeof(*program));
	size_t length;
	char *bytes = cli_read_file(path, &length);

	if (!bytes)
		cli_die("%s: %s", path, strerror(errno));
	scn_decode(program, (const uint8_t *)bytes, length);
	free(bytes);
	return program;
}

int cmd_fmt(const struct cli_options *options)
{
	const char *path = options->paths[0];
	struct scn_program *program = options->decode ? decode(path) : cli_load(path);
	struct scn_text text;
	bool good;

	if (!program)
		return CLI_BAD;
	scn_text_init(&text);
	if (options->encode)
		scn_encode(program, &text);
	else
		scn_print(program, &text);
	good = cli_write_file("-", text.data, text.length);
	scn_text_free(&text);
	scn_program_release(program);
	free(program);
	return good ? CLI_GOOD : CLI_BAD;
}
