// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vcpu.c - making and freeing virtual CPUs, waking them, directed yield
 *
 *  C1  A vCPU is in vcpu_array below online_vcpus from its creation to the VM's end.
 *  C2  Its file holds a reference to the VM, so that the last put cannot come while a
 *      vCPU's file is in use.
 *
 * Locking: kvm->lock to add one; nobody removes.
 */
#include <linux/kvm_host.h>

#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/fcntl.h>
#include <linux/mm.h>

#include "kvm_priv.h"

DEFINE_VARIANT(kvm_last_boosted_plain, "kvm-last-boosted-plain", "reverts 49f683b41f28 (v6.10)",
	       "kvm_vcpu_on_spin() reads and writes last_boosted_vcpu plainly (K22)");

static struct kmem_cache *kvm_vcpu_cache;

int kvm_vcpu_cache_init(void)
{
	kvm_vcpu_cache = KMEM_CACHE(kvm_vcpu, SLAB_ACCOUNT);
	return kvm_vcpu_cache ? 0 : -ENOMEM;
}

void kvm_vcpu_cache_exit(void)
{
	kmem_cache_destroy(kvm_vcpu_cache);
	kvm_vcpu_cache = NULL;
}

static struct kvm_vcpu *kvm_vcpu_alloc(struct kvm *kvm, int id)
{
	struct kvm_vcpu *vcpu = kmem_cache_zalloc(kvm_vcpu_cache, GFP_KERNEL_ACCOUNT);

	if (!vcpu)
		return NULL;
	vcpu->run = (struct kvm_run *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!vcpu->run) {
		kmem_cache_free(kvm_vcpu_cache, vcpu);
		return NULL;
	}
	mutex_init(&vcpu->mutex);
	vcpu->kvm = kvm;
	vcpu->vcpu_id = id;
	init_waitqueue_head(&vcpu->wait);
	kvm_async_pf_vcpu_init(vcpu);
	vcpu->ready = true;
	return vcpu;
}

static void kvm_vcpu_free(struct kvm_vcpu *vcpu)
{
	unsigned long shared = (unsigned long)vcpu->run;

	kmem_cache_free(kvm_vcpu_cache, vcpu);
	free_page(shared);
}

/* Nobody has a file of any of them any more. */
void kvm_destroy_vcpus(struct kvm *kvm)
{
	unsigned long index;
	struct kvm_vcpu *vcpu;

	xa_for_each(&kvm->vcpu_array, index, vcpu) {
		xa_erase(&kvm->vcpu_array, index);
		kvm_vcpu_free(vcpu);
	}
	atomic_set(&kvm->online_vcpus, 0);
}

struct kvm_vcpu *kvm_get_vcpu_by_id(struct kvm *kvm, int id)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	kvm_for_each_vcpu(i, vcpu, kvm)
		if (vcpu->vcpu_id == id)
			return vcpu;
	return NULL;
}

/* Under kvm->lock: enters @vcpu into the VM and gives it a file. The fd, or an errno. */
static int kvm_vcpu_publish(struct kvm *kvm, struct kvm_vcpu *vcpu)
{
	int fd, ret;

	/* Tell lockdep the order once, before anybody takes it the other way round. */
	mutex_lock(&vcpu->mutex);
	mutex_unlock(&vcpu->mutex);

	if (kvm_get_vcpu_by_id(kvm, vcpu->vcpu_id))
		return -EEXIST;

	vcpu->vcpu_idx = atomic_read(&kvm->online_vcpus);
	ret = xa_reserve(&kvm->vcpu_array, vcpu->vcpu_idx, GFP_KERNEL_ACCOUNT);
	if (ret)
		return ret;

	/* C2. From anon_inode_getfd() on, another thread can use the vCPU, or close it. */
	kvm_get_kvm(kvm);
	fd = anon_inode_getfd("kvm-vcpu", &kvm_vcpu_fops, vcpu, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		kvm_put_kvm_no_destroy(kvm);
		xa_release(&kvm->vcpu_array, vcpu->vcpu_idx);
		return fd;
	}

	/* It has a place already: this cannot fail. */
	WARN_ON(xa_err(xa_store(&kvm->vcpu_array, vcpu->vcpu_idx, vcpu, GFP_KERNEL)));
	smp_wmb();	/* pairs with smp_rmb() in kvm_get_vcpu() */
	atomic_inc(&kvm->online_vcpus);
	return fd;
}

