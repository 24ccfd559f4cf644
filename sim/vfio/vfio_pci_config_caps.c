// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_config_caps.c - what of each capability the user may write, and what that does
 *
 * A capability without an entry is read as it is and cannot be written. Power, function level
 * reset, vital product data and the size of reads are carried out by the host's own functions.
 */
#include <linux/minmax.h>

#include "vfio_pci_config.h"

/* The link to the next capability is always ours, for some are hidden. */
#define PERM_NEXT	[PCI_CAP_LIST_NEXT] = 0xFF

static int vfio_pm_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				const struct perm_bits *perm, int offset, u32 val)
{
	static const pci_power_t states[] = { PCI_D0, PCI_D1, PCI_D2, PCI_D3hot };

	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count >= 0 && offset == PCI_PM_CTRL)
		vfio_lock_and_set_power_state(vdev, states[val & PCI_PM_CTRL_STATE_MASK]);
	return count;
}

/* Wakeup events are the host's to handle, and the state is changed by us. */
#define PM_PME_BITS	(PCI_PM_CTRL_PME_ENABLE | PCI_PM_CTRL_PME_STATUS)

static const u8 pm_virt[PCI_PM_SIZEOF] = {
	PERM_NEXT,
	PERM_BYTES2(PCI_PM_PMC, PCI_PM_CAP_PME_MASK),
	PERM_BYTES4(PCI_PM_CTRL, PM_PME_BITS),
};
static const u8 pm_write[PCI_PM_SIZEOF] = {
	PERM_BYTES4(PCI_PM_CTRL, ~(u32)(PM_PME_BITS | PCI_PM_CTRL_STATE_MASK)),
};

/* The flag in the upper byte starts the transfer, and turns when it is done. */
static int vfio_vpd_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				 const struct perm_bits *perm, int offset, u32 val)
{
	int cap = pos - offset;
	u32 data = 0;
	u16 addr;

	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count < 0 || offset > PCI_VPD_ADDR + 1 || offset + count <= PCI_VPD_ADDR + 1)
		return count;

	addr = vconfig_word(vdev, cap + PCI_VPD_ADDR);
	if (addr & PCI_VPD_ADDR_F) {
		data = vconfig_dword(vdev, cap + PCI_VPD_DATA);
		if (pci_write_vpd(vdev->pdev, addr & ~PCI_VPD_ADDR_F, 4, &data) != 4)
			return count;	/* the flag stays: a timeout for the driver */
	} else {
		if (pci_read_vpd(vdev->pdev, addr, 4, &data) < 0)
			return count;
		vconfig_set_dword(vdev, cap + PCI_VPD_DATA, data);
	}
	vconfig_set_word(vdev, cap + PCI_VPD_ADDR, addr ^ PCI_VPD_ADDR_F);
	return count;
}

static const u8 vpd_virt[PCI_CAP_VPD_SIZEOF] = {
	PERM_NEXT,
	PERM_BYTES2(PCI_VPD_ADDR, 0xFFFF),
	PERM_BYTES4(PCI_VPD_DATA, ~0U),
};
static const u8 vpd_write[PCI_CAP_VPD_SIZEOF] = {
	PERM_BYTES2(PCI_VPD_ADDR, 0xFFFF),
	PERM_BYTES4(PCI_VPD_DATA, ~0U),
};

static const u8 pcix_virt[PCI_CAP_PCIX_SIZEOF_V2] = { PERM_NEXT };
static const u8 pcix_write[PCI_CAP_PCIX_SIZEOF_V2] = {
	PERM_BYTES2(PCI_X_CMD, 0xFFFF),
	PERM_BYTES4(PCI_X_ECC_CSR, ~0U),
};

/* A reset that the user asks for by a bit in config space. */
static void vfio_config_flr(struct vfio_pci_core_device *vdev)
{
	int ret;

	vfio_pci_zap_and_down_write_memory_lock(vdev);
	ret = pci_try_reset_function(vdev->pdev);
	up_write(&vdev->memory_lock);
	if (!ret)
		vfio_pci_migration_reset_state(vdev);
}

