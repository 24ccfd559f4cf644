// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * command.c - running the ksim command that was built beside the test
 */
#include "command.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A command that runs wild takes neither the machine nor the test suite along. */
#if defined(KSIM_ASAN) || defined(KSIM_TSAN)
#define MEMORY_LIMIT	""
#else
#define MEMORY_LIMIT	"ulimit -v 4194304;"
#endif

static const char *build_folder(void)
{
	static char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	cr_assert_gt(length, 0);
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	return path;
}

void ksim(struct output *output, const char *format, ...)
{
	char arguments[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(arguments, sizeof(arguments), format, args);
	va_end(args);
	ksim_of(output, ".", ".", arguments);
}

void ksim_of(struct output *output, const char *build, const char *folder,
	     const char *arguments)
{
	char command[8192];
	size_t length;
	FILE *pipe;
	int status;

	snprintf(command, sizeof(command), "%s cd %s && timeout 60 %s/%s/ksim %s 2>&1",
		 MEMORY_LIMIT, folder, build_folder(), build, arguments);
	pipe = popen(command, "r");
	cr_assert(pipe);
	length = fread(output->text, 1, sizeof(output->text) - 1, pipe);
	output->text[length] = '\0';
	while (fgetc(pipe) != EOF)
		;
	status = pclose(pipe);
	output->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char *scratch(void)
{
	static char path[] = "/tmp/ksim-test-XXXXXX";
	static bool made;

	if (!made)
		cr_assert(mkdtemp(path));
	made = true;
	return path;
}

const char *scratch_file(const char *name, const char *text)
{
	static char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	file = fopen(path, "w");
	cr_assert(file);
	fputs(text, file);
	fclose(file);
	return path;
}
