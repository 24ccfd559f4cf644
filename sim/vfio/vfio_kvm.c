// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_kvm.c - the VM that a device works for
 *
 * kvm-vfio tells a group, or a file of a device's own node, which VM it belongs to, and takes
 * that back before the VM goes. A device takes a reference at its first open and keeps it until
 * its last close.
 *
 * Invariants:
 *  V1  group->kvm and df->kvm are borrowed: valid while kvm_ref_lock is held, for kvm-vfio
 *      clears them under that lock before it drops the VM.
 *  V2  device->kvm is counted; device->put_kvm is set with it, and its module stays until it
 *      has been called.
 *
 * Locking: kvm_ref_lock is a spinlock since set_kvm() runs under kvm->lock, which drivers take
 * in ->open_device(), under group_lock. What was tried before it is below as variants, proposal
 * by proposal of the thread of January 2023; V1's lock is then group_lock.
 */
#include <linux/bug.h>
#include <linux/kvm_host.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>

#include "kvm/put_async.h"

#include "vfio.h"

DEFINE_VARIANT(vfio_set_kvm_group_lock, "vfio-set-kvm-group-lock",
	       "reverts 2b48f52f2bff (v6.2)",
	       "group->kvm is covered by group_lock instead of a spinlock (K1, K2, V01, V02)");
DEFINE_VARIANT(vfio_kvm_unlocked, "vfio-kvm-unlocked", "reverts be8d3adae65c (v5.19)",
	       "group->kvm is written and read without a lock, and the VM taken blindly (V03)");
DEFINE_VARIANT(vfio_kvm_plain_get, "vfio-kvm-plain-get", "as v5.19 to v6.1",
	       "open takes the VM without asking whether it is on its way out (K3)");
DEFINE_VARIANT(vfio_kvm_get_unlocked, "vfio-kvm-get-unlocked", "thread of 2023-01, review",
	       "open reads group->kvm, then takes the VM outside the lock (K4)");
DEFINE_VARIANT(vfio_kvm_symbol_early_put, "vfio-kvm-symbol-early-put", "thread of 2023-01, review",
	       "the module of kvm_put_kvm is let go before it is called (K5)");
DEFINE_VARIANT(vfio_kvm_put_after_unlock, "vfio-kvm-put-after-unlock",
	       "M. Rosato, v3 of 2023-01",
	       "close drops the VM after the locks, by a second look at open_count (K6)");
DEFINE_VARIANT(vfio_kvm_put_stashed, "vfio-kvm-put-stashed", "M. Rosato, v4 of 2023-01",
	       "close notes the VM under the locks and drops it after them");
DEFINE_VARIANT(vfio_kvm_driver_ops, "vfio-kvm-driver-ops", "S. Christopherson, 2023-01-11",
	       "drivers get and put the VM; put comes after group_lock, under dev_set->lock");

/* Proposals that nest group_lock inside dev_set->lock, as v5.19 to v6.1 did. */
static bool vfio_dev_set_first(void)
{
	return variant(vfio_kvm_put_after_unlock) || variant(vfio_kvm_put_stashed) ||
	       variant(vfio_kvm_driver_ops);
}

static bool vfio_kvm_by_group_lock(void)
{
	return variant(vfio_set_kvm_group_lock) || vfio_dev_set_first();
}

void vfio_device_get_kvm_safe(struct vfio_device *device, struct kvm *kvm)
{
	void (*put)(struct kvm *kvm);
	bool (*get_safe)(struct kvm *kvm);
	bool got;

	lockdep_assert_held(&device->dev_set->lock);

	if (!kvm)
		return;

	put = symbol_get(kvm_put_kvm);
	if (WARN_ON(!put))
		return;
	get_safe = symbol_get(kvm_get_kvm_safe);
	if (WARN_ON(!get_safe)) {
		symbol_put(kvm_put_kvm);
		return;
	}

	if (variant(vfio_kvm_plain_get) || variant(vfio_kvm_unlocked)) {
		kvm_get_kvm(kvm);
		got = true;
	} else {
		got = get_safe(kvm);
	}
	symbol_put(kvm_get_kvm_safe);
	if (!got || variant(vfio_kvm_symbol_early_put))
		symbol_put(kvm_put_kvm);
	if (!got)
		return;

	device->put_kvm = variant(kvm_put_async) ? kvm_put_kvm_async : put;
	device->kvm = kvm;
}