static int vfio_exp_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				 const struct perm_bits *perm, int offset, u32 val)
{
	int cap = pos - offset, readrq;
	u16 old = vconfig_word(vdev, cap + PCI_EXP_DEVCTL), ctl;
	u32 devcap;

	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count < 0)
		return count;

	ctl = vconfig_word(vdev, cap + PCI_EXP_DEVCTL);
	if (ctl & PCI_EXP_DEVCTL_BCR_FLR) {
		ctl &= ~PCI_EXP_DEVCTL_BCR_FLR;		/* reads as zero, always */
		vconfig_set_word(vdev, cap + PCI_EXP_DEVCTL, ctl);
		if (!pci_user_read_config_dword(vdev->pdev, cap + PCI_EXP_DEVCAP, &devcap) &&
		    devcap & PCI_EXP_DEVCAP_FLR)
			vfio_config_flr(vdev);
	}

	/* Reads may not be shorter than packets: the user does not see the whole bus. */
	if ((old ^ ctl) & PCI_EXP_DEVCTL_READRQ) {
		readrq = 128 << ((ctl & PCI_EXP_DEVCTL_READRQ) >> 12);
		pcie_set_readrq(vdev->pdev, max(readrq, pcie_get_mps(vdev->pdev)));
	}
	return count;
}

static const u8 exp_virt[PCI_CAP_EXP_ENDPOINT_SIZEOF_V2] = {
	PERM_NEXT,
	PERM_BYTES2(PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR | PCI_EXP_DEVCTL_PAYLOAD |
				    PCI_EXP_DEVCTL_READRQ),
};
static const u8 exp_write[PCI_CAP_EXP_ENDPOINT_SIZEOF_V2] = {
	PERM_BYTES2(PCI_EXP_DEVCTL, (u16)~PCI_EXP_DEVCTL_PHANTOM),
	PERM_BYTES2(PCI_EXP_DEVCTL2, (u16)~PCI_EXP_DEVCTL2_ARI),
};

static int vfio_af_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				const struct perm_bits *perm, int offset, u32 val)
{
	int cap = pos - offset;
	u8 *ctrl = &vdev->vconfig[cap + PCI_AF_CTRL], afcap;

	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count < 0 || !(*ctrl & PCI_AF_CTRL_FLR))
		return count;

	*ctrl &= ~PCI_AF_CTRL_FLR;
	if (!pci_user_read_config_byte(vdev->pdev, cap + PCI_AF_CAP, &afcap) &&
	    afcap & PCI_AF_CAP_FLR && afcap & PCI_AF_CAP_TP)
		vfio_config_flr(vdev);
	return count;
}

static const u8 af_virt[ALIGN(PCI_CAP_AF_SIZEOF, 4)] = {
	PERM_NEXT,
	[PCI_AF_CTRL] = PCI_AF_CTRL_FLR,
};
static const u8 af_write[ALIGN(PCI_CAP_AF_SIZEOF, 4)] = {
	[PCI_AF_CTRL] = PCI_AF_CTRL_FLR,
};

/* MSI is enabled by SET_IRQS: until then the bit stays off, and never more vectors than there. */
static u16 msi_flags_allowed(const struct vfio_pci_core_device *vdev, u16 asked)
{
	const u16 vectors_log2 = min_t(u16, (asked & PCI_MSI_FLAGS_QSIZE) >> 4, vdev->msi_qmax);
	const u16 allowed = (asked & ~PCI_MSI_FLAGS_QSIZE) | vectors_log2 << 4;

	return vdev->irq_type == VFIO_PCI_MSI_IRQ_INDEX ? allowed
							 : allowed & ~PCI_MSI_FLAGS_ENABLE;
}

static int vfio_msi_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				 const struct perm_bits *perm, int offset, u32 val)
{
	int flags_pos, err;
	u16 flags;

	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count < 0 || offset > PCI_MSI_FLAGS || offset + count < PCI_MSI_FLAGS)
		return count;
	flags_pos = vfio_find_cap_start(vdev, pos) + PCI_MSI_FLAGS;
	flags = msi_flags_allowed(vdev, vconfig_word(vdev, flags_pos));
	vconfig_set_word(vdev, flags_pos, flags);
	err = pci_user_write_config_word(vdev->pdev, flags_pos, flags);
	return err ? err : count;
}

