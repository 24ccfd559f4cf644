// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * corpus.c - seeds and dictionary for fuzzers, from scenarios and the operations table
 *
 *	fuzz_corpus dictionary			words, as libFuzzer and AFL++ read them
 *	fuzz_corpus seeds FOLDER FILE...	an input for each scenario in a known world
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "scenario/catalog.h"
#include "scenario/input.h"
#include "scenario/language.h"

static char buffer[1 << 20];

static int fail(const char *what)
{
	fprintf(stderr, "fuzz_corpus: %s: %s\n", what, strerror(errno));
	return 2;
}

static int print_dictionary(void)
{
	struct scn_text text;

	scn_text_init(&text);
	scn_catalog_dictionary(&text);
	fputs(text.data, stdout);
	scn_text_free(&text);
	return 0;
}

static bool write_input(const char *folder, const char *name, const struct scn_text *bytes)
{
	char path[4096];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%.*s", folder, (int)strcspn(name, "."), name);
	file = fopen(path, "wb");
	if (!file)
		return false;
	good = fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
	return !fclose(file) && good;
}

/* Does today's code find something in it? Such a seed would end the fuzzer at its start. */
static bool finds_today(const struct scn_program *program)
{
	unsigned int i;

	for (i = 0; i < program->nr_expects; i++) {
		if (!program->expects[i].variants && program->expects[i].kind)
			return true;
	}
	return false;
}

/* The scenario under a schedule by priorities, which any seed turns into another. */
static int seed_of(const char *folder, const char *path)
{
	const struct scn_plan plan = { .kind = SCN_PLAN_PRIORITIES, .seed = 1 };
	static struct scn_program program;
	const char *name = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	struct scn_error error;
	struct scn_text bytes;
	bool good = true;
	size_t size;

	if (!file)
		return fail(path);
	size = fread(buffer, 1, sizeof(buffer), file);
	fclose(file);
	if (!scn_parse(&program, buffer, size, &error)) {
		fprintf(stderr, "fuzz_corpus: %s:%u: %s\n", path, error.line, error.message);
		return 2;
	}
	scn_text_init(&bytes);
	program.unchecked = true;
	if (program.preset && !finds_today(&program)) {
		scn_input_encode(&program, &plan, &bytes);
		good = write_input(folder, name ? name + 1 : path, &bytes);
	}
	scn_text_free(&bytes);
	scn_program_release(&program);
	return good ? 0 : fail(folder);
}

int main(int argc, char **argv)
{
	int i, status = 0;

	if (argc == 2 && !strcmp(argv[1], "dictionary"))
		return print_dictionary();
	if (argc < 4 || strcmp(argv[1], "seeds")) {
		fputs("usage: fuzz_corpus dictionary | seeds FOLDER FILE...\n", stderr);
		return 2;
	}
	if (mkdir(argv[2], 0777) && errno != EEXIST)
		return fail(argv[2]);
	for (i = 3; i < argc && !status; i++)
		status = seed_of(argv[2], argv[i]);
	return status;
}
