// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_hotplug.c - cards pulled while somebody resets, removes or recovers (C03, C07, C14, C15,
 * C21, C28, C32)
 */
#include "pci/expect.h"
#include "pci/pf_driver.h"

#include <linux/aer.h>
#include <linux/delay.h>

static void pull_card(void *unused)
{
	pci_hw_unplug(pci_hw_find(0, 1, 0));
}

static void try_slot_reset(void *unused)
{
	struct pci_dev *dev = get_dev(1, 0, 0);

	/* as a driver does on its last close: the device lock, then the slot */
	if (dev)
		pci_try_reset_function(dev);
	pci_dev_put(dev);
}

static void pull_against_slot_reset(void)
{
	pf_load();
	cr_assert_eq(dev_write("0000:01:00.0/reset_method", "bus"), 3);
	task("pull", pull_card);
	task("reset", try_slot_reset);
	tasks_join();
	msleep(5000);
	pf_unload();
}

Test(pci_hotplug_bugs, reset_lock_kept_over_unbind_inverts_a_slot_reset)
{
	set_variant("pciehp-reset-lock-across-unbind");
	pci_world_finds(hotplug_machine, pull_against_slot_reset, 2000, KIND(ORDER) | KIND(WAIT));
}

Test(pci_hotplug_bugs, reset_lock_dropped_over_unbind_is_silent)
{
	pci_world_silent(hotplug_machine, pull_against_slot_reset, 200);
}

static void remove_port(void *unused)
{
	dev_write("0000:00:01.0/remove", "1");
}

static void pull_inner_card(void *unused)
{
	pci_hw_unplug(pci_hw_find(0, 3, 0));
}

static void pull_below_removed_port(void)
{
	pf_load();
	task("remove", remove_port);
	task("pull", pull_inner_card);
	tasks_join();
	msleep(5000);
	pf_unload();
}

Test(pci_hotplug_bugs, hotplug_thread_blocks_on_the_lock_of_who_waits_for_it)
{
	set_variant("pciehp-blocking-rescan-lock");
	pci_world_finds(switch_machine, pull_below_removed_port, 2000, KIND(WAIT));
}

Test(pci_hotplug_bugs, hotplug_thread_that_gives_up_is_silent)
{
	pci_world_silent(switch_machine, pull_below_removed_port, 200);
}

static void numvfs_zero(void *unused)
{
	dev_write("0000:00:01.0/sriov_numvfs", "0");
}

static void numvfs_two(void *unused)
{
	dev_write("0000:00:01.0/sriov_numvfs", "2");
}

static void remove_pf(void *unused)
{
	dev_write("0000:00:01.0/remove", "1");
}

static void unplug_vf(void *unused)
{
	struct pci_dev *vf = get_dev(0, 1, 1);

	if (vf)
		pci_stop_and_remove_bus_device_locked(vf);
	pci_dev_put(vf);
}

static void vf_removed_twice(void)
{
	pf_load();
	cr_assert_eq(dev_write("0000:00:01.0/sriov_numvfs", "2"), 1);
	task("numvfs", numvfs_zero);
	task("unplug", unplug_vf);
	tasks_join();
	pf_unload();
}

Test(pci_hotplug_bugs, two_removers_of_a_vf_without_a_common_lock)
{
	set_variant("sriov-no-rescan-lock");
	pci_world_finds(pf_machine, vf_removed_twice, 3000,
			KIND(UAF) | KIND(REF) | KIND(RACE) | KIND(STATE));
}

Test(pci_hotplug_bugs, numvfs_under_the_rescan_lock_is_silent)
{
	pci_world_silent(pf_machine, vf_removed_twice, 300);
}

static void remove_pf_with_vfs(void)
{
	pf_load();
	cr_assert_eq(dev_write("0000:00:01.0/sriov_numvfs", "2"), 1);
	cr_assert_eq(dev_write("0000:00:01.0/remove", "1"), 1);
	pf_unload();
}

Test(pci_hotplug_bugs, rescan_lock_inside_sriov_disable_is_taken_twice)
{
	set_variant("sriov-rescan-lock-inside");
	pci_world_finds(pf_machine, remove_pf_with_vfs, 1, KIND(ORDER) | KIND(WAIT));
}

/* The same without a lock of the PF around the enabling. */
static void remove_pf_that_has_vfs(void)
{
	struct pci_dev *pf = get_dev(0, 1, 0);

	pf_load();
	cr_assert_eq(pci_enable_sriov(pf, 2), 0);
	pci_dev_put(pf);
	cr_assert_eq(dev_write("0000:00:01.0/remove", "1"), 1);
	pf_unload();
}

Test(pci_hotplug_bugs, rescan_lock_inside_is_taken_twice_however_the_vfs_came)
{
	set_variant("sriov-rescan-lock-inside");
	pci_world_finds(pf_machine, remove_pf_that_has_vfs, 1, KIND(ORDER) | KIND(WAIT));
}

/* Who has it may take it again: that is the end of one deadlock, and not of the other. */
Test(pci_hotplug_bugs, rescan_lock_inside_that_lets_its_owner_in_again_is_silent)
{
	set_variant("sriov-rescan-lock-reentrant");
	pci_world_silent(pf_machine, remove_pf_that_has_vfs, 50);
}

Test(pci_hotplug_bugs, rescan_lock_around_sriov_configure_is_silent)
{
	pci_world_silent(pf_machine, remove_pf_with_vfs, 50);
}

