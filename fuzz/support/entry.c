// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * entry.c - the functions that libFuzzer and its kin call
 */
#include "support/fuzz.h"

#include <string.h>

#include "exec/heap.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size,
				 const uint8_t *second, size_t second_size, uint8_t *out,
				 size_t max_size, unsigned int seed);
/* libFuzzer's own mutations; standalone.c has none. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	ex_heap_terse(true);
	fuzz_findings_begin();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int kept;

	if (fuzz_target.run)
		return fuzz_target.run(data, size);
	kept = fuzz_run_program(data, size);
	fuzz_keep_outcomes(data, size);
	return kept;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	if (fuzz_target.run)
		return LLVMFuzzerMutate(data, size, max_size);
	return fuzz_mutate(data, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size,
				 const uint8_t *second, size_t second_size, uint8_t *out,
				 size_t max_size, unsigned int seed)
{
	size_t size;

	if (!fuzz_target.run)
		return fuzz_cross(first, first_size, second, second_size, out, max_size, seed);
	/* The head of one and the tail of the other. */
	size = first_size / 2 < max_size ? first_size / 2 : max_size;
	memcpy(out, first, size);
	second_size -= second_size / 2;
	if (second_size > max_size - size)
		second_size = max_size - size;
	memcpy(out + size, second, second_size);
	return size + second_size;
}
