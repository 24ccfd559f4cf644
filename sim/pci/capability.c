// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capability.c - finding capabilities, and the registers of the PCIe one
 *
 * Lists come from hardware and may be broken or read as ones while the device is
 * gone: every walk is bounded. A register that the PCIe capability of this kind of
 * device does not have reads zero and ignores writes.
 */
#include <linux/errno.h>
#include <linux/spinlock.h>

#include "pci.h"

#define CAPS_MAX	48		/* that fit between 0x40 and 0x100 */
#define EXT_CAPS_MAX	((4096 - 256) / 8)

static u8 next_cap(struct pci_bus *bus, unsigned int devfn, u8 where, int cap)
{
	u16 entry;
	u8 pos;

	pci_bus_read_config_byte(bus, devfn, where, &pos);
	for (int left = CAPS_MAX; left && pos >= 0x40; left--) {
		pos &= ~3;
		pci_bus_read_config_word(bus, devfn, pos, &entry);
		if ((entry & 0xff) == 0xff)
			break;
		if ((entry & 0xff) == cap)
			return pos;
		pos = entry >> 8;
	}
	return 0;
}

/* Where the core's own capabilities are, in one walk; the device is being set up. */
void pci_read_capabilities(struct pci_dev *dev)
{
	u16 status, entry;
	u8 pos;

	pci_read_config_word(dev, PCI_STATUS, &status);
	if (!(status & PCI_STATUS_CAP_LIST))
		return;
	pci_read_config_byte(dev, PCI_CAPABILITY_LIST, &pos);
	for (int left = CAPS_MAX; left && pos >= 0x40; left--, pos = entry >> 8) {
		pos &= ~3;
		pci_read_config_word(dev, pos, &entry);
		switch (entry & 0xff) {
		case PCI_CAP_ID_EXP:
			dev->pcie_cap = dev->pcie_cap ?: pos;
			break;
		case PCI_CAP_ID_PM:
			dev->pm_cap = dev->pm_cap ?: pos;
			break;
		case PCI_CAP_ID_MSI:
			dev->msi_cap = dev->msi_cap ?: pos;
			break;
		case PCI_CAP_ID_MSIX:
			dev->msix_cap = dev->msix_cap ?: pos;
			break;
		case PCI_CAP_ID_AF:
			dev->af_cap = dev->af_cap ?: pos;
			break;
		case 0xff:
			return;
		}
	}
}

void pci_read_ext_capabilities(struct pci_dev *dev)
{
	u16 pos = PCI_CFG_SPACE_SIZE;
	u32 header;

	if (dev->cfg_size <= PCI_CFG_SPACE_SIZE)
		return;
	for (int left = EXT_CAPS_MAX; left && pos >= PCI_CFG_SPACE_SIZE; left--) {
		if (pci_read_config_dword(dev, pos, &header) || !header)
			return;
		switch (PCI_EXT_CAP_ID(header)) {
		case PCI_EXT_CAP_ID_ERR:
			dev->aer_cap = dev->aer_cap ?: pos;
			break;
		case PCI_EXT_CAP_ID_ACS:
			dev->acs_cap = dev->acs_cap ?: pos;
			break;
		case PCI_EXT_CAP_ID_SRIOV:
			dev->sriov_cap = dev->sriov_cap ?: pos;
			break;
		case PCI_EXT_CAP_ID_DPC:
			dev->dpc_cap = dev->dpc_cap ?: pos;
			break;
		}
		pos = PCI_EXT_CAP_NEXT(header);
	}
}

u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap)
{
	return next_cap(dev->bus, dev->devfn, pos + PCI_CAP_LIST_NEXT, cap);
}

u8 pci_bus_find_capability(struct pci_bus *bus, unsigned int devfn, int cap)
{
	u16 status;

	pci_bus_read_config_word(bus, devfn, PCI_STATUS, &status);
	if (!(status & PCI_STATUS_CAP_LIST))
		return 0;
	return next_cap(bus, devfn, PCI_CAPABILITY_LIST, cap);
}

u8 pci_find_capability(struct pci_dev *dev, int cap)
{
	return pci_bus_find_capability(dev->bus, dev->devfn, cap);
}

u16 pci_find_next_ext_capability(struct pci_dev *dev, u16 start, int cap)
{
	u16 pos = start ?: PCI_CFG_SPACE_SIZE;
	u32 header;

	if (dev->cfg_size <= PCI_CFG_SPACE_SIZE)
		return 0;
	for (int left = EXT_CAPS_MAX; left; left--) {
		if (pci_read_config_dword(dev, pos, &header) || !header)
			return 0;
		if (PCI_EXT_CAP_ID(header) == cap && pos != start)
			return pos;
		pos = PCI_EXT_CAP_NEXT(header);
		if (pos < PCI_CFG_SPACE_SIZE)
			return 0;
	}
	return 0;
}

u16 pci_find_ext_capability(struct pci_dev *dev, int cap)
{
	return pci_find_next_ext_capability(dev, 0, cap);
}