#define MSI_VIRT_32							\
	PERM_NEXT, [PCI_MSI_FLAGS] = 0xFF,				\
	PERM_BYTES4(PCI_MSI_ADDRESS_LO, ~0U), PERM_BYTES2(PCI_MSI_DATA_32, 0xFFFF)
#define MSI_VIRT_64							\
	PERM_NEXT, [PCI_MSI_FLAGS] = 0xFF,				\
	PERM_BYTES4(PCI_MSI_ADDRESS_LO, ~0U), PERM_BYTES4(PCI_MSI_ADDRESS_HI, ~0U),	\
	PERM_BYTES2(PCI_MSI_DATA_64, 0xFFFF)
#define MSI_WRITE_32							\
	[PCI_MSI_FLAGS] = 0xFF,						\
	PERM_BYTES4(PCI_MSI_ADDRESS_LO, ~0U), PERM_BYTES2(PCI_MSI_DATA_32, 0xFFFF)
#define MSI_WRITE_64							\
	[PCI_MSI_FLAGS] = 0xFF,						\
	PERM_BYTES4(PCI_MSI_ADDRESS_LO, ~0U), PERM_BYTES4(PCI_MSI_ADDRESS_HI, ~0U),	\
	PERM_BYTES2(PCI_MSI_DATA_64, 0xFFFF)

/* By the 64-bit flag; per-vector masks are the device's, and writable if it has them. */
#define MSI_PERM_SIZE	24
static const u8 msi_virt[2][MSI_PERM_SIZE] = { { MSI_VIRT_32 }, { MSI_VIRT_64 } };
static const u8 msi_write[2][2][MSI_PERM_SIZE] = {
	{
		{ MSI_WRITE_32 },
		{ MSI_WRITE_32, PERM_BYTES4(PCI_MSI_MASK_32, ~0U),
		  PERM_BYTES4(PCI_MSI_PENDING_32, ~0U) },
	}, {
		{ MSI_WRITE_64 },
		{ MSI_WRITE_64, PERM_BYTES4(PCI_MSI_MASK_64, ~0U),
		  PERM_BYTES4(PCI_MSI_PENDING_64, ~0U) },
	},
};

/*
 * Linux also means to show msi_qmax in the flags on each read, and writes it to a byte that
 * nobody reads; left out.
 */
#define MSI_PERM(is64, mask)						\
	{ .virt = msi_virt[is64], .write = msi_write[is64][mask],	\
	  .readfn = vfio_default_config_read, .writefn = vfio_msi_config_write }
static const struct perm_bits msi_perms[2][2] = {
	{ MSI_PERM(0, 0), MSI_PERM(0, 1) },
	{ MSI_PERM(1, 0), MSI_PERM(1, 1) },
};

const struct perm_bits *vfio_msi_perm(u16 flags)
{
	return &msi_perms[!!(flags & PCI_MSI_FLAGS_64BIT)][!!(flags & PCI_MSI_FLAGS_MASKBIT)];
}

const struct perm_bits vfio_direct_ro_perm = {
	.readfn = vfio_direct_config_read,
};

#define CAP_PERM(name, fn)						\
	{ .virt = name##_virt, .write = name##_write,			\
	  .readfn = vfio_default_config_read, .writefn = fn }

static const struct perm_bits pm_perm = CAP_PERM(pm, vfio_pm_config_write);
static const struct perm_bits vpd_perm = CAP_PERM(vpd, vfio_vpd_config_write);
static const struct perm_bits pcix_perm = CAP_PERM(pcix, vfio_default_config_write);
static const struct perm_bits exp_perm = CAP_PERM(exp, vfio_exp_config_write);
static const struct perm_bits af_perm = CAP_PERM(af, vfio_af_config_write);

/* Vendors' own: nobody knows what is in there but their drivers. */
static const struct perm_bits vendor_perm = {
	.readfn = vfio_direct_config_read,
	.writefn = vfio_raw_config_write,
};

