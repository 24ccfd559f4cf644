/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosted.h - for tests that also run on files of a Linux tree in place of ours
 */
#ifndef TESTS_SUPPORT_HOSTED_H
#define TESTS_SUPPORT_HOSTED_H

#include <string.h>

#include <criterion/criterion.h>

#include "kernel/variant.h"

/* The sets of hosted/sets.cmake that this build hosts, each between spaces. */
extern const char ksim_host_sets[] __attribute__((weak));

/* Does @set come from the tree? Others are ours, as they are on no tree. */
static inline bool hosted(const char *set)
{
	const char *at = ksim_host_sets ? strstr(ksim_host_sets, set) : NULL;

	for (; at; at = strstr(at + 1, set))	/* "vfio" is in "kvm_vfio", too */
		if (at[-1] == ' ' && at[strlen(set)] == ' ')
			return true;
	return false;
}

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

/* The tree's own @set is known to do otherwise, and that is told elsewhere. */
static inline void skip_if_hosted(const char *set, const char *why)
{
	if (hosted(set))
		cr_skip_test("hosted %s: %s", set, why);
}

#endif
