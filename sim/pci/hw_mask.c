// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_mask.c - which bits of a function's config space software can change
 *
 * For every capability found: the bits that keep what is written (wmask) and those
 * that a written one clears (w1c). Everything else is read-only. Bits that only
 * trigger something and read zero are in neither; see hw_config.c.
 */
#include <linux/pci_regs.h>

#include "hw_fn.h"
#include "hw_qemu.h"

#define STATUS_W1C	(PCI_STATUS_PARITY | PCI_STATUS_SIG_TARGET_ABORT |	\
			 PCI_STATUS_REC_TARGET_ABORT | PCI_STATUS_REC_MASTER_ABORT | \
			 PCI_STATUS_SIG_SYSTEM_ERROR | PCI_STATUS_DETECTED_PARITY)

struct masks {
	u32	*wmask;
	u32	*w1c;
	u32	len;
};

static u32 get(const u8 *image, unsigned int where, unsigned int size)
{
	u32 value = 0;

	while (size--)
		value = value << 8 | image[where + size];
	return value;
}

static void writable(struct masks *m, unsigned int where, u32 bits)
{
	if (where < m->len)
		m->wmask[where / 4] |= bits << ((where & 3) * 8);
}

static void clearable(struct masks *m, unsigned int where, u32 bits)
{
	if (where < m->len)
		m->w1c[where / 4] |= bits << ((where & 3) * 8);
}

void hw_find_caps(const u8 *image, unsigned int len, struct hw_caps *caps)
{
	unsigned int pos, left = 48;

	*caps = (struct hw_caps){ 0 };
	if (image[PCI_STATUS] & PCI_STATUS_CAP_LIST)
		for (pos = image[PCI_CAPABILITY_LIST]; pos >= 0x40 && left--; pos = image[pos + 1])
			switch (image[pos]) {
			case PCI_CAP_ID_PM:	caps->pm = pos; break;
			case PCI_CAP_ID_MSI:	caps->msi = pos; break;
			case PCI_CAP_ID_MSIX:	caps->msix = pos; break;
			case PCI_CAP_ID_EXP:	caps->exp = pos; break;
			case PCI_CAP_ID_AF:	caps->af = pos; break;
			}
	for (pos = 0x100; pos >= 0x100 && pos + 4 <= len; pos = get(image, pos, 4) >> 20)
		switch (get(image, pos, 2)) {
		case PCI_EXT_CAP_ID_ERR:	caps->aer = pos; break;
		case PCI_EXT_CAP_ID_ACS:	caps->acs = pos; break;
		case PCI_EXT_CAP_ID_SRIOV:	caps->sriov = pos; break;
		case PCI_EXT_CAP_ID_DPC:	caps->dpc = pos; break;
		}
}

static void mask_bars(struct masks *m, unsigned int where, const struct hw_bar *bars)
{
	for (int i = 0; i < 6; i++) {
		u64 bits = ~(bars[i].size - 1);

		if (!bars[i].size)
			continue;
		writable(m, where + i * 4,
			 bits & (bars[i].flags & PCI_HW_BAR_IO ? ~3ull : ~15ull));
		if (bars[i].flags & PCI_HW_BAR_64)
			writable(m, where + i * 4 + 4, bits >> 32);
	}
}

static void mask_bridge(struct masks *m, const u8 *image, bool express)
{
	u8 io = image[PCI_IO_BASE] & PCI_IO_RANGE_TYPE_MASK;
	u8 pref = image[PCI_PREF_MEMORY_BASE] & PCI_PREF_RANGE_TYPE_MASK;

	writable(m, PCI_PRIMARY_BUS, express ? 0x00ffffff : 0xffffffff);
	writable(m, PCI_IO_BASE, 0xf0f0);
	clearable(m, PCI_SEC_STATUS, STATUS_W1C);
	writable(m, PCI_MEMORY_BASE, 0xfff0fff0);
	writable(m, PCI_PREF_MEMORY_BASE, 0xfff0fff0);
	if (pref == PCI_PREF_RANGE_TYPE_64) {
		writable(m, PCI_PREF_BASE_UPPER32, 0xffffffff);
		writable(m, PCI_PREF_LIMIT_UPPER32, 0xffffffff);
	}
	if (io == PCI_IO_RANGE_TYPE_32)
		writable(m, PCI_IO_BASE_UPPER16, 0xffffffff);
	writable(m, PCI_BRIDGE_CONTROL,
		 PCI_BRIDGE_CTL_PARITY | PCI_BRIDGE_CTL_SERR | PCI_BRIDGE_CTL_ISA |
		 PCI_BRIDGE_CTL_VGA | PCI_BRIDGE_CTL_MASTER_ABORT | PCI_BRIDGE_CTL_BUS_RESET);
}

