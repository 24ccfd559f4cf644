/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rest.h - oracles that look when the world is gone: nothing may be left
 */
#ifndef KERNEL_REST_H
#define KERNEL_REST_H

#include <linux/compiler.h>

struct rest_check {
	const char	*name;
	void		(*check)(void);	/* reports what it finds by finding_report() */
};

#define DEFINE_REST_CHECK(id, fn)						\
	static const struct rest_check __rest_check_##id			\
		__attribute__((used, retain, section("ksim_rest_checks"),	\
			       aligned(__alignof__(struct rest_check)))) = {	\
		.name = #id, .check = fn }

/*
 * Run by the last task of a world after everything was torn down: all checks, then
 * the heap (leaks, writes to freed memory).
 */
void rest_check_all(void);

/* End what floor 1 keeps running for a world: workers, timers, RCU callbacks. */
void kernel_shutdown(void);

#endif
