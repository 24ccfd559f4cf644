// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_config_len.c - how long a capability is, for those that say so themselves
 *
 * 0 hides it: what only bridges have, what is obsolete, and what nobody has looked at yet.
 */
#include <linux/math.h>

#include "vfio_pci_config.h"

#define VARIABLE	0xFF

static const u8 pci_cap_length[PCI_CAP_ID_MAX + 1] = {
	[PCI_CAP_ID_PM]		= PCI_PM_SIZEOF,
	[PCI_CAP_ID_AGP]	= PCI_AGP_SIZEOF,
	[PCI_CAP_ID_VPD]	= PCI_CAP_VPD_SIZEOF,
	[PCI_CAP_ID_MSI]	= VARIABLE,
	[PCI_CAP_ID_PCIX]	= VARIABLE,
	[PCI_CAP_ID_HT]		= VARIABLE,
	[PCI_CAP_ID_VNDR]	= VARIABLE,
	[PCI_CAP_ID_EXP]	= VARIABLE,
	[PCI_CAP_ID_MSIX]	= PCI_CAP_MSIX_SIZEOF,
	[PCI_CAP_ID_SATA]	= VARIABLE,
	[PCI_CAP_ID_AF]		= PCI_CAP_AF_SIZEOF,
};

static const u8 pci_ext_cap_length[PCI_EXT_CAP_ID_MAX + 1] = {
	[PCI_EXT_CAP_ID_ERR]	= PCI_ERR_ROOT_COMMAND,
	[PCI_EXT_CAP_ID_VC]	= VARIABLE,
	[PCI_EXT_CAP_ID_DSN]	= PCI_EXT_CAP_DSN_SIZEOF,
	[PCI_EXT_CAP_ID_PWR]	= PCI_EXT_CAP_PWR_SIZEOF,
	[PCI_EXT_CAP_ID_MFVC]	= VARIABLE,
	[PCI_EXT_CAP_ID_VC9]	= VARIABLE,
	[PCI_EXT_CAP_ID_VNDR]	= VARIABLE,
	[PCI_EXT_CAP_ID_ACS]	= VARIABLE,
	[PCI_EXT_CAP_ID_ARI]	= PCI_EXT_CAP_ARI_SIZEOF,
	[PCI_EXT_CAP_ID_ATS]	= PCI_EXT_CAP_ATS_SIZEOF,
	[PCI_EXT_CAP_ID_SRIOV]	= PCI_EXT_CAP_SRIOV_SIZEOF,
	[PCI_EXT_CAP_ID_MCAST]	= PCI_EXT_CAP_MCAST_ENDPOINT_SIZEOF,
	[PCI_EXT_CAP_ID_PRI]	= PCI_EXT_CAP_PRI_SIZEOF,
	[PCI_EXT_CAP_ID_REBAR]	= VARIABLE,
	[PCI_EXT_CAP_ID_DPA]	= VARIABLE,
	[PCI_EXT_CAP_ID_TPH]	= VARIABLE,
	[PCI_EXT_CAP_ID_LTR]	= PCI_EXT_CAP_LTR_SIZEOF,
	[PCI_EXT_CAP_ID_DVSEC]	= VARIABLE,
};

static u8 config_byte(struct vfio_pci_core_device *vdev, int pos)
{
	u8 byte = 0;

	pci_read_config_byte(vdev->pdev, pos, &byte);
	return byte;
}

static u16 config_word(struct vfio_pci_core_device *vdev, int pos)
{
	u16 word = 0;

	pci_read_config_word(vdev->pdev, pos, &word);
	return word;
}

static u32 config_dword(struct vfio_pci_core_device *vdev, int pos)
{
	u32 dword = 0;

	pci_read_config_dword(vdev->pdev, pos, &dword);
	return dword;
}

static int vfio_msi_cap_len(struct vfio_pci_core_device *vdev, u8 pos)
{
	const u16 flags = config_word(vdev, pos + PCI_MSI_FLAGS);
	const int address_high = flags & PCI_MSI_FLAGS_64BIT ? 4 : 0;
	const int masks = flags & PCI_MSI_FLAGS_MASKBIT ? 10 : 0;

	vdev->msi_perm = vfio_msi_perm(flags);
	return 10 + address_high + masks;
}

/* Extended capabilities begin where this one says that there are any. */
static void vfio_probe_extended_caps(struct vfio_pci_core_device *vdev)
{
	if (vdev->pdev->cfg_size > PCI_CFG_SPACE_SIZE)
		vdev->extended_caps = config_dword(vdev, PCI_CFG_SPACE_SIZE) != 0;
}

static int vfio_exp_cap_len(struct vfio_pci_core_device *vdev)
{
	bool integrated = pci_pcie_type(vdev->pdev) == PCI_EXP_TYPE_RC_END;	/* no link */

	vfio_probe_extended_caps(vdev);
	if ((pcie_caps_reg(vdev->pdev) & PCI_EXP_FLAGS_VERS) == 1)
		return integrated ? 0xc : PCI_CAP_EXP_ENDPOINT_SIZEOF_V1;
	return integrated ? 0x2c : PCI_CAP_EXP_ENDPOINT_SIZEOF_V2;
}

