// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_idr.c - idr and ida, against tables of what is in use
 */
#include "data_run.h"

#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "data_random.h"

#define IDS	3000

static bool used[IDS];

static int lowest_free(int min, int max)
{
	while (min <= max && used[min])
		min++;
	return min <= max ? min : -ENOSPC;
}

static void random_idr(void *arg)
{
	int base = *(int *)arg;
	struct idr idr;

	idr_init_base(&idr, base);
	for (int step = 0; step < 6000; step++) {
		int min = base + data_random(2500), max = min + data_random(400), id;

		if (data_random(3) == 0) {
			cr_assert_eq(idr_find(&idr, min), used[min] && min % 2 ? &used[min] : NULL);
			idr_remove(&idr, min);
			used[min] = false;
			continue;
		}
		id = idr_alloc(&idr, NULL, min, max + 1, GFP_KERNEL);
		cr_assert_eq(id, lowest_free(min, max));
		if (id < 0)
			continue;
		used[id] = true;
		if (id % 2)
			cr_assert_null(idr_replace(&idr, &used[id], id));
	}
	idr_destroy(&idr);
	cr_assert(idr_is_empty(&idr));
}

Test(data_idr, idr_gives_out_the_lowest_free_id)
{
	int base = 0;

	data_run_clean(random_idr, &base);
}

Test(data_idr, idr_ids_begin_at_their_base)
{
	int base = 7;

	data_run_clean(random_idr, &base);
}

static int count_call(int id, void *p, void *data)
{
	cr_assert_eq(p, &used[id]);
	return ++*(int *)data == 3 ? -EINTR : 0;
}

static void walk_idr(void *arg)
{
	DEFINE_IDR(idr);
	int id, calls = 0;
	bool *entry;

	for (int i = 0; i < 5; i++)
		cr_assert_eq(idr_alloc(&idr, i == 2 ? NULL : &used[i], 0, 0, GFP_KERNEL), i);
	idr_for_each_entry(&idr, entry, id)
		calls = calls * 10 + id;
	cr_assert_eq(calls, 134);	/* 0, 1, 3, 4: the NULL has an id and is not seen */
	calls = 0;
	cr_assert_eq(idr_for_each(&idr, count_call, &calls), -EINTR);
	cr_assert_eq(idr_replace(&idr, NULL, 77), ERR_PTR(-ENOENT));
	cr_assert_eq(idr_remove(&idr, 1), &used[1]);
	cr_assert_null(idr_remove(&idr, 1));
	cr_assert_eq(idr_alloc_cyclic(&idr, &used[0], 0, 5, GFP_KERNEL), 1);
	cr_assert_eq(idr_alloc_cyclic(&idr, &used[0], 0, 5, GFP_KERNEL), -ENOSPC);
	idr_remove(&idr, 0);
	cr_assert_eq(idr_alloc_cyclic(&idr, &used[0], 0, 5, GFP_KERNEL), 0);
	idr_destroy(&idr);
}

Test(data_idr, idr_walk_sees_pointers_and_not_null)
{
	data_run_clean(walk_idr, NULL);
}

static void preload_idr(void *arg)
{
	DEFINE_IDR(idr);

	idr_preload(GFP_KERNEL);
	idr_lock(&idr);
	cr_assert_eq(idr_alloc(&idr, &idr, 1, 0, GFP_NOWAIT), 1);
	idr_unlock(&idr);
	idr_preload_end();
	idr_destroy(&idr);
}

Test(data_idr, idr_allocates_under_a_lock_after_preload)
{
	data_run_clean(preload_idr, NULL);
}

static void random_ida(void *arg)
{
	DEFINE_IDA(ida);
	int left = 0;

	for (int step = 0; step < 8000; step++) {
		int min = data_random(2500), max = min + data_random(400), id;

		if (data_random(3) == 0) {
			if (used[min])
				ida_free(&ida, min);
			used[min] = false;
			continue;
		}
		id = ida_alloc_range(&ida, min, max, GFP_KERNEL);
		cr_assert_eq(id, lowest_free(min, max));
		if (id >= 0)
			used[id] = true;
	}
	for (int i = 0; i < IDS; i++)
		left += used[i];
	cr_assert_gt(left, 0);
	for (int i = 0; i < IDS; i++) {
		if (used[i])
			ida_free(&ida, i);
	}
	cr_assert(ida_is_empty(&ida));	/* and its memory is given back: the run looks */
}

Test(data_idr, ida_gives_out_the_lowest_free_id)
{
	data_run_clean(random_ida, NULL);
}

static void ida_limits(void *arg)
{
	DEFINE_IDA(ida);

	cr_assert_eq(ida_alloc_min(&ida, INT_MAX, GFP_KERNEL), INT_MAX);
	cr_assert_eq(ida_alloc_min(&ida, INT_MAX, GFP_KERNEL), -ENOSPC);
	cr_assert_eq(ida_alloc_range(&ida, 1U << 31, ~0U, GFP_KERNEL), -ENOSPC);
	cr_assert_eq(ida_alloc_max(&ida, 0, GFP_KERNEL), 0);
	cr_assert_eq(ida_alloc_max(&ida, 0, GFP_KERNEL), -ENOSPC);
	ida_destroy(&ida);
	cr_assert(ida_is_empty(&ida));
}

Test(data_idr, ida_ids_are_not_negative)
{
	data_run_clean(ida_limits, NULL);
}

static void free_twice(void *arg)
{
	DEFINE_IDA(ida);

	cr_assert_eq(ida_alloc(&ida, GFP_KERNEL), 0);
	ida_free(&ida, 0);
	ida_free(&ida, 0);
}

Test(data_idr, ida_warns_of_an_id_freed_twice)
{
	cr_assert_eq(data_run(free_twice, NULL), 1);
	cr_assert_not_null(strstr(finding_at(0)->text, "ida_free called for id=0"));
}

static void ida_without_memory(void *arg)
{
	DEFINE_IDA(ida);

	cr_assert_eq(ida_alloc(&ida, GFP_KERNEL), -ENOMEM);
	cr_assert(ida_is_empty(&ida));
	cr_assert_eq(ida_alloc(&ida, GFP_KERNEL), 0);
	ida_free(&ida, 0);
}

Test(data_idr, ida_survives_failed_allocations)
{
	static const struct ex_fault faults[] = { { "kmalloc", 1 }, { "kmalloc", 2 } };
	struct ex_config config = { .engine = EX_FIBERS, .faults = faults, .nr_faults = 2 };

	findings_clear();
	data_run_with(&config, ida_without_memory, NULL);
	cr_assert_eq(findings_count(), 0);
}
