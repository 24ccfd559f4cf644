// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - the kernel's own tests, on the simulated kernel
 *
 * ksim_ktest [LIST [OUT]]: LIST is the tree's list of what LKDTM's crashes should say. KTAP goes
 * to standard output and to OUT; the exit status is 1 when a test failed or none ran.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/printk.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"

#include "ktest.h"

#define STEPS_MAX	100000000000ull

struct root {
	void	(*fn)(void *arg);
	void	*arg;
};

static struct {
	const char	*group;
	unsigned int	in_group, failed_in_group, groups;
	unsigned int	passed, failed, skipped;
} ktap;

static char *logged;
static FILE *copy;

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	if (!copy)
		return;
	va_start(args, fmt);
	vfprintf(copy, fmt, args);
	va_end(args);
}

void ktap_start(const char *group)
{
	ktap.group = group;
	ktap.in_group = ktap.failed_in_group = 0;
	say("    KTAP version 1\n    # Subtest: %s\n", group);
}

void ktap_result(bool ok, const char *name, const char *why)
{
	if (!ok && why && *why)
		say("    # %s: %s\n", name, why);
	say("    %s %u %s\n", ok ? "ok" : "not ok", ++ktap.in_group, name);
	ktap.failed_in_group += !ok;
	if (ok)
		ktap.passed++;
	else
		ktap.failed++;
}

void ktap_skip(const char *name, const char *why)
{
	say("    ok %u %s # SKIP %s\n", ++ktap.in_group, name, why);
	ktap.skipped++;
}

void ktap_end(void)
{
	say("    1..%u\n%s %u %s\n", ktap.in_group, ktap.failed_in_group ? "not ok" : "ok",
	    ++ktap.groups, ktap.group);
}

static void root_main(void *arg)
{
	struct root *root = arg;

	root->fn(root->arg);
	kernel_shutdown();
}

/* The log goes to standard error; for the run that is a file of ours. */
static void read_log(FILE *file)
{
	long size = lseek(fileno(file), 0, SEEK_END);

	free(logged);
	logged = calloc(1, size + 1);
	if (logged && pread(fileno(file), logged, size, 0) != size)
		logged[0] = '\0';
	fclose(file);
}

bool ktest_run(void (*fn)(void *arg), void *arg)
{
	struct ex_config config = { .engine = EX_FIBERS, .steps_max = STEPS_MAX };
	struct root root = { .fn = fn, .arg = arg };
	struct ex_result result;
	int console = dup(STDERR_FILENO);
	FILE *file = tmpfile();

	if (!file || console < 0) {
		perror("ksim_ktest: a file for the log");
		exit(2);
	}
	printk_wanted = true;
	findings_clear();
	fflush(stdout);
	dup2(fileno(file), STDERR_FILENO);
	ex_run(&config, root_main, &root, &result);
	dup2(console, STDERR_FILENO);
	close(console);
	read_log(file);
	return result.outcome == EX_DONE;
}

const char *ktest_log(void)
{
	return logged ? logged : "";
}

int main(int argc, char **argv)
{
	copy = argc > 2 ? fopen(argv[2], "w") : NULL;
	say("KTAP version 1\n");
	ktest_kunit();
	ktest_modules();
	ktest_lkdtm(argc > 1 ? argv[1] : NULL);
	say("1..%u\n# Totals: pass:%u fail:%u skip:%u error:0\n", ktap.groups, ktap.passed,
	    ktap.failed, ktap.skipped);
	if (copy)
		fclose(copy);
	return ktap.failed || !ktap.passed;
}
