// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_concurrent.c - lockless uses of the structures, several tasks at once
 *
 * Where a structure promises that a reader needs no lock, a missing release is silent on x86:
 * ThreadSanitizer judges here what each of them publishes.
 */
#include "data_run.h"

#include <criterion/parameterized.h>

#include <linux/kref.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/ptr_ring.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/xarray.h>

#include "support/races.h"

#define ROUNDS	20

static const enum ex_engine engines[] = { EX_FIBERS, EX_THREADS };

/* @body in a task that spawns others, under many schedules. */
static void run_rounds(enum ex_engine engine, void (*body)(void *arg))
{
	const char *error;
	struct ex_policy *policy = ex_policy_make("random", &error);
	struct ex_config config = { .engine = engine, .perturb = 8 };

	config.policy = engine == EX_FIBERS ? policy : NULL;
	findings_clear();
	for (config.seed = 1; config.seed <= ROUNDS; config.seed++)
		data_run_with(&config, body, NULL);
	cr_assert_eq(findings_count(), 0, "%s", findings_count() ? finding_at(0)->text : "");
	ex_policy_free(policy);
}

/* Spawns @count tasks and waits for all of them. */
static void run_tasks(void (*fn)(void *arg), unsigned int count, void *arg)
{
	struct task_struct *tasks[4];

	for (unsigned int i = 0; i < count; i++)
		tasks[i] = task_spawn("worker", fn, arg, 0, false);
	for (unsigned int i = 0; i < count; i++)
		task_join(tasks[i]);
}

#define ENTRIES		200u
#define MAGIC		0x5eed

struct entry {
	unsigned long	index;
	unsigned int	magic;
	struct rcu_head	rcu;
	struct list_head node;
};

static DEFINE_XARRAY(array);
static LIST_HEAD(list);
static DEFINE_MUTEX(list_lock);

static unsigned long spread(unsigned long i)
{
	return i * i * 977;
}

static struct entry *new_entry(unsigned long index)
{
	struct entry *entry = kmalloc(sizeof(*entry), GFP_KERNEL);

	BUG_ON(!entry);
	entry->index = index;
	entry->magic = MAGIC;
	return entry;
}

static void change_array(void *arg)
{
	for (unsigned long i = 0; i < ENTRIES; i++) {
		struct entry *old = xa_store(&array, spread(i), new_entry(spread(i)), GFP_KERNEL);

		if (i >= 3)
			old = xa_erase(&array, spread(i - 3));
		if (old)
			kfree_rcu(old, rcu);
	}
}

static void read_array(void *arg)
{
	for (unsigned long i = 0; i < ENTRIES; i++) {
		struct entry *entry;

		rcu_read_lock();
		entry = xa_load(&array, spread(i));
		BUG_ON(entry && (entry->magic != MAGIC || entry->index != spread(i)));
		rcu_read_unlock();
	}
}

static void array_role(void *arg)
{
	if (atomic_inc_return((atomic_t *)arg) == 1)
		change_array(arg);
	else
		read_array(arg);
}

static void array_body(void *unused)
{
	atomic_t roles = ATOMIC_INIT(0);
	unsigned long index;
	struct entry *entry;

	run_tasks(array_role, 3, &roles);
	xa_for_each(&array, index, entry) {
		xa_erase(&array, index);
		kfree(entry);
	}
	rcu_barrier();
}

Test(data_concurrent, array_readers_need_no_lock)
{
	run_rounds(EX_FIBERS, array_body);
}

static void list_role(void *arg)
{
	bool writer = atomic_inc_return((atomic_t *)arg) == 1;
	struct entry *entry;

	for (unsigned long i = 0; i < ENTRIES / 4; i++) {
		if (!writer) {
			rcu_read_lock();
			list_for_each_entry_rcu(entry, &list, node)
				BUG_ON(entry->magic != MAGIC);
			rcu_read_unlock();
			continue;
		}
		mutex_lock(&list_lock);
		list_add_rcu(&new_entry(i)->node, &list);
		if (i % 3 == 2) {
			entry = list_last_entry(&list, struct entry, node);
			list_del_rcu(&entry->node);
			kfree_rcu(entry, rcu);
		}
		mutex_unlock(&list_lock);
	}
}

static void list_body(void *unused)
{
	atomic_t roles = ATOMIC_INIT(0);
	struct entry *entry, *next;

	run_tasks(list_role, 3, &roles);
	list_for_each_entry_safe(entry, next, &list, node)
		kfree(entry);
	INIT_LIST_HEAD(&list);
	rcu_barrier();
}

Test(data_concurrent, list_readers_need_no_lock)
{
	run_rounds(EX_FIBERS, list_body);
}

struct counted {
	struct kref	kref;
	unsigned int	uses;
	atomic_t	releases;
};

static void count_release(struct kref *kref)
{
	struct counted *counted = container_of(kref, struct counted, kref);

	counted->uses++;	/* plain: every put before this one must happen before it */
	atomic_inc(&counted->releases);
}

