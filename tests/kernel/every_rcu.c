// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_rcu.c - RCU, SRCU, lists under them, notifier chains: see every_way.h
 *
 * Freed memory has no value: each object holds a mark that its reader checks.
 *
 * Long, since each kind of chain needs a program and a twin.
 */
#include "every_way.h"

#include <linux/atomic.h>
#include <linux/notifier.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#define MARK	0x1234

struct object {
	int			mark;
	struct list_head	node;
	struct hlist_node	hnode;
	struct rcu_head		rcu;
};

static struct object __rcu *shared;

static struct object *object_new(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	BUG_ON(!object);
	object->mark = MARK;
	return object;
}

static void reads_shared(void *locked)
{
	struct object *object;

	if (locked)
		rcu_read_lock();
	object = rcu_dereference_raw(shared);
	if (object)
		BUG_ON(seen(&object->mark) != MARK);
	if (locked)
		rcu_read_unlock();
}

/* Unreachable at once, overwritten and freed when no reader can have it any more. */
static void removes_shared(void *unused)
{
	struct object *object = rcu_dereference_raw(shared);

	access_to(&shared);
	rcu_assign_pointer(shared, NULL);
	synchronize_rcu();
	set(&object->mark, 0);
	kfree(object);
}

static void rcu_program(void *locked)
{
	rcu_assign_pointer(shared, object_new());
	in_parallel(reads_shared, removes_shared, locked);
}

static void rcu_right(void)
{
	rcu_program(&shared);
}

static void rcu_wrong(void)
{
	rcu_program(NULL);
}

static atomic_t freed;

static void free_object(struct rcu_head *rcu)
{
	struct object *object = container_of(rcu, struct object, rcu);

	set(&object->mark, 0);
	kfree(object);
	atomic_inc(&freed);
}

static void removes_later(void *unused)
{
	struct object *object = rcu_dereference_raw(shared);

	access_to(&shared);
	rcu_assign_pointer(shared, NULL);
	call_rcu(&object->rcu, free_object);
}

static void call_rcu_program(bool waits)
{
	atomic_set(&freed, 0);
	rcu_assign_pointer(shared, object_new());
	in_parallel(reads_shared, removes_later, &shared);
	if (waits)
		rcu_barrier();
	BUG_ON(atomic_read(&freed) != 1);
}

static void call_rcu_right(void)
{
	call_rcu_program(true);
}

static void call_rcu_wrong(void)
{
	call_rcu_program(false);
}

static void replaces_and_forgets(void *unused)
{
	struct object *object = rcu_dereference_raw(shared);

	access_to(&shared);
	rcu_assign_pointer(shared, object_new());
	kfree_rcu(object, rcu);
}

static void kfree_rcu_program(bool frees)
{
	rcu_assign_pointer(shared, object_new());
	in_parallel(reads_shared, replaces_and_forgets, &shared);
	if (frees)
		kfree(rcu_dereference_raw(shared));
}

static void kfree_rcu_right(void)
{
	kfree_rcu_program(true);
}

static void kfree_rcu_wrong(void)
{
	kfree_rcu_program(false);
}

static LIST_HEAD(list);

static void walks_list(void *unused)
{
	struct object *object;

	rcu_read_lock();
	access_to(&list);
	list_for_each_entry_rcu(object, &list, node)
		BUG_ON(seen(&object->mark) != MARK);
	rcu_read_unlock();
}

static void shortens_list(void *waits)
{
	struct object *object = list_first_entry(&list, struct object, node);

	access_to(&list);
	list_del_rcu(&object->node);
	if (waits)
		synchronize_rcu();
	set(&object->mark, 0);
}

static void rculist_program(void *waits)
{
	struct object *first = object_new(), *second = object_new();

	INIT_LIST_HEAD(&list);
	list_add_rcu(&second->node, &list);
	list_add_rcu(&first->node, &list);
	in_parallel(walks_list, shortens_list, waits);
	BUG_ON(!list_is_singular(&list));
	kfree(first);
	kfree(second);
}

static void rculist_right(void)
{
	rculist_program(&list);
}

static void rculist_wrong(void)
{
	rculist_program(NULL);
}

static HLIST_HEAD(hlist);

static void walks_hlist(void *unused)
{
	struct object *object;

	rcu_read_lock();
	access_to(&hlist);
	hlist_for_each_entry_rcu(object, &hlist, hnode)
		BUG_ON(seen(&object->mark) != MARK);
	rcu_read_unlock();
}

