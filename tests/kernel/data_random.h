/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * data_random.h - numbers for tests that compare a structure with a naive model of it
 *
 * The seed is fixed: a test that fails fails again.
 */
#ifndef TESTS_KERNEL_DATA_RANDOM_H
#define TESTS_KERNEL_DATA_RANDOM_H

#include <linux/types.h>

static u64 data_random_state = 20240229;

static inline u32 data_random(u32 below)
{
	data_random_state = data_random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(data_random_state >> 33) % below;
}

#endif
