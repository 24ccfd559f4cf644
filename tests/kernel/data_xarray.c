// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_xarray.c - xarray, against a table that is searched from end to end
 *
 * Every device file, context and irqfd hangs in one. An index given out twice, or an entry that a
 * walk skips, is a use after free or a leak somewhere else.
 */
#include "data_run.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/xarray.h>

#include "data_random.h"

#define KEYS	150
#define STEPS	2500

struct model {
	unsigned long	index[KEYS];
	void		*entry[KEYS];
	bool		marked[KEYS];
};

static struct model model;

/* Different indices, within 2^(64 - @shift). */
static void choose_indices(unsigned int shift)
{
	memset(&model, 0, sizeof(model));
	for (int i = 0; i < KEYS; i++) {
		u64 wide = (u64)data_random(~0U) << 32 | data_random(~0U);
		int j = 0;

		model.index[i] = shift < 60 ? wide >> shift : i * 3;
		while (j < i) {
			if (model.index[j++] == model.index[i]) {
				model.index[i]++;
				j = 0;
			}
		}
	}
	model.index[0] = ULONG_MAX;
}

static void *some_entry(void)
{
	unsigned long number = data_random(1000) + 1;

	return data_random(2) ? xa_mk_value(number) : (void *)(number * 4);
}

static void check_find(struct xarray *xa, unsigned long from, bool only_marked)
{
	unsigned long index = from;
	void *found = xa_find(xa, &index, ULONG_MAX, only_marked ? XA_MARK_1 : XA_PRESENT);
	int best = -1;

	for (int i = 0; i < KEYS; i++) {
		if (!model.entry[i] || model.index[i] < from || (only_marked && !model.marked[i]))
			continue;
		if (best < 0 || model.index[i] < model.index[best])
			best = i;
	}
	cr_assert_eq(found, best < 0 ? NULL : model.entry[best]);
	cr_assert_eq(index, best < 0 ? from : model.index[best]);
}

static void one_step(struct xarray *xa, int i)
{
	unsigned long index = model.index[i];
	void *entry;

	switch (data_random(6)) {
	case 0:
	case 1:
		entry = some_entry();
		cr_assert_eq(xa_store(xa, index, entry, GFP_KERNEL), model.entry[i]);
		model.entry[i] = entry;
		break;
	case 2:
		cr_assert_eq(xa_erase(xa, index), model.entry[i]);
		model.entry[i] = NULL;
		model.marked[i] = false;
		break;
	case 3:
		xa_set_mark(xa, index, XA_MARK_1);
		model.marked[i] = model.entry[i];
		break;
	case 4:
		xa_clear_mark(xa, index, XA_MARK_1);
		model.marked[i] = false;
		break;
	default:
		check_find(xa, index, data_random(2));
	}
	cr_assert_eq(xa_load(xa, index), model.entry[i]);
	cr_assert_eq(xa_get_mark(xa, index, XA_MARK_1), model.marked[i]);
}

static void random_steps(void *arg)
{
	static const unsigned int shifts[] = { 0, 20, 48, 55, 60 };
	const gfp_t *flags = arg;

	for (unsigned int round = 0; round < ARRAY_SIZE(shifts); round++) {
		unsigned long index, entries = 0;
		struct xarray xa;
		void *entry;

		xa_init_flags(&xa, *flags);
		choose_indices(shifts[round]);
		for (int step = 0; step < STEPS; step++)
			one_step(&xa, data_random(KEYS));
		xa_for_each(&xa, index, entry)
			entries++;
		for (int i = 0; i < KEYS; i++)
			entries -= !!model.entry[i];
		cr_assert_eq(entries, 0);
		for (int i = 0; i < KEYS && round % 2; i++)
			xa_erase(&xa, model.index[i]);
		if (round % 2 == 0)
			xa_destroy(&xa);
		cr_assert(xa_empty(&xa));
	}
}

Test(data_xarray, array_agrees_with_a_table)
{
	gfp_t flags = 0;

	data_run_clean(random_steps, &flags);
}

Test(data_xarray, allocating_array_agrees_with_a_table)
{
	gfp_t flags = XA_FLAGS_ALLOC;

	data_run_clean(random_steps, &flags);
}