/* Not more than the VM may have, those that are being made included. */
static bool claim_place(struct kvm *kvm)
{
	bool room;

	mutex_lock(&kvm->lock);
	room = kvm->created_vcpus < kvm->max_vcpus;
	if (room)
		kvm->created_vcpus++;
	mutex_unlock(&kvm->lock);
	return room;
}

int kvm_vm_ioctl_create_vcpu(struct kvm *kvm, unsigned long id)
{
	struct kvm_vcpu *fresh;
	int fd = -ENOMEM;

	if (id >= KVM_MAX_VCPU_IDS || !claim_place(kvm))
		return -EINVAL;
	fresh = kvm_vcpu_alloc(kvm, id);	/* unlocked, for it may sleep for long */

	mutex_lock(&kvm->lock);
	if (fresh)
		fd = kvm_vcpu_publish(kvm, fresh);
	if (fd < 0)
		kvm->created_vcpus--;
	mutex_unlock(&kvm->lock);

	if (fresh && fd < 0)
		kvm_vcpu_free(fresh);
	return fd;
}

bool kvm_vcpu_wake_up(struct kvm_vcpu *vcpu)
{
	if (!waitqueue_active(&vcpu->wait))
		return false;
	wake_up(&vcpu->wait);
	return true;
}

/* Of those that spin themselves, every second attempt is let through. */
static bool kvm_vcpu_eligible_for_directed_yield(struct kvm_vcpu *vcpu)
{
	bool eligible = !READ_ONCE(vcpu->spin_loop.in_spin_loop) ||
			READ_ONCE(vcpu->spin_loop.dy_eligible);

	if (READ_ONCE(vcpu->spin_loop.in_spin_loop))
		WRITE_ONCE(vcpu->spin_loop.dy_eligible,
			   !READ_ONCE(vcpu->spin_loop.dy_eligible));
	return eligible;
}

static int kvm_last_boosted(struct kvm *kvm)
{
	return variant(kvm_last_boosted_plain) ? kvm->last_boosted_vcpu :
						 READ_ONCE(kvm->last_boosted_vcpu);
}

static void kvm_set_last_boosted(struct kvm *kvm, int index)
{
	if (variant(kvm_last_boosted_plain))
		kvm->last_boosted_vcpu = index;
	else
		WRITE_ONCE(kvm->last_boosted_vcpu, index);
}

/*
 * A guest spins for a lock. Give the processor to a vCPU that is ready but does not run,
 * round robin from the one boosted last: it may be the one that holds the lock.
 *
 * Linux asks the scheduler to switch (yield_to()); here choosing is all there is to see.
 */
void kvm_vcpu_on_spin(struct kvm_vcpu *me, bool yield_to_kernel_mode)
{
	struct kvm *kvm = me->kvm;
	int last = kvm_last_boosted(kvm);
	int online = atomic_read(&kvm->online_vcpus);
	int step;

	WRITE_ONCE(me->spin_loop.in_spin_loop, true);
	for (step = 1; step <= online; step++) {
		int index = (last + step) % online;
		struct kvm_vcpu *vcpu = kvm_get_vcpu(kvm, index);

		if (!vcpu || vcpu == me || !READ_ONCE(vcpu->ready))
			continue;
		if (!kvm_vcpu_eligible_for_directed_yield(vcpu))
			continue;
		kvm_set_last_boosted(kvm, index);
		break;
	}
	WRITE_ONCE(me->spin_loop.in_spin_loop, false);
	WRITE_ONCE(me->spin_loop.dy_eligible, false);
}
