// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_sriov.c - virtual functions: built with their PF, there while VFE is set
 *
 * A VF has config space of its own, but neither identity nor BAR registers: those
 * are in the PF's SR-IOV capability. Its share of each VF BAR lies behind that of
 * the VF before it. Every VF can be reset by FLR; the specification asks for it.
 */
#include <linux/bug.h>
#include <linux/instruction_pointer.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "hw_fn.h"

static void describe_vf(const struct pci_hw_fn *pf, struct pci_hw_desc *vf)
{
	const struct pci_hw_desc *desc = pf->desc;

	*vf = (struct pci_hw_desc){
		.name		= desc->name,
		.vendor		= 0xffff,
		.device		= 0xffff,
		.subvendor	= desc->subvendor,
		.subdevice	= desc->subdevice,
		.class		= desc->class,
		.revision	= desc->revision,
		.flags		= PCI_HW_EXPRESS | PCI_HW_FLR | (desc->flags & PCI_HW_ARI),
		.port_type	= PCI_EXP_TYPE_ENDPOINT,
		.msix_vectors	= desc->sriov.vf_msix,
		.msix_bar	= desc->msix_bar,
		.msix_table	= desc->msix_table,
		.msix_pba	= desc->msix_pba,
		.flr_ms		= desc->flr_ms,
		.bus_reset_ms	= desc->bus_reset_ms,
		.model		= desc->sriov.vf_model,
		.model_data	= desc->model_data,
	};
	if (!(desc->flags & PCI_HW_QEMU))
		return;
	vf->flags = PCI_HW_QEMU;
	vf->image = desc->image;
	vf->model = vf->model ?: desc->model;
}

/* A VF's registers from the picture of its PF: no identity, no BARs, no VFs of its own. */
void hw_vf_picture(u8 *image, unsigned int len)
{
	struct hw_caps caps;
	unsigned int pos;
	u32 header, next;

	memset(image + PCI_VENDOR_ID, 0xff, 4);
	memset(image + PCI_COMMAND, 0, 2);
	memset(image + PCI_BASE_ADDRESS_0, 0, 24);
	memset(image + PCI_INTERRUPT_LINE, 0, 2);
	hw_find_caps(image, len, &caps);
	if (!caps.sriov)
		return;
	memcpy(&next, image + caps.sriov, 4);
	for (pos = 0x100; pos; pos = header >> 20) {
		memcpy(&header, image + pos, 4);
		if (header >> 20 != caps.sriov)
			continue;
		header = (header & 0xfffff) | (next & 0xfff00000);
		memcpy(image + pos, &header, 4);
	}
	memset(image + caps.sriov, 0, PCI_EXT_CAP_SRIOV_SIZEOF);
}

static u64 vf_bar_base(const struct pci_hw_fn *pf, int bar)
{
	const struct pci_hw_bar *from = &pf->desc->sriov.bars[bar];
	u32 low = hw_cfg(pf, pf->caps.sriov + PCI_SRIOV_BAR + bar * 4) & ~15u;

	if (from->addr || low)
		return from->addr ?: low;
	return hw_alloc_addr(from->size * pf->desc->sriov.total_vfs, false,
			     from->flags & PCI_HW_BAR_64);
}

static void place_vf_bars(struct pci_hw_fn *pf)
{
	const struct pci_hw_sriov *sriov = &pf->desc->sriov;
	unsigned int at = (pf->caps.sriov + PCI_SRIOV_BAR) / 4;

	for (int i = 0; i < 6; i++) {
		u64 base;

		if (!sriov->bars[i].size)
			continue;
		base = vf_bar_base(pf, i);
		pf->cfg[at + i] = (pf->cfg[at + i] & ~pf->wmask[at + i]) | (u32)base;
		if (sriov->bars[i].flags & PCI_HW_BAR_64)
			pf->cfg[at + i + 1] = base >> 32;
		for (unsigned int vf = 0; vf < sriov->total_vfs; vf++)
			pf->vfs[vf]->bar[i] = (struct hw_bar){
				.size = sriov->bars[i].size,
				.addr = base + vf * sriov->bars[i].size,
				.flags = sriov->bars[i].flags,
			};
	}
}

void hw_sriov_build(struct pci_hw_fn *pf)
{
	const struct pci_hw_sriov *sriov = &pf->desc->sriov;
	unsigned int pos = pf->caps.sriov;
	unsigned int offset = hw_cfg16(pf, pos + PCI_SRIOV_VF_OFFSET);
	unsigned int stride = hw_cfg16(pf, pos + PCI_SRIOV_VF_STRIDE);
	struct pci_hw_desc *desc;

	if (!sriov->total_vfs)
		return;
	BUG_ON(hw_cfg16(pf, pos + PCI_SRIOV_TOTAL_VF) != sriov->total_vfs);
	desc = pf->vf_desc = ex_zalloc(sizeof(*desc), _RET_IP_);
	describe_vf(pf, desc);
	pf->vfs = ex_zalloc(sriov->total_vfs * sizeof(pf->vfs[0]), _RET_IP_);
	for (unsigned int i = 0; i < sriov->total_vfs; i++) {
		pf->vfs[i] = hw_build_vf(pf, pf->devfn + offset + i * stride, desc);
		pf->vfs[i]->vf_id = i;
	}
	place_vf_bars(pf);
	for (unsigned int i = 0; i < sriov->total_vfs; i++)
		if (desc->model && desc->model->init)
			BUG_ON(desc->model->init(pf->vfs[i]));
}

/* VFs come and go with the enable bit; a new one starts from power-on values. */
void hw_sriov_written(struct pci_hw_fn *pf)
{
	unsigned int pos = pf->caps.sriov;
	bool enabled = hw_cfg(pf, pos + PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_VFE;
	unsigned int nr = enabled ? hw_cfg16(pf, pos + PCI_SRIOV_NUM_VF) : 0;

	for (unsigned int i = 0; pf->vfs && i < pf->desc->sriov.total_vfs; i++) {
		struct pci_hw_fn *vf = pf->vfs[i];
		bool was = __atomic_exchange_n(&vf->present, i < nr, __ATOMIC_ACQ_REL);

		if (was != (i < nr))
			hw_reset(vf, false);
	}
}