static void allocate_and_erase(void *arg)
{
	static bool used[3000];
	struct xarray xa;
	u32 first = *(u32 *)arg;

	xa_init_flags(&xa, first ? XA_FLAGS_ALLOC1 : XA_FLAGS_ALLOC);
	for (int step = 0; step < 6000; step++) {
		u32 min = data_random(2500), max = min + data_random(400), expected, id = 0;
		int ret;

		if (data_random(3) == 0) {
			xa_erase(&xa, min);
			used[min] = false;
			continue;
		}
		expected = min < first ? first : min;
		while (expected <= max && used[expected])
			expected++;
		ret = xa_alloc(&xa, &id, data_random(2) ? &xa : NULL, XA_LIMIT(min, max),
			       GFP_KERNEL);
		cr_assert_eq(ret, expected > max ? -EBUSY : 0);
		if (ret)
			continue;
		cr_assert_eq(id, expected);
		used[id] = true;
	}
	xa_destroy(&xa);
}

Test(data_xarray, lowest_free_index_is_given_out)
{
	u32 first = 0;

	data_run_clean(allocate_and_erase, &first);
}

Test(data_xarray, index_zero_can_be_kept_back)
{
	u32 first = 1;

	data_run_clean(allocate_and_erase, &first);
}

static void reserve_and_compare(void *arg)
{
	int thing, other;
	DEFINE_XARRAY(xa);

	cr_assert_eq(xa_reserve(&xa, 1000, GFP_KERNEL), 0);
	cr_assert_null(xa_load(&xa, 1000));
	cr_assert_not(xa_empty(&xa));
	cr_assert_eq(xa_insert(&xa, 1000, &thing, GFP_KERNEL), -EBUSY);
	xa_release(&xa, 1000);
	cr_assert(xa_empty(&xa));

	cr_assert_eq(xa_insert(&xa, 5, &thing, GFP_KERNEL), 0);
	cr_assert_eq(xa_insert(&xa, 5, &other, GFP_KERNEL), -EBUSY);
	cr_assert_eq(xa_cmpxchg(&xa, 5, &other, NULL, GFP_KERNEL), &thing);
	cr_assert_eq(xa_cmpxchg(&xa, 5, &thing, &other, GFP_KERNEL), &thing);
	xa_release(&xa, 5);
	cr_assert_eq(xa_erase(&xa, 5), &other);
	cr_assert(xa_empty(&xa));
}

Test(data_xarray, reservations_are_busy_and_invisible)
{
	data_run_clean(reserve_and_compare, NULL);
}

static void go_around(void *arg)
{
	DEFINE_XARRAY_ALLOC(xa);
	u32 id, next = 0;

	for (u32 i = 0; i < 4; i++) {
		cr_assert_eq(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 3), &next, GFP_KERNEL), 0);
		cr_assert_eq(id, i);
	}
	cr_assert_eq(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 3), &next, GFP_KERNEL), -EBUSY);
	xa_erase(&xa, 1);
	xa_erase(&xa, 2);
	cr_assert_eq(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 3), &next, GFP_KERNEL), 1);
	cr_assert_eq(id, 1);
	cr_assert_eq(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 3), &next, GFP_KERNEL), 0);
	cr_assert_eq(id, 2);
	xa_destroy(&xa);
}

Test(data_xarray, cyclic_allocation_tells_of_the_turn)
{
	data_run_clean(go_around, NULL);
}

static void fail_then_store(void *arg)
{
	void *result;
	DEFINE_XARRAY(xa);

	result = xa_store(&xa, 1UL << 40, &xa, GFP_NOWAIT);
	cr_assert(xa_is_err(result));
	cr_assert_eq(xa_err(result), -ENOMEM);
	cr_assert(xa_empty(&xa));
	cr_assert_null(xa_store(&xa, 1UL << 40, &xa, GFP_NOWAIT));
	cr_assert_eq(xa_erase(&xa, 1UL << 40), &xa);
}

Test(data_xarray, failed_store_leaves_nothing_behind)
{
	/* Seven levels: the store gets no further than its fourth node, twice. */
	static const struct ex_fault faults[] = { { "kmalloc", 4 }, { "kmalloc", 5 } };
	struct ex_config config = { .engine = EX_FIBERS, .faults = faults, .nr_faults = 2 };

	findings_clear();
	data_run_with(&config, fail_then_store, NULL);
	cr_assert_eq(findings_count(), 0);
}
