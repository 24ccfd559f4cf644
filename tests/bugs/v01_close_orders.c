// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v01_close_orders.c - all orders in which a process can close its files, and those that deadlock
 *
 * Seeds 000 and 001, K1: VM, vCPU, kvm-vfio device and VFIO device are closed in each of the 24
 * orders, group and container before them, after them or in between. The last put of the VM is
 * the VFIO device's, under group_lock, exactly where that device is closed last of the four.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "vfio/kvm_user.h"

enum { VM, VCPU, KVM_VFIO, VFIO_DEVICE, NR_FDS };

#define NR_ORDERS	24
#define NR_PLACES	3	/* of group and container: before, in the middle, after */

/* @index of 24 as one of the orders of four, by taking one of those that are left each time. */
static void order_of(unsigned int index, u8 order[NR_FDS])
{
	u8 left[NR_FDS] = { VM, VCPU, KVM_VFIO, VFIO_DEVICE };

	for (unsigned int i = 0; i < NR_FDS; i++) {
		unsigned int pick = index % (NR_FDS - i);

		index /= NR_FDS - i;
		order[i] = left[pick];
		for (; pick + 1 < NR_FDS - i; pick++)
			left[pick] = left[pick + 1];
	}
}

static unsigned int chosen, place;

static void close_in_order(void)
{
	struct vfio_user user = vfio_open_without_device(NIC);
	struct kvm_user kvm = kvm_user_open(user.group);
	int fds[NR_FDS] = { [VM] = kvm.vm, [KVM_VFIO] = kvm.device };
	u8 order[NR_FDS];

	fds[VCPU] = ksys_ioctl(kvm.vm, KVM_CREATE_VCPU, 0);
	fds[VFIO_DEVICE] = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	cr_assert(fds[VCPU] >= 0 && fds[VFIO_DEVICE] >= 0);
	order_of(chosen, order);
	for (unsigned int i = 0; i <= NR_FDS; i++) {
		if (i == place * NR_FDS / 2) {
			ksys_close(user.group);
			ksys_close(user.container);
		}
		if (i < NR_FDS)
			ksys_close(fds[order[i]]);
	}
}

static bool device_is_last(unsigned int index)
{
	u8 order[NR_FDS];

	order_of(index, order);
	return order[NR_FDS - 1] == VFIO_DEVICE;
}

/* Each in a process of its own, for a deadlock leaves its world behind. */
ParameterizedTestParameters(v01_close_orders, destroy_deadlocks_where_the_device_is_last)
{
	static unsigned int indices[NR_ORDERS];

	for (unsigned int i = 0; i < NR_ORDERS; i++)
		indices[i] = i;
	return cr_make_param_array(unsigned int, indices, NR_ORDERS);
}

/* The calls of the thread, innermost first, as far as no compiler folds them together. */
static void expect_chain(const char *text)
{
	static const char *const chain[] = {
		"vfio_group_set_kvm", "kvm_vfio_destroy", "kvm_destroy_vm", "vfio_device_put_kvm",
		"vfio_df_group_close",
	};
	const char *at = strstr(text, "Call Trace");

	for (unsigned int i = 0; i < ARRAY_SIZE(chain); i++) {
		const char *next = at ? strstr(at, chain[i]) : NULL;

		cr_assert(next, "%s is not where it belongs in\n%s", chain[i], text);
		at = next;
	}
}

ParameterizedTest(unsigned int *index, v01_close_orders, destroy_deadlocks_where_the_device_is_last)
{
	struct vfio_world world = {
		.main = close_in_order,
		.variants = { "kvm-vfio-destroy", "vfio-set-kvm-group-lock" },
	};

	chosen = *index;
	place = *index % NR_PLACES;
	if (device_is_last(chosen)) {
		expect_chain(vfio_world_expect(&world, 1, KIND(ORDER))->text);
		return;
	}
	for (place = 0; place < NR_PLACES; place++)
		vfio_world_expect_clean(&world, 1);
}

/* All orders and places in one process: none leaves anything behind. */
static void expect_silence(const char *a, const char *b)
{
	struct vfio_world world = { .main = close_in_order, .variants = { a, b } };

	for (chosen = 0; chosen < NR_ORDERS; chosen++)
		for (place = 0; place < NR_PLACES; place++)
			vfio_world_expect_clean(&world, 1);
}

Test(v01_close_orders, release_deadlocks_in_none)
{
	expect_silence("vfio-set-kvm-group-lock", NULL);
}

Test(v01_close_orders, a_put_after_the_locks_deadlocks_in_none)
{
	expect_silence("kvm-vfio-destroy", "vfio-kvm-put-stashed");
}

Test(v01_close_orders, today_none_does)
{
	expect_silence(NULL, NULL);
}
