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

/* Guest frames: from first up to, but not including, end. */
struct gfn_span {
	gfn_t first, end;
};

void kvm_mmu_invalidate_begin(struct kvm *kvm)
{
	lockdep_assert_held_write(&kvm->mmu_lock);
	if (kvm->mmu_invalidate_in_progress++)
		return;
	/* The first of several: no range yet. */
	kvm->mmu_invalidate_range_end = INVALID_GPA;
	kvm->mmu_invalidate_range_start = INVALID_GPA;
}

/* One range that covers all in progress: a few retries too many cost nothing. */
void kvm_mmu_invalidate_range_add(struct kvm *kvm, gfn_t start, gfn_t end)
{
	struct gfn_span all = { start, end };

	lockdep_assert_held_write(&kvm->mmu_lock);
	WARN_ON(!kvm->mmu_invalidate_in_progress);
	if (kvm->mmu_invalidate_range_start != INVALID_GPA) {
		all.first = min(all.first, kvm->mmu_invalidate_range_start);
		all.end = max(all.end, kvm->mmu_invalidate_range_end);
	}
	kvm->mmu_invalidate_range_start = all.first;
	kvm->mmu_invalidate_range_end = all.end;
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

/* Which frames of the slot does the process have in the range? False if none. */
static bool slot_meets(const struct kvm_memory_slot *slot, const struct mmu_notifier_range *range,
		       struct gfn_span *span)
{
	unsigned long base = slot->userspace_addr;
	unsigned long from = max(base, range->start);
	unsigned long to = min(base + slot->npages * PAGE_SIZE, range->end);

	if (from >= to)
		return false;
	span->first = slot->base_gfn + ((from - base) >> PAGE_SHIFT);
	span->end = slot->base_gfn + ((to - base) >> PAGE_SHIFT);
	return true;
}

/* The next slot after @prev (NULL: the first) that meets the range. */
static struct kvm_memory_slot *next_hit(struct kvm_memslots *slots, struct kvm_memory_slot *prev,
					const struct mmu_notifier_range *range,
					struct gfn_span *span)
{
	int tree = slots->node_idx;
	struct rb_node *at = prev ? rb_next(&prev->gfn_node[tree]) : rb_first(&slots->gfn_tree);

	for (; at; at = rb_next(at)) {
		struct kvm_memory_slot *slot = rb_entry(at, struct kvm_memory_slot, gfn_node[tree]);

		if (slot_meets(slot, range, span))
			return slot;
	}
	return NULL;
}

/* mmu_lock is taken only if a slot is hit; end_in_slots() finds the same ones and does so too. */
static void begin_in_slots(struct kvm *kvm, const struct mmu_notifier_range *range)
{
	struct kvm_memslots *slots;
	struct kvm_memory_slot *hit;
	struct gfn_span span;
	int idx = srcu_read_lock(&kvm->srcu);

	slots = kvm_memslots(kvm);
	hit = next_hit(slots, NULL, range, &span);
	if (hit) {
		write_lock(&kvm->mmu_lock);
		kvm_mmu_invalidate_begin(kvm);
		for (; hit; hit = next_hit(slots, hit, range, &span))
			kvm_mmu_invalidate_range_add(kvm, span.first, span.end);
		write_unlock(&kvm->mmu_lock);
	}
	srcu_read_unlock(&kvm->srcu, idx);
}

static void end_in_slots(struct kvm *kvm, const struct mmu_notifier_range *range)
{
	struct gfn_span span;
	int idx = srcu_read_lock(&kvm->srcu);

	if (next_hit(kvm_memslots(kvm), NULL, range, &span)) {
		write_lock(&kvm->mmu_lock);
		kvm_mmu_invalidate_end(kvm);
		write_unlock(&kvm->mmu_lock);
	}
	srcu_read_unlock(&kvm->srcu, idx);
}

/* One invalidation more or less keeps the slots as they are; true if none is left. */
static bool count_invalidation(struct kvm *kvm, int by)
{
	unsigned long active;

	spin_lock(&kvm->mn_invalidate_lock);
	active = kvm->mn_active_invalidate_count;
	if (!WARN_ON(by < 0 && !active)) {
		active += by;
		/* Pairs with kvm_swap_active_memslots(), which waits for zero. */
		WRITE_ONCE(kvm->mn_active_invalidate_count, active);
	}
	spin_unlock(&kvm->mn_invalidate_lock);
	return !active;
}

static int kvm_mmu_notifier_invalidate_range_start(struct mmu_notifier *mn,
						   const struct mmu_notifier_range *range)
{
	struct kvm *vm = container_of(mn, struct kvm, mmu_notifier);

	count_invalidation(vm, 1);
	begin_in_slots(vm, range);
	return 0;
}

static void kvm_mmu_notifier_invalidate_range_end(struct mmu_notifier *mn,
						  const struct mmu_notifier_range *range)
{
	struct kvm *vm = container_of(mn, struct kvm, mmu_notifier);

	end_in_slots(vm, range);
	if (count_invalidation(vm, -1))
		wake_up(&vm->mn_memslots_update_wait);
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
void kvm_exit_mmu_notifier(struct kvm *vm)
{
	mmu_notifier_unregister(&vm->mmu_notifier, vm->mm);
	WARN_ON(!vm->mn_active_invalidate_count && vm->mmu_invalidate_in_progress);
	vm->mn_active_invalidate_count = 0;
}
