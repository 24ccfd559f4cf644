// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * heap_terse.c - AddressSanitizer sees into the arena, too, if that is used under it
 */
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "exec/heap.h"
#include "exec/run.h"

#if EX_ASAN

#include <sanitizer/common_interface_defs.h>

#define ASAN_EXIT	3

/* Whatever its options say: a report ends the process in this way. */
static void reported(void)
{
	_exit(ASAN_EXIT);
}

static void run_terse(void (*root)(void *arg))
{
	struct ex_config config = { .steps_max = 1000 };
	struct ex_result result;

	__sanitizer_set_death_callback(reported);
	ex_heap_terse(true);
	ex_run(&config, root, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
}

static volatile char sink;

static void use_after_free(void *arg)
{
	char *object = ex_alloc(64, 0);

	ex_free(object, 0);
	sink = object[63];
}

Test(heap_terse, a_use_after_free_is_reported, .exit_code = ASAN_EXIT)
{
	run_terse(use_after_free);
}

static void one_past_the_end(void *arg)
{
	char *object = ex_alloc(61, 0);

	object[61] = 1;
}

Test(heap_terse, a_write_past_the_end_is_reported, .exit_code = ASAN_EXIT)
{
	run_terse(one_past_the_end);
}

static void one_before_the_start(void *arg)
{
	char *object = ex_alloc(64, 0);

	sink = object[-1];
}

Test(heap_terse, a_read_before_the_start_is_reported, .exit_code = ASAN_EXIT)
{
	run_terse(one_before_the_start);
}

static char *kept;

static void keep_one(void *arg)
{
	kept = ex_alloc(64, 0);
}

static void use_what_the_last_run_left(void *arg)
{
	sink = kept[0];
}

Test(heap_terse, a_pointer_of_the_run_before_is_reported, .exit_code = ASAN_EXIT)
{
	run_terse(keep_one);
	run_terse(use_what_the_last_run_left);
}

/* Every size, twice: what was poisoned in one run is fine to use in the next. */
static void use_well(void *arg)
{
	char *objects[200];

	for (unsigned int i = 0; i < 200; i++) {
		objects[i] = ex_alloc_aligned(i + 1, i % 3 ? 16 : 256, 0);
		memset(objects[i], (int)i, i + 1);
	}
	for (unsigned int i = 0; i < 200; i++) {
		cr_assert_eq((unsigned char)objects[i][i], i);
		ex_free(objects[i], 0);
	}
}

Test(heap_terse, good_use_is_silent)
{
	run_terse(use_well);
	run_terse(use_well);
}

#endif
