// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rescan.c - a device is found on a bus while the bus is being reset
 *
 * What would go wrong: its BARs are read before the reset and it is listed after it was decided
 * who is restored. It is left without addresses, which the check at rest says.
 */
#include "pci/expect.h"

#define PORT	PCI_SYSFS "0000:00:01.0/"
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
	int ret = sysfs_write(PORT "reset_subordinate", "1");

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

static void expect_silence(void (*body)(void))
{
	for (unsigned int seed = 1; seed <= SEEDS; seed++) {
		cr_assert_eq(pci_world_run(two_below_a_port, body, "pos", seed), EX_DONE);
		cr_assert_eq(findings_count(), 0, "seed %u: %s", seed, finding_at(0)->title);
	}
}

static void expect_lost(void (*body)(void))
{
	unsigned int found = 0;

	set_variant("pci-scan-in-bus-reset");
	for (unsigned int seed = 1; seed <= SEEDS && !found; seed++) {
		cr_assert_eq(pci_world_run(two_below_a_port, body, "pos", seed), EX_DONE);
		found = findings_count();
	}
	cr_assert_eq(found, 1);
	cr_assert_str_eq(finding_at(0)->title, "PCI device left without its config space");
}

Test(rescan, finds_no_device_in_the_middle_of_a_bus_reset)
{
	expect_silence(find_in_bus_reset);
}

Test(rescan, may_leave_a_device_without_bars_if_it_does)
{
	expect_lost(find_in_bus_reset);
}

Test(rescan, finds_no_neighbour_of_a_function_that_is_reset_by_its_bus)
{
	expect_silence(find_in_reset_of_one);
}

Test(rescan, may_leave_the_neighbour_without_bars_if_it_does)
{
	expect_lost(find_in_reset_of_one);
}
