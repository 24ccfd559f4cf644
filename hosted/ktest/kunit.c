// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kunit.c - KUnit's suites, each case in a run of its own
 */
#include <stdarg.h>
#include <stdio.h>

#include <kunit/test.h>

#include "kernel/finding.h"

#include "ktest.h"

extern struct kunit_suite *const __start_ksim_kunit_suites[] __weak;
extern struct kunit_suite *const __stop_ksim_kunit_suites[] __weak;

struct one_case {
	struct kunit_suite	*suite;
	struct kunit_case	*test_case;
	struct kunit		test;
};

void kunit_fail(struct kunit *test, bool stop, const char *file, int line, const char *what,
		const char *fmt, ...)
{
	va_list args;
	size_t used;

	if (!test->failures++) {
		used = snprintf(test->first, sizeof(test->first), "%s:%d: %s ", file, line, what);
		if (used < sizeof(test->first)) {
			va_start(args, fmt);
			vsnprintf(test->first + used, sizeof(test->first) - used, fmt, args);
			va_end(args);
		}
	}
	if (stop)
		__builtin_longjmp(test->out, 1);
}

static void run_case(void *arg)
{
	struct one_case *one = arg;

	if (__builtin_setjmp(one->test.out))
		goto out_exit;
	if (one->suite->init && one->suite->init(&one->test)) {
		kunit_fail(&one->test, false, one->suite->name, 0, "init failed", "%s", "");
		return;
	}
	one->test_case->run_case(&one->test);
out_exit:
	if (one->suite->exit)
		one->suite->exit(&one->test);
}

static void one_result(struct one_case *one, bool ended)
{
	const char *why = one->test.first;

	if (!one->test.failures && findings_count())
		why = finding_at(0)->title;
	else if (!ended)
		why = "did not come to its end";
	if (one->test.skipped)
		ktap_skip(one->test_case->name, "by itself");
	else
		ktap_result(ended && !one->test.failures && !findings_count(),
			    one->test_case->name, why);
}

static void run_suite(struct kunit_suite *suite)
{
	struct kunit_case *test_case;

	ktap_start(suite->name);
	for (test_case = suite->test_cases; test_case->run_case; test_case++) {
		struct one_case one = {
			.suite = suite, .test_case = test_case,
			.test = { .name = test_case->name },
		};

		one_result(&one, ktest_run(run_case, &one));
	}
	ktap_end();
}

void ktest_kunit(void)
{
	struct kunit_suite *const *suite;

	for (suite = __start_ksim_kunit_suites; suite < __stop_ksim_kunit_suites; suite++)
		run_suite(*suite);
}
