// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_count.c - counters, bits, barriers, references, static keys: see every_way.h
 */
#include "every_way.h"

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/jump_label.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>

static atomic_t users;
static int lasts;

static void leaves(void *atomically)
{
	int left;

	if (atomically) {
		if (atomic_dec_and_test(&users))
			lasts++;
		return;
	}
	left = atomic_read(&users) - 1;
	atomic_set(&users, left);
	if (!left)
		lasts++;
}

static void last_of_two(void *atomically)
{
	atomic_set(&users, 2);
	lasts = 0;
	in_parallel(leaves, leaves, atomically);
	BUG_ON(atomic_read(&users) || lasts != 1);
}

static void atomic_right(void)
{
	last_of_two(&users);
}

static void atomic_wrong(void)
{
	last_of_two(NULL);
}

static atomic64_t total;

static void adds_much(void *atomically)
{
	s64 before = atomic64_read(&total);

	if (!atomically) {
		atomic64_set(&total, before + (1LL << 40));
		return;
	}
	while (!atomic64_try_cmpxchg(&total, &before, before + (1LL << 40)))
		;
}

static void sum_of_two(void *atomically)
{
	atomic64_set(&total, 0);
	in_parallel(adds_much, adds_much, atomically);
	BUG_ON(atomic64_read(&total) != 2LL << 40);
}

static void atomic64_right(void)
{
	sum_of_two(&total);
}

static void atomic64_wrong(void)
{
	sum_of_two(NULL);
}

static unsigned long flags;
static int owners;

static void claims(void *atomically)
{
	if (atomically) {
		if (!test_and_set_bit(3, &flags))
			owners++;
		return;
	}
	if (test_bit(3, &flags))
		return;
	set_bit(3, &flags);
	__atomic_add_fetch(&owners, 1, __ATOMIC_RELAXED);
}

static void claim_of_two(void *atomically)
{
	flags = 0;
	owners = 0;
	in_parallel(claims, claims, atomically);
	BUG_ON(owners != 1 || flags != 8);
}

static void bitops_right(void)
{
	claim_of_two(&flags);
}

static void bitops_wrong(void)
{
	claim_of_two(NULL);
}

/* A bit as a lock: what was done under it is seen by the next owner. */
static int guarded;

static void counts_under_bit(void *unused)
{
	while (test_and_set_bit_lock(0, &flags))
		cpu_relax();
	access_to(&guarded);
	guarded++;
	clear_bit_unlock(0, &flags);
}

static void counts_beside_bit(void *unused)
{
	int before;

	while (test_and_set_bit_lock(0, &flags))
		cpu_relax();
	before = seen(&guarded);
	clear_bit_unlock(0, &flags);
	set(&guarded, before + 1);
}

static void bit_lock_right(void)
{
	flags = 0;
	guarded = 0;
	in_parallel(counts_under_bit, counts_under_bit, NULL);
	BUG_ON(guarded != 2);
}

static void bit_lock_wrong(void)
{
	flags = 0;
	guarded = 0;
	in_parallel(counts_beside_bit, counts_beside_bit, NULL);
	BUG_ON(guarded != 2);
}

/* A message: the body first, then the flag that says it is there. */
static int body, ready;

static void sends(void *in_order)
{
	if (in_order) {
		access_to(&body);
		body = 42;
		access_to(&ready);
		smp_store_release(&ready, 1);	/* pairs with receives() */
		return;
	}
	set(&ready, 1);
	set(&body, 42);
}

static void receives(void *unused)
{
	access_to(&ready);
	if (smp_load_acquire(&ready))		/* pairs with sends() */
		BUG_ON(seen(&body) != 42);
}

static void message(void *in_order)
{
	body = ready = 0;
	in_parallel(sends, receives, in_order);
}

static void barrier_right(void)
{
	message(&ready);
}

static void barrier_wrong(void)
{
	message(NULL);
}

static refcount_t refs;
static int released;

static void puts_ref(void *unused)
{
	if (refcount_dec_and_test(&refs))
		WRITE_ONCE(released, released + 1);
}

static void looks_up(void *unused)
{
	if (refcount_inc_not_zero(&refs))
		puts_ref(NULL);
}

static void takes_blindly(void *unused)
{
	refcount_inc(&refs);
	puts_ref(NULL);
}

static void refcount_right(void)
{
	refcount_set(&refs, 1);
	released = 0;
	in_parallel(puts_ref, looks_up, NULL);
	BUG_ON(released != 1 || refcount_read(&refs));
}

static void refcount_wrong(void)
{
	refcount_set(&refs, 1);
	in_parallel(puts_ref, takes_blindly, NULL);
}

/* An object in a table of one: found under the lock, gone with its last reference. */
static struct object {
	struct kref	kref;
	int		gone;
} object;
static struct object *table;
static struct mutex table_mutex;
static spinlock_t table_lock;

static void object_init(void)
{
	mutex_init(&table_mutex);
	spin_lock_init(&table_lock);
	kref_init(&object.kref);
	object.gone = 0;
	table = &object;
}

static void object_release(struct kref *kref)
{
	container_of(kref, struct object, kref)->gone++;
}

static void kref_puts(void *unused)
{
	kref_put(&object.kref, object_release);
}

static void kref_right(void)
{
	object_init();
	kref_get(&object.kref);
	in_parallel(kref_puts, kref_puts, NULL);
	BUG_ON(object.gone != 1);
}

static void kref_wrong(void)
{
	object_init();
	in_parallel(kref_puts, kref_puts, NULL);
}

static void release_from_mutex_table(struct kref *kref)
{
	table = NULL;
	object_release(kref);
	mutex_unlock(&table_mutex);
}

