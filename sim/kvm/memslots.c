// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memslots.c - guest memory: looking it up, reading and writing it, and its ioctl
 *
 * A slot says which host addresses stand behind a range of guest frames. Lookups run
 * under kvm->srcu on the active set; memslot_change.c prepares the other set and swaps.
 *
 * Linux also keeps a hash by id and an interval tree by host address; left out, since a
 * walk over the handful of slots of a small VM does.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "core/host_memory.h"

#include "kvm_priv.h"

#define KVM_SET_USER_MEMORY_REGION_V1_FLAGS	(KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY)

void kvm_memslots_init(struct kvm *kvm)
{
	int i, j;

	for (i = 0; i < KVM_MAX_NR_ADDRESS_SPACES; i++) {
		for (j = 0; j < 2; j++) {
			kvm->__memslots[i][j].gfn_tree = RB_ROOT;
			kvm->__memslots[i][j].node_idx = j;
			kvm->__memslots[i][j].generation = i;
		}
		rcu_assign_pointer(kvm->memslots[i], &kvm->__memslots[i][0]);
	}
}

/* Every slot is in both sets: walk one of them. */
void kvm_free_all_memslots(struct kvm *kvm)
{
	int i;

	for (i = 0; i < KVM_MAX_NR_ADDRESS_SPACES; i++) {
		struct rb_root *tree = &kvm->__memslots[i][1].gfn_tree;
		struct rb_node *node;

		while ((node = rb_first(tree))) {
			rb_erase(node, tree);
			kvm_free_memslot(rb_entry(node, struct kvm_memory_slot, gfn_node[1]));
		}
	}
}

static struct kvm_memory_slot *memslot_of(struct kvm_memslots *slots, struct rb_node *node)
{
	return node ? container_of(node, struct kvm_memory_slot, gfn_node[slots->node_idx]) : NULL;
}

struct kvm_memory_slot *id_to_memslot(struct kvm_memslots *slots, int id)
{
	struct rb_node *node;

	for (node = rb_first(&slots->gfn_tree); node; node = rb_next(node))
		if (memslot_of(slots, node)->id == id)
			return memslot_of(slots, node);
	return NULL;
}

static bool kvm_check_memslot_overlap(struct kvm_memslots *slots, int id, gfn_t start, gfn_t end)
{
	struct rb_node *node;

	for (node = rb_first(&slots->gfn_tree); node; node = rb_next(node)) {
		struct kvm_memory_slot *slot = memslot_of(slots, node);

		if (slot->id != id && slot->base_gfn < end && start < slot->base_gfn + slot->npages)
			return true;
	}
	return false;
}

struct kvm_memory_slot *gfn_to_memslot(struct kvm *kvm, gfn_t gfn)
{
	struct kvm_memslots *slots = kvm_memslots(kvm);
	struct rb_node *node = slots->gfn_tree.rb_node;

	while (node) {
		struct kvm_memory_slot *slot = memslot_of(slots, node);

		if (gfn < slot->base_gfn)
			node = node->rb_left;
		else if (gfn >= slot->base_gfn + slot->npages)
			node = node->rb_right;
		else
			return slot;
	}
	return NULL;
}

static unsigned long gfn_to_hva_memslot(struct kvm_memory_slot *slot, gfn_t gfn, bool write)
{
	if (!slot || slot->flags & KVM_MEMSLOT_INVALID)
		return KVM_HVA_ERR_BAD;
	if (write && slot->flags & KVM_MEM_READONLY)
		return KVM_HVA_ERR_RO_BAD;
	return slot->userspace_addr + (gfn - slot->base_gfn) * PAGE_SIZE;
}

unsigned long gfn_to_hva(struct kvm *kvm, gfn_t gfn)
{
	return gfn_to_hva_memslot(gfn_to_memslot(kvm, gfn), gfn, true);
}

static void mark_page_dirty_in_slot(struct kvm_memory_slot *slot, gfn_t gfn)
{
	if (slot->dirty_bitmap)
		set_bit(gfn - slot->base_gfn, slot->dirty_bitmap);
}

static int copy_guest_part(unsigned long hva, void *data, unsigned long len, bool write)
{
	const bool before = host_memory_forbid();
	void __user *at = (void __user *)hva;
	unsigned long left;

	left = write ? copy_to_user(at, data, len) : copy_from_user(data, at, len);
	host_memory_restore(before);
	return left ? -EFAULT : 0;
}

/* Page by page, since each may be in another slot. */
static int kvm_access_guest(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len, bool write)
{
	while (len) {
		unsigned long part = min(len, PAGE_SIZE - offset_in_page(gpa));
		gfn_t gfn = gpa >> PAGE_SHIFT;
		struct kvm_memory_slot *slot = gfn_to_memslot(kvm, gfn);
		unsigned long hva = gfn_to_hva_memslot(slot, gfn, write);

		if (kvm_is_error_hva(hva) ||
		    copy_guest_part(hva + offset_in_page(gpa), data, part, write))
			return -EFAULT;
		if (write)
			mark_page_dirty_in_slot(slot, gfn);
		gpa += part;
		data += part;
		len -= part;
	}
	return 0;
}

