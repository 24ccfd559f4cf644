// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * malformed.c - what a person gets who mistypes: status 2, and a line with the file, the
 * line, the column, the offending text and what was expected
 *
 * Each file in malformed/ says in its "# expect" line what that line must be.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"

#define FOLDER	"tests/cli/malformed"

static struct output out;

/* The rest of the file's "# expect " line. */
static void read_expectation(const char *path, char *expected, int size)
{
	FILE *file = fopen(path, "r");

	cr_assert(file, "%s", path);
	while (fgets(expected, size, file)) {
		if (strncmp(expected, "# expect ", 9))
			continue;
		memmove(expected, expected + 9, strlen(expected + 9) + 1);
		expected[strcspn(expected, "\n")] = '\0';
		fclose(file);
		return;
	}
	cr_assert_fail("%s does not say what it expects", path);
}

Test(malformed, each_file_is_refused_with_its_place_and_what_was_expected)
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;
	char path[512], expected[600], line[1200];
	unsigned int count = 0;

	cr_assert(folder);
	while ((entry = readdir(folder))) {
		if (!strstr(entry->d_name, ".ksim"))
			continue;
		snprintf(path, sizeof(path), FOLDER "/%s", entry->d_name);
		read_expectation(path, expected, sizeof(expected));
		snprintf(line, sizeof(line), "%s:%s\n", path, expected);
		ksim(&out, "hunt %s", path);
		cr_expect_eq(out.status, 2, "%s: status %d", path, out.status);
		cr_expect(strstr(out.text, line), "\"%s\" is not in:\n%s", line, out.text);
		count++;
	}
	closedir(folder);
	cr_expect_geq(count, 39);
}

/* A file with @size bytes of @pattern, over and over. */
static const char *filled(const char *name, const char *pattern, size_t length, size_t size)
{
	char *text = malloc(size + 1);
	const char *path = scratch_file(name, "");
	FILE *file = fopen(path, "w");
	size_t i;

	for (i = 0; i < size; i++)
		text[i] = pattern[i % length];
	fwrite(text, 1, size, file);
	fclose(file);
	free(text);
	return path;
}

static void expect_refused(const char *path, const char *says)
{
	ksim(&out, "run %s", path);
	cr_expect_eq(out.status, 2, "%s: status %d:\n%s", path, out.status, out.text);
	cr_expect(strstr(out.text, says), "\"%s\" is not in:\n%s", says, out.text);
}

Test(malformed, an_empty_file_has_nothing_to_run)
{
	expect_refused(scratch_file("empty.ksim", ""), "empty.ksim:1:1: error: there is nothing");
}

Test(malformed, bytes_are_no_text)
{
	expect_refused(filled("bytes.ksim", "\0\1\2\377", 4, 64),
		       "bytes.ksim:1:1: error: neither a scenario");
}

Test(malformed, what_a_terminal_would_obey_is_not_shown)
{
	expect_refused(scratch_file("escape.ksim", "task a {\n\tyield \033[31mred\n}\n"),
		       "\tyield ?[31mred\n");
	cr_expect_not(strchr(out.text, '\033'));
}

Test(malformed, a_huge_file_is_refused_at_once)
{
	expect_refused(filled("a.ksim", "aaaa", 4, 8 << 20), "a.ksim:1:1: error: at \"aaaa");
	expect_refused(filled("tasks.ksim", "task a { yield }\n", 17, 8 << 20),
		       "tasks.ksim:2:6: error: at \"a\": a task of this name");
}

Test(malformed, a_folder_is_no_file_and_the_other_way_round)
{
	expect_refused(scratch(), "Is a directory: expected a scenario file");
	ksim(&out, "hunt /no/such/folder");
	cr_expect_eq(out.status, 2);
	cr_expect(strstr(out.text, "/no/such/folder: No such file"), "%s", out.text);
}

Test(malformed, what_was_meant_is_guessed)
{
	ksim(&out, "hnt x");
	cr_expect_eq(out.status, 2);
	cr_expect(strstr(out.text, "did you mean hunt?"), "%s", out.text);
	ksim(&out, "run scenarios/seeds/003-edu.ksim --variant pci-reset-bloking");
	cr_expect_eq(out.status, 2);
	cr_expect(strstr(out.text, "did you mean \"pci-reset-blocking\"?"), "%s", out.text);
}
