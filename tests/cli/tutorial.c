// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tutorial.c - what the README shows is what one gets
 *
 * Its files are those of docs/tutorial, its commands are run with the command that has
 * the tutorial's driver in it, and their output is compared: but for numbers, for the
 * width of columns, and for what a line of dots stands for.
 */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/sanitizer.h"

#include "command.h"

#define SIZE	(1u << 17)

static char readme[SIZE], file[SIZE];
static struct output out;

static const char *read_file(const char *path, char *text)
{
	FILE *stream = fopen(path, "r");

	cr_assert(stream, "%s", path);
	text[fread(text, 1, SIZE - 1, stream)] = '\0';
	fclose(stream);
	return text;
}

/* The next fenced block of @language from @at on; its end in *@end. NULL: none. */
static char *next_block(char *at, const char *language, char **end)
{
	char fence[16];

	snprintf(fence, sizeof(fence), "\n```%s\n", language);
	at = strstr(at, fence);
	if (!at)
		return NULL;
	at += strlen(fence);
	*end = strstr(at, "\n```") + 1;
	return at;
}

static void expect_block_is(char *from, const char *language, const char *path)
{
	char *end, *at = next_block(from, language, &end);

	cr_assert(at, "no block of %s", language);
	read_file(path, file);
	cr_expect_eq(strlen(file), (size_t)(end - at), "%s is not what the README shows", path);
	cr_expect(!strncmp(file, at, (size_t)(end - at)), "%s is not what the README shows", path);
}

/* Without what may differ: numbers, runs of spaces, and where the driver lies. */
static void normalise(const char *line, char *to, size_t size)
{
	char *end = to + size - 1;

	while (*line && *line != '\n' && to < end) {
		if (!strncmp(line, "...stopped ", 11)) {
			break;		/* where: other builds inline other functions */
		} else if (!strncmp(line, "docs/tutorial/", 14)) {
			line += 14;
		} else if (!strncmp(line, "drivers/", 8)) {
			line += 8;
		} else if (!strncmp(line, "0x", 2)) {
			line += 2 + strspn(line + 2, "0123456789abcdef");
			*to++ = 'N';
		} else if (isdigit((unsigned char)*line)) {
			line += strspn(line, "0123456789.");
			*to++ = 'N';
		} else if (*line == ' ') {
			line += strspn(line, " ");
			if (*line && *line != '\n')
				*to++ = ' ';
		} else {
			*to++ = *line++;
		}
	}
	*to = '\0';
}

static const char *next_line(const char *at)
{
	at += strcspn(at, "\n");
	return at + (*at == '\n');
}

static bool is_dots(const char *line)
{
	line += strspn(line, " ");
	return !strncmp(line, "...\n", 4);
}

/* Each line that is shown comes, in this order; dots stand for any lines. */
static void expect_output(const char *shown, const char *end, const char *command)
{
	const char *got = out.text;
	char want[600], have[600];
	bool any = false;

	for (; shown < end; shown = next_line(shown)) {
		if (is_dots(shown)) {
			any = true;
			continue;
		}
		normalise(shown, want, sizeof(want));
		do {
			normalise(got, have, sizeof(have));
			cr_assert(*got, "\"%s\" is missing from the output of %s:\n%s", want,
				  command, out.text);
			got = next_line(got);
		} while (any && strcmp(want, have));
		cr_expect_str_eq(have, want, "%s", command);
		any = false;
	}
}

/*
 * The commands of one block. `./dev driver` is not run: its result is there.
 */
static void run_commands(char *at, char *end, const char **build)
{
	while (at < end) {
		char command[600], *next = strstr(at, "\n$ ");

		next = next && next < end ? next + 1 : end;
		snprintf(command, sizeof(command), "%.*s", (int)strcspn(at, "\n"), at);
		at = (char *)next_line(at);
		if (!strncmp(command, "$ ./dev driver", 14)) {
			*build = *build ? "tutorial-fixed" : "tutorial";
		} else {
			cr_assert(!strncmp(command, "$ build/release/ksim ", 21), "%s", command);
			ksim_of(&out, *build, scratch(), command + 21);
			expect_output(at, next, command);
		}
		at = next;
	}
}

Test(tutorial, the_readme_shows_the_files_and_what_the_commands_print)
{
	const char *build = NULL;
	char *at, *end;

	if (EX_TSAN || EX_ASAN)
		cr_skip("what a sanitizer finds first is another: see below");
	at = strstr((char *)read_file("README.md", readme), "\n## Bring your own driver");
	cr_assert(at);
	expect_block_is(at, "c", "docs/tutorial/blink.c");
	expect_block_is(at, "ksim", "docs/tutorial/blink.ksim");
	scratch_file("blink.ksim", read_file("docs/tutorial/blink.ksim", file));
	while ((at = next_block(at, "console", &end))) {
		run_commands(at, end, &build);
		at = end;
	}
	cr_expect_str_eq(build, "tutorial-fixed", "the tutorial ends with the fix");
}

/* The race is one of plain memory, too: who is built to see that says so first. */
Test(tutorial, thread_sanitizer_sees_the_race_in_the_driver)
{
	if (!EX_TSAN)
		cr_skip("ThreadSanitizer only");
	scratch_file("blink.ksim", read_file("docs/tutorial/blink.ksim", file));
	ksim_of(&out, "tutorial", scratch(), "run blink.ksim --first --jobs 1");
	cr_expect(strstr(out.text, "KCSAN: data-race in blink_ioctl / blink_remove"), "%s",
		  out.text);
}

/* The examples of the section on scenarios hold, as they stand. */
Test(tutorial, the_scenarios_of_the_readme_hold)
{
	char *at = (char *)read_file("README.md", readme), *end, path[300];
	unsigned int count = 0;

	end = strstr(at, "\n## Bring your own driver");
	cr_assert(end);
	*end = '\0';
	while ((at = next_block(at, "ksim", &end))) {
		snprintf(file, sizeof(file), "%.*s", (int)(end - at), at);
		snprintf(path, sizeof(path), "%s", scratch_file("readme.ksim", file));
		ksim(&out, "hunt %s -q --runs 60 --out %s", path, scratch());
		cr_expect_eq(out.status, 0, "%s\n%s", file, out.text);
		at = end;
		count++;
	}
	cr_expect_geq(count, 2);
}

/* Written by the rules and examples of the README alone, and then compared. */
Test(tutorial, seed_003_can_be_written_from_the_readme)
{
	static char seed[SIZE];
	const char *mine = scratch_file("mine.ksim",
		"scenario \"Seed 003: a reset through VFIO against an unbind that waits for "
		"the file\"\n"
		"world nic\n"
		"setup qemu { dev = attach nic }\n"
		"task reset in qemu { ioctl dev VFIO_DEVICE_RESET; close dev }\n"
		"task admin { unbind nic }\n"
		"expect none\n"
		"expect vfio-pci-blocking-reset WAIT \"INFO: task hung in\"\n"
		"allow vfio-pci-blocking-reset ORDER\n");

	ksim(&out, "fmt scenarios/seeds/003-reset-against-unbind.ksim");
	cr_assert_eq(out.status, 0);
	strcpy(seed, out.text);
	ksim(&out, "fmt %s", mine);
	cr_expect_str_eq(out.text, seed);
}
