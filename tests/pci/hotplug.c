// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hotplug.c - cards and VFs come and go; errors are recovered from
 */
#include "pci/pf_driver.h"

#include <linux/aer.h>
#include <linux/delay.h>

static bool bound(const char *name)
{
	struct pci_dev *dev = get_dev(name[1] - '0', 0, 0);
	bool ret = dev && READ_ONCE(dev->driver) == &pf_driver;

	pci_dev_put(dev);
	return ret;
}

static void pull_and_push(void)
{
	struct pci_hw_fn *card = pci_hw_find(0, 1, 0);

	pf_load();
	cr_assert(bound("01"));
	pci_hw_unplug(card);
	msleep(3000);
	cr_expect(!bound("01"), "the card is gone and still bound");
	pci_hw_plug(card);
	msleep(3000);
	cr_expect(bound("01"), "the card is back and not bound");
	pf_unload();
}

Test(hotplug, card_that_is_pulled_and_pushed_is_removed_and_found_again)
{
	pci_world_silent(hotplug_machine, pull_and_push, 20);
}

static void power_file(void)
{
	pf_load();
	cr_expect_eq(sysfs_write("bus/pci/slots/1/power", "0"), 1);
	cr_expect(!bound("01"));
	cr_expect_eq(sysfs_write("bus/pci/slots/1/power", "0"), -ENODEV);
	cr_expect_eq(sysfs_write("bus/pci/slots/1/power", "1"), 1);
	cr_expect(bound("01"));
	pf_unload();
}

Test(hotplug, slot_is_switched_by_its_power_file)
{
	pci_world_silent(hotplug_machine, power_file, 20);
}

static const struct pci_hw_desc button_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG | PCI_HW_BUTTON,
	.port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 3,
};

static void button_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	pci_hw_function(root, pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &button_port), 0,
			&plain_card);
}

static void press_button(void)
{
	struct pci_hw_fn *port = pci_hw_find(0, 0, PCI_DEVFN(1, 0));

	pf_load();
	pci_hw_press_button(port);
	msleep(2000);
	cr_expect(bound("01"), "five seconds are not over");
	msleep(8000);
	cr_expect(!bound("01"));
	pci_hw_press_button(port);
	msleep(10000);
	cr_expect(bound("01"));
	pci_hw_press_button(port);
	msleep(1000);
	pci_hw_press_button(port);
	msleep(10000);
	cr_expect(bound("01"), "the second press did not cancel the first");
	pf_unload();
}

Test(hotplug, button_acts_after_five_seconds_unless_pressed_again)
{
	pci_world_silent(button_machine, press_button, 5);
}

static void vfs(void)
{
	struct pci_dev *vf;

	pf_load();
	cr_expect_str_eq(dev_read("0000:00:01.0/sriov_totalvfs"), "2");
	cr_expect_eq(dev_write("0000:00:01.0/sriov_numvfs", "3"), -ERANGE);
	cr_expect_eq(dev_write("0000:00:01.0/sriov_numvfs", "2"), 1);
	cr_expect_eq(dev_write("0000:00:01.0/sriov_numvfs", "1"), -EBUSY);
	cr_expect_str_eq(dev_read("0000:00:01.2/vendor"), "0x1111");
	cr_expect_str_eq(dev_read("0000:00:01.2/device"), "0x0003");
	cr_expect_str_eq(dev_read("0000:00:01.2/reset_method"), "flr");
	vf = get_dev(0, 1, 2);
	cr_assert_not_null(vf);
	cr_expect_eq(pci_iov_vf_id(vf), 1);
	cr_expect_eq(pci_physfn(vf)->devfn, PCI_DEVFN(1, 0));
	cr_expect_eq(pci_resource_len(vf, 0), 0x1000);
	cr_expect_eq(pci_reset_function(vf), 0);
	pci_dev_put(vf);
	cr_expect_eq(dev_write("0000:00:01.0/reset", "1"), 1);
	cr_expect_eq(dev_write("0000:00:01.0/sriov_numvfs", "0"), 1);
	cr_expect_null(get_dev(0, 1, 2));
	pf_unload();
	cr_expect_eq(dev_write("0000:00:01.0/sriov_numvfs", "2"), -ENOENT);
}

Test(hotplug, vfs_appear_and_vanish_with_sriov_numvfs)
{
	pci_world_silent(pf_machine, vfs, 10);
}

static void error(int severity)
{
	pf_load();
	pf_resumed = 0;
	pci_hw_inject_error(pci_hw_find(0, 1, 0), severity);
	msleep(5000);
	cr_expect_eq(READ_ONCE(pf_resumed), 1, "resumed %d times", pf_resumed);
	cr_expect(bound("01"));
	pf_unload();
}

static void nonfatal(void)
{
	error(AER_NONFATAL);
}

static void fatal(void)
{
	error(AER_FATAL);
}

Test(hotplug, nonfatal_error_is_recovered_from_without_a_reset)
{
	pci_world_silent(hotplug_machine, nonfatal, 20);
}

Test(hotplug, contained_error_is_recovered_from_and_no_card_is_lost)
{
	pci_world_silent(hotplug_machine, fatal, 50);
}

static void remove_and_rescan(void)
{
	pf_load();
	cr_expect_eq(dev_write("0000:01:00.0/remove", "1"), 1);
	cr_expect_str_eq(dev_read("0000:01:00.0/vendor"), "(error)");
	cr_expect_eq(sysfs_write("bus/pci/rescan", "1"), 1);
	cr_expect(bound("01"));
	cr_expect_eq(dev_write("0000:00:01.0/remove", "1"), 1);
	cr_expect_str_eq(dev_read("0000:01:00.0/vendor"), "(error)");
	cr_expect_eq(sysfs_write("bus/pci/rescan", "1"), 1);
	cr_expect(bound("01"));
	pf_unload();
}

Test(hotplug, removed_devices_come_back_with_a_rescan)
{
	pci_world_silent(hotplug_machine, remove_and_rescan, 20);
}
