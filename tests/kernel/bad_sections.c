// SPDX-License-Identifier: GPL-2.0-or-later
/* bad_sections.c - read sections, chains, lists and counts that do not balance */
#include "kernel/bad_use.h"

#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>

static struct srcu_struct srcu;

/* Read sections. */

static void rcu_unlock_free(void)
{
	rcu_read_unlock();
}

static void rcu_waits_inside(void)
{
	rcu_read_lock();
	synchronize_rcu();
	rcu_read_unlock();
}

static void rcu_read_outside(void)
{
	static int *pointer;

	(void)rcu_dereference(pointer);
}

static void srcu_unlock_free(void)
{
	init_srcu_struct(&srcu);
	srcu_read_unlock(&srcu, 0);
}

static void srcu_waits_inside(void)
{
	int idx;

	init_srcu_struct(&srcu);
	idx = srcu_read_lock(&srcu);
	synchronize_srcu(&srcu);
	srcu_read_unlock(&srcu, idx);
}

static void srcu_cleaned_up_busy(void)
{
	init_srcu_struct(&srcu);
	srcu_read_lock(&srcu);
	cleanup_srcu_struct(&srcu);
}

static void preempt_enabled_free(void)
{
	preempt_enable();
	might_sleep();
}

/* Notifiers and lists. */

static int hears(struct notifier_block *nb, unsigned long action, void *data)
{
	return NOTIFY_OK;
}

static BLOCKING_NOTIFIER_HEAD(chain);

static void notifier_registered_twice(void)
{
	static struct notifier_block block = { .notifier_call = hears };

	BLOCKING_INIT_NOTIFIER_HEAD(&chain);
	blocking_notifier_chain_register(&chain, &block);
	blocking_notifier_chain_register(&chain, &block);
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static void notifier_freed_registered(void)
{
	struct notifier_block *own = kzalloc(sizeof(*own), GFP_KERNEL);

	BLOCKING_INIT_NOTIFIER_HEAD(&chain);
	own->notifier_call = hears;
	blocking_notifier_chain_register(&chain, own);
	kfree(own);
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static LIST_HEAD(list);

static void list_deleted_twice(void)
{
	struct list_head entry;

	INIT_LIST_HEAD(&list);
	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
}

static void list_added_twice(void)
{
	struct list_head entry;

	INIT_LIST_HEAD(&list);
	list_add(&entry, &list);
	list_add(&entry, &list);
}

static void list_deleted_never_added(void)
{
	struct list_head entry = {};

	list_del(&entry);
}

/* References. */

static struct kref kref;

static void nothing(struct kref *unused)
{
}

static void kref_put_below_zero(void)
{
	kref_init(&kref);
	kref_put(&kref, nothing);
	kref_put(&kref, nothing);
}

static void kref_get_from_zero(void)
{
	kref_init(&kref);
	kref_put(&kref, nothing);
	kref_get(&kref);
}

static void kref_overflow(void)
{
	refcount_set(&kref.refcount, INT_MAX);
	kref_get(&kref);
}

static void kref_used_freed(void)
{
	struct kref *own = kmalloc(sizeof(*own), GFP_KERNEL);

	kref_init(own);
	kfree(own);
	kref_get(own);
}

static struct module idle_module = { .name = "idle", .state = MODULE_STATE_LIVE };

static void module_put_below_zero(void)
{
	idle_module.refcnt = 0;
	module_put(&idle_module);
}

static void ida_free_twice(void)
{
	static DEFINE_IDA(ida);
	int id;

	ida_init(&ida);
	id = ida_alloc(&ida, GFP_KERNEL);
	ida_free(&ida, id);
	ida_free(&ida, id);
	ida_destroy(&ida);
}

static const struct bad_use bad_uses[] = {
	CASE(kref_put_below_zero, "WARNING: refcount bug"),
	CASE(kref_get_from_zero, "WARNING: refcount bug"),
	CASE(kref_overflow, "WARNING: refcount bug"),
	CASE(kref_used_freed, "KASAN: use-after-free", SANITIZED, NOT_TSAN),
	CASE(module_put_below_zero, "WARNING: module refcount underflow"),
	CASE(ida_free_twice, "WARNING in"),
	CASE(rcu_unlock_free, "WARNING: bad unlock balance"),
	CASE(rcu_waits_inside, "BUG: sleeping function called from invalid context"),
	CASE(rcu_read_outside, "WARNING: suspicious RCU usage"),
	CASE(srcu_unlock_free, "WARNING: bad unlock balance"),
	CASE(srcu_waits_inside, "INFO: task hung"),
	CASE(srcu_cleaned_up_busy, "WARNING in"),
	CASE(preempt_enabled_free, "BUG: sleeping function called from invalid context"),
	CASE(notifier_registered_twice, "WARNING in"),
	CASE(notifier_freed_registered, "general protection fault", SANITIZED),
	CASE(list_deleted_twice, "BUG: corrupted list"),
	CASE(list_added_twice, "BUG: corrupted list"),
	CASE(list_deleted_never_added, "BUG: unable to handle kernel NULL pointer dereference",
	     SANITIZED),
};

BAD_USES(bad_sections)
