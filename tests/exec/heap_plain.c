// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * heap_plain.c - memory can be as in a build without a sanitizer, in one that has one
 */
#include <string.h>

#include <criterion/criterion.h>

#include "exec/heap.h"
#include "exec/run.h"

static unsigned int nr_bad;
static enum ex_heap_bad last_bad;

static void note_bad(enum ex_heap_bad what, const void *ptr, unsigned long ip)
{
	(void)ptr;
	(void)ip;
	nr_bad++;
	last_bad = what;
}

static void run_plain(void (*root)(void *arg))
{
	struct ex_config config = { .steps_max = 1000 };
	struct ex_result result;

	ex_heap_plain(true);
	ex_heap_bad = note_bad;
	ex_run(&config, root, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
}

static void read_freed(void *arg)
{
	volatile unsigned char *object = ex_alloc(64, 0);

	cr_expect(ex_alive(object, 1));
	ex_free((void *)object, 0);
	cr_expect_eq(object[63], EX_POISON_FREE);
	cr_expect_not(ex_alive(object, 1));
}

Test(heap_plain, freed_memory_can_be_read_and_told_by_what_it_holds)
{
	run_plain(read_freed);
	cr_expect_eq(nr_bad, 0);
}

static void write_freed(void *arg)
{
	volatile unsigned char *object = ex_alloc(64, 0), *other;

	ex_free((void *)object, 0);
	memset((void *)object, 1, 4);
	cr_expect(ex_alive(object, 1), "it looks as if somebody used it");
	other = ex_alloc(64, 0);
	cr_expect_neq(other, object, "no address is used again in a run");
	ex_free((void *)other, 0);
	cr_expect_eq(ex_heap_verify(), 1);
}

Test(heap_plain, a_write_to_freed_memory_is_found_at_the_end)
{
	run_plain(write_freed);
	cr_expect_eq(nr_bad, 1);
	cr_expect_eq(last_bad, EX_HEAP_WRITE_AFTER_FREE);
}

static void run_over(void *arg)
{
	volatile char *object = ex_alloc(61, 0);

	object[61] = 1;
	ex_free((void *)object, 0);
}

Test(heap_plain, a_write_past_the_end_is_found_when_it_is_freed)
{
	run_plain(run_over);
	cr_expect_eq(nr_bad, 1);
	cr_expect_eq(last_bad, EX_HEAP_OVERRUN);
}

#if EX_ASAN

#include <sanitizer/asan_interface.h>

static char *seen;

static void free_one(void *arg)
{
	seen = ex_alloc(64, 0);
	ex_free(seen, 0);
}

/* A campaign whose memory the sanitizer watches may come before and after. */
Test(heap_plain, the_sanitizer_looks_again_afterwards)
{
	struct ex_config config = { .steps_max = 1000 };
	struct ex_result result;

	ex_heap_terse(true);
	ex_run(&config, free_one, NULL, &result);
	cr_expect(__asan_address_is_poisoned(seen));
	run_plain(read_freed);
	run_plain(free_one);
	cr_expect_not(__asan_address_is_poisoned(seen));
	ex_heap_plain(false);
	ex_run(&config, free_one, NULL, &result);
	cr_expect(__asan_address_is_poisoned(seen));
}

#endif
