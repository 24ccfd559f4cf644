// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * managed_bars.c - BARs that a driver never gives back by hand
 *
 * What would go wrong: a region or a mapping left behind when the driver goes, one that is given
 * back twice, half of them left when one is taken.
 */
#include "pci/expect.h"

#include <linux/dma-mapping.h>
#include <linux/io.h>

static u32 last_read;
static int wants;	/* what probe() of the next driver returns when it has what it wants */

static int managed_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	void __iomem *regs;
	int ret = pcim_enable_device(dev);

	cr_assert_eq(ret, 0);
	cr_assert_eq(dma_set_mask(&dev->dev, DMA_BIT_MASK(64)), 0);
	cr_assert_eq(pcim_iomap_regions(dev, 1 << 0, "managed"), 0);
	cr_assert_eq(pci_request_region(dev, 0, "again"), -EBUSY);
	cr_assert(IS_ERR(pcim_iomap_region(dev, 0, "again")));
	cr_assert_null(pcim_iomap(dev, 0, 0));
	cr_assert_eq(pcim_iomap_regions(dev, 1 << 6, "none"), 0);
	regs = pcim_iomap_table(dev)[0];
	last_read = readl(regs);
	return wants;
}

static void managed_remove(struct pci_dev *dev)
{
}

static const struct pci_device_id edu[] = { { PCI_DEVICE(0x1234, 0x11e8) }, { } };

static struct pci_driver managed = {
	.name = "managed", .id_table = edu, .probe = managed_probe, .remove = managed_remove,
};

static void bind_twice(void)
{
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(__pci_register_driver(&managed, NULL, "managed"), 0);
		pci_unregister_driver(&managed);
	}
}

Test(managed_bars, are_given_back_when_the_driver_goes)
{
	wants = 0;
	pci_world_silent(one_device, bind_twice, 1);
	cr_assert_eq(last_read & 0xffff, 0x00ed, "%#x", last_read);
}

Test(managed_bars, are_given_back_when_the_driver_fails_to_bind)
{
	wants = -ENODEV;
	pci_world_silent(one_device, bind_twice, 1);
}

static int by_hand_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	cr_assert_eq(pci_enable_device_mem(dev), 0);
	cr_assert_eq(pci_request_mem_regions(dev, "by hand"), 0);
	cr_assert_eq(pci_request_mem_regions(dev, "again"), -EBUSY);
	pci_release_mem_regions(dev);
	cr_assert_eq(pcim_iomap_regions(dev, 1, "managed"), 0);
	pcim_iounmap_region(dev, 0);
	cr_assert_null(pcim_iomap_table(dev)[0]);
	pci_disable_device(dev);
	return 0;
}

static struct pci_driver by_hand = {
	.name = "by-hand", .id_table = edu, .probe = by_hand_probe, .remove = managed_remove,
};

static void bind_by_hand(void)
{
	cr_assert_eq(__pci_register_driver(&by_hand, NULL, "by-hand"), 0);
	pci_unregister_driver(&by_hand);
}

Test(managed_bars, can_be_given_back_by_hand)
{
	pci_world_silent(one_device, bind_by_hand, 1);
}