static void release_then_mutex(struct kref *kref)
{
	mutex_lock(&table_mutex);
	release_from_mutex_table(kref);
}

static void puts_with_mutex(void *unused)
{
	kref_put_mutex(&object.kref, release_from_mutex_table, &table_mutex);
}

static void puts_then_mutex(void *unused)
{
	kref_put(&object.kref, release_then_mutex);
}

static void finds_with_mutex(void *unused)
{
	struct object *found;

	mutex_lock(&table_mutex);
	found = table;
	if (found)
		kref_get(&found->kref);
	mutex_unlock(&table_mutex);
	if (found)
		puts_with_mutex(NULL);
}

static void kref_mutex_right(void)
{
	object_init();
	in_parallel(puts_with_mutex, finds_with_mutex, NULL);
	BUG_ON(object.gone != 1 || table);
}

static void kref_mutex_wrong(void)
{
	object_init();
	in_parallel(puts_then_mutex, finds_with_mutex, NULL);
}

static void release_from_spin_table(struct kref *kref)
{
	table = NULL;
	object_release(kref);
	spin_unlock(&table_lock);
}

static void release_then_lock(struct kref *kref)
{
	spin_lock(&table_lock);
	release_from_spin_table(kref);
}

static void puts_with_lock(void *unused)
{
	kref_put_lock(&object.kref, release_from_spin_table, &table_lock);
}

static void puts_then_lock(void *unused)
{
	kref_put(&object.kref, release_then_lock);
}

static void finds_with_lock(void *unused)
{
	struct object *found;

	spin_lock(&table_lock);
	found = table;
	if (found)
		kref_get(&found->kref);
	spin_unlock(&table_lock);
	if (found)
		puts_with_lock(NULL);
}

static void kref_lock_right(void)
{
	object_init();
	in_parallel(puts_with_lock, finds_with_lock, NULL);
	BUG_ON(object.gone != 1 || table);
}

static void kref_lock_wrong(void)
{
	object_init();
	in_parallel(puts_then_lock, finds_with_lock, NULL);
}

static void finds_the_dying(void *unused)
{
	if (kref_get_unless_zero(&object.kref))
		kref_put(&object.kref, object_release);
}

static void revives_the_dying(void *unused)
{
	if (kref_read(&object.kref)) {
		kref_get(&object.kref);
		kref_put(&object.kref, object_release);
	}
}

static void kref_unless_zero_right(void)
{
	object_init();
	in_parallel(kref_puts, finds_the_dying, NULL);
	BUG_ON(object.gone != 1);
}

static void kref_unless_zero_wrong(void)
{
	object_init();
	in_parallel(kref_puts, revives_the_dying, NULL);
}

static DEFINE_PER_CPU(int, events);

static void counts_event(void *in_one)
{
	int before;

	access_to(&events);
	if (in_one) {
		this_cpu_inc(events);
		return;
	}
	before = this_cpu_read(events);
	access_to(&events);
	this_cpu_write(events, before + 1);
}

static void percpu_sum(void *in_one)
{
	this_cpu_write(events, 0);
	in_parallel(counts_event, counts_event, in_one);
	BUG_ON(per_cpu(events, 0) != 2);
}

static void percpu_right(void)
{
	percpu_sum(&object);
}

static void percpu_wrong(void)
{
	percpu_sum(NULL);
}

/* A feature is on as long as one user of it is there. */
static DEFINE_STATIC_KEY_FALSE(feature);

static void uses_feature(void *counted)
{
	if (counted)
		static_branch_inc(&feature);
	else
		static_branch_enable(&feature);
	BUG_ON(!static_branch_unlikely(&feature));
	if (counted)
		static_branch_dec(&feature);
	else
		static_branch_disable(&feature);
}

static void static_key_right(void)
{
	in_parallel(uses_feature, uses_feature, &object);
	BUG_ON(static_branch_unlikely(&feature));
}

static void static_key_wrong(void)
{
	static_branch_disable(&feature);
	in_parallel(uses_feature, uses_feature, NULL);
}

const struct primitive every_count[] = {
	{ "atomic_t", atomic_right, atomic_wrong, "reads and sets where it should decrement",
	  "kernel BUG" },
	{ "atomic64_t", atomic64_right, atomic64_wrong, "reads and sets where it should exchange",
	  "kernel BUG" },
	{ "bitops", bitops_right, bitops_wrong, "tests, then sets", "kernel BUG" },
	{ "bit as a lock", bit_lock_right, bit_lock_wrong, "writes after the unlock",
	  "kernel BUG" },
	{ "barriers", barrier_right, barrier_wrong, "raises the flag before the data is there",
	  "kernel BUG" },
	{ "refcount_t", refcount_right, refcount_wrong, "takes a reference that may be gone",
	  "WARNING: refcount bug" },
	{ "kref", kref_right, kref_wrong, "puts once too often", "WARNING: refcount bug" },
	{ "kref_put_mutex", kref_mutex_right, kref_mutex_wrong,
	  "takes the mutex only in the release", "WARNING: refcount bug" },
	{ "kref_put_lock", kref_lock_right, kref_lock_wrong,
	  "takes the lock only in the release", "WARNING: refcount bug" },
	{ "kref_get_unless_zero", kref_unless_zero_right, kref_unless_zero_wrong,
	  "looks at the count, then takes a reference", "WARNING: refcount bug" },
	{ "per-CPU data", percpu_right, percpu_wrong, "adds in two steps, not pinned",
	  "kernel BUG" },
	{ "static keys", static_key_right, static_key_wrong, "enables where it should count",
	  "kernel BUG" },
	{ .name = NULL },
};
