/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/bug.c */
/*
 * bug.h - what the kernel thinks is wrong becomes a finding
 *
 * WARN*() report and go on; BUG*() report and end the run, since what comes after one
 * means nothing. Once-only forms warn once in each run.
 */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/types.h>

__printf(3, 4)
void warn_slowpath(const char *file, int line, const char *fmt, ...);
void bug_slowpath(const char *file, int line) __attribute__((noreturn));
/* True the first time in a run. */
bool once_in_run(unsigned int *run_number);

#define BUG()			bug_slowpath(__FILE__, __LINE__)
#define BUG_ON(condition)							\
	do {									\
		if (unlikely(condition))					\
			BUG();							\
	} while (0)

#define WARN(condition, format...) ({						\
	bool __ret_warn_on = !!(condition);					\
	if (unlikely(__ret_warn_on))						\
		warn_slowpath(__FILE__, __LINE__, format);			\
	unlikely(__ret_warn_on);						\
})
#define WARN_ON(condition) ({							\
	bool __ret_warn_on = !!(condition);					\
	if (unlikely(__ret_warn_on))						\
		warn_slowpath(__FILE__, __LINE__, NULL);			\
	unlikely(__ret_warn_on);						\
})
#define WARN_ONCE(condition, format...) ({					\
	static unsigned int __warned_in_run;					\
	bool __ret_warn_on = !!(condition);					\
	if (unlikely(__ret_warn_on) && once_in_run(&__warned_in_run))		\
		warn_slowpath(__FILE__, __LINE__, format);			\
	unlikely(__ret_warn_on);						\
})
#define WARN_ON_ONCE(condition) ({						\
	static unsigned int __warned_in_run;					\
	bool __ret_warn_on = !!(condition);					\
	if (unlikely(__ret_warn_on) && once_in_run(&__warned_in_run))		\
		warn_slowpath(__FILE__, __LINE__, NULL);			\
	unlikely(__ret_warn_on);						\
})
#define WARN_TAINT(condition, taint, format...)		WARN(condition, format)
#define WARN_TAINT_ONCE(condition, taint, format...)	WARN_ONCE(condition, format)
#define WARN_ON_SMP(x)		WARN_ON(x)
#define CHECK_DATA_CORRUPTION(condition, addr, format...)	WARN(condition, format)

#endif
