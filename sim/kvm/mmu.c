// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmu.c - following the mappings of the process that owns the VM
 *
 * Linux unmaps guest page tables here. There are none, so what is left is the protocol: a
 * count of invalidations in progress, the range they cover, and a sequence number by which
 * a page fault that raced with one notices and tries again.
 *
 * Locking: mmu_lock (write) for the protocol's fields, inside kvm->srcu.
 * mn_invalidate_lock keeps start and end on one set of memory slots.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/sched.h>

#include "kvm_priv.h"

static struct kvm *mmu_notifier_to_kvm(struct mmu_notifier *mn)
{
	return container_of(mn, struct kvm, mmu_notifier);
}

void kvm_mmu_invalidate_begin(struct kvm *kvm)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	if (++kvm->mmu_invalidate_in_progress == 1) {
		kvm->mmu_invalidate_range_start = INVALID_GPA;
		kvm->mmu_invalidate_range_end = INVALID_GPA;
	}
}

/* One range that covers all in progress: a few retries too many cost nothing. */
void kvm_mmu_invalidate_range_add(struct kvm *kvm, gfn_t start, gfn_t end)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	WARN_ON(!kvm->mmu_invalidate_in_progress);
	if (kvm->mmu_invalidate_range_start == INVALID_GPA) {
		kvm->mmu_invalidate_range_start = start;
		kvm->mmu_invalidate_range_end = end;
	} else {
		kvm->mmu_invalidate_range_start = min(kvm->mmu_invalidate_range_start, start);
		kvm->mmu_invalidate_range_end = max(kvm->mmu_invalidate_range_end, end);
	}
}

void kvm_mmu_invalidate_end(struct kvm *kvm)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	kvm->mmu_invalidate_seq++;
	smp_wmb();	/* pairs with the smp_rmb() of a page fault that asks whether to retry */
	kvm->mmu_invalidate_in_progress--;
	WARN_ON(kvm->mmu_invalidate_in_progress < 0);
	WARN_ON(kvm->mmu_invalidate_range_start == INVALID_GPA);
}

/*
 * Find the slots whose memory lies in the range. mmu_lock is taken only if there is one,
 * in start and end alike.
 */
static void kvm_handle_hva_range(struct kvm *kvm, const struct mmu_notifier_range *range,
				 bool begin)
{
	struct kvm_memslots *slots;
	struct rb_node *node;
	bool locked = false;
	int idx;

	idx = srcu_read_lock(&kvm->srcu);
	slots = kvm_memslots(kvm);
	for (node = rb_first(&slots->gfn_tree); node; node = rb_next(node)) {
		struct kvm_memory_slot *slot =
			container_of(node, struct kvm_memory_slot, gfn_node[slots->node_idx]);
		unsigned long slot_end = slot->userspace_addr + slot->npages * PAGE_SIZE;
		unsigned long start = max(range->start, slot->userspace_addr);
		unsigned long end = min(range->end, slot_end);

		if (start >= end)
			continue;
		if (!locked) {
			write_lock(&kvm->mmu_lock);
			locked = true;
			if (begin)
				kvm_mmu_invalidate_begin(kvm);
			else
				kvm_mmu_invalidate_end(kvm);
		}
		if (begin)
			kvm_mmu_invalidate_range_add(kvm,
				slot->base_gfn + ((start - slot->userspace_addr) >> PAGE_SHIFT),
				slot->base_gfn + ((end - slot->userspace_addr) >> PAGE_SHIFT));
	}
	if (locked)
		write_unlock(&kvm->mmu_lock);
	srcu_read_unlock(&kvm->srcu, idx);
}

static int kvm_mmu_notifier_invalidate_range_start(struct mmu_notifier *mn,
						   const struct mmu_notifier_range *range)
{
	struct kvm *kvm = mmu_notifier_to_kvm(mn);

	/* Pairs with kvm_swap_active_memslots(), which waits for zero. */
	spin_lock(&kvm->mn_invalidate_lock);
	WRITE_ONCE(kvm->mn_active_invalidate_count, kvm->mn_active_invalidate_count + 1);
	spin_unlock(&kvm->mn_invalidate_lock);

	kvm_handle_hva_range(kvm, range, true);
	return 0;
}

static void kvm_mmu_notifier_invalidate_range_end(struct mmu_notifier *mn,
						  const struct mmu_notifier_range *range)
{
	struct kvm *kvm = mmu_notifier_to_kvm(mn);
	bool wake;

	kvm_handle_hva_range(kvm, range, false);

	spin_lock(&kvm->mn_invalidate_lock);
	if (!WARN_ON(!kvm->mn_active_invalidate_count))
		WRITE_ONCE(kvm->mn_active_invalidate_count, kvm->mn_active_invalidate_count - 1);
	wake = !kvm->mn_active_invalidate_count;
	spin_unlock(&kvm->mn_invalidate_lock);
	if (wake)
		wake_up(&kvm->mn_memslots_update_wait);
}

static const struct mmu_notifier_ops kvm_mmu_notifier_ops = {
	.invalidate_range_start = kvm_mmu_notifier_invalidate_range_start,
	.invalidate_range_end = kvm_mmu_notifier_invalidate_range_end,
};

int kvm_init_mmu_notifier(struct kvm *kvm)
{
	kvm->mmu_notifier.ops = &kvm_mmu_notifier_ops;
	return mmu_notifier_register(&kvm->mmu_notifier, current->mm);
}

/* Afterwards no callback runs; one that had begun will never end, if it was in between. */
void kvm_exit_mmu_notifier(struct kvm *kvm)
{
	mmu_notifier_unregister(&kvm->mmu_notifier, kvm->mm);
	if (kvm->mn_active_invalidate_count)
		kvm->mn_active_invalidate_count = 0;
	else
		WARN_ON(kvm->mmu_invalidate_in_progress);
}
