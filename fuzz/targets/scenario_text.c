// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scenario_text.c - any text whatever: an error with a place, or a program that survives
 * being printed and encoded
 */
#include "support/fuzz.h"

#include <string.h>

#include "scenario/language.h"

static struct scn_program first, second;
static struct scn_text printed, again;

static void check_text(void)
{
	struct scn_error error;

	scn_text_clear(&again);
	if (!scn_parse(&second, printed.data, printed.length, &error))
		fuzz_fail("printed, it does not parse: line %u: %s\n%s", error.line,
			  error.message, printed.data);
	scn_print(&second, &again);
	if (strcmp(printed.data, again.data))
		fuzz_fail("printed twice, it differs:\n%s---\n%s", printed.data, again.data);
	scn_program_release(&second);
}

static void check_bytes(void)
{
	static struct scn_text bytes;

	scn_text_clear(&bytes);
	scn_text_clear(&again);
	scn_encode(&first, &bytes);
	scn_decode(&second, (const uint8_t *)bytes.data, bytes.length);
	scn_print(&second, &again);
	if (strcmp(printed.data, again.data))
		fuzz_fail("encoded, it differs:\n%s---\n%s", printed.data, again.data);
	scn_program_release(&second);
}

static int run(const uint8_t *data, size_t size)
{
	struct scn_error error;

	if (!scn_parse(&first, (const char *)data, size, &error)) {
		if (!error.line || !error.message[0])
			fuzz_fail("an error without a place or a reason");
		return 0;
	}
	scn_text_clear(&printed);
	scn_print(&first, &printed);
	if (printed.length) {
		check_text();
		check_bytes();
	}
	scn_program_release(&first);
	return 0;
}

const struct fuzz_target fuzz_target = {
	.name = "scenario_text", .what = "any text as a scenario", .run = run,
};
