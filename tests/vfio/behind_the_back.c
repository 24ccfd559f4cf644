// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * behind_the_back.c - a device that loses what was written to it
 *
 * What would go wrong: a device that decodes nothing, or somebody else's memory, since it was
 * reset without anybody being told.
 */
#include "vfio/vfio_world.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)

static struct vfio_user user;

static u32 get(int pos, int size)
{
	u32 val = 0;

	cr_assert_eq(ksys_pread(user.device, &val, size, CONFIG + pos), size);
	return val;
}

static void set(int pos, u32 val, int size)
{
	cr_assert_eq(ksys_pwrite(user.device, &val, size, CONFIG + pos), size);
}

static void bars_lost(void)
{
	struct pci_dev *pdev;
	u32 before, val = 0;

	user = vfio_open(NIC);
	pdev = pci_get_domain_bus_and_slot(0, 1, 0);
	pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0, &before);
	set(PCI_COMMAND, PCI_COMMAND_MEMORY, 2);
	pci_write_config_dword(pdev, PCI_BASE_ADDRESS_0, 0);
	pci_write_config_word(pdev, PCI_COMMAND, 0);
	/* Seen now, and put back. */
	set(PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_IO, 2);
	pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0, &val);
	cr_assert_eq(val, before);

	/* The user's own addresses are only what he sees. */
	set(PCI_BASE_ADDRESS_0, 0xffffffff, 4);
	cr_assert_eq(get(PCI_BASE_ADDRESS_0, 4), 0xffff0000);
	set(PCI_BASE_ADDRESS_0, 0x12340000, 4);
	cr_assert_eq(get(PCI_BASE_ADDRESS_0, 4), 0x12340000);
	set(PCI_BASE_ADDRESS_2, 0xffffffff, 4);
	cr_assert_eq(get(PCI_BASE_ADDRESS_2, 4), 0xffffffe1);
	set(PCI_BASE_ADDRESS_1, 0xffffffff, 4);
	cr_assert_eq(get(PCI_BASE_ADDRESS_1, 4), 0);
	set(PCI_ROM_ADDRESS, 0xffffffff, 4);
	cr_assert_eq(get(PCI_ROM_ADDRESS, 4), 0);
	pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0, &val);
	cr_assert_eq(val, before);
	pci_dev_put(pdev);
	vfio_close(user);
}

Test(behind_the_back, bars_that_were_lost_are_put_back_when_memory_is_switched_on)
{
	struct vfio_world world = { .main = bars_lost };

	vfio_world_expect_clean(&world, 1);
}
