// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * random.c - numbers that look random and are the same in each run
 *
 * A run that is repeated must do the same again, so there is no entropy. Who draws first in a
 * schedule gets the first number.
 *
 * Locking: guard covers the count.
 */
#include <linux/random.h>

#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "exec/exec.h"

static struct ex_guard guard = EX_GUARD_INIT;
static u64 drawn_in;	/* the run that the count is of */
static u64 drawn;

/* A mixer of 64 bits: each bit of the count changes half of the result's. */
static u64 mixed(u64 x)
{
	x *= 0x9e3779b97f4a7c15ull;
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93ull;
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93ull;
	return x ^ x >> 32;
}

u64 get_random_u64(void)
{
	u64 count;

	ex_guard_lock(&guard);
	if (drawn_in != ex_run_number()) {
		drawn_in = ex_run_number();
		drawn = 0;
	}
	count = ++drawn;
	ex_guard_unlock(&guard);
	return mixed(count);
}
EXPORT_SYMBOL(get_random_u64);

/* Below @ceil; anything if that is 0. */
u32 get_random_u32_below(u32 ceil)
{
	return ceil ? (u32)((u64)get_random_u32() * ceil >> 32) : get_random_u32();
}
EXPORT_SYMBOL(get_random_u32_below);

void get_random_bytes(void *buf, size_t len)
{
	while (len) {
		u64 word = get_random_u64();
		size_t part = min(len, sizeof(word));

		memcpy(buf, &word, part);
		buf += part;
		len -= part;
	}
}
EXPORT_SYMBOL(get_random_bytes);