const struct perm_bits *vfio_cap_perm(struct vfio_pci_core_device *vdev, u8 cap)
{
	switch (cap) {
	case PCI_CAP_ID_BASIC:
		return &vfio_basic_perm;
	case PCI_CAP_ID_PM:
		return &pm_perm;
	case PCI_CAP_ID_VPD:
		return &vpd_perm;
	case PCI_CAP_ID_MSI:
		return vdev->msi_perm;
	case PCI_CAP_ID_PCIX:
		return &pcix_perm;
	case PCI_CAP_ID_VNDR:
		return &vendor_perm;
	case PCI_CAP_ID_EXP:
		return &exp_perm;
	case PCI_CAP_ID_AF:
		return &af_perm;
	default:
		return &vfio_direct_ro_perm;
	}
}

#define ERR_UNC_BITS							\
	(PCI_ERR_UNC_UND | PCI_ERR_UNC_DLP | PCI_ERR_UNC_SURPDN |	\
	 PCI_ERR_UNC_POISON_TLP | PCI_ERR_UNC_FCP | PCI_ERR_UNC_COMP_TIME |	\
	 PCI_ERR_UNC_COMP_ABORT | PCI_ERR_UNC_UNX_COMP | PCI_ERR_UNC_RX_OVER |	\
	 PCI_ERR_UNC_MALF_TLP | PCI_ERR_UNC_ECRC | PCI_ERR_UNC_UNSUP |	\
	 PCI_ERR_UNC_ACSV | PCI_ERR_UNC_INTN | PCI_ERR_UNC_MCBTLP |	\
	 PCI_ERR_UNC_ATOMEG | PCI_ERR_UNC_TLPPRE)
#define ERR_COR_BITS							\
	(PCI_ERR_COR_RCVR | PCI_ERR_COR_BAD_TLP | PCI_ERR_COR_BAD_DLLP |	\
	 PCI_ERR_COR_REP_ROLL | PCI_ERR_COR_REP_TIMER | PCI_ERR_COR_ADV_NFAT |	\
	 PCI_ERR_COR_INTERNAL | PCI_ERR_COR_LOG_OVER)

static const u8 err_virt[PCI_ERR_ROOT_COMMAND] = { PERM_BYTES4(0, ~0U) };
static const u8 err_write[PCI_ERR_ROOT_COMMAND] = {
	PERM_BYTES4(PCI_ERR_UNCOR_STATUS, ERR_UNC_BITS),
	PERM_BYTES4(PCI_ERR_UNCOR_MASK, ERR_UNC_BITS),
	PERM_BYTES4(PCI_ERR_UNCOR_SEVER, ERR_UNC_BITS),
	PERM_BYTES4(PCI_ERR_COR_STATUS, ERR_COR_BITS),
	PERM_BYTES4(PCI_ERR_COR_MASK, ERR_COR_BITS),
	PERM_BYTES4(PCI_ERR_CAP, PCI_ERR_CAP_ECRC_GENE | PCI_ERR_CAP_ECRC_CHKE),
};

static const u8 pwr_virt[PCI_EXT_CAP_PWR_SIZEOF] = { PERM_BYTES4(0, ~0U) };
static const u8 pwr_write[PCI_EXT_CAP_PWR_SIZEOF] = { [PCI_PWR_DATA] = 0xFF };

static const struct perm_bits err_perm = CAP_PERM(err, vfio_default_config_write);
static const struct perm_bits pwr_perm = CAP_PERM(pwr, vfio_default_config_write);

const struct perm_bits *vfio_ext_cap_perm(u8 ecap)
{
	switch (ecap) {
	case PCI_EXT_CAP_ID_ERR:
		return &err_perm;
	case PCI_EXT_CAP_ID_PWR:
		return &pwr_perm;
	case PCI_EXT_CAP_ID_VNDR:
	case PCI_EXT_CAP_ID_DVSEC:
		return &vendor_perm;
	default:
		return &vfio_direct_ro_perm;
	}
}
