// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memslot_change.c - replacing a memory slot while others look it up
 *
 *  S1  Readers see one of two sets, both complete. A change is made in the other one,
 *      which is swapped in; after a grace period it is made in the first as well.
 *  S2  A slot that goes, or moves, is INVALID to readers for a grace period before: by
 *      the time its memory is freed nobody uses its address.
 *  S3  No swap between an invalidate_range_start() and its end: both must see one set.
 *
 * Locking: slots_lock for the whole change; slots_arch_lock from before the set is
 * copied until it is swapped in, but not over the grace period, since srcu readers may
 * want it.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "kvm_priv.h"

static size_t kvm_dirty_bitmap_bytes(const struct kvm_memory_slot *slot)
{
	return BITS_TO_LONGS(slot->npages) * sizeof(long);
}

void kvm_free_memslot(struct kvm_memory_slot *slot)
{
	kvfree(slot->dirty_bitmap);
	kfree(slot);
}

static struct kvm_memslots *kvm_get_inactive_memslots(struct kvm *kvm, int as_id)
{
	return &kvm->__memslots[as_id][__kvm_memslots(kvm, as_id)->node_idx ^ 1];
}

static void kvm_insert_gfn_node(struct kvm_memslots *slots, struct kvm_memory_slot *slot)
{
	struct rb_node **link = &slots->gfn_tree.rb_node, *parent = NULL;
	int idx = slots->node_idx;

	while (*link) {
		struct kvm_memory_slot *other;

		parent = *link;
		other = container_of(parent, struct kvm_memory_slot, gfn_node[idx]);
		BUG_ON(slot->base_gfn == other->base_gfn);
		link = slot->base_gfn < other->base_gfn ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&slot->gfn_node[idx], parent, link);
	rb_insert_color(&slot->gfn_node[idx], &slots->gfn_tree);
}

/* In the inactive set. Either may be NULL. */
static void kvm_replace_memslot(struct kvm *kvm, struct kvm_memory_slot *old,
				struct kvm_memory_slot *new)
{
	struct kvm_memslots *slots;

	slots = kvm_get_inactive_memslots(kvm, old ? old->as_id : new->as_id);
	if (old)
		rb_erase(&old->gfn_node[slots->node_idx], &slots->gfn_tree);
	if (new)
		kvm_insert_gfn_node(slots, new);
}

/* S3. With mn_invalidate_lock held no other can begin. */
static void lock_between_invalidations(struct kvm *kvm)
{
	spin_lock(&kvm->mn_invalidate_lock);
	while (kvm->mn_active_invalidate_count) {
		spin_unlock(&kvm->mn_invalidate_lock);
		wait_event(kvm->mn_memslots_update_wait,
			   !READ_ONCE(kvm->mn_active_invalidate_count));
		spin_lock(&kvm->mn_invalidate_lock);
	}
}

/* S1: the prepared set becomes the active one. Drops slots_arch_lock. */
static void kvm_swap_active_memslots(struct kvm *kvm, int as_id)
{
	struct kvm_memslots *prepared = kvm_get_inactive_memslots(kvm, as_id);
	const u64 before = __kvm_memslots(kvm, as_id)->generation;

	WARN_ON(before & KVM_MEMSLOT_GEN_UPDATE_IN_PROGRESS);
	prepared->generation = before | KVM_MEMSLOT_GEN_UPDATE_IN_PROGRESS;

	lock_between_invalidations(kvm);
	rcu_assign_pointer(kvm->memslots[as_id], prepared);
	spin_unlock(&kvm->mn_invalidate_lock);

	mutex_unlock(&kvm->slots_arch_lock);
	synchronize_srcu_expedited(&kvm->srcu);
	prepared->generation = before + KVM_MAX_NR_ADDRESS_SPACES;
}

static void kvm_activate_memslot(struct kvm *kvm, struct kvm_memory_slot *old,
				 struct kvm_memory_slot *new)
{
	kvm_swap_active_memslots(kvm, old ? old->as_id : new->as_id);
	kvm_replace_memslot(kvm, old, new);
}

/* S2. @invalid stands in for @old in the active set; the inactive one keeps @old. */
static void kvm_invalidate_memslot(struct kvm *kvm, struct kvm_memory_slot *old,
				   struct kvm_memory_slot *invalid)
{
	*invalid = *old;
	invalid->flags |= KVM_MEMSLOT_INVALID;
	kvm_replace_memslot(kvm, old, invalid);
	kvm_swap_active_memslots(kvm, old->as_id);
	mutex_lock(&kvm->slots_arch_lock);
}