static int vfio_pcix_cap_len(struct vfio_pci_core_device *vdev, u8 pos)
{
	if (!PCI_X_CMD_VERSION(config_word(vdev, pos + PCI_X_CMD)))
		return PCI_CAP_PCIX_SIZEOF_V0;
	vfio_probe_extended_caps(vdev);
	return PCI_CAP_PCIX_SIZEOF_V2;
}

int vfio_cap_len(struct vfio_pci_core_device *vdev, u8 cap, u8 pos)
{
	int len = cap <= PCI_CAP_ID_MAX ? pci_cap_length[cap] : 0;

	if (len != VARIABLE)
		return len;

	switch (cap) {
	case PCI_CAP_ID_MSI:
		return vfio_msi_cap_len(vdev, pos);
	case PCI_CAP_ID_PCIX:
		return vfio_pcix_cap_len(vdev, pos);
	case PCI_CAP_ID_VNDR:
		return config_byte(vdev, pos + PCI_CAP_FLAGS);
	case PCI_CAP_ID_EXP:
		return vfio_exp_cap_len(vdev);
	case PCI_CAP_ID_HT:
		return config_byte(vdev, pos + 3) & HT_3BIT_CAP_MASK ? HT_CAP_SIZEOF_SHORT
								      : HT_CAP_SIZEOF_LONG;
	case PCI_CAP_ID_SATA:
		return (config_byte(vdev, pos + PCI_SATA_REGS) & PCI_SATA_REGS_MASK) ==
		       PCI_SATA_REGS_INLINE ? PCI_SATA_SIZEOF_LONG : PCI_SATA_SIZEOF_SHORT;
	}
	return 0;
}

/* Up to the arbitration table of the channels; those of ports only switches have. */
static int vfio_vc_cap_len(struct vfio_pci_core_device *vdev, u16 pos)
{
	u32 cap1 = config_dword(vdev, pos + PCI_VC_PORT_CAP1);
	u32 cap2 = config_dword(vdev, pos + PCI_VC_PORT_CAP2);
	int len = PCI_CAP_VC_BASE_SIZEOF +
		  (1 + (cap1 & PCI_VC_CAP1_EVCC)) * PCI_CAP_VC_PER_VC_SIZEOF;
	int phases = 0;

	if (cap2 & PCI_VC_CAP2_128_PHASE)
		phases = 128;
	else if (cap2 & PCI_VC_CAP2_64_PHASE)
		phases = 64;
	else if (cap2 & PCI_VC_CAP2_32_PHASE)
		phases = 32;
	if (phases)	/* four bits each */
		len = round_up(len, 16) + phases / 2;
	return len;
}

static int vfio_acs_cap_len(struct vfio_pci_core_device *vdev, u16 pos)
{
	int bits;

	if (!(config_byte(vdev, pos + PCI_ACS_CAP) & PCI_ACS_EC))
		return 8;
	bits = config_byte(vdev, pos + PCI_ACS_EGRESS_BITS);
	return 8 + (bits ? round_up(bits, 32) : 256) / 8;
}

static int vfio_tph_cap_len(struct vfio_pci_core_device *vdev, u16 pos)
{
	u32 cap = config_dword(vdev, pos + PCI_TPH_CAP);

	if ((cap & PCI_TPH_CAP_LOC_MASK) != PCI_TPH_LOC_CAP)
		return PCI_TPH_BASE_SIZEOF;
	return PCI_TPH_BASE_SIZEOF + ((cap & PCI_TPH_CAP_ST_MASK) >> PCI_TPH_CAP_ST_SHIFT) * 2 + 2;
}

int vfio_ext_cap_len(struct vfio_pci_core_device *vdev, u16 ecap, u16 pos)
{
	int len = ecap <= PCI_EXT_CAP_ID_MAX ? pci_ext_cap_length[ecap] : 0;
	u8 byte;

	if (len != VARIABLE)
		return len;

	switch (ecap) {
	case PCI_EXT_CAP_ID_VNDR:
		return config_dword(vdev, pos + PCI_VSEC_HDR) >> PCI_VSEC_HDR_LEN_SHIFT;
	case PCI_EXT_CAP_ID_VC:
	case PCI_EXT_CAP_ID_VC9:
	case PCI_EXT_CAP_ID_MFVC:
		return vfio_vc_cap_len(vdev, pos);
	case PCI_EXT_CAP_ID_ACS:
		return vfio_acs_cap_len(vdev, pos);
	case PCI_EXT_CAP_ID_REBAR:
		byte = config_byte(vdev, pos + PCI_REBAR_CTRL);
		return 4 + ((byte & PCI_REBAR_CTRL_NBAR_MASK) >> PCI_REBAR_CTRL_NBAR_SHIFT) * 8;
	case PCI_EXT_CAP_ID_DPA:
		byte = config_byte(vdev, pos + PCI_DPA_CAP);
		return PCI_DPA_BASE_SIZEOF + (byte & PCI_DPA_CAP_SUBSTATE_MASK) + 1;
	case PCI_EXT_CAP_ID_TPH:
		return vfio_tph_cap_len(vdev, pos);
	case PCI_EXT_CAP_ID_DVSEC:
		return PCI_DVSEC_HEADER1_LEN(config_dword(vdev, pos + PCI_DVSEC_HEADER1));
	}
	return 0;
}