static void use_counted(void *arg)
{
	struct counted *counted = arg;

	for (int i = 0; i < 50; i++) {
		if (!kref_get_unless_zero(&counted->kref))
			return;
		BUG_ON(READ_ONCE(counted->uses));
		kref_put(&counted->kref, count_release);
	}
	kref_put(&counted->kref, count_release);
}

static void kref_body(void *unused)
{
	struct counted counted = {};

	refcount_set(&counted.kref.refcount, 3);
	run_tasks(use_counted, 3, &counted);
	BUG_ON(atomic_read(&counted.releases) != 1);
	BUG_ON(counted.uses != 1);
}

ParameterizedTestParameters(data_concurrent, last_put_comes_once_and_last)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

ParameterizedTest(const enum ex_engine *engine, data_concurrent, last_put_comes_once_and_last)
{
	run_rounds(*engine, kref_body);
}

struct pile {
	struct llist_head	head;
	atomic_t		roles;
	unsigned int		taken;
	struct {
		struct llist_node	node;
		int			value;
	} items[100];
};

static void pile_role(void *arg)
{
	struct pile *pile = arg;
	int role = atomic_fetch_inc(&pile->roles);

	for (int i = role * 50; role < 2 && i < role * 50 + 50; i++) {
		pile->items[i].value = i + 1;
		llist_add(&pile->items[i].node, &pile->head);
	}
	for (int tries = 0; role == 2 && tries < 100; tries++) {
		struct llist_node *node = llist_del_all(&pile->head);

		for (; node; node = llist_next(node), pile->taken++)
			BUG_ON(!container_of(node, typeof(pile->items[0]), node)->value);
		cpu_relax();
	}
}

static void llist_body(void *unused)
{
	static struct pile pile;
	struct llist_node *node;

	memset(&pile, 0, sizeof(pile));
	run_tasks(pile_role, 3, &pile);
	llist_for_each(node, llist_del_all(&pile.head))
		pile.taken++;
	BUG_ON(pile.taken != 100);
}

ParameterizedTestParameters(data_concurrent, lockless_list_loses_nothing)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

ParameterizedTest(const enum ex_engine *engine, data_concurrent, lockless_list_loses_nothing)
{
	run_rounds(*engine, llist_body);
}

struct ring {
	struct ptr_ring	ring;
	atomic_t	roles;
	int		values[64];
};

static void ring_role(void *arg)
{
	struct ring *r = arg;
	bool producer = atomic_inc_return(&r->roles) == 1;

	for (int i = 0; i < 64; i++) {
		int *value;

		if (producer) {
			r->values[i] = i;
			while (__ptr_ring_produce(&r->ring, &r->values[i]))
				cpu_relax();
			continue;
		}
		while (!(value = __ptr_ring_consume(&r->ring)))
			cpu_relax();
		BUG_ON(*value != i);
	}
}

static void ring_body(void *unused)
{
	static struct ring r;

	atomic_set(&r.roles, 0);
	BUG_ON(ptr_ring_init(&r.ring, 5, GFP_KERNEL));
	run_tasks(ring_role, 2, &r);
	BUG_ON(!ptr_ring_empty_any(&r.ring));
	ptr_ring_cleanup(&r.ring, NULL);
}

ParameterizedTestParameters(data_concurrent, ring_of_two_needs_no_lock)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

ParameterizedTest(const enum ex_engine *engine, data_concurrent, ring_of_two_needs_no_lock)
{
	run_rounds(*engine, ring_body);
}

struct message {
	int		body;
	int		flag;
	bool		barriers;
	atomic_t	roles;
};

static void message_role(void *arg)
{
	struct message *m = arg;

	if (atomic_fetch_inc_relaxed(&m->roles) == 0) {
		m->body = 1;
		if (m->barriers)
			smp_wmb();	/* pairs with the smp_rmb() below */
		WRITE_ONCE(m->flag, 1);
		return;
	}
	while (!READ_ONCE(m->flag))
		cpu_relax();
	if (m->barriers)
		smp_rmb();	/* pairs with the smp_wmb() above */
	BUG_ON(data_race(m->body) != 1 && m->barriers);
	m->body = 2;
}

static void message_body(void *arg)
{
	struct message m = { .barriers = *(bool *)arg };

	run_tasks(message_role, 2, &m);
}

Test(data_concurrent, barriers_pass_a_message)
{
	struct ex_config config = { .engine = EX_FIBERS };
	bool barriers = true;

	data_run_with(&config, message_body, &barriers);
}

Test(data_concurrent, message_without_barriers_is_a_race)
{
	struct ex_config config = { .engine = EX_FIBERS };
	bool barriers = false;

	races_expect();
	data_run_with(&config, message_body, &barriers);
	cr_assert_eq(races_seen(), race_detector_present());
}
