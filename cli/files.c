// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files.c - reading scenarios, finding them in folders, writing results
 */
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "scenario/input.h"

void cli_complain(const char *format, ...)
{
	va_list args;

	fputs("ksim: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void cli_die(const char *format, ...)
{
	va_list args;

	fputs("ksim: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(CLI_BAD);
}

void *cli_alloc(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		cli_die("out of memory");
	return memory;
}

char *cli_strdup(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		cli_die("out of memory");
	return copy;
}

char *cli_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		cli_die("out of memory");
	va_end(args);
	return text;
}

static char *read_stream(FILE *file, size_t *length)
{
	size_t capacity = 1 << 16, taken;
	char *text = cli_alloc(capacity);

	*length = 0;
	while ((taken = fread(text + *length, 1, capacity - *length - 1, file)) > 0) {
		*length += taken;
		if (capacity - *length > 1)
			continue;
		capacity *= 2;
		text = realloc(text, capacity);
		if (!text)
			cli_die("out of memory");
	}
	text[*length] = '\0';
	if (!ferror(file))
		return text;
	free(text);
	return NULL;
}

char *cli_read_file(const char *path, size_t *length)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	char *text;

	if (!file)
		return NULL;
	text = read_stream(file, length);
	if (file != stdin)
		fclose(file);
	return text;
}

bool cli_write_file(const char *path, const char *data, size_t length)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "wb") : stdout;
	bool good;

	if (!file) {
		cli_complain("%s: %s", path, strerror(errno));
		return false;
	}
	good = fwrite(data, 1, length, file) == length;
	if (file == stdout)
		good = !fflush(file) && good;
	else
		good = !fclose(file) && good;
	if (!good)
		cli_complain("%s: %s", path, strerror(errno));
	return good;
}

struct scn_program *cli_load_input(const char *path, struct scn_plan *plan)
{
	struct scn_program *program = NULL;
	size_t length = 0;
	char *data = cli_read_file(path, &length);

	if (data && scn_is_input(data, length)) {
		program = cli_alloc(sizeof(*program));
		if (!scn_input_decode(program, plan, (const uint8_t *)data, length))
			cli_die("%s:1:1: error: neither a scenario, which is text, nor a fuzzer's "
				"input that makes a world", path);
	}
	free(data);
	return program;
}

struct scn_program *cli_load(const char *path)
{
	struct scn_program *program;
	struct scn_error error;
	struct scn_text report;
	struct scn_plan plan;
	size_t length;
	char *text;

	text = cli_read_file(path, &length);
	if (!text) {
		cli_complain("%s: %s%s", path, strerror(errno), errno == EISDIR ?
			     ": expected a scenario file; ksim hunt takes folders" : "");
		return NULL;
	}
	if (scn_is_input(text, length)) {
		free(text);
		return cli_load_input(path, &plan);
	}
	program = cli_alloc(sizeof(*program));
	if (!scn_parse(program, text, length, &error)) {
		scn_text_init(&report);
		scn_error_print(&error, path, text, length, &report);
		fputs(report.data, stderr);
		scn_text_free(&report);
		free(program);
		program = NULL;
	}
	if (program && !check_program(path, text, length, program)) {
		scn_program_release(program);
		free(program);
		program = NULL;
	}
	free(text);
	return program;
}

static struct cli_files *finding;	/* nftw() passes no argument on */

static void add_file(struct cli_files *files, const char *path)
{
	files->paths = realloc(files->paths, (files->count + 1) * sizeof(*files->paths));
	if (!files->paths)
		cli_die("out of memory");
	files->paths[files->count++] = cli_strdup(path);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	size_t length = strlen(path);

	if (type == FTW_F && length > 5 && !strcmp(path + length - 5, ".ksim"))
		add_file(finding, path);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool cli_find(char *const *paths, unsigned int count, struct cli_files *files)
{
	unsigned int i, before, kept = 0;
	struct stat status;

	*files = (struct cli_files){ 0 };
	finding = files;
	for (i = 0; i < count; i++) {
		before = files->count;
		if (stat(paths[i], &status)) {
			cli_complain("%s: %s", paths[i], strerror(errno));
			return false;
		}
		if (!S_ISDIR(status.st_mode))
			add_file(files, paths[i]);
		else if (nftw(paths[i], visit, 16, FTW_PHYS))
			cli_complain("%s: %s", paths[i], strerror(errno));
		if (files->count == before) {
			cli_complain("%s: no scenario (.ksim) in this folder", paths[i]);
			return false;
		}
	}
	qsort(files->paths, files->count, sizeof(*files->paths), by_name);
	for (i = 0; i < files->count; i++) {
		if (!kept || strcmp(files->paths[kept - 1], files->paths[i]))
			files->paths[kept++] = files->paths[i];
	}
	files->count = kept;
	return true;
}
