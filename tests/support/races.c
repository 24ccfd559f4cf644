// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * races.c - run a function in a child and see whether ThreadSanitizer reported
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/races.h"

#define TSAN_EXIT_CODE 66

bool race_detector_present(void)
{
#ifdef KSIM_TSAN
	return true;
#else
	return false;
#endif
}

bool race_reported(void (*fn)(void *arg), void *arg)
{
	int status;
	pid_t child = fork();

	cr_assert_neq(child, -1, "fork failed");
	if (!child) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		fn(arg);
		_exit(0);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == TSAN_EXIT_CODE)
		return true;
	cr_assert(WIFEXITED(status) && !WEXITSTATUS(status), "the child ended with status %#x",
		  status);
	return false;
}
