// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * digest.c - inputs and texts, known again by their hash
 */
#include "support/fuzz.h"

#include <string.h>

/* Targets run where no library of ours is. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t fuzz_digest(const void *data, size_t size)
{
	return XXH64(data, size, 0);
}

bool fuzz_is_worn(unsigned char *met, const char *text, unsigned int often)
{
	uint64_t at = fuzz_digest(text, strlen(text)) % FUZZ_TEXTS;

	if (met[at] >= often)
		return true;
	met[at]++;
	return false;
}
