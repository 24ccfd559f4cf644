// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * outcomes.c - which statements of an input came to nothing
 *
 * A mutation that adds to a program spoils others of it: what they need is closed, taken or
 * gone. Unless such statements go, a program that is mutated often does nothing any more.
 */
#include "support/fuzz.h"

#define INPUTS	8192u	/* whose outcomes are known: the latest ones */

static struct {
	uint64_t	hash;
	uint64_t	failed;
} inputs[INPUTS];

static uint64_t ran, good_once;		/* of the statements of this run */

void fuzz_outcomes_begin(void)
{
	ran = good_once = 0;
}

void fuzz_outcome(unsigned int stmt, bool good)
{
	uint64_t bit = stmt < 64 ? UINT64_C(1) << stmt : 0;

	ran |= bit;
	if (good)
		good_once |= bit;
}

unsigned int fuzz_success(void)
{
	int tried = __builtin_popcountll(ran);

	return tried ? (unsigned int)(100 * __builtin_popcountll(good_once) / tried) : 0;
}

void fuzz_keep_outcomes(const uint8_t *data, size_t size)
{
	uint64_t hash = fuzz_digest(data, size);

	inputs[hash % INPUTS].hash = hash;
	inputs[hash % INPUTS].failed = ran & ~good_once;
}

uint64_t fuzz_failed_in(const uint8_t *data, size_t size)
{
	uint64_t hash = fuzz_digest(data, size);

	return inputs[hash % INPUTS].hash == hash ? inputs[hash % INPUTS].failed : 0;
}
