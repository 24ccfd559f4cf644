// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k07_async_destroy.c - the first cure that the thread of seed 001 proposed, and what it costs
 *
 * The last reference is put by a driver without a file of KVM's. If a work item destroys the
 * VM later, nothing keeps the module until then.
 */
#include "kvm/kvm_world.h"

#include <linux/kvm_host.h>

#include "kvm/put_async.h"

static bool asynchronous;

static void put_by_a_driver(void)
{
	int vm = kvm_vm_create();
	struct kvm *kvm = list_first_entry(&vm_list, struct kvm, vm_list);

	cr_assert(syscall_enter("driver"));
	kvm_get_kvm(kvm);
	syscall_exit(0);
	ksys_close(vm);

	cr_assert(syscall_enter("driver"));
	if (asynchronous)
		kvm_put_kvm_async(kvm);
	else
		kvm_put_kvm(kvm);
	syscall_exit(0);
	/* kvm_world.h unloads the module now. */
}

Test(k07_async_destroy, the_work_item_runs_in_a_module_that_is_gone)
{
	asynchronous = true;
	kvm_world_expect(put_by_a_driver, 50, 1u << FINDING_UAF);
}

Test(k07_async_destroy, a_synchronous_put_is_over_before)
{
	asynchronous = false;
	kvm_world_expect_clean(put_by_a_driver, 50);
}
