// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init.c - initcalls: what a built-in driver runs when the machine boots
 *
 * The linker gathers struct initcall in one section and names its ends. Both are weak, since a
 * program without any initcall has no such section.
 */
#include <linux/init.h>

extern const struct initcall __start_ksim_initcalls[] __weak;
extern const struct initcall __stop_ksim_initcalls[] __weak;

#define INITCALL_LEVELS	100

static int do_initcall_level(unsigned int level)
{
	for (const struct initcall *call = __start_ksim_initcalls;
	     call < __stop_ksim_initcalls; call++) {
		int ret;

		if (call->level != level)
			continue;
		ret = call->fn();
		if (ret)
			return ret;
	}
	return 0;
}

int do_initcalls(void)
{
	for (unsigned int level = 0; level < INITCALL_LEVELS; level++) {
		int ret = do_initcall_level(level);

		if (ret)
			return ret;
	}
	return 0;
}
