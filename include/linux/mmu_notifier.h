/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/mmu_notifier.c */
#ifndef _LINUX_MMU_NOTIFIER_H
#define _LINUX_MMU_NOTIFIER_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>
#include <linux/srcu.h>
#include <linux/types.h>

struct mmu_notifier;

enum mmu_notifier_event {
	MMU_NOTIFY_UNMAP = 0,
	MMU_NOTIFY_CLEAR,
	MMU_NOTIFY_PROTECTION_VMA,
	MMU_NOTIFY_RELEASE,
};

struct mmu_notifier_range {
	struct mm_struct	*mm;
	unsigned long		start;
	unsigned long		end;
	unsigned int		flags;
	enum mmu_notifier_event	event;
	void			*owner;
};

#define MMU_NOTIFIER_RANGE_BLOCKABLE	(1 << 0)

static inline bool mmu_notifier_range_blockable(const struct mmu_notifier_range *range)
{
	return range->flags & MMU_NOTIFIER_RANGE_BLOCKABLE;
}

/* Called under SRCU; all may be NULL. Linux also has ageing and free_notifier's kin; left out. */
struct mmu_notifier_ops {
	/* The mm loses its last user, or the notifier is unregistered: drop everything. */
	void (*release)(struct mmu_notifier *subscription, struct mm_struct *mm);
	/* Between start and end no new mapping of the range is made by the secondary MMU. */
	int (*invalidate_range_start)(struct mmu_notifier *subscription,
				      const struct mmu_notifier_range *range);
	void (*invalidate_range_end)(struct mmu_notifier *subscription,
				     const struct mmu_notifier_range *range);
	int (*clear_flush_young)(struct mmu_notifier *subscription, struct mm_struct *mm,
				 unsigned long start, unsigned long end);
	int (*clear_young)(struct mmu_notifier *subscription, struct mm_struct *mm,
			   unsigned long start, unsigned long end);
	int (*test_young)(struct mmu_notifier *subscription, struct mm_struct *mm,
			  unsigned long address);
};

/* Somebody outside the page tables who follows the mappings of an mm. Keeps mm_count. */
struct mmu_notifier {
	struct hlist_node		hlist;	/* subscriptions->lock, read under SRCU */
	const struct mmu_notifier_ops	*ops;
	struct mm_struct		*mm;
	unsigned int			users;
};

/* Takes mmap_lock for writing (the __ form: the caller has). The caller holds mmget(). */
int mmu_notifier_register(struct mmu_notifier *subscription, struct mm_struct *mm);
int __mmu_notifier_register(struct mmu_notifier *subscription, struct mm_struct *mm);

/* Calls ->release unless the mm is gone; no callback runs once this returns. May sleep. */
void mmu_notifier_unregister(struct mmu_notifier *subscription, struct mm_struct *mm);

void mmu_notifier_range_init(struct mmu_notifier_range *range, enum mmu_notifier_event event,
			     unsigned int flags, struct mm_struct *mm, unsigned long start,
			     unsigned long end);
void mmu_notifier_invalidate_range_start(struct mmu_notifier_range *range);
void mmu_notifier_invalidate_range_end(struct mmu_notifier_range *range);

/* For the mm: at its last user, and at its end. */
void mmu_notifier_release(struct mm_struct *mm);
void mmu_notifier_subscriptions_destroy(struct mm_struct *mm);

#endif
