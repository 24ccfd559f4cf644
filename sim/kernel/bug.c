// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bug.c - WARN and BUG as findings
 */
#include <linux/bug.h>

#include <linux/panic.h>

#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "finding.h"

bool once_in_run(unsigned int *run_number)
{
	unsigned int now = (unsigned int)ex_run_number() + 1;

	return __atomic_exchange_n(run_number, now, __ATOMIC_RELAXED) != now;
}

void warn_slowpath(const char *file, int line, const char *fmt, ...)
{
	char message[256] = "";
	va_list args;
	bool refcount;

	if (fmt) {
		va_start(args, fmt);
		vsnprintf(message, sizeof(message), fmt, args);
		va_end(args);
	}
	refcount = str_has_prefix(message, "refcount_t:");
	finding_report(refcount ? FINDING_REF : FINDING_STATE,
		       refcount ? "WARNING: refcount bug in %F" : "WARNING in %F",
		       "WARNING: CPU: 0 PID: %d at %s:%d%s%s",
		       current->pid, file, line, *message ? "\n" : "", message);
}

void bug_slowpath(const char *file, int line)
{
	finding_report(FINDING_STATE, "kernel BUG in %F", "kernel BUG at %s:%d!", file, line);
	ex_stop();
}

void panic(const char *fmt, ...)
{
	char message[256], title[FINDING_TITLE_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	snprintf(title, sizeof(title), "kernel panic: %s", message);
	finding_report(FINDING_STATE, title, "Kernel panic - not syncing: %s", message);
	ex_stop();
}
