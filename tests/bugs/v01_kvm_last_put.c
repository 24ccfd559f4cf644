// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v01_kvm_last_put.c - closing a device drops the VM, and destroying the VM comes back for the lock
 *
 * Seeds 000 and 001, K1: a process closes VM, kvm-vfio device and vfio device, in this order. The
 * device's reference on the VM is the last one; it is put under group_lock, kvm_destroy_devices()
 * calls kvm_vfio_destroy(), and that wants group_lock to forget the VM. Of the cures that were
 * proposed, some move the put, one moves the call: release instead of destroy (51cdc8bc120e).
 */
#include "vfio/kvm_user.h"

static int order;	/* of closing: which of the six */

static void close_in_order(void)
{
	static const u8 orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	struct vfio_user user = vfio_open_without_device(NIC);
	struct kvm_user kvm = kvm_user_open(user.group);
	int fds[3];

	user.device = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	cr_assert_geq(user.device, 0);
	fds[0] = kvm.vm;
	fds[1] = kvm.device;
	fds[2] = user.device;
	for (int i = 0; i < 3; i++)
		ksys_close(fds[orders[order][i]]);
	ksys_close(user.group);
	ksys_close(user.container);
}

#define EVERY_ORDER(o)	for (int o = 0; o < 6; o++)

/* The device last: its reference is the last of the VM's. @o: 0 or 2. */
static void expect_recursion(int o)
{
	struct vfio_world world = {
		.main = close_in_order,
		.variants = { "kvm-vfio-destroy", "vfio-set-kvm-group-lock" },
	};
	const struct finding *found;

	order = o;
	found = vfio_world_expect(&world, 1, KIND(ORDER));
	cr_expect(strstr(found->text, "vfio_group_set_kvm"), "%s", found->text);
	cr_expect(strstr(found->text, "kvm_destroy_vm"), "%s", found->text);
	cr_expect(strstr(found->text, "vfio_df_group_close"), "%s", found->text);
}

Test(v01_kvm_last_put, destroy_takes_the_lock_that_the_last_close_holds)
{
	expect_recursion(0);
}

Test(v01_kvm_last_put, so_it_does_when_the_vm_fd_goes_after_the_kvm_vfio_fd)
{
	expect_recursion(2);
}

/* Whatever else is closed last drops the VM without group_lock. */
Test(v01_kvm_last_put, in_other_orders_destroy_does_no_harm)
{
	struct vfio_world world = {
		.main = close_in_order,
		.variants = { "kvm-vfio-destroy", "vfio-set-kvm-group-lock" },
	};

	EVERY_ORDER(o) {
		order = o;
		if (o != 0 && o != 2)
			vfio_world_expect_clean(&world, 1);
	}
}

static void expect_silence(const char *a, const char *b)
{
	struct vfio_world world = { .main = close_in_order, .variants = { a, b } };

	EVERY_ORDER(o) {
		order = o;
		vfio_world_expect_clean(&world, 1);
	}
}

Test(v01_kvm_last_put, release_instead_of_destroy_is_silent)
{
	expect_silence("vfio-set-kvm-group-lock", NULL);
}

Test(v01_kvm_last_put, destroying_the_vm_in_a_work_item_is_silent)
{
	expect_silence("kvm-vfio-destroy", "kvm-put-async");
}

Test(v01_kvm_last_put, putting_a_stashed_vm_after_the_locks_is_silent)
{
	expect_silence("kvm-vfio-destroy", "vfio-kvm-put-stashed");
}

Test(v01_kvm_last_put, a_spinlock_for_the_pointer_is_silent)
{
	expect_silence("kvm-vfio-destroy", NULL);
}

Test(v01_kvm_last_put, today_it_is_silent)
{
	expect_silence(NULL, NULL);
}