/* What readers can find must be whole. */
static void lengthens_hlist(void *whole_first)
{
	struct object *object = object_new();

	if (!whole_first)
		object->mark = 0;
	access_to(&hlist);
	hlist_add_head_rcu(&object->hnode, &hlist);
	if (!whole_first)
		set(&object->mark, MARK);
}

static void hlist_program(void *whole_first)
{
	struct object *object;
	struct hlist_node *next;

	INIT_HLIST_HEAD(&hlist);
	in_parallel(walks_hlist, lengthens_hlist, whole_first);
	hlist_for_each_entry_safe(object, next, &hlist, hnode)
		kfree(object);
}

static void hlist_right(void)
{
	hlist_program(&hlist);
}

static void hlist_wrong(void)
{
	hlist_program(NULL);
}

static struct srcu_struct srcu, other_srcu;

static void reads_asleep(void *unused)
{
	int idx = srcu_read_lock(&srcu);
	struct object *object = srcu_dereference(shared, &srcu);

	if (object) {
		schedule_timeout_uninterruptible(1);
		BUG_ON(seen(&object->mark) != MARK);
	}
	srcu_read_unlock(&srcu, idx);
}

static void removes_under_srcu(void *domain)
{
	struct object *object = rcu_dereference_raw(shared);

	access_to(&shared);
	rcu_assign_pointer(shared, NULL);
	synchronize_srcu(domain);
	set(&object->mark, 0);
	kfree(object);
}

static void srcu_program(void *domain)
{
	init_srcu_struct(&srcu);
	init_srcu_struct(&other_srcu);
	rcu_assign_pointer(shared, object_new());
	in_parallel(reads_asleep, removes_under_srcu, domain);
	cleanup_srcu_struct(&srcu);
	cleanup_srcu_struct(&other_srcu);
}

static void srcu_right(void)
{
	srcu_program(&srcu);
}

static void srcu_wrong(void)
{
	srcu_program(&other_srcu);
}

static void removes_by_call(void *unused)
{
	struct object *object = rcu_dereference_raw(shared);

	access_to(&shared);
	rcu_assign_pointer(shared, NULL);
	call_srcu(&srcu, &object->rcu, free_object);
}

static void call_srcu_program(bool waits)
{
	init_srcu_struct(&srcu);
	atomic_set(&freed, 0);
	rcu_assign_pointer(shared, object_new());
	in_parallel(reads_asleep, removes_by_call, NULL);
	if (waits)
		srcu_barrier(&srcu);
	BUG_ON(atomic_read(&freed) != 1);
	cleanup_srcu_struct(&srcu);
}

static void call_srcu_right(void)
{
	call_srcu_program(true);
}

static void call_srcu_wrong(void)
{
	call_srcu_program(false);
}

/*
 * Chains: a callback is not called any more once it is unregistered; with raw chains that
 * is the business of their user.
 */
static ATOMIC_NOTIFIER_HEAD(atomic_chain);
static BLOCKING_NOTIFIER_HEAD(blocking_chain);
static RAW_NOTIFIER_HEAD(raw_chain);
static struct srcu_notifier_head srcu_chain;
static struct mutex raw_mutex;
static int gone;

static int is_there(struct notifier_block *nb, unsigned long action, void *data)
{
	BUG_ON(seen(&gone));
	return NOTIFY_OK;
}

static int sleeps_there(struct notifier_block *nb, unsigned long action, void *data)
{
	schedule_timeout_uninterruptible(1);
	return is_there(nb, action, data);
}

static int leaves_chain(struct notifier_block *nb, unsigned long action, void *data)
{
	blocking_notifier_chain_unregister(&blocking_chain, nb);
	return NOTIFY_OK;
}

static struct notifier_block block;

static void block_is(notifier_fn_t fn)
{
	block = (struct notifier_block){ .notifier_call = fn };
	gone = 0;
}

static void calls_atomic(void *unused)
{
	atomic_notifier_call_chain(&atomic_chain, 1, NULL);
}

static void leaves_atomic(void *unused)
{
	BUG_ON(atomic_notifier_chain_unregister(&atomic_chain, &block));
	set(&gone, 1);
}

static void atomic_chain_program(notifier_fn_t fn)
{
	ATOMIC_INIT_NOTIFIER_HEAD(&atomic_chain);
	block_is(fn);
	BUG_ON(atomic_notifier_chain_register(&atomic_chain, &block));
	in_parallel(calls_atomic, leaves_atomic, NULL);
}

static void atomic_chain_right(void)
{
	atomic_chain_program(is_there);
}