void vfio_device_put_kvm(struct vfio_device *device)
{
	struct kvm *kvm = device->kvm;

	lockdep_assert_held(&device->dev_set->lock);

	if (!kvm)
		return;
	if (!WARN_ON(!device->put_kvm)) {
		device->put_kvm(kvm);
		device->put_kvm = NULL;
		if (!variant(vfio_kvm_symbol_early_put))
			symbol_put(kvm_put_kvm);
	}
	device->kvm = NULL;
}

/* The first open through the group: take the group's VM, if it has one. */
void vfio_device_group_get_kvm_safe(struct vfio_device *device)
{
	struct vfio_group *group = device->group;
	struct kvm *kvm;

	if (variant(vfio_kvm_unlocked) || vfio_kvm_by_group_lock()) {
		vfio_device_get_kvm_safe(device, group->kvm);
		return;
	}
	if (variant(vfio_kvm_get_unlocked)) {
		spin_lock(&group->kvm_ref_lock);
		kvm = group->kvm;
		spin_unlock(&group->kvm_ref_lock);
		vfio_device_get_kvm_safe(device, kvm);
		return;
	}
	spin_lock(&group->kvm_ref_lock);
	vfio_device_get_kvm_safe(device, group->kvm);
	spin_unlock(&group->kvm_ref_lock);
}

void vfio_df_get_kvm_safe(struct vfio_device_file *df)
{
	spin_lock(&df->kvm_ref_lock);
	vfio_device_get_kvm_safe(df->device, df->kvm);
	spin_unlock(&df->kvm_ref_lock);
}

void vfio_group_set_kvm(struct vfio_group *group, struct kvm *kvm)
{
	if (variant(vfio_kvm_unlocked)) {
		group->kvm = kvm;
		return;
	}
	if (vfio_kvm_by_group_lock()) {
		mutex_lock(&group->group_lock);
		group->kvm = kvm;
		mutex_unlock(&group->group_lock);
		return;
	}
	spin_lock(&group->kvm_ref_lock);
	group->kvm = kvm;
	spin_unlock(&group->kvm_ref_lock);
}

/* Open and close through a group hold the group's lock and the set's. */
void vfio_device_group_lock(struct vfio_device *device)
{
	if (vfio_dev_set_first()) {
		mutex_lock(&device->dev_set->lock);
		mutex_lock(&device->group->group_lock);
		return;
	}
	mutex_lock(&device->group->group_lock);
	mutex_lock(&device->dev_set->lock);
}

/* For the proposals: leave both locks, dropping the VM where each wanted it dropped. */
static void vfio_device_group_unlock_proposed(struct vfio_device *device)
{
	void (*put)(struct kvm *kvm) = NULL;
	struct kvm *kvm = NULL;

	if (variant(vfio_kvm_put_stashed) && !device->open_count) {
		swap(kvm, device->kvm);
		swap(put, device->put_kvm);
	}
	mutex_unlock(&device->group->group_lock);
	if (variant(vfio_kvm_driver_ops) && !device->open_count)
		vfio_device_put_kvm(device);
	mutex_unlock(&device->dev_set->lock);

	if (variant(vfio_kvm_put_after_unlock) && !READ_ONCE(device->open_count)) {
		swap(kvm, device->kvm);
		swap(put, device->put_kvm);
	}
	if (kvm) {
		put(kvm);
		symbol_put(kvm_put_kvm);
	}
}

/* After a close or a failed open: when nobody has the device open, nobody needs its VM. */
void vfio_device_group_unlock(struct vfio_device *device)
{
	if (vfio_dev_set_first()) {
		vfio_device_group_unlock_proposed(device);
		return;
	}
	if (!device->open_count)
		vfio_device_put_kvm(device);
	mutex_unlock(&device->dev_set->lock);
	mutex_unlock(&device->group->group_lock);
}
