// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_qemu.c - endpoints as QEMU emulates them, where that differs from a data sheet
 *
 * What belongs to no capability is memory, most of what a capability's bits would allow
 * cannot be written, and no register is lost on the way out of D3hot. Registers behind a
 * BAR are memory that starts with the values of a table (desc->model_data).
 */
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "hw_fn.h"
#include "hw_qemu.h"

#define VIRTIO_CAP_CFG	5	/* PCI_CAP_ID_VNDR: a window into the BARs */

struct space {
	const u8	*image;
	u32		*wmask;
	u32		*w1c;
	u32		len;
	u8		owned[HW_CFG_MAX];	/* by the header or a capability */
};

static u32 get(const struct space *s, unsigned int where, unsigned int size)
{
	u32 value = 0;

	while (size--)
		value = value << 8 | s->image[where + size];
	return value;
}

/* Only @writable and @clears of the register's @bits are left. */
static void only(struct space *s, unsigned int where, u32 bits, u32 writable, u32 clears)
{
	const unsigned int shift = (where & 3) * 8;

	s->wmask[where / 4] = (s->wmask[where / 4] & ~(bits << shift)) | writable << shift;
	s->w1c[where / 4] = (s->w1c[where / 4] & ~(bits << shift)) | clears << shift;
}

static void own(struct space *s, unsigned int where, unsigned int len)
{
	memset(s->owned + where, 1, where + len > s->len ? s->len - where : len);
}

/* Virtio's functions alone have the error bits of the PCIe capability. */
static unsigned int express(struct space *s, unsigned int pos)
{
	const bool errors = get(s, PCI_VENDOR_ID, 2) == 0x1af4;

	for (unsigned int where = pos + PCI_EXP_DEVCTL; where < pos + PCI_EXP_SLTCAP; where += 4)
		only(s, where, ~0u, 0, 0);
	if (errors)
		only(s, pos + PCI_EXP_DEVCTL, ~0u, 0xf,
		     (PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED | PCI_EXP_DEVSTA_FED |
		      PCI_EXP_DEVSTA_URD) << 16);
	if ((s->image[pos + PCI_EXP_FLAGS] & PCI_EXP_FLAGS_VERS) < 2)
		return PCI_EXP_SLTCAP;
	only(s, pos + PCI_EXP_DEVCTL2, ~0u, 0x8000, 0);
	only(s, pos + PCI_EXP_LNKCTL2, ~0u, 0, 0);
	return PCI_EXP_SLTSTA2 + 2;
}

static unsigned int vendor(struct space *s, unsigned int pos)
{
	const unsigned int len = s->image[pos + 2];

	if (s->image[pos + 3] == VIRTIO_CAP_CFG) {
		only(s, pos + 4, 0xff, 0xff, 0);
		for (unsigned int where = pos + 8; where < pos + len; where += 4)
			only(s, where, ~0u, ~0u, 0);
	}
	return len;
}

/* The length of the capability at @pos, whose masks are put right. */
static unsigned int capability(struct space *s, unsigned int pos)
{
	const u16 msi = get(s, pos + PCI_MSI_FLAGS, 2);

	switch (s->image[pos]) {
	case PCI_CAP_ID_PM:
		if (get(s, PCI_CLASS_DEVICE, 2) == 0x0200)	/* it can be asked what it draws */
			only(s, pos + PCI_PM_CTRL, 0xffff, 0x1f03, 0);
		return PCI_PM_SIZEOF;
	case PCI_CAP_ID_MSI:
		return (msi & PCI_MSI_FLAGS_64BIT ? 14 : 10) +
		       (msi & PCI_MSI_FLAGS_MASKBIT ? 10 : 0);
	case PCI_CAP_ID_MSIX:
		return PCI_CAP_MSIX_SIZEOF;
	case PCI_CAP_ID_EXP:
		return express(s, pos);
	case PCI_CAP_ID_VNDR:
		return vendor(s, pos);
	}
	return 4;
}

static unsigned int ext_capability(struct space *s, unsigned int pos)
{
	switch (get(s, pos, 2)) {
	case PCI_EXT_CAP_ID_ERR:
		only(s, pos + PCI_ERR_UNCOR_MASK, ~0u, 0, 0);
		only(s, pos + PCI_ERR_UNCOR_SEVER, ~0u, 0x03fff030, 0);
		return 0x48;
	case PCI_EXT_CAP_ID_DSN:
		return 12;
	case PCI_EXT_CAP_ID_ARI:
		return 8;
	}
	return 0x40;
}

static void walk(struct space *s)
{
	unsigned int pos;

	own(s, 0, 0x40);
	if (s->image[PCI_STATUS] & PCI_STATUS_CAP_LIST)
		for (pos = s->image[PCI_CAPABILITY_LIST]; pos; pos = s->image[pos + 1])
			own(s, pos, capability(s, pos));
	if (s->len > 256)
		own(s, 256, 4);		/* says that there are none if there are none */
	for (pos = 256; pos && pos < s->len && get(s, pos, 4); pos = get(s, pos, 4) >> 20)
		own(s, pos, ext_capability(s, pos));
}

void hw_qemu_masks(const struct pci_hw_fn *fn, const u8 *image, unsigned int len, u32 *wmask,
		   u32 *w1c)
{
	struct space s = { .image = image, .wmask = wmask, .w1c = w1c, .len = len };

	only(&s, PCI_COMMAND, PCI_COMMAND_PARITY, 0, 0);
	only(&s, PCI_LATENCY_TIMER, 0xff, 0, 0);
	walk(&s);
	for (unsigned int where = 0; where < len; where++)
		if (!s.owned[where])
			only(&s, where, 0xff, 0xff, 0);
}

static int power_on(struct pci_hw_fn *fn)
{
	const struct hw_register *reg;

	for (reg = fn->desc->model_data; reg && reg->size; reg++)
		if (fn->bar[reg->bar].size)
			hw_bar_preset(fn, reg->bar, reg->offset, reg->size, reg->value);
	return 0;
}

static void reset(struct pci_hw_fn *fn)
{
	hw_bar_clear(fn);
	power_on(fn);
}

const struct pci_hw_model qemu_model = {
	.init	= power_on,
	.reset	= reset,
};

/* Less than a word is the register's lowest part, wherever in the word it was asked for. */
static u64 read_words(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	if (size >= 4 || bar)
		return hw_bar_memory(fn, bar, offset, size);
	return hw_bar_memory(fn, bar, offset & ~3ull, 4) & (size == 1 ? 0xff : 0xffff);
}

const struct pci_hw_model qemu_e1000e_model = {
	.read	= read_words,
	.init	= power_on,
	.reset	= reset,
};
