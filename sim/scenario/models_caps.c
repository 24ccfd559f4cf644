// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * models_caps.c - two cards with every capability that VFIO shows to a user or hides
 *
 * As pictures of their config space after firmware has placed them: one row for each
 * capability, which begins with its number and where the next one is. The contents are of
 * no real card; lengths and formats are those of the specifications.
 */
#include "scenario/models.h"

#include <linux/pci_ids.h>
#include <linux/pci_regs.h>

#include "pci/hw.h"
#include "pci/hw_qemu.h"

/* A boot ROM of one image, 512 bytes long, whose data structure is at 0x1c. */
static const struct hw_register rom[] = {
	{ 6, 4, 0x00, 0xe993aa55 },
	{ 6, 2, 0x18, 0x001c },
	{ 6, 4, 0x1c, 0x52494350 },	/* "PCIR" */
	{ 6, 2, 0x2c, 0x0001 },
	{ 6, 2, 0x30, 0x8000 },		/* the last image */
	{ }
};

static const char *const express_caps[] = {
	"000 8680d31007001000000000020000000000000070",
	"01c 00000270", "030 00000470", "034 40", "03c 0b01",
	"040 014803c8",			/* power management, with PME from D0 and D3 */
	"048 0350",			/* vital product data */
	"050 05688401",			/* MSI: 64 bits, four vectors with a mask each */
	"068 097810",			/* a vendor's own, 16 bytes */
	"078 10b40200008000100000000011000000000011",	/* Express: an endpoint with FLR */
	"0b4 11c004000300000003200000",	/* MSI-X: five vectors in BAR 3 */
	"0c0 13c80603",			/* advanced features: FLR, too */
	"0c8 12d810000f000000",		/* SATA: registers inline */
	"0d8 04",			/* slot id: obsolete, hidden */
	"100 01008214000000000000000030204600",		/* AER */
	"148 030041151122334455667788",	/* serial number */
	"154 0200411a0100000004000000",	/* two virtual channels, a table of 64 phases */
	"1a4 0d00011b3f08",		/* ACS with egress control for eight functions */
	"1b0 1700c11c00020700",		/* TPH: a table of eight tags inside */
	"1cc 1800411d",			/* LTR */
	"1d4 0b00411e42000001",		/* a vendor's own, 16 bytes */
	"1e4 2300411f86800001",		/* a standard of several vendors, 16 bytes */
	"1f4 04004120",			/* power budget */
	"204 15000121f000000020",	/* one BAR whose size can be changed */
	"210 1600412201",		/* dynamic power allocation: two states */
	"224 0f00c122",			/* ATS */
	"22c 0e004123",			/* ARI */
	"234 13004124",			/* page requests */
	"244 2f0001",			/* one that VFIO does not know: hidden */
	NULL
};

const struct pci_hw_desc scn_nic_caps = {
	.name = "nic-caps", .class = PCI_CLASS_NETWORK_ETHERNET << 8, .pin = 1,
	.flags = PCI_HW_PM | PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_AF_FLR | PCI_HW_AER |
		 PCI_HW_MSI_64 | PCI_HW_MSI_MASK,
	.port_type = PCI_EXP_TYPE_ENDPOINT,
	.bars = { { .size = 0x20000 }, [3] = { .size = 0x4000 } },
	.rom_size = 0x10000,
	.msi_vectors = 4, .msix_vectors = 5, .msix_bar = 3, .msix_pba = 0x2000,
	.model = &qemu_model, .model_data = rom, .image = express_caps,
};

static const char *const conventional_caps[] = {
	"000 361b050007003000000000ff00000000",
	"010 0000067001c00000",
	"034 40", "03c 0a01",
	"040 01480300",			/* power management */
	"048 07500000",			/* PCI-X, first version */
	"050 055c0000",			/* MSI: 32 bits, one vector */
	"05c 13640603",			/* advanced features: FLR, transactions pending */
	"064 08680020",			/* HyperTransport: host interface, short */
	"068 097008",			/* a vendor's own, 8 bytes */
	"070 08900000",			/* HyperTransport: the long kind */
	"090 12980000",			/* SATA: registers elsewhere */
	"098 02000000",			/* AGP */
	NULL
};

const struct pci_hw_desc scn_pci_caps = {
	.name = "pci-caps", .class = PCI_CLASS_OTHERS << 16, .pin = 1,
	.flags = PCI_HW_PM | PCI_HW_AF_FLR | PCI_HW_NO_INTX_MASK,
	.bars = { { .size = 0x100 }, { .size = 0x20, .flags = PCI_HW_BAR_IO } },
	.msi_vectors = 1, .image = conventional_caps,
};
