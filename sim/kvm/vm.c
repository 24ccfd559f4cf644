// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm.c - the life of a virtual machine
 *
 *  V1  users_count counts the files of the VM, its vCPUs and its devices, and whoever took
 *      a reference besides. 1 -> 0 happens once and destroys the VM in that task.
 *  V2  A VM is on vm_list from the end of its creation to the start of its destruction.
 *  V3  Destruction runs under whatever locks the last put was done under: it must never
 *      call into somebody who may hold one, vfio above all (A.1 of the seeds).
 *
 * Locking: kvm_lock for vm_list. See <linux/kvm_host.h> for the order of the VM's own.
 *
 * Linux also keeps statistics, debugfs files and notifiers of power management per VM;
 * left out, since nothing here races with them.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sched/mm.h>

#include "kernel/finding.h"

#include "kvm_priv.h"

DEFINE_MUTEX(kvm_lock);
LIST_HEAD(vm_list);

/* A step of creation. undo() may be missing where nothing is left behind. */
struct vm_step {
	int (*make)(struct kvm *kvm, unsigned long type);
	void (*undo)(struct kvm *kvm);
};

static int make_srcu(struct kvm *kvm, unsigned long type)
{
	return init_srcu_struct(&kvm->srcu) ? -ENOMEM : 0;
}

static void undo_srcu(struct kvm *kvm)
{
	cleanup_srcu_struct(&kvm->srcu);
}

static int make_irq_srcu(struct kvm *kvm, unsigned long type)
{
	return init_srcu_struct(&kvm->irq_srcu) ? -ENOMEM : 0;
}

static void undo_irq_srcu(struct kvm *kvm)
{
	cleanup_srcu_struct(&kvm->irq_srcu);
}

static int make_routing(struct kvm *kvm, unsigned long type)
{
	return kvm_init_irq_routing(kvm);
}

/* The buses are looked up by users of the VM, so it has its first one before they are there. */
static int make_memory_and_buses(struct kvm *kvm, unsigned long type)
{
	refcount_set(&kvm->users_count, 1);
	kvm_memslots_init(kvm);
	return kvm_io_buses_init(kvm);
}

/* And has none when they go, as at the end of a VM that did come to be. */
static void undo_buses(struct kvm *kvm)
{
	refcount_set(&kvm->users_count, 0);
	kvm_io_buses_destroy(kvm);
}

static int make_notifier(struct kvm *kvm, unsigned long type)
{
	INIT_HLIST_HEAD(&kvm->irq_ack_notifier_list);
	return kvm_init_mmu_notifier(kvm);
}

static const struct vm_step vm_steps[] = {
	{ make_srcu, undo_srcu },
	{ make_irq_srcu, undo_irq_srcu },
	{ make_routing, kvm_free_irq_routing },
	{ make_memory_and_buses, undo_buses },
	{ kvm_arch_init_vm, kvm_arch_destroy_vm },
	{ make_notifier, NULL },
};

/* All of them, or none. */
static int vm_take_steps(struct kvm *kvm, unsigned long type)
{
	unsigned int done;
	int err = 0;

	for (done = 0; done < ARRAY_SIZE(vm_steps); done++) {
		err = vm_steps[done].make(kvm, type);
		if (err)
			break;
	}
	if (err)
		while (done--)
			vm_steps[done].undo(kvm);
	return err;
}

/* What cannot fail: locks, and empty lists of all that hangs off a VM. */
static void vm_init_fields(struct kvm *kvm)
{
	kvm->max_vcpus = KVM_MAX_VCPUS;
	rwlock_init(&kvm->mmu_lock);
	spin_lock_init(&kvm->mn_invalidate_lock);
	mutex_init(&kvm->slots_lock);
	mutex_init(&kvm->slots_arch_lock);
	mutex_init(&kvm->irq_lock);
	mutex_init(&kvm->lock);
	init_waitqueue_head(&kvm->mn_memslots_update_wait);
	INIT_LIST_HEAD(&kvm->devices);
	xa_init(&kvm->vcpu_array);
	kvm_eventfd_init(kvm);
}

/* With one user, the caller. ERR_PTR on failure. */
struct kvm *kvm_create_vm(unsigned long type)
{
	struct mm_struct *owner = current->mm;
	struct kvm *vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);
	int err;

	if (!vm)
		return ERR_PTR(-ENOMEM);

	vm_init_fields(vm);
	mmgrab(owner);
	vm->mm = owner;
	err = vm_take_steps(vm, type);
	if (err)
		goto out_vm;

	mutex_lock(&kvm_lock);
	list_add(&vm->vm_list, &vm_list);
	mutex_unlock(&kvm_lock);
	return vm;

out_vm:
	mmdrop(owner);
	xa_destroy(&vm->vcpu_array);
	kfree(vm);
	return ERR_PTR(err);
}

/* No more to be found, and nothing left that a guest or an interrupt could come in by. */
static void vm_cut_off(struct kvm *vm)
{
	mutex_lock(&kvm_lock);
	list_del(&vm->vm_list);
	mutex_unlock(&kvm_lock);

	kvm_free_irq_routing(vm);
	kvm_io_buses_destroy(vm);
	kvm_exit_mmu_notifier(vm);
}

/* All code is linked in, so that nothing would tell: on Linux this is a wild jump. */
static void check_loaded(void)
{
	if (READ_ONCE(THIS_MODULE->state) != MODULE_STATE_LIVE)
		finding_report(FINDING_UAF, "code of an unloaded module runs in %F",
			       "a VM is destroyed; the module kvm is gone");
}

/* The mm goes last: it may be the last reference, and the VM's memory lies in it. */
void kvm_destroy_vm(struct kvm *vm)
{
	struct mm_struct *owner = vm->mm;

	check_loaded();
	vm_cut_off(vm);
	kvm_arch_destroy_vm(vm);
	kvm_destroy_devices(vm);
	kvm_free_all_memslots(vm);
	undo_irq_srcu(vm);
	undo_srcu(vm);
	xa_destroy(&vm->vcpu_array);
	kfree(vm);
	mmdrop(owner);
}

void kvm_get_kvm(struct kvm *vm)
{
	refcount_inc(&vm->users_count);
}
EXPORT_SYMBOL_GPL(kvm_get_kvm);

bool kvm_get_kvm_safe(struct kvm *vm)
{
	return refcount_inc_not_zero(&vm->users_count);
}
EXPORT_SYMBOL_GPL(kvm_get_kvm_safe);

void kvm_put_kvm(struct kvm *vm)
{
	bool was_last = refcount_dec_and_test(&vm->users_count);

	if (was_last)
		kvm_destroy_vm(vm);
}
EXPORT_SYMBOL_GPL(kvm_put_kvm);

void kvm_put_kvm_no_destroy(struct kvm *vm)
{
	bool was_last = refcount_dec_and_test(&vm->users_count);

	WARN_ON(was_last);	/* the caller said that somebody else holds it */
}
EXPORT_SYMBOL_GPL(kvm_put_kvm_no_destroy);
