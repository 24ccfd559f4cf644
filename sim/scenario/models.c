// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * models.c - the hardware that a scenario's world can be built of
 */
#include "scenario/models.h"

#include <linux/array_size.h>
#include <linux/pci_ids.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "pci/hw.h"
#include "pci/hw_edu.h"
#include "xe/xe_hw.h"

#define ENDPOINT	(PCI_HW_PM | PCI_HW_EXPRESS | PCI_HW_AER | PCI_HW_MSI_64)

/* A network card: registers, a flash, I/O ports and a table of five vectors. */
#define NIC_FIELDS								\
	.vendor = PCI_VENDOR_ID_INTEL, .device = 0x10d3,			\
	.class = PCI_CLASS_NETWORK_ETHERNET << 8, .pin = 1,			\
	.port_type = PCI_EXP_TYPE_ENDPOINT,					\
	.bars = { { .size = 0x20000 }, { .size = 0x20000 },			\
		  { .size = 32, .flags = PCI_HW_BAR_IO }, { .size = 0x4000 } },	\
	.msi_vectors = 1, .msix_vectors = 5, .msix_bar = 3, .msix_pba = 0x2000

static const struct pci_hw_desc nic = {
	.name = "nic", .flags = ENDPOINT | PCI_HW_FLR, NIC_FIELDS,
};

static const struct pci_hw_desc nic_pm = {
	.name = "nic-pm", .flags = ENDPOINT, NIC_FIELDS,
};

static const struct pci_hw_desc nic_noreset = {
	.name = "nic-noreset", .flags = ENDPOINT | PCI_HW_NO_SOFT_RESET, NIC_FIELDS,
};

static const struct pci_hw_desc disk = {
	.name = "disk", .vendor = PCI_VENDOR_ID_REDHAT, .device = 0x0010,
	.class = PCI_CLASS_STORAGE_EXPRESS, .pin = 1,
	.port_type = PCI_EXP_TYPE_ENDPOINT,
	.flags = ENDPOINT | PCI_HW_FLR | PCI_HW_ARI,
	.bars = { { .size = 0x4000, .flags = PCI_HW_BAR_64 } },
	.msix_vectors = 8, .msix_pba = 0x3000, .msix_table = 0x2000,
	.sriov = { .total_vfs = 4, .vf_device = 0x0011, .vf_msix = 2,
		   .bars = { { .size = 0x4000, .flags = PCI_HW_BAR_64 } } },
};

static const struct pci_hw_desc plain = {
	.name = "plain", .vendor = PCI_VENDOR_ID_REDHAT, .device = 0x11e8,
	.class = PCI_CLASS_NOT_DEFINED << 8, .pin = 1, .flags = PCI_HW_MSI_64,
	.bars = { { .size = 0x1000 } }, .msi_vectors = 1,
};

/* A VF of the first takes a packet or two to save, of the second a ring of them on each GT. */
static const struct xe_hw_desc xe = {
	.vfs = 2, .tiles = 1, .vf_vram = 0x2000,
};

static const struct xe_hw_desc xe_tiles = {
	.vfs = 4, .tiles = 2, .media = true,
};

static const struct scn_model models[] = {
	{ "nic", "network card with FLR, INTx, MSI and MSI-X", &nic },
	{ "nic-pm", "the same without FLR: reset by power state or bus", &nic_pm },
	{ "nic-noreset", "the same without FLR and soft reset: reset by bus only", &nic_noreset },
	{ "disk", "SR-IOV disk controller with FLR and up to four virtual functions", &disk },
	{ "edu", "educational device of QEMU with FLR and one MSI vector", &edu_pcie },
	{ "plain", "conventional device with one BAR and without a reset of its own", &plain },
	{ "xe", "SR-IOV graphics with up to two small virtual functions that can migrate",
	  .xe = &xe },
	{ "xe-tiles", "the same with two tiles, four GTs and up to four larger virtual functions",
	  .xe = &xe_tiles },
	{ "nic-caps", "network card with every capability of PCI Express that VFIO knows",
	  &scn_nic_caps },
	{ "pci-caps", "conventional device with those of before, and INTx that cannot be disabled",
	  &scn_pci_caps },
};

const struct scn_model *scn_model_at(unsigned int index)
{
	return index < ARRAY_SIZE(models) ? &models[index] : NULL;
}

const struct scn_model *scn_model_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(models); i++) {
		if (!strcmp(models[i].name, name))
			return &models[i];
	}
	return NULL;
}
