// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * enable.c - devices are enabled below a bridge that is not enabled yet
 *
 * What would go wrong: a driver goes on while its bridge passes nothing on, since somebody else is
 * still enabling it.
 */
#include "pci/expect.h"

static const struct pci_hw_desc port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_ROOT_PORT,
};

static unsigned int too_early;

static void two_below_a_port(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *bridge = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &port);

	pci_hw_function(root, bridge, PCI_DEVFN(0, 0), &edu_pcie);
	pci_hw_function(root, bridge, PCI_DEVFN(0, 1), &edu_pcie);
}

static void enable_function(unsigned int fn)
{
	const u16 want = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	struct pci_dev *dev = get_dev(1, 0, fn);
	u16 command;

	cr_assert_eq(pci_enable_device(dev), 0);
	pci_read_config_word(pci_upstream_bridge(dev), PCI_COMMAND, &command);
	__atomic_fetch_add(&too_early, (command & want) != want, __ATOMIC_RELAXED);
	pci_disable_device(dev);
	pci_dev_put(dev);
}

static void enable_first(void *unused)
{
	enable_function(0);
}

static void enable_second(void *unused)
{
	enable_function(1);
}

/* As firmware leaves a bridge that nothing was started from. */
static void disable_port(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_assert_gt(sysfs_write("bus/pci/drivers/pcieport/unbind", "0000:00:01.0"), 0);
	while (pci_is_enabled(dev))
		pci_disable_device(dev);
	pci_write_config_word(dev, PCI_COMMAND, 0);
	pci_dev_put(dev);
}

static void enable_two(void)
{
	disable_port();
	task("first", enable_first);
	task("second", enable_second);
	tasks_join();
}

Test(enable, bridge_passes_on_what_is_below_once_a_device_is_enabled)
{
	pci_world_silent(two_below_a_port, enable_two, 300);
	cr_assert_eq(too_early, 0);
}

Test(enable, bridge_that_is_enabled_without_a_lock_may_not_yet)
{
	set_variant("pci-enable-bridge-unlocked");
	for (unsigned int seed = 1; seed <= 300 && !too_early; seed++)
		cr_assert_eq(pci_world_run(two_below_a_port, enable_two, "random", seed), EX_DONE);
	cr_assert_gt(too_early, 0);
}
