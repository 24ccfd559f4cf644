// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v06_group_notifier.c - a group's notifier and the references and locks that it takes
 *
 * Seed 002: the iommu group's chain is called under its rwsem. A callback that puts the last
 * reference unregisters itself under that rwsem (V06, N1); registering under a lock that the
 * callback takes inverts their order (V07, N2); what the callback walks must outlive it (N3).
 */
#include "vfio/vfio_world.h"

static void unbind_nic(void *arg)
{
	vfio_unbind(NIC);
}

/* Each bind and unbind calls the group's chain twice. */
static void rebind_sibling(void *arg)
{
	for (int i = 0; i < 3; i++) {
		user_echo(SIBLING, "/sys/bus/pci/drivers/vfio-pci/bind");
		user_echo(SIBLING, "/sys/bus/pci/drivers/vfio-pci/unbind");
	}
}

static void race(void)
{
	cr_assert_gt(user_sys("vfio-pci", "/sys/bus/pci/devices/%s/driver_override", SIBLING), 0);
	user_together(unbind_nic, rebind_sibling, NULL);
}

/* Whatever the callbacks left to do is done before the modules go: what if not is N4. */
static void race_and_settle(void)
{
	race();
	ksys_msleep(1000);
}

static void unbind_sibling(void *arg)
{
	vfio_unbind(SIBLING);
}

static void unbind_both(void)
{
	user_together(unbind_nic, unbind_sibling, NULL);
}

static struct vfio_world world_with(const char *variant)
{
	return (struct vfio_world){
		.main = race, .one_group = true, .variants = { variant },
	};
}

Test(v06_group_notifier, a_callback_that_puts_the_last_reference_deadlocks)
{
	struct vfio_world world = world_with("vfio-group-notifier-put");

	vfio_world_expect(&world, 3000, KIND(ORDER) | KIND(WAIT));
}

Test(v06_group_notifier, registering_under_the_callbacks_lock_inverts_the_order)
{
	struct vfio_world world = world_with("vfio-group-notifier-locked");

	vfio_world_expect(&world, 20, KIND(ORDER));
}

/* The last put walks the list without its lock: what it has before it, the callback takes away. */
Test(v06_group_notifier, a_list_freed_before_the_callback_ends_is_freed_under_it)
{
	struct vfio_world world = world_with("vfio-group-notifier-free-early");

	world.main = unbind_both;
	world.both = true;
	vfio_world_expect(&world, 3000, KIND(UAF) | KIND(RACE));
}

Test(v06_group_notifier, a_list_freed_after_it_is_silent)
{
	struct vfio_world world = world_with("vfio-group-notifier");

	world.main = unbind_both;
	world.both = true;
	vfio_world_expect_clean(&world, 500);
}

Test(v06_group_notifier, putting_in_a_work_item_is_silent)
{
	struct vfio_world world = world_with("vfio-group-notifier-put-work");

	world.main = race_and_settle;
	vfio_world_expect_clean(&world, 200);
}

Test(v06_group_notifier, a_callback_without_references_is_silent)
{
	struct vfio_world world = world_with("vfio-group-notifier");

	vfio_world_expect_clean(&world, 200);
}

Test(v06_group_notifier, no_notifier_is_silent)
{
	struct vfio_world world = world_with(NULL);

	vfio_world_expect_clean(&world, 200);
}