static void mask_header(struct masks *m, const struct pci_hw_fn *fn, const u8 *image)
{
	bool bridge = (image[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_BRIDGE;
	u16 command = PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
		      PCI_COMMAND_IO | PCI_COMMAND_MEMORY;

	if (!(fn->desc->flags & PCI_HW_NO_INTX_MASK))
		command |= PCI_COMMAND_INTX_DISABLE;
	clearable(m, PCI_STATUS, STATUS_W1C);
	if (fn->pf) {	/* a VF has neither BARs nor decoding of its own */
		writable(m, PCI_COMMAND, PCI_COMMAND_MASTER);
		return;
	}
	writable(m, PCI_COMMAND, command);
	writable(m, PCI_CACHE_LINE_SIZE, fn->caps.exp ? 0x00ff : 0xffff);
	writable(m, PCI_INTERRUPT_LINE, 0xff);
	mask_bars(m, PCI_BASE_ADDRESS_0, fn->bar);
	if (fn->bar[HW_ROM].size)
		writable(m, bridge ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS,
			 ~((u32)fn->bar[HW_ROM].size - 1) | PCI_ROM_ADDRESS_ENABLE);
	if (bridge)
		mask_bridge(m, image, fn->caps.exp);
}

static void mask_msi(struct masks *m, const u8 *image, unsigned int pos)
{
	u16 flags = get(image, pos + PCI_MSI_FLAGS, 2);
	bool wide = flags & PCI_MSI_FLAGS_64BIT;

	writable(m, pos + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE);
	writable(m, pos + PCI_MSI_ADDRESS_LO, 0xfffffffc);
	if (wide)
		writable(m, pos + PCI_MSI_ADDRESS_HI, 0xffffffff);
	writable(m, pos + (wide ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32), 0xffff);
	if (flags & PCI_MSI_FLAGS_MASKBIT)
		writable(m, pos + (wide ? PCI_MSI_MASK_64 : PCI_MSI_MASK_32),
			 ~0u >> (32 - (1u << ((flags & PCI_MSI_FLAGS_QMASK) >> 1))));
}

static void mask_express(struct masks *m, const u8 *image, unsigned int pos)
{
	u16 flags = get(image, pos + PCI_EXP_FLAGS, 2);
	unsigned int type = (flags & PCI_EXP_FLAGS_TYPE) >> 4;
	bool bridge = (image[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_BRIDGE;

	/* bit 15 starts a function level reset and reads zero, except in a bridge to PCI */
	writable(m, pos + PCI_EXP_DEVCTL, type == PCI_EXP_TYPE_PCI_BRIDGE ? 0xffff : 0x7fff);
	clearable(m, pos + PCI_EXP_DEVSTA, PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED |
					   PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD);
	if (type != PCI_EXP_TYPE_RC_END) {
		writable(m, pos + PCI_EXP_LNKCTL, bridge ? 0x0fdf : 0x0fcf);
		clearable(m, pos + PCI_EXP_LNKSTA, PCI_EXP_LNKSTA_LBMS | PCI_EXP_LNKSTA_LABS);
	}
	if (flags & PCI_EXP_FLAGS_SLOT) {
		writable(m, pos + PCI_EXP_SLTCTL, 0x1fff & ~PCI_EXP_SLTCTL_EIC);
		clearable(m, pos + PCI_EXP_SLTSTA,
			  PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_PFD | PCI_EXP_SLTSTA_MRLSC |
			  PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_CC | PCI_EXP_SLTSTA_DLLSC);
	}
	if (type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_RC_EC) {
		writable(m, pos + PCI_EXP_RTCTL, 0x001f);
		clearable(m, pos + PCI_EXP_RTSTA, PCI_EXP_RTSTA_PME);
	}
	if ((flags & PCI_EXP_FLAGS_VERS) < 2)
		return;
	writable(m, pos + PCI_EXP_DEVCTL2, 0x7fff);
	if (type != PCI_EXP_TYPE_RC_END)
		writable(m, pos + PCI_EXP_LNKCTL2, 0x1fff);
}

static void mask_sriov(struct masks *m, const struct pci_hw_fn *fn, unsigned int pos)
{
	struct hw_bar bars[6];

	for (int i = 0; i < 6; i++)
		bars[i] = (struct hw_bar){ .size = fn->desc->sriov.bars[i].size,
					   .flags = fn->desc->sriov.bars[i].flags };
	writable(m, pos + PCI_SRIOV_CTRL, PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE);
	if (fn->devfn == 0)
		writable(m, pos + PCI_SRIOV_CTRL, PCI_SRIOV_CTRL_ARI);
	writable(m, pos + PCI_SRIOV_NUM_VF, 0xffff);
	writable(m, pos + PCI_SRIOV_SYS_PGSIZE, 0x553);
	mask_bars(m, pos + PCI_SRIOV_BAR, bars);
}

static void mask_aer(struct masks *m, const u8 *image, const struct hw_caps *caps)
{
	unsigned int pos = caps->aer;
	u16 flags = caps->exp ? get(image, caps->exp + PCI_EXP_FLAGS, 2) : 0;

	clearable(m, pos + PCI_ERR_UNCOR_STATUS, 0x07fff030);
	writable(m, pos + PCI_ERR_UNCOR_MASK, 0x07fff030);
	writable(m, pos + PCI_ERR_UNCOR_SEVER, 0x07fff030);
	clearable(m, pos + PCI_ERR_COR_STATUS, 0x0000f1c1);
	writable(m, pos + PCI_ERR_COR_MASK, 0x0000f1c1);
	writable(m, pos + PCI_ERR_CAP, get(image, pos + PCI_ERR_CAP, 4) << 1 & 0x140);
	if ((flags & PCI_EXP_FLAGS_TYPE) >> 4 == PCI_EXP_TYPE_ROOT_PORT) {
		writable(m, pos + PCI_ERR_ROOT_COMMAND, 0x7);
		clearable(m, pos + PCI_ERR_ROOT_STATUS, 0x7f);
	}
}

static void mask_pm(struct masks *m, const u8 *image, unsigned int pos)
{
	u16 pmc = get(image, pos + PCI_PM_PMC, 2);

	writable(m, pos + PCI_PM_CTRL, PCI_PM_CTRL_STATE_MASK);
	if (pmc & PCI_PM_CAP_PME_MASK) {
		writable(m, pos + PCI_PM_CTRL, PCI_PM_CTRL_PME_ENABLE);
		clearable(m, pos + PCI_PM_CTRL, PCI_PM_CTRL_PME_STATUS);
	}
}

/* Fill the zeroed masks of @fn, whose caps and BARs are known. */
void hw_build_masks(const struct pci_hw_fn *fn, const u8 *image, unsigned int len,
		    u32 *wmask, u32 *w1c)
{
	const struct hw_caps *caps = &fn->caps;
	struct masks m = { .wmask = wmask, .w1c = w1c, .len = len };

	mask_header(&m, fn, image);
	if (caps->pm)
		mask_pm(&m, image, caps->pm);
	if (caps->msi)
		mask_msi(&m, image, caps->msi);
	if (caps->msix)
		writable(&m, caps->msix + PCI_MSIX_FLAGS,
			 PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	if (caps->exp)
		mask_express(&m, image, caps->exp);
	if (caps->aer)
		mask_aer(&m, image, caps);
	if (caps->acs)
		writable(&m, caps->acs + PCI_ACS_CTRL,
			 get(image, caps->acs + PCI_ACS_CAP, 2) & 0x7f);
	if (caps->sriov)
		mask_sriov(&m, fn, caps->sriov);
	if (caps->dpc) {
		writable(&m, caps->dpc + PCI_EXP_DPC_CTL, 0x3b);
		clearable(&m, caps->dpc + PCI_EXP_DPC_STATUS,
			  PCI_EXP_DPC_STATUS_TRIGGER | PCI_EXP_DPC_STATUS_INTERRUPT);
	}
	if (fn->desc->flags & PCI_HW_QEMU)
		hw_qemu_masks(fn, image, len, wmask, w1c);
}
