// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_config.c - reading and writing a function's config space
 *
 * A write goes through the masks in one atomic step; what follows from it (a reset,
 * a power state, an interrupt that was waiting for its mask bit) happens after the
 * register has its new value. Beyond cfg_len everything reads zero.
 */
#include <linux/minmax.h>
#include <linux/pci_regs.h>

#include "hw_fn.h"

static u32 size_mask(unsigned int size)
{
	return size == 4 ? ~0u : (1u << size * 8) - 1;
}

u32 hw_config_read(struct pci_hw_fn *fn, unsigned int where, unsigned int size)
{
	u32 value = hw_cfg(fn, where & ~3u) >> (where & 3) * 8 & size_mask(size);

	if ((where & ~3u) == PCI_COMMAND && where + size > PCI_STATUS)
		hw_intx_noticed(fn);
	return value;
}

static void header_written(struct pci_hw_fn *fn, unsigned int where, u32 old, u32 new)
{
	if (where == PCI_COMMAND && (old ^ new) & PCI_COMMAND_INTX_DISABLE)
		hw_intx_update(fn);
	if (where == PCI_INTERRUPT_LINE && fn->below)
		hw_bridge_control_written(fn, old, new);
}

static void msi_written(struct pci_hw_fn *fn, unsigned int where)
{
	if (fn->caps.msi && where >= fn->caps.msi && where < fn->caps.msi + 24u)
		hw_msi_unmasked(fn);
	if (fn->caps.msix && where == fn->caps.msix)
		for (unsigned int i = 0; i < fn->msix_count; i++)
			hw_msix_unmasked(fn, i);
}

static void express_written(struct pci_hw_fn *fn, unsigned int reg, u32 old, u32 new, u32 raw)
{
	if (reg == PCI_EXP_DEVCTL && raw & PCI_EXP_DEVCTL_BCR_FLR)
		hw_devctl_written(fn, raw);
	if (reg == PCI_EXP_LNKCTL && (old ^ new) & PCI_EXP_LNKCTL_LD)
		hw_link_update(fn);
	if (reg == PCI_EXP_SLTCTL)
		hw_slot_written(fn, old, new);
}

/* @raw: what was written in its place in the word; untouched bytes are zero there. */
static void written(struct pci_hw_fn *fn, unsigned int where, u32 old, u32 new, u32 raw)
{
	const struct hw_caps *caps = &fn->caps;

	if (where < 0x40) {
		header_written(fn, where, old, new);
		return;
	}
	msi_written(fn, where);
	if (caps->pm && where == caps->pm + PCI_PM_CTRL)
		hw_power_written(fn, old, new);
	if (caps->exp && where >= caps->exp && where < caps->exp + 0x3cu)
		express_written(fn, where - caps->exp, old, new, raw);
	if (caps->af && where == caps->af + PCI_AF_CTRL && raw & PCI_AF_CTRL_FLR)
		hw_af_written(fn, raw);
	if (caps->sriov && where == caps->sriov + PCI_SRIOV_CTRL && old != new)
		hw_sriov_written(fn);
	if (caps->dpc && where == caps->dpc + PCI_EXP_DPC_STATUS)
		hw_dpc_written(fn, old, new);
	if (fn->below && (where == caps->aer + PCI_ERR_ROOT_STATUS ||
			  where == caps->aer + PCI_ERR_ROOT_COMMAND ||
			  where == caps->dpc + (PCI_EXP_DPC_CTL & ~3)))
		hw_port_update(fn);
}

/* The number of VFs cannot change while they are enabled. */
static u32 locked_bits(const struct pci_hw_fn *fn, unsigned int where)
{
	unsigned int pos = fn->caps.sriov;

	if (pos && where == pos + PCI_SRIOV_NUM_VF &&
	    hw_cfg(fn, pos + PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_VFE)
		return 0xffff;
	return 0;
}

void hw_config_write(struct pci_hw_fn *fn, unsigned int where, unsigned int size, u32 value)
{
	unsigned int shift = (where & 3) * 8;
	u32 lanes = size_mask(size) << shift;
	u32 raw = value << shift & lanes;
	unsigned int word = where / 4;
	u32 mask, old, new;

	if (where >= fn->cfg_len)
		return;
	mask = fn->wmask[word] & lanes & ~locked_bits(fn, where & ~3u);
	old = hw_load(&fn->cfg[word]);
	do {
		new = ((old & ~mask) | (raw & mask)) & ~(raw & fn->w1c[word]);
	} while (!__atomic_compare_exchange_n(&fn->cfg[word], &old, new, false,
					      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
	written(fn, where & ~3u, old, new, raw);
}
