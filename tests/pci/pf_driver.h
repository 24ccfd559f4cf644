/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pf_driver.h - a driver for tests: binds any device of vendor 0x1111, has VFs on demand
 */
#ifndef TESTS_PCI_PF_DRIVER_H
#define TESTS_PCI_PF_DRIVER_H

#include "pci/pci_world.h"

#define PF_VENDOR	0x1111

static int pf_sriov(struct pci_dev *dev, int nr)
{
	int ret;

	if (!nr) {
		pci_disable_sriov(dev);
		return 0;
	}
	ret = pci_enable_sriov(dev, nr);
	return ret ?: nr;
}

static int pf_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	int ret = pci_enable_device(dev);

	if (!ret)
		pci_save_state(dev);	/* for pf_slot_reset() */
	return ret;
}

static void pf_remove(struct pci_dev *dev)
{
	pci_disable_sriov(dev);
	pci_disable_device(dev);
}

static pci_ers_result_t pf_error_detected(struct pci_dev *dev, pci_channel_state_t state)
{
	return state == pci_channel_io_normal ? PCI_ERS_RESULT_CAN_RECOVER :
						PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t pf_slot_reset(struct pci_dev *dev)
{
	pci_restore_state(dev);
	pci_save_state(dev);
	return PCI_ERS_RESULT_RECOVERED;
}

static int pf_resumed;

static void pf_resume(struct pci_dev *dev)
{
	WRITE_ONCE(pf_resumed, pf_resumed + 1);
}

static const struct pci_error_handlers pf_err_handler = {
	.error_detected	= pf_error_detected,
	.slot_reset	= pf_slot_reset,
	.resume		= pf_resume,
};

static const struct pci_device_id pf_ids[] = {
	{ PCI_DEVICE(PF_VENDOR, PCI_ANY_ID) },
	{ },
};

static struct pci_driver pf_driver = {
	.name			= "pf",
	.id_table		= pf_ids,
	.probe			= pf_probe,
	.remove			= pf_remove,
	.sriov_configure	= pf_sriov,
	.err_handler		= &pf_err_handler,
};

static inline void pf_load(void)
{
	cr_assert_eq(__pci_register_driver(&pf_driver, NULL, "pf"), 0);
}

static inline void pf_unload(void)
{
	pci_unregister_driver(&pf_driver);
}

static const struct pci_hw_desc plain_card = {
	.name = "card", .vendor = PF_VENDOR, .device = 1, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_AER,
	.bars = { { .size = 0x1000 } },
};

static const struct pci_hw_desc sriov_card = {
	.name = "pf", .vendor = PF_VENDOR, .device = 2, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_ARI,
	.bars = { { .size = 0x1000 } },
	.sriov = { .total_vfs = 2, .vf_device = 3, .bars = { { .size = 0x1000 } } },
};

static const struct pci_hw_desc hotplug_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG | PCI_HW_AER | PCI_HW_DPC | PCI_HW_ACS,
	.port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 1,
};

static const struct pci_hw_desc plain_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_AER | PCI_HW_ACS,
	.port_type = PCI_EXP_TYPE_ROOT_PORT,
};

static const struct pci_hw_desc hotplug_downstream = {
	.name = "downstream", .vendor = 0x1b36, .device = 0xd, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG | PCI_HW_ACS,
	.port_type = PCI_EXP_TYPE_DOWNSTREAM, .slot = 2,
};

static const struct pci_hw_desc upstream = {
	.name = "upstream", .vendor = 0x1b36, .device = 0xe, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_UPSTREAM,
};

/* 00:01.0 is a PF with two VFs. */
static inline void pf_machine(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &sriov_card);
}

/* 00:01.0 a hot-plug port, 01:00.0 the card in it. */
static inline void hotplug_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	pci_hw_function(root, pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &hotplug_port), 0,
			&plain_card);
}

/* Three levels: 00:01.0 port, 01:00.0 upstream, 02:00.0 hot-plug downstream, 03:00.0 card. */
static inline void switch_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &hotplug_port);
	struct pci_hw_fn *up = pci_hw_function(root, port, 0, &upstream);
	struct pci_hw_fn *down = pci_hw_function(root, up, 0, &hotplug_downstream);

	pci_hw_function(root, down, 0, &plain_card);
}

#endif
