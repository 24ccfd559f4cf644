// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * put_async.c - a proposal of the thread behind seeds 000 and 001: destroy later
 *
 * If vfio drops the last reference to a VM under its group's lock, and destroying the VM
 * wants that lock, let a work item destroy it. That cures the deadlock; but nothing waits
 * for the work item, and once the VM's files are gone the module may be unloaded under it.
 *
 * vfio calls this where it puts a VM, while the variant is on.
 */
#include "kvm/put_async.h"

#include <linux/export.h>
#include <linux/kvm_host.h>
#include <linux/workqueue.h>

#include "kvm_priv.h"

DEFINE_VARIANT(kvm_put_async, "kvm-put-async", "KVM: async kvm_destroy_vm, M. Rosato, 2023-01-09",
	       "vfio's last put of a VM leaves its destruction to a work item (K7)");

static void kvm_destroy_vm_work(struct work_struct *work)
{
	kvm_destroy_vm(container_of(work, struct kvm, destroy_work));
}

void kvm_put_kvm_async(struct kvm *kvm)
{
	if (refcount_dec_and_test(&kvm->users_count)) {
		INIT_WORK(&kvm->destroy_work, kvm_destroy_vm_work);
		schedule_work(&kvm->destroy_work);
	}
}
EXPORT_SYMBOL_GPL(kvm_put_kvm_async);