int kvm_read_guest(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len)
{
	return kvm_access_guest(kvm, gpa, data, len, false);
}

int kvm_write_guest(struct kvm *kvm, gpa_t gpa, const void *data, unsigned long len)
{
	return kvm_access_guest(kvm, gpa, (void *)data, len, true);
}

/* Encrypted guests, and with them KVM_MEM_GUEST_MEMFD, are left out. */
static int check_memory_region(const struct kvm_userspace_memory_region2 *mem)
{
	if (mem->flags & ~(KVM_MEM_LOG_DIRTY_PAGES | KVM_MEM_READONLY))
		return -EINVAL;
	if (offset_in_page(mem->memory_size) || offset_in_page(mem->guest_phys_addr) ||
	    offset_in_page(mem->userspace_addr))
		return -EINVAL;
	if (!access_ok((void __user *)(unsigned long)mem->userspace_addr, mem->memory_size))
		return -EINVAL;
	if (mem->slot >> 16 >= KVM_MAX_NR_ADDRESS_SPACES || (u16)mem->slot >= KVM_MEM_SLOTS_NUM)
		return -EINVAL;
	if (mem->guest_phys_addr + mem->memory_size < mem->guest_phys_addr)
		return -EINVAL;
	return mem->memory_size >> PAGE_SHIFT > KVM_MEM_MAX_NR_PAGES ? -EINVAL : 0;
}

/* What @mem would do to @old; KVM_MR_FLAGS_ONLY with equal flags: nothing. Or an errno. */
static int kvm_classify_change(struct kvm *kvm, const struct kvm_userspace_memory_region2 *mem,
			       const struct kvm_memory_slot *old)
{
	gfn_t base_gfn = mem->guest_phys_addr >> PAGE_SHIFT;
	unsigned long npages = mem->memory_size >> PAGE_SHIFT;

	if (!npages) {
		if (!old)
			return -EINVAL;
		return WARN_ON(kvm->nr_memslot_pages < old->npages) ? -EIO : KVM_MR_DELETE;
	}
	if (!old)
		return kvm->nr_memslot_pages + npages < npages ? -EINVAL : KVM_MR_CREATE;
	if (mem->userspace_addr != old->userspace_addr || npages != old->npages ||
	    (mem->flags ^ old->flags) & KVM_MEM_READONLY)
		return -EINVAL;
	return base_gfn != old->base_gfn ? KVM_MR_MOVE : KVM_MR_FLAGS_ONLY;
}

static int __kvm_set_memory_region(struct kvm *kvm, const struct kvm_userspace_memory_region2 *mem)
{
	struct kvm_memslots *slots;
	struct kvm_memory_slot *old, *new;
	int change, ret;

	lockdep_assert_held(&kvm->slots_lock);
	ret = check_memory_region(mem);
	if (ret)
		return ret;

	slots = __kvm_memslots(kvm, mem->slot >> 16);
	old = id_to_memslot(slots, (u16)mem->slot);
	change = kvm_classify_change(kvm, mem, old);
	if (change < 0)
		return change;
	if (change == KVM_MR_DELETE)
		return kvm_set_memslot(kvm, old, NULL, change);
	if (change == KVM_MR_FLAGS_ONLY && mem->flags == old->flags)
		return 0;

	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;
	new->as_id = mem->slot >> 16;
	new->id = (u16)mem->slot;
	new->base_gfn = mem->guest_phys_addr >> PAGE_SHIFT;
	new->npages = mem->memory_size >> PAGE_SHIFT;
	new->flags = mem->flags;
	new->userspace_addr = mem->userspace_addr;

	ret = -EEXIST;
	if (change == KVM_MR_FLAGS_ONLY ||
	    !kvm_check_memslot_overlap(slots, new->id, new->base_gfn, new->base_gfn + new->npages))
		ret = kvm_set_memslot(kvm, old, new, change);
	if (ret)
		kfree(new);
	return ret;
}

int kvm_set_memory_region(struct kvm *kvm, const struct kvm_userspace_memory_region2 *mem)
{
	int ret;

	mutex_lock(&kvm->slots_lock);
	ret = __kvm_set_memory_region(kvm, mem);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}

int kvm_vm_ioctl_set_memory_region(struct kvm *kvm, unsigned int ioctl, void __user *argp)
{
	struct kvm_userspace_memory_region2 mem = {};
	size_t size = sizeof(mem);

	/* The first is a prefix of the second. */
	if (ioctl == KVM_SET_USER_MEMORY_REGION)
		size = sizeof(struct kvm_userspace_memory_region);
	if (copy_from_user(&mem, argp, size))
		return -EFAULT;
	if (ioctl == KVM_SET_USER_MEMORY_REGION && mem.flags & ~KVM_SET_USER_MEMORY_REGION_V1_FLAGS)
		return -EINVAL;
	if ((u16)mem.slot >= KVM_USER_MEM_SLOTS)
		return -EINVAL;
	return kvm_set_memory_region(kvm, &mem);
}