static int kvm_prepare_memory_region(const struct kvm_memory_slot *old,
				     struct kvm_memory_slot *new)
{
	if (!new || !(new->flags & KVM_MEM_LOG_DIRTY_PAGES))
		return 0;
	if (old && old->dirty_bitmap)
		new->dirty_bitmap = old->dirty_bitmap;
	else
		new->dirty_bitmap = kvzalloc(kvm_dirty_bitmap_bytes(new), GFP_KERNEL_ACCOUNT);
	return new->dirty_bitmap ? 0 : -ENOMEM;
}

static void kvm_commit_memory_region(struct kvm *kvm, struct kvm_memory_slot *old,
				     const struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	switch (change) {
	case KVM_MR_CREATE:
		kvm->nr_memslot_pages += new->npages;
		break;
	case KVM_MR_DELETE:
		kvm->nr_memslot_pages -= old->npages;
		kvm_free_memslot(old);
		break;
	case KVM_MR_MOVE:
	case KVM_MR_FLAGS_ONLY:
		/* @new took over the bitmap if it wants one. */
		if (!new->dirty_bitmap)
			kvfree(old->dirty_bitmap);
		kfree(old);
		break;
	}
}

/* With slots_arch_lock held, and no slot in between: drops it in any case. */
static int replace_valid(struct kvm *kvm, struct kvm_memory_slot *old, struct kvm_memory_slot *new)
{
	int err = kvm_prepare_memory_region(old, new);

	if (err) {
		mutex_unlock(&kvm->slots_arch_lock);
		return err;
	}
	kvm_replace_memslot(kvm, old, new);
	kvm_activate_memslot(kvm, old, new);
	return 0;
}

/* The same by way of a slot that is invalid; what fails goes back to @old. */
static int replace_by_invalid(struct kvm *kvm, struct kvm_memory_slot *old,
			      struct kvm_memory_slot *new)
{
	struct kvm_memory_slot *between = kzalloc(sizeof(*between), GFP_KERNEL_ACCOUNT);
	int err;

	if (!between) {
		mutex_unlock(&kvm->slots_arch_lock);
		return -ENOMEM;
	}
	kvm_invalidate_memslot(kvm, old, between);
	err = kvm_prepare_memory_region(old, new);
	if (!err)
		kvm_replace_memslot(kvm, old, new);
	kvm_activate_memslot(kvm, between, err ? old : new);
	kfree(between);
	return err;
}

int kvm_set_memslot(struct kvm *kvm, struct kvm_memory_slot *old, struct kvm_memory_slot *new,
		    enum kvm_mr_change change)
{
	const bool address_goes = change == KVM_MR_DELETE || change == KVM_MR_MOVE;
	int err;

	mutex_lock(&kvm->slots_arch_lock);	/* dropped by kvm_swap_active_memslots() */
	err = address_goes ? replace_by_invalid(kvm, old, new) : replace_valid(kvm, old, new);
	if (!err)
		kvm_commit_memory_region(kvm, old, new, change);
	return err;
}

static struct kvm_memory_slot *logged_slot(struct kvm *kvm, u16 as_id, u16 id)
{
	struct kvm_memory_slot *slot = id_to_memslot(__kvm_memslots(kvm, as_id), id);

	return slot && slot->dirty_bitmap ? slot : NULL;
}

/* Bits are taken word by word, so that none that comes in between is lost. */
static int take_dirty_bits(struct kvm_memory_slot *slot, void __user *to)
{
	const size_t bytes = kvm_dirty_bitmap_bytes(slot);
	unsigned long *taken = kvmalloc(bytes, GFP_KERNEL);
	size_t i;
	int err;

	if (!taken)
		return -ENOMEM;
	for (i = 0; i < bytes / sizeof(*taken); i++)
		taken[i] = xchg(&slot->dirty_bitmap[i], 0);
	err = copy_to_user(to, taken, bytes) ? -EFAULT : 0;
	kvfree(taken);
	return err;
}

/* Fetch and clear the dirty bits of a slot. */
int kvm_vm_ioctl_get_dirty_log(struct kvm *kvm, struct kvm_dirty_log *log)
{
	const u16 as_id = log->slot >> 16, id = log->slot;
	struct kvm_memory_slot *slot;
	int err;

	if (id >= KVM_USER_MEM_SLOTS || as_id >= KVM_MAX_NR_ADDRESS_SPACES)
		return -EINVAL;
	mutex_lock(&kvm->slots_lock);
	slot = logged_slot(kvm, as_id, id);
	err = slot ? take_dirty_bits(slot, log->dirty_bitmap) : -ENOENT;
	mutex_unlock(&kvm->slots_lock);
	return err;
}
