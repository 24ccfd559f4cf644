// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resets.c - what a reset does to a function, how long it takes, and what comes back
 */
#include "pci/expect.h"
#include "pci/pf_driver.h"

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/timekeeping.h>

static u32 cfg(struct pci_dev *dev, int where)
{
	u32 value;

	pci_read_config_dword(dev, where, &value);
	return value;
}

static void silent_during_flr(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	pci_save_state(dev);
	pcie_capability_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	cr_expect_eq(cfg(dev, PCI_VENDOR_ID), ~0u);
	msleep(19);
	cr_expect_eq(cfg(dev, PCI_VENDOR_ID), ~0u);
	msleep(2);
	cr_expect_eq(cfg(dev, PCI_VENDOR_ID) & 0xffff, 0x1234);
	cr_expect_eq(cfg(dev, PCI_BASE_ADDRESS_0), 0, "the BAR survived");
	pci_restore_state(dev);
	pci_dev_put(dev);
}

Test(resets, function_answers_nothing_until_its_flr_is_over)
{
	pci_world_silent(one_device, silent_during_flr, 1);
}

static void state_comes_back(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);
	void __iomem *regs;
	u32 before[16];

	cr_assert_eq(pci_enable_device(dev), 0);
	pci_set_master(dev);
	regs = pci_iomap(dev, 0, 0);
	writel(0x1234, regs + EDU_LIVENESS);
	cr_expect_eq(readl(regs + EDU_LIVENESS), ~0x1234u);
	for (int i = 0; i < 16; i++)
		before[i] = cfg(dev, i * 4);
	cr_assert_eq(pci_reset_function(dev), 0);
	for (int i = 0; i < 16; i++)
		cr_expect_eq(cfg(dev, i * 4), before[i], "dword %d", i);
	cr_expect_eq(readl(regs + EDU_LIVENESS), 0, "the registers survived");
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
	pci_dev_put(dev);
}

Test(resets, config_space_comes_back_and_registers_do_not)
{
	pci_world_silent(one_device, state_comes_back, 3);
}

static const struct pci_hw_desc slow_card = {
	.name = "slow", .vendor = PF_VENDOR, .device = 4, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR, .flr_ms = 70000, .bars = { { .size = 0x1000 } },
};

static void slow_machine(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &slow_card);
}

static void gives_up(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_expect_eq(pci_reset_function(dev), -ENOTTY);
	pci_dev_put(dev);
}

Test(resets, device_that_never_comes_back_is_given_up)
{
	pci_world_silent(slow_machine, gives_up, 1);
}

static void memory_bit_and_power(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);
	void __iomem *regs;
	u16 command;

	cr_assert_eq(pci_enable_device(dev), 0);
	regs = pci_iomap(dev, 0, 0);
	cr_expect_eq(readl(regs), 0x010000edu);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	pci_write_config_word(dev, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
	cr_expect_eq(readl(regs), ~0u);
	cr_expect_eq(readb(regs), 0xff);
	pci_write_config_word(dev, PCI_COMMAND, command);
	cr_expect_eq(readl(regs), 0x010000edu);
	pci_hw_unplug(pci_hw_of(dev));
	cr_expect_eq(readl(regs), ~0u);
	cr_expect_eq(cfg(dev, 0), ~0u);
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
	pci_dev_put(dev);
}

Test(resets, reads_of_what_does_not_decode_are_ones)
{
	pci_world_silent(one_device, memory_bit_and_power, 1);
}

static void tries(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	device_lock(&dev->dev);
	device_unlock(&dev->dev);
	pci_cfg_access_lock(dev);
	cr_expect_eq(pci_try_reset_function(dev), -EAGAIN);
	cr_expect(device_trylock(&dev->dev), "the device lock was not given back");
	device_unlock(&dev->dev);
	pci_cfg_access_unlock(dev);
	cr_expect_eq(pci_try_reset_function(dev), 0);
	pci_dev_put(dev);
}

Test(resets, contended_try_gives_everything_back)
{
	pci_world_silent(one_device, tries, 1);
}

static void forgets_to_restore(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_assert_eq(pcie_flr(dev), 0);
	pci_dev_put(dev);
}

Test(resets, reset_whose_state_nobody_restores_is_found_at_rest)
{
	says(pci_world_finds(one_device, forgets_to_restore, 1, KIND(STATE)),
	     "reset and not restored");
}

static void forgets_to_unblock(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	pci_cfg_access_lock(dev);
	pci_dev_put(dev);
}

Test(resets, config_block_that_nobody_ends_is_found_at_rest)
{
	pci_world_finds(one_device, forgets_to_unblock, 1, KIND(STATE) | KIND(LOCKUSE));
}
