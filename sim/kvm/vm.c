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
#include <linux/sched/mm.h>

#include "kvm_priv.h"

DEFINE_MUTEX(kvm_lock);
LIST_HEAD(vm_list);

static void kvm_init_locks(struct kvm *kvm)
{
	rwlock_init(&kvm->mmu_lock);
	mutex_init(&kvm->lock);
	mutex_init(&kvm->irq_lock);
	mutex_init(&kvm->slots_lock);
	mutex_init(&kvm->slots_arch_lock);
	spin_lock_init(&kvm->mn_invalidate_lock);
	init_waitqueue_head(&kvm->mn_memslots_update_wait);
	kvm_eventfd_init(kvm);
}

/* With one user, the caller. ERR_PTR on failure. */
struct kvm *kvm_create_vm(unsigned long type)
{
	struct kvm *kvm = kzalloc(sizeof(*kvm), GFP_KERNEL_ACCOUNT);
	int ret = -ENOMEM;

	if (!kvm)
		return ERR_PTR(-ENOMEM);

	kvm_init_locks(kvm);
	mmgrab(current->mm);
	kvm->mm = current->mm;
	xa_init(&kvm->vcpu_array);
	INIT_LIST_HEAD(&kvm->devices);
	kvm->max_vcpus = KVM_MAX_VCPUS;

	if (init_srcu_struct(&kvm->srcu))
		goto out_mm;
	if (init_srcu_struct(&kvm->irq_srcu))
		goto out_srcu;
	ret = kvm_init_irq_routing(kvm);
	if (ret)
		goto out_irq_srcu;

	refcount_set(&kvm->users_count, 1);
	kvm_memslots_init(kvm);
	ret = kvm_io_buses_init(kvm);
	if (ret)
		goto out_routing;
	ret = kvm_arch_init_vm(kvm, type);
	if (ret)
		goto out_buses;
	INIT_HLIST_HEAD(&kvm->irq_ack_notifier_list);
	ret = kvm_init_mmu_notifier(kvm);
	if (ret)
		goto out_arch;

	mutex_lock(&kvm_lock);
	list_add(&kvm->vm_list, &vm_list);
	mutex_unlock(&kvm_lock);
	return kvm;

out_arch:
	kvm_arch_destroy_vm(kvm);
out_buses:
	refcount_set(&kvm->users_count, 0);
	kvm_io_buses_destroy(kvm);
out_routing:
	kvm_free_irq_routing(kvm);
out_irq_srcu:
	cleanup_srcu_struct(&kvm->irq_srcu);
out_srcu:
	cleanup_srcu_struct(&kvm->srcu);
out_mm:
	mmdrop(kvm->mm);
	xa_destroy(&kvm->vcpu_array);
	kfree(kvm);
	return ERR_PTR(ret);
}

void kvm_destroy_vm(struct kvm *kvm)
{
	struct mm_struct *mm = kvm->mm;

	mutex_lock(&kvm_lock);
	list_del(&kvm->vm_list);
	mutex_unlock(&kvm_lock);

	kvm_free_irq_routing(kvm);
	kvm_io_buses_destroy(kvm);
	kvm_exit_mmu_notifier(kvm);
	kvm_arch_destroy_vm(kvm);
	kvm_destroy_devices(kvm);
	kvm_free_all_memslots(kvm);
	cleanup_srcu_struct(&kvm->irq_srcu);
	cleanup_srcu_struct(&kvm->srcu);
	xa_destroy(&kvm->vcpu_array);
	kfree(kvm);
	mmdrop(mm);
}

void kvm_get_kvm(struct kvm *kvm)
{
	refcount_inc(&kvm->users_count);
}
EXPORT_SYMBOL_GPL(kvm_get_kvm);

bool kvm_get_kvm_safe(struct kvm *kvm)
{
	return refcount_inc_not_zero(&kvm->users_count);
}
EXPORT_SYMBOL_GPL(kvm_get_kvm_safe);

void kvm_put_kvm(struct kvm *kvm)
{
	if (refcount_dec_and_test(&kvm->users_count))
		kvm_destroy_vm(kvm);
}
EXPORT_SYMBOL_GPL(kvm_put_kvm);

void kvm_put_kvm_no_destroy(struct kvm *kvm)
{
	WARN_ON(refcount_dec_and_test(&kvm->users_count));
}
EXPORT_SYMBOL_GPL(kvm_put_kvm_no_destroy);
