/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosted.h - for tests that also run on files of a Linux tree in place of ours
 */
#ifndef TESTS_SUPPORT_HOSTED_H
#define TESTS_SUPPORT_HOSTED_H

#include <criterion/criterion.h>

#include "kernel/variant.h"

/* Is what is tested that of a Linux before @version, which is 6012 for 6.12? */
static inline bool hosted_before(unsigned int version)
{
	return variant_host_version() && variant_host_version() < version;
}

/* The test tells of what @version brought. */
static inline void skip_if_hosted_before(unsigned int version, const char *what)
{
	if (hosted_before(version))
		cr_skip_test("%s came with a later version than is hosted", what);
}

/* Linux is known to do otherwise, and that is told elsewhere. */
static inline void skip_if_hosted(const char *why)
{
	if (variant_host_version())
		cr_skip_test("hosted: %s", why);
}

#endif