static void atomic_chain_wrong(void)
{
	atomic_chain_program(sleeps_there);
}

static void calls_blocking(void *unused)
{
	blocking_notifier_call_chain(&blocking_chain, 1, NULL);
}

static void leaves_blocking(void *unused)
{
	blocking_notifier_chain_unregister(&blocking_chain, &block);
	set(&gone, 1);
}

static void blocking_chain_right(void)
{
	BLOCKING_INIT_NOTIFIER_HEAD(&blocking_chain);
	block_is(sleeps_there);
	BUG_ON(blocking_notifier_chain_register(&blocking_chain, &block));
	in_parallel(calls_blocking, leaves_blocking, NULL);
}

static void blocking_chain_wrong(void)
{
	BLOCKING_INIT_NOTIFIER_HEAD(&blocking_chain);
	block_is(leaves_chain);
	blocking_notifier_chain_register(&blocking_chain, &block);
	in_parallel(calls_blocking, calls_blocking, NULL);
}

static void calls_srcu(void *unused)
{
	srcu_notifier_call_chain(&srcu_chain, 1, NULL);
}

static void leaves_srcu(void *in_order)
{
	if (!in_order)
		set(&gone, 1);
	srcu_notifier_chain_unregister(&srcu_chain, &block);
	set(&gone, 1);
}

static void srcu_chain_program(void *in_order)
{
	srcu_init_notifier_head(&srcu_chain);
	block_is(sleeps_there);
	BUG_ON(srcu_notifier_chain_register(&srcu_chain, &block));
	in_parallel(calls_srcu, leaves_srcu, in_order);
	srcu_cleanup_notifier_head(&srcu_chain);
}

static void srcu_chain_right(void)
{
	srcu_chain_program(&srcu_chain);
}

static void srcu_chain_wrong(void)
{
	srcu_chain_program(NULL);
}

static void calls_raw(void *locked)
{
	if (locked)
		mutex_lock(&raw_mutex);
	access_to(&raw_chain);
	raw_notifier_call_chain(&raw_chain, 1, NULL);
	if (locked)
		mutex_unlock(&raw_mutex);
}

static void leaves_raw(void *unused)
{
	mutex_lock(&raw_mutex);
	access_to(&raw_chain);
	BUG_ON(raw_notifier_chain_unregister(&raw_chain, &block));
	mutex_unlock(&raw_mutex);
	set(&gone, 1);
}

static void raw_chain_program(void *locked)
{
	mutex_init(&raw_mutex);
	RAW_INIT_NOTIFIER_HEAD(&raw_chain);
	block_is(is_there);
	BUG_ON(raw_notifier_chain_register(&raw_chain, &block));
	in_parallel(calls_raw, leaves_raw, locked);
}

static void raw_chain_right(void)
{
	raw_chain_program(&raw_chain);
}

static void raw_chain_wrong(void)
{
	raw_chain_program(NULL);
}

const struct primitive every_rcu[] = {
	{ "synchronize_rcu", rcu_right, rcu_wrong, "reads without rcu_read_lock()",
	  "kernel BUG", .sanitized = true },
	{ "call_rcu and rcu_barrier", call_rcu_right, call_rcu_wrong,
	  "does not wait for the callback", "kernel BUG" },
	{ "kfree_rcu", kfree_rcu_right, kfree_rcu_wrong, "forgets the last object",
	  "memory leak" },
	{ "list_del_rcu", rculist_right, rculist_wrong, "reuses it without a grace period",
	  "kernel BUG" },
	{ "hlist_add_head_rcu", hlist_right, hlist_wrong, "publishes it half made",
	  "kernel BUG" },
	{ "SRCU", srcu_right, srcu_wrong, "waits for another domain", "kernel BUG",
	  .sanitized = true },
	{ "call_srcu and srcu_barrier", call_srcu_right, call_srcu_wrong,
	  "does not wait for the callback", "kernel BUG" },
	{ "atomic notifier chain", atomic_chain_right, atomic_chain_wrong,
	  "sleeps in a callback", "BUG: sleeping function called from invalid context" },
	{ "blocking notifier chain", blocking_chain_right, blocking_chain_wrong,
	  "unregisters in its own callback", "INFO: task hung" },
	{ "SRCU notifier chain", srcu_chain_right, srcu_chain_wrong,
	  "takes itself for gone before it has left", "kernel BUG" },
	{ "raw notifier chain", raw_chain_right, raw_chain_wrong, "calls without the lock",
	  "kernel BUG" },
	{ .name = NULL },
};
