// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * round_trip.c - text, struct and bytes of a program are one and the same
 *
 * If they were not, a fuzzer's crash input would not be the failure file that a
 * person reads, and a shrunk program not the one that failed.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/policy.h"
#include "scenario/language.h"

#define PROGRAMS	20000
#define BYTES_MAX	400

static struct scn_program first, second;

/* Mostly small numbers, so that most of them are names and operations that exist. */
static size_t random_bytes(struct ex_rng *rng, uint8_t *bytes)
{
	size_t size = ex_rng_below(rng, BYTES_MAX), i;

	for (i = 0; i < size; i++)
		bytes[i] = ex_rng_below(rng, ex_rng_below(rng, 3) ? 16 : 256);
	return size;
}

static void check_text(const struct scn_program *program, const struct scn_text *text,
		       const struct scn_text *bytes, unsigned int number)
{
	struct scn_error error;
	struct scn_text again;

	scn_text_init(&again);
	cr_assert(scn_parse(&second, text->data, text->length, &error),
		  "program %u does not parse: line %u, %s\n%s", number, error.line,
		  error.message, text->data);
	scn_encode(&second, &again);
	cr_assert(again.length == bytes->length && !memcmp(again.data, bytes->data, again.length),
		  "program %u has other bytes after parsing\n%s", number, text->data);
	scn_text_free(&again);
	scn_program_release(&second);
}

static void check_bytes(const struct scn_text *text, const struct scn_text *bytes,
			unsigned int number)
{
	struct scn_text again;
	size_t taken;

	scn_text_init(&again);
	taken = scn_decode(&second, (const uint8_t *)bytes->data, bytes->length);
	cr_assert_eq(taken, bytes->length, "program %u does not take all of its bytes", number);
	scn_print(&second, &again);
	cr_assert_str_eq(again.data, text->data, "program %u reads differently", number);
	scn_text_free(&again);
	scn_program_release(&second);
}

static void check_program(const struct scn_program *program, unsigned int number)
{
	struct scn_text text, bytes;

	scn_text_init(&text);
	scn_text_init(&bytes);
	scn_print(program, &text);
	scn_encode(program, &bytes);
	check_text(program, &text, &bytes, number);
	check_bytes(&text, &bytes, number);
	scn_text_free(&text);
	scn_text_free(&bytes);
}

Test(round_trip, random_bytes_are_programs_that_survive_both_forms)
{
	uint8_t bytes[BYTES_MAX];
	struct ex_rng rng;
	unsigned int i, statements = 0;

	ex_rng_seed(&rng, 1);
	for (i = 0; i < PROGRAMS; i++) {
		scn_decode(&first, bytes, random_bytes(&rng, bytes));
		statements += first.nr_stmts;
		check_program(&first, i);
		scn_program_release(&first);
	}
	cr_assert_gt(statements, 10 * PROGRAMS, "the programs are too small to mean anything");
}

Test(round_trip, every_byte_string_of_length_two_decodes)
{
	uint8_t bytes[2];
	unsigned int i;

	for (i = 0; i < 65536; i++) {
		bytes[0] = i & 0xff;
		bytes[1] = i >> 8;
		scn_decode(&first, bytes, 2);
		scn_program_release(&first);
	}
}

static const char *const texts[] = {
	"",
	"scenario \"a \\\"quoted\\\" title\\nin two lines\"\n",
	"unchecked\nworld nic\n",
	"world nic {\n\tport2 = port 0000:00:02.0\n}\n",
	"task a {\n\trepeat 3 {\n\t\trepeat 2 {\n\t\t\tyield\n\t\t}\n\t}\n}\n",
	"setup p {\n\te = eventfd -> ok\n\tclose e -> -EBADF | 0\n\tclose @-1 -> any\n}\n",
	"setup p {\n\te = eventfd\n}\n\ntask t in p {\n\tm = mem 64k\n\tread e 8 m+4k\n}\n",
	"setup p {\n\te = eventfd\n\tg = give e q\n}\n\ntask q {\n\tclose g\n}\n",
	"task t {\n\techo \"\" \"/sys/a b\"\n\techo \"\\x01\" /sys/{x}/y\n}\n",
	"task t {\n\tmodprobe vfio_pci\n\tmodprobe edu \"async_probe a=1\"\n}\n",
	"faults {\n\tfail kmalloc 3\n\tfail any 100\n}\n",
	"explore pct:3 runs 500\nexpect none\nexpect a+b WAIT \"task\"\nallow a ORDER\n",
	("failure {\n\tkind WAIT\n\ttitle \"x\"\n\tengine fibers\n\tseed 3\n\tsteps 99\n"
	 "\tschedule \"v1;12=t3\"\n}\n"),
};

Test(round_trip, every_construct_survives_both_forms)
{
	struct scn_error error;
	struct scn_text out;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		cr_assert(scn_parse(&first, texts[i], strlen(texts[i]), &error), "%s\n%s",
			  error.message, texts[i]);
		scn_text_init(&out);
		scn_print(&first, &out);
		if (!strstr(texts[i], "unchecked"))
			cr_expect_str_eq(out.data, texts[i]);
		scn_text_free(&out);
		check_program(&first, i);
		scn_program_release(&first);
	}
}

Test(round_trip, a_child_may_use_the_names_of_the_process_that_forks_it)
{
	static const char text[] = "setup p { e = eventfd }\ntask t in p { fork c }\n"
				   "task u in c { signal e }\n";
	struct scn_error error;

	cr_assert(scn_parse(&first, text, strlen(text), &error), "%s", error.message);
	check_program(&first, 0);
	scn_program_release(&first);
}

/* Four characters for each, printed: still no longer than a string may be. */
Test(round_trip, a_string_may_be_as_long_printed_as_it_was_written)
{
	static char text[4096 + 16];
	struct scn_error error;
	size_t length = (size_t)snprintf(text, sizeof(text), "scenario \"");

	memset(text + length, 0xff, 4000);
	strcpy(text + length + 4000, "\"\n");
	cr_assert(scn_parse(&first, text, strlen(text), &error), "%s", error.message);
	check_program(&first, 0);
	scn_program_release(&first);
}
