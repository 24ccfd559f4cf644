// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rescan.c - a device is found on a bus while the bus, or the device itself, is being reset
 *
 * What would go wrong: its BARs are read before the reset and it is listed after it was decided
 * who is restored. Or it gets its addresses after its state was saved. It is left without them,
 * which the check at rest says.
 */
#include "pci/expect.h"

#include <linux/delay.h>

#define FIRST	PCI_SYSFS "0000:00:01.0/"	/* the port, or the one device */
#define CARD	PCI_SYSFS "0000:01:00."
#define SEEDS	400

static const struct pci_hw_desc port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_ROOT_PORT,
};

static void two_below_a_port(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *bridge = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &port);

	pci_hw_function(root, bridge, PCI_DEVFN(0, 0), &edu_pcie);
	pci_hw_function(root, bridge, PCI_DEVFN(0, 1), &edu_pcie);
}

static void rescan(void *unused)
{
	cr_expect_gt(sysfs_write("bus/pci/rescan", "1"), 0);
}

/* It does not wait for a scan that is looking at a device. */
static void reset_bus(void *unused)
{
	int ret = sysfs_write(FIRST "reset_subordinate", "1");

	cr_expect(ret > 0 || ret == -EAGAIN, "%d", ret);
}

/* With its neighbour there first it has no method any more. */
static void reset_one(void *unused)
{
	int ret = sysfs_write(CARD "0/reset", "1");

	cr_expect(ret > 0 || ret == -ENOTTY, "%d", ret);
}

static void find_in_bus_reset(void)
{
	cr_assert_gt(sysfs_write(CARD "0/remove", "1"), 0);
	task("reset", reset_bus);
	task("rescan", rescan);
	tasks_join();
}

static void find_in_reset_of_one(void)
{
	cr_assert_gt(sysfs_write(CARD "1/remove", "1"), 0);
	cr_assert_gt(sysfs_write(CARD "0/reset_method", "bus"), 0);
	task("reset", reset_one);
	task("rescan", rescan);
	tasks_join();
}

/* As soon as there is a file for it. */
static void reset_new_device(void *unused)
{
	for (int i = 0; i < 30; i++)
		if (sysfs_write(FIRST "reset", "1") > 0)
			return;
}

static void reset_before_addresses(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);
	struct pci_hw_fn *card = pci_hw_of(dev);

	pci_dev_put(dev);
	pci_hw_unplug(card);
	cr_assert_gt(sysfs_write(FIRST "remove", "1"), 0);
	pci_hw_plug(card);
	msleep(1000);	/* until it answers */
	task("rescan", rescan);
	task("reset", reset_new_device);
	tasks_join();
}

static void expect_silence(void (*build)(void), void (*body)(void))
{
	for (unsigned int seed = 1; seed <= SEEDS; seed++) {
		cr_assert_eq(pci_world_run(build, body, "pos", seed), EX_DONE);
		cr_assert_eq(findings_count(), 0, "seed %u: %s", seed, finding_at(0)->title);
	}
}

static void expect_lost(const char *variant, void (*build)(void), void (*body)(void))
{
	unsigned int found = 0;

	set_variant(variant);
	for (unsigned int seed = 1; seed <= SEEDS && !found; seed++) {
		cr_assert_eq(pci_world_run(build, body, "pos", seed), EX_DONE);
		found = findings_count();
	}
	cr_assert_eq(found, 1, "%u: %s", found, found ? finding_at(0)->title : "nothing");
	cr_assert_str_eq(finding_at(0)->title, "PCI device left without its config space");
}

Test(rescan, finds_no_device_in_the_middle_of_a_bus_reset)
{
	expect_silence(two_below_a_port, find_in_bus_reset);
}

Test(rescan, may_leave_a_device_without_bars_if_it_does)
{
	expect_lost("pci-scan-in-bus-reset", two_below_a_port, find_in_bus_reset);
}

Test(rescan, finds_no_neighbour_of_a_function_that_is_reset_by_its_bus)
{
	expect_silence(two_below_a_port, find_in_reset_of_one);
}

Test(rescan, may_leave_the_neighbour_without_bars_if_it_does)
{
	expect_lost("pci-scan-in-bus-reset", two_below_a_port, find_in_reset_of_one);
}

Test(rescan, gives_a_device_its_addresses_before_or_after_a_reset)
{
	expect_silence(one_device, reset_before_addresses);
}

Test(rescan, may_leave_it_without_if_it_does_so_in_the_middle_of_one)
{
	expect_lost("pci-assign-unlocked", one_device, reset_before_addresses);
}
