// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_refcount.c - refcount_t and kref: what is silent, and what saturates with which words
 *
 * Each misuse here is a use after free in the making; the words are the ones that syzkaller's
 * parser and kernel developers know.
 */
#include "data_run.h"

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static void count_well(void *arg)
{
	refcount_t r = REFCOUNT_INIT(1);
	int old;

	refcount_inc(&r);
	cr_assert_eq(refcount_read(&r), 2);
	cr_assert_not(refcount_dec_and_test(&r));
	refcount_add(4, &r);
	__refcount_inc(&r, &old);
	cr_assert_eq(old, 5);
	cr_assert_not(refcount_sub_and_test(3, &r));
	refcount_dec(&r);
	refcount_dec(&r);
	cr_assert_not(refcount_dec_not_one(&r));
	cr_assert_eq(refcount_read(&r), 1);
	cr_assert(refcount_inc_not_zero(&r));
	cr_assert(refcount_dec_not_one(&r));
	cr_assert(refcount_dec_if_one(&r));
	cr_assert_not(refcount_dec_if_one(&r));
	cr_assert_not(refcount_inc_not_zero(&r));
	cr_assert_not(refcount_add_not_zero(3, &r));
}

Test(data_refcount, proper_counting_is_silent)
{
	data_run_clean(count_well, NULL);
}

struct misuse {
	int		start;
	void		(*use)(refcount_t *r);
	const char	*words;
};

static void use_inc(refcount_t *r)
{
	refcount_inc(r);
}

static void use_dec(refcount_t *r)
{
	refcount_dec(r);
}

static void use_dec_and_test(refcount_t *r)
{
	cr_assert_not(refcount_dec_and_test(r));
}

static void use_sub_two(refcount_t *r)
{
	cr_assert_not(refcount_sub_and_test(2, r));
}

static void use_inc_not_zero(refcount_t *r)
{
	cr_assert(refcount_inc_not_zero(r));
}

static const struct misuse misuses[] = {
	{ 0, use_inc, "refcount_t: addition on 0; use-after-free." },
	{ INT_MAX, use_inc, "refcount_t: saturated; leaking memory." },
	{ INT_MAX, use_inc_not_zero, "refcount_t: saturated; leaking memory." },
	{ REFCOUNT_SATURATED, use_inc, "refcount_t: saturated; leaking memory." },
	{ 1, use_dec, "refcount_t: decrement hit 0; leaking memory." },
	{ 0, use_dec_and_test, "refcount_t: underflow; use-after-free." },
	{ REFCOUNT_SATURATED, use_dec_and_test, "refcount_t: underflow; use-after-free." },
	{ 1, use_sub_two, "refcount_t: underflow; use-after-free." },
};

static void use_badly(void *arg)
{
	const struct misuse *misuse = arg;
	refcount_t r = REFCOUNT_INIT(misuse->start);

	misuse->use(&r);
	cr_assert_eq((int)refcount_read(&r), REFCOUNT_SATURATED);
}

Test(data_refcount, misuse_saturates_with_the_kernels_words)
{
	for (unsigned int i = 0; i < sizeof(misuses) / sizeof(misuses[0]); i++) {
		cr_assert_eq(data_run(use_badly, (void *)&misuses[i]), 1, "misuse %u", i);
		cr_assert_not_null(strstr(finding_at(0)->text, misuses[i].words),
				   "misuse %u: %s", i, finding_at(0)->text);
	}
}

struct thing {
	struct kref	kref;
	struct mutex	*lock;
	spinlock_t	*spin;
	int		released;
};

static void release(struct kref *kref)
{
	container_of(kref, struct thing, kref)->released++;
}

static void release_and_unlock(struct kref *kref)
{
	struct thing *thing = container_of(kref, struct thing, kref);

	thing->released++;
	if (thing->lock)
		mutex_unlock(thing->lock);
	if (thing->spin)
		spin_unlock(thing->spin);
}

static void put_krefs(void *arg)
{
	struct thing thing = {};
	DEFINE_MUTEX(lock);
	DEFINE_SPINLOCK(spin);

	kref_init(&thing.kref);
	kref_get(&thing.kref);
	cr_assert_eq(kref_put(&thing.kref, release), 0);
	cr_assert_eq(thing.released, 0);
	cr_assert_eq(kref_put(&thing.kref, release), 1);
	cr_assert_eq(thing.released, 1);
	cr_assert_not(kref_get_unless_zero(&thing.kref));

	thing.lock = &lock;
	kref_init(&thing.kref);
	kref_get(&thing.kref);
	cr_assert_eq(kref_put_mutex(&thing.kref, release_and_unlock, &lock), 0);
	cr_assert_eq(kref_put_mutex(&thing.kref, release_and_unlock, &lock), 1);
	cr_assert_not(mutex_is_locked(&lock));
	thing.lock = NULL;

	thing.spin = &spin;
	kref_init(&thing.kref);
	cr_assert_eq(kref_put_lock(&thing.kref, release_and_unlock, &spin), 1);
	cr_assert_eq(thing.released, 3);
}

Test(data_refcount, last_put_releases_and_takes_the_lock_for_it)
{
	data_run_clean(put_krefs, NULL);
}
