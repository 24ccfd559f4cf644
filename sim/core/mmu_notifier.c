// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmu_notifier.c - telling secondary MMUs what goes out of the page tables
 *
 *  N1  A subscription holds mm_count, so that the mm outlives it.
 *  N2  ->release is called once: by the mm's last user, or by unregister. Whoever
 *      takes the subscription off the list first has called it.
 *
 * Locking: subscriptions->lock covers changes of the list; callbacks walk it under
 * the SRCU below, which unregister waits for. Registration needs mmap_lock for
 * writing, which also keeps a first registration from happening twice.
 */
#include <linux/mmu_notifier.h>

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/rculist.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

DEFINE_STATIC_SRCU(srcu);

struct mmu_notifier_subscriptions {
	struct hlist_head	list;	/* lock; read under srcu */
	spinlock_t		lock;
};

static struct mmu_notifier_subscriptions *subscriptions_of(struct mm_struct *mm)
{
	return smp_load_acquire(&mm->notifier_subscriptions);	/* pairs with subscriptions_get() */
}

void mmu_notifier_range_init(struct mmu_notifier_range *range, enum mmu_notifier_event event,
			     unsigned int flags, struct mm_struct *mm, unsigned long start,
			     unsigned long end)
{
	*range = (struct mmu_notifier_range){
		.mm = mm, .start = start, .end = end, .event = event,
		.flags = flags | MMU_NOTIFIER_RANGE_BLOCKABLE,
	};
}

void mmu_notifier_invalidate_range_start(struct mmu_notifier_range *range)
{
	struct mmu_notifier_subscriptions *subscriptions = subscriptions_of(range->mm);
	struct mmu_notifier *mn;
	int idx;

	might_sleep();
	if (!subscriptions)
		return;
	idx = srcu_read_lock(&srcu);
	hlist_for_each_entry_rcu(mn, &subscriptions->list, hlist, srcu_read_lock_held(&srcu)) {
		if (mn->ops->invalidate_range_start)
			WARN_ON(mn->ops->invalidate_range_start(mn, range));
	}
	srcu_read_unlock(&srcu, idx);
}

void mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range)
{
	struct mmu_notifier_subscriptions *subscriptions = subscriptions_of(range->mm);
	struct mmu_notifier *mn;
	int idx;

	if (!subscriptions)
		return;
	idx = srcu_read_lock(&srcu);
	hlist_for_each_entry_rcu(mn, &subscriptions->list, hlist, srcu_read_lock_held(&srcu)) {
		if (mn->ops->invalidate_range_end)
			mn->ops->invalidate_range_end(mn, range);
	}
	srcu_read_unlock(&srcu, idx);
}

/* Made for the first of them; NULL: no memory. */
static struct mmu_notifier_subscriptions *subscriptions_get(struct mm_struct *mm)
{
	struct mmu_notifier_subscriptions *subscriptions = mm->notifier_subscriptions;

	if (subscriptions)
		return subscriptions;
	subscriptions = kzalloc(sizeof(*subscriptions), GFP_KERNEL);
	if (!subscriptions)
		return NULL;
	spin_lock_init(&subscriptions->lock);
	/* pairs with subscriptions_of() */
	smp_store_release(&mm->notifier_subscriptions, subscriptions);
	return subscriptions;
}

int __mmu_notifier_register(struct mmu_notifier *mn, struct mm_struct *mm)
{
	struct mmu_notifier_subscriptions *subscriptions;

	mmap_assert_write_locked(mm);
	BUG_ON(atomic_read(&mm->mm_users) <= 0);
	subscriptions = subscriptions_get(mm);
	if (!subscriptions)
		return -ENOMEM;
	mmgrab(mm);
	mn->mm = mm;
	mn->users = 1;
	mm_take_all_locks(mm);	/* it hears the end of what it has heard the beginning of */
	spin_lock(&subscriptions->lock);
	hlist_add_head_rcu(&mn->hlist, &subscriptions->list);
	spin_unlock(&subscriptions->lock);
	mm_drop_all_locks(mm);
	return 0;
}

int mmu_notifier_register(struct mmu_notifier *mn, struct mm_struct *mm)
{
	int ret;

	mmap_write_lock(mm);
	ret = __mmu_notifier_register(mn, mm);
	mmap_write_unlock(mm);
	return ret;
}

void mmu_notifier_unregister(struct mmu_notifier *mn, struct mm_struct *mm)
{
	struct mmu_notifier_subscriptions *subscriptions = mm->notifier_subscriptions;
	int idx;

	if (!hlist_unhashed_lockless(&mn->hlist)) {
		idx = srcu_read_lock(&srcu);
		if (mn->ops->release)
			mn->ops->release(mn, mm);
		srcu_read_unlock(&srcu, idx);
		spin_lock(&subscriptions->lock);
		hlist_del_init_rcu(&mn->hlist);
		spin_unlock(&subscriptions->lock);
	}
	/* Until callbacks that began before, ->release by the mm among them, are done. */
	synchronize_srcu(&srcu);
	mmdrop(mm);
}

void mmu_notifier_release(struct mm_struct *mm)
{
	struct mmu_notifier_subscriptions *subscriptions = mm->notifier_subscriptions;
	struct mmu_notifier *mn;
	int idx;

	if (!subscriptions)
		return;
	idx = srcu_read_lock(&srcu);
	hlist_for_each_entry_rcu(mn, &subscriptions->list, hlist, srcu_read_lock_held(&srcu)) {
		if (mn->ops->release)
			mn->ops->release(mn, mm);
	}
	spin_lock(&subscriptions->lock);
	while (!hlist_empty(&subscriptions->list)) {
		mn = hlist_entry(subscriptions->list.first, struct mmu_notifier, hlist);
		hlist_del_init_rcu(&mn->hlist);
	}
	spin_unlock(&subscriptions->lock);
	srcu_read_unlock(&srcu, idx);
	/* An unregister that finds its entry gone waits for SRCU; so must whoever frees next. */
	synchronize_srcu(&srcu);
}

void mmu_notifier_subscriptions_destroy(struct mm_struct *mm)
{
	kfree(mm->notifier_subscriptions);
}