u16 pci_find_vsec_capability(struct pci_dev *dev, u16 vendor, int cap)
{
	u16 vsec = 0;
	u32 header;

	if (vendor != dev->vendor)
		return 0;
	while ((vsec = pci_find_next_ext_capability(dev, vsec, PCI_EXT_CAP_ID_VNDR)))
		if (!pci_read_config_dword(dev, vsec + PCI_VNDR_HEADER, &header) &&
		    PCI_VNDR_HEADER_ID(header) == cap)
			return vsec;
	return 0;
}

u16 pci_find_dvsec_capability(struct pci_dev *dev, u16 vendor, u16 dvsec)
{
	u16 pos = 0, v, id;

	while ((pos = pci_find_next_ext_capability(dev, pos, PCI_EXT_CAP_ID_DVSEC))) {
		pci_read_config_word(dev, pos + PCI_DVSEC_HEADER1, &v);
		pci_read_config_word(dev, pos + PCI_DVSEC_HEADER2, &id);
		if (v == vendor && id == dvsec)
			return pos;
	}
	return 0;
}

u64 pci_get_dsn(struct pci_dev *dev)
{
	int pos = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_DSN);
	u32 low, high;

	if (!pos)
		return 0;
	pci_read_config_dword(dev, pos + 4, &low);
	pci_read_config_dword(dev, pos + 8, &high);
	return (u64)high << 32 | low;
}

static bool has_register(struct pci_dev *dev, int pos)
{
	int type = pci_pcie_type(dev);
	bool wide = (pcie_caps_reg(dev) & PCI_EXP_FLAGS_VERS) > 1;
	bool link = type != PCI_EXP_TYPE_RC_END && type != PCI_EXP_TYPE_RC_EC;

	if (!pci_is_pcie(dev))
		return false;
	switch (pos & ~3) {
	case PCI_EXP_FLAGS & ~3:
	case PCI_EXP_DEVCAP:
	case PCI_EXP_DEVCTL:
		return true;
	case PCI_EXP_LNKCAP:
	case PCI_EXP_LNKCTL:
		return link;
	case PCI_EXP_SLTCAP:
	case PCI_EXP_SLTCTL:
		return pcie_downstream_port(dev) && pcie_caps_reg(dev) & PCI_EXP_FLAGS_SLOT;
	case PCI_EXP_RTCTL:
	case PCI_EXP_RTSTA:
		return type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_RC_EC;
	case PCI_EXP_DEVCAP2:
	case PCI_EXP_DEVCTL2:
		return wide;
	case PCI_EXP_LNKCAP2:
	case PCI_EXP_LNKCTL2:
		return wide && link;
	}
	return false;
}

/* Ports without a slot say that something is in it: there is, wired in. */
static bool always_present(struct pci_dev *dev, int pos)
{
	return pcie_downstream_port(dev) && pos == PCI_EXP_SLTSTA;
}

int pcie_capability_read_word(struct pci_dev *dev, int pos, u16 *val)
{
	int ret = 0;

	*val = 0;
	if (pos & 1)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	if (has_register(dev, pos)) {
		ret = pci_read_config_word(dev, dev->pcie_cap + pos, val);
		if (ret)
			*val = 0;
	} else if (always_present(dev, pos)) {
		*val = PCI_EXP_SLTSTA_PDS;
	}
	return ret;
}

int pcie_capability_read_dword(struct pci_dev *dev, int pos, u32 *val)
{
	int ret = 0;

	*val = 0;
	if (pos & 3)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	if (has_register(dev, pos)) {
		ret = pci_read_config_dword(dev, dev->pcie_cap + pos, val);
		if (ret)
			*val = 0;
	}
	return ret;
}

int pcie_capability_write_word(struct pci_dev *dev, int pos, u16 val)
{
	if (pos & 1)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return has_register(dev, pos) ? pci_write_config_word(dev, dev->pcie_cap + pos, val) : 0;
}

int pcie_capability_write_dword(struct pci_dev *dev, int pos, u32 val)
{
	if (pos & 3)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	return has_register(dev, pos) ? pci_write_config_dword(dev, dev->pcie_cap + pos, val) : 0;
}

static int clear_and_set_word(struct pci_dev *dev, int pos, u16 clear, u16 set)
{
	u16 val;
	int ret = pcie_capability_read_word(dev, pos, &val);

	return ret ?: pcie_capability_write_word(dev, pos, (val & ~clear) | set);
}

/* Link control and root control have several writers that know nothing of each other. */
int pcie_capability_clear_and_set_word(struct pci_dev *dev, int pos, u16 clear, u16 set)
{
	unsigned long flags;
	int ret;

	if (pos != PCI_EXP_LNKCTL && pos != PCI_EXP_RTCTL)
		return clear_and_set_word(dev, pos, clear, set);
	spin_lock_irqsave(&dev->pcie_cap_lock, flags);
	ret = clear_and_set_word(dev, pos, clear, set);
	spin_unlock_irqrestore(&dev->pcie_cap_lock, flags);
	return ret;
}

int pcie_capability_clear_and_set_dword(struct pci_dev *dev, int pos, u32 clear, u32 set)
{
	u32 val;
	int ret = pcie_capability_read_dword(dev, pos, &val);

	return ret ?: pcie_capability_write_dword(dev, pos, (val & ~clear) | set);
}