static void fatal_error(void *unused)
{
	pci_hw_inject_error(pci_hw_find(0, 1, 0), DPC_FATAL);
}

static void remove_card(void *unused)
{
	dev_write("0000:01:00.0/remove", "1");
}

static void containment_against_removal(void)
{
	pf_load();
	task("error", fatal_error);
	task("remove", remove_card);
	tasks_join();
	msleep(10000);
	pf_unload();
}

Test(pci_hotplug_bugs, waiting_for_a_removed_card_without_a_reference)
{
	set_variant("pci-wait-child-no-ref");
	pci_world_finds(hotplug_machine, containment_against_removal, 3000,
			KIND(UAF) | KIND(RACE));
}

Test(pci_hotplug_bugs, waiting_for_a_removed_card_with_a_reference_is_silent)
{
	pci_world_silent(hotplug_machine, containment_against_removal, 200);
}

static int power_up_one(struct pci_dev *dev, void *unused)
{
	if (!dev->subordinate) {
		pci_set_power_state_locked(dev, PCI_D3hot);
		pci_set_power_state_locked(dev, PCI_D0);
	}
	return 0;
}

static void walk_and_power(void)
{
	struct pci_dev *port = get_dev(0, 1, 0);

	pci_walk_bus(port->subordinate, power_up_one, NULL);
	pci_dev_put(port);
}

Test(pci_hotplug_bugs, bus_sem_taken_again_inside_a_walk)
{
	set_variant("aspm-recursive-bus-sem");
	pci_world_finds(hotplug_machine, walk_and_power, 1, KIND(ORDER));
}

Test(pci_hotplug_bugs, bus_sem_taken_once_is_silent)
{
	pci_world_silent(hotplug_machine, walk_and_power, 20);
}

static void disable_busy_slot(void)
{
	pf_load();
	cr_assert_eq(module_load("zpci_slot"), 0);
	cr_assert_eq(dev_write("0000:00:01.0/sriov_numvfs", "2"), 1);
	cr_assert_eq(sysfs_write("bus/pci/slots/00000008/power", "0"), -EBUSY);
	dev_write("0000:00:01.0/sriov_numvfs", "0");
	module_unload("zpci_slot");
	pf_unload();
}

Test(pci_hotplug_bugs, slot_of_a_busy_pf_drops_a_reference_too_many)
{
	set_variant("zpci-disable-puts-twice");
	pci_world_finds(pf_machine, disable_busy_slot, 1, KIND(REF) | KIND(UAF));
}

Test(pci_hotplug_bugs, slot_of_a_busy_pf_is_refused_and_nothing_else)
{
	pci_world_silent(pf_machine, disable_busy_slot, 20);
}

static void numvfs_and_remove(void)
{
	pf_load();
	task("numvfs", numvfs_two);
	task("remove", remove_pf);
	tasks_join();
	pf_unload();
}

Test(pci_hotplug_bugs, rescan_lock_under_the_device_lock_inverts_removal)
{
	set_variant("sriov-rescan-lock-second");
	pci_world_finds(pf_machine, numvfs_and_remove, 500, KIND(ORDER) | KIND(WAIT));
}

Test(pci_hotplug_bugs, rescan_lock_for_its_owner_again_still_inverts_removal)
{
	set_variant("sriov-rescan-lock-reentrant");
	pci_world_finds(pf_machine, numvfs_and_remove, 500, KIND(ORDER) | KIND(WAIT));
}

Test(pci_hotplug_bugs, rescan_lock_before_the_device_lock_is_silent)
{
	pci_world_silent(pf_machine, numvfs_and_remove, 300);
}

static void fatal_in_card(void *unused)
{
	pci_hw_inject_error(pci_hw_find(0, 1, 0), AER_FATAL);
}

static void recovery(void)
{
	pf_load();
	task("error", fatal_in_card);
	tasks_join();
	msleep(5000);
	pf_unload();
}

static void aer_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	pci_hw_function(root, pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &plain_port), 0,
			&plain_card);
}

Test(pci_hotplug_bugs, recovery_under_bus_sem_inverts_its_own_link_reset)
{
	set_variant("aer-walks-under-bus-sem");
	pci_world_finds(aer_machine, recovery, 5, KIND(ORDER));
}

Test(pci_hotplug_bugs, recovery_without_bus_sem_is_silent)
{
	pci_world_silent(aer_machine, recovery, 50);
	cr_assert_eq(READ_ONCE(pf_resumed), 50);
}

Test(pci_hotplug_bugs, recovery_that_blocks_on_the_port_deadlocks_its_unbinding)
{
	set_variant("aer-blocks-on-port-lock");
	pci_world_finds(aer_machine, recovery, 5, KIND(ORDER) | KIND(WAIT));
}

static void rescan_port(void *unused)
{
	dev_write("0000:00:01.0/rescan", "1");
}

static void rescan_and_remove(void)
{
	task("rescan", rescan_port);
	task("remove", remove_port);
	tasks_join();
}

Test(pci_hotplug_bugs, rescan_that_keeps_its_file_inverts_removal)
{
	set_variant("pci-sysfs-keeps-file");
	pci_world_finds(aer_machine, rescan_and_remove, 500, KIND(ORDER) | KIND(WAIT));
}

Test(pci_hotplug_bugs, rescan_that_leaves_its_file_is_silent)
{
	pci_world_silent(aer_machine, rescan_and_remove, 300);
}
