// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * portdrv.c - the driver of PCIe ports: root, upstream and downstream
 *
 * All services of a port share its one interrupt.
 */
#define KBUILD_MODNAME	"pcieport"

#include <linux/pci_hotplug.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "pci.h"
#include "portdrv.h"

static bool is_port(const struct pci_dev *dev)
{
	int type = pci_pcie_type(dev);

	return pci_is_pcie((struct pci_dev *)dev) &&
	       (type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_UPSTREAM ||
		type == PCI_EXP_TYPE_DOWNSTREAM);
}

/* A service that cannot start leaves the port without it. */
static void start_services(struct pci_dev *dev, struct pcie_port *port)
{
	int irq;

	if (pci_alloc_irq_vectors(dev, 1, 1, PCI_IRQ_ALL_TYPES) < 1)
		return;
	irq = pci_irq_vector(dev, 0);
	if (dev->aer_cap && pci_pcie_type(dev) == PCI_EXP_TYPE_ROOT_PORT)
		aer_probe(dev, port, irq);
	if (dev->is_pciehp && dev->subordinate)
		pciehp_probe(dev, port, irq);
	if (dev->dpc_cap)
		dpc_probe(dev, port, irq);
}

static int pcie_portdrv_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	struct pcie_port *port;
	int ret;

	if (!is_port(dev))
		return -ENODEV;
	ret = pci_enable_device(dev);
	if (ret)
		return ret;
	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port) {
		pci_disable_device(dev);
		return -ENOMEM;
	}
	pci_set_master(dev);
	pci_set_drvdata(dev, port);
	start_services(dev, port);
	pci_save_state(dev);
	return 0;
}

static void pcie_portdrv_remove(struct pci_dev *dev)
{
	struct pcie_port *port = pci_get_drvdata(dev);

	/*
	 * The services share a line: freeing the interrupt of the first waits for the threads of
	 * all. Pairs with lock_for_error() and lock_rescan_remove().
	 */
	WRITE_ONCE(port->leaving, true);
	if (port->dpc)
		dpc_remove(dev, port);
	if (port->hp)
		pciehp_remove(dev, port);
	if (port->aer)
		aer_remove(dev, port);
	pci_free_irq_vectors(dev);
	pci_set_drvdata(dev, NULL);
	kfree(port);
	pci_disable_device(dev);
}

static pci_ers_result_t port_error_detected(struct pci_dev *dev, pci_channel_state_t error)
{
	return error == pci_channel_io_frozen ? PCI_ERS_RESULT_NEED_RESET :
						PCI_ERS_RESULT_CAN_RECOVER;
}

static pci_ers_result_t port_slot_reset(struct pci_dev *dev)
{
	pciehp_slot_was_reset(pci_get_drvdata(dev));
	pci_restore_state(dev);
	pci_save_state(dev);
	return PCI_ERS_RESULT_RECOVERED;
}

static pci_ers_result_t port_mmio_enabled(struct pci_dev *dev)
{
	return PCI_ERS_RESULT_RECOVERED;
}

static const struct pci_error_handlers pcie_portdrv_err_handler = {
	.error_detected	= port_error_detected,
	.slot_reset	= port_slot_reset,
	.mmio_enabled	= port_mmio_enabled,
};

static const struct pci_device_id port_pci_ids[] = {
	{ PCI_DEVICE_CLASS(PCI_CLASS_BRIDGE_PCI_NORMAL, ~0) },
	{ PCI_DEVICE_CLASS(PCI_CLASS_BRIDGE_PCI_SUBTRACTIVE, ~0) },
	{ },
};

static struct pci_driver pcie_portdriver = {
	.name			= "pcieport",
	.id_table		= port_pci_ids,
	.probe			= pcie_portdrv_probe,
	.remove			= pcie_portdrv_remove,
	.err_handler		= &pcie_portdrv_err_handler,
	.driver_managed_dma	= true,
};

/*
 * The controller of a conventional bus's slots. It is bound where Linux binds it,
 * which matters to whoever wants the devices below; it does nothing else here.
 */
static int shpc_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	if (!pci_find_capability(dev, PCI_CAP_ID_SHPC))
		return -ENODEV;
	return pci_enable_device(dev);
}

static void shpc_remove(struct pci_dev *dev)
{
	pci_disable_device(dev);
}

static struct pci_driver shpc_driver = {
	.name		= "shpchp",
	.id_table	= port_pci_ids,
	.probe		= shpc_probe,
	.remove		= shpc_remove,
};

static int __init pcie_portdrv_init(void)
{
	int ret = pci_register_driver(&pcie_portdriver);

	return ret ?: pci_register_driver(&shpc_driver);
}
device_initcall(pcie_portdrv_init);

static void __exit pcie_portdrv_exit(void)
{
	pci_unregister_driver(&shpc_driver);
	pci_unregister_driver(&pcie_portdriver);
}
__exitcall_level(pcie_portdrv_exit, 70);
