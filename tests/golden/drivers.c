// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drivers.c - native drivers that the recorded machine had, as far as the client sees them
 *
 * Only binding matters: e1000e does DMA and so wants its group for itself, pci-stub
 * leaves the device alone and does not. Some devices had a driver at boot, which the
 * start-up script took away; e1000e came after it, and binds to nothing by itself.
 */
#define KBUILD_MODNAME	"golden_drivers"

#include "golden.h"

#include <linux/pci.h>

static int nic_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int ret = pci_enable_device(pdev);

	if (!ret)
		pci_set_master(pdev);
	return ret;
}

static void nic_remove(struct pci_dev *pdev)
{
	pci_clear_master(pdev);
	pci_disable_device(pdev);
}

static const struct pci_device_id nic_ids[] = { { PCI_DEVICE(0x8086, 0x10d3) }, { } };

static struct pci_driver nic_driver = {
	.name		= "e1000e",
	.id_table	= nic_ids,
	.probe		= nic_probe,
	.remove		= nic_remove,
};

static int boot_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return pci_enable_device(pdev);
}

static void boot_remove(struct pci_dev *pdev)
{
	pci_disable_device(pdev);
}

/* shared memory, xhci, virtio-rng */
static const struct pci_device_id boot_ids[] = {
	{ PCI_DEVICE(0x1af4, 0x1110) }, { PCI_DEVICE(0x1b36, 0x000d) },
	{ PCI_DEVICE(0x1af4, 0x1044) }, { },
};

static struct pci_driver boot_driver = {
	.name		= "boot",
	.id_table	= boot_ids,
	.probe		= boot_probe,
	.remove		= boot_remove,
};

static int stub_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return 0;
}

static struct pci_driver stub_driver = {
	.name			= "pci-stub",
	.probe			= stub_probe,
	.driver_managed_dma	= true,
};

int golden_boot(void)
{
	int ret = pci_register_driver(&boot_driver);

	if (!ret)
		pci_unregister_driver(&boot_driver);
	return ret;
}

int golden_drivers_register(void)
{
	int ret = pci_register_driver(&nic_driver);

	if (ret)
		return ret;
	ret = pci_register_driver(&stub_driver);
	if (ret)
		pci_unregister_driver(&nic_driver);
	return ret;
}

void golden_drivers_unregister(void)
{
	pci_unregister_driver(&stub_driver);
	pci_unregister_driver(&nic_driver);
}
