// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_build.c - config space as a description says it should look
 *
 * What comes out is a picture of the registers after power on: identity, BAR types
 * and the linked lists of capabilities. Which bits of it can be written is worked
 * out afterwards from the capabilities found in the picture (hw_mask.c), so that a
 * picture taken from a real machine is treated the same.
 */
#include <linux/bug.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "hw_fn.h"

struct image {
	u8		*at;
	unsigned int	next_cap;	/* where the next capability goes */
	unsigned int	link;		/* where its address has to be written */
	unsigned int	next_ext;
	unsigned int	ext_link;
};

static void put16(u8 *at, unsigned int where, u16 value)
{
	at[where] = value;
	at[where + 1] = value >> 8;
}

static void put32(u8 *at, unsigned int where, u32 value)
{
	put16(at, where, value);
	put16(at, where + 2, value >> 16);
}

static unsigned int add_cap(struct image *img, u8 id, unsigned int size)
{
	unsigned int pos = img->next_cap;

	BUG_ON(pos + size > 256);
	img->at[img->link] = pos;
	img->at[pos] = id;
	img->link = pos + 1;
	img->next_cap = (pos + size + 3) & ~3u;
	img->at[PCI_STATUS] |= PCI_STATUS_CAP_LIST;
	return pos;
}

static unsigned int add_ext_cap(struct image *img, u16 id, u8 version, unsigned int size)
{
	unsigned int pos = img->next_ext;

	BUG_ON(pos + size > HW_CFG_MAX);
	if (img->ext_link)
		put16(img->at, img->ext_link + 2, img->at[img->ext_link + 2] | pos << 4);
	put32(img->at, pos, id | version << 16);
	img->ext_link = pos;
	img->next_ext = (pos + size + 3) & ~3u;
	return pos;
}

static void put_bars(u8 *at, unsigned int where, const struct pci_hw_bar *bars)
{
	for (int i = 0; i < 6; i++) {
		u32 low = bars[i].flags & (PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH);

		if (!bars[i].size)
			continue;
		BUG_ON(!is_power_of_2(bars[i].size));
		if (bars[i].flags & PCI_HW_BAR_IO)
			low = PCI_BASE_ADDRESS_SPACE_IO;
		put32(at, where + i * 4, low);
	}
}

static void put_header(const struct pci_hw_desc *desc, u8 *at)
{
	put16(at, PCI_VENDOR_ID, desc->vendor);
	put16(at, PCI_DEVICE_ID, desc->device);
	put32(at, PCI_CLASS_REVISION, desc->class << 8 | desc->revision);
	at[PCI_INTERRUPT_PIN] = desc->pin;
	put_bars(at, PCI_BASE_ADDRESS_0, desc->bars);
	if (pci_hw_is_bridge(desc)) {
		at[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
		put16(at, PCI_PREF_MEMORY_BASE, PCI_PREF_RANGE_TYPE_64);
		put16(at, PCI_PREF_MEMORY_LIMIT, PCI_PREF_RANGE_TYPE_64);
		return;
	}
	put16(at, PCI_SUBSYSTEM_VENDOR_ID, desc->subvendor);
	put16(at, PCI_SUBSYSTEM_ID, desc->subdevice);
}

static void add_pm(const struct pci_hw_desc *desc, struct image *img)
{
	unsigned int pos = add_cap(img, PCI_CAP_ID_PM, PCI_PM_SIZEOF);

	put16(img->at, pos + PCI_PM_PMC, 3);
	if (desc->flags & PCI_HW_NO_SOFT_RESET)
		put16(img->at, pos + PCI_PM_CTRL, PCI_PM_CTRL_NO_SOFT_RESET);
}

static void add_msi(const struct pci_hw_desc *desc, struct image *img)
{
	u16 ctrl = ilog2(desc->msi_vectors ?: 1) << 1;
	unsigned int size = 10;

	if (desc->flags & PCI_HW_MSI_64) {
		ctrl |= PCI_MSI_FLAGS_64BIT;
		size += 4;
	}
	if (desc->flags & PCI_HW_MSI_MASK) {
		ctrl |= PCI_MSI_FLAGS_MASKBIT;
		size += 10;
	}
	put16(img->at, add_cap(img, PCI_CAP_ID_MSI, size) + PCI_MSI_FLAGS, ctrl);
}

static void add_msix(u16 vectors, u8 bar, u32 table, u32 pba, struct image *img)
{
	unsigned int pos = add_cap(img, PCI_CAP_ID_MSIX, PCI_CAP_MSIX_SIZEOF);

	put16(img->at, pos + PCI_MSIX_FLAGS, vectors - 1);
	put32(img->at, pos + PCI_MSIX_TABLE, table | bar);
	put32(img->at, pos + PCI_MSIX_PBA, pba | bar);
}

static void add_express(const struct pci_hw_desc *desc, struct image *img)
{
	unsigned int pos = add_cap(img, PCI_CAP_ID_EXP, 0x3c);
	u16 flags = 2 | desc->port_type << 4;
	bool downstream = desc->port_type == PCI_EXP_TYPE_ROOT_PORT ||
			  desc->port_type == PCI_EXP_TYPE_DOWNSTREAM;

	if (downstream && (desc->slot || desc->flags & PCI_HW_HOTPLUG))
		flags |= PCI_EXP_FLAGS_SLOT;
	put16(img->at, pos + PCI_EXP_FLAGS, flags);
	put32(img->at, pos + PCI_EXP_DEVCAP,
	      PCI_EXP_DEVCAP_RBER | (desc->flags & PCI_HW_FLR ? PCI_EXP_DEVCAP_FLR : 0));
	/* x1 at 2.5 GT/s; a port below which hot-plug happens reports its link */
	put32(img->at, pos + PCI_EXP_LNKCAP,
	      0x11 | (downstream ? PCI_EXP_LNKCAP_DLLLARC : 0));
	put16(img->at, pos + PCI_EXP_LNKSTA, 0x11);
	if (flags & PCI_EXP_FLAGS_SLOT) {
		u32 slot = desc->slot << 19;

		if (desc->flags & PCI_HW_HOTPLUG)
			slot |= PCI_EXP_SLTCAP_HPC | PCI_EXP_SLTCAP_HPS;
		if (desc->flags & PCI_HW_BUTTON)
			slot |= PCI_EXP_SLTCAP_ABP | PCI_EXP_SLTCAP_PCP | PCI_EXP_SLTCAP_AIP |
				PCI_EXP_SLTCAP_PIP;
		else
			slot |= PCI_EXP_SLTCAP_NCCS;
		put32(img->at, pos + PCI_EXP_SLTCAP, slot);
	}
	if (desc->flags & PCI_HW_ARI && downstream)
		put32(img->at, pos + PCI_EXP_DEVCAP2, PCI_EXP_DEVCAP2_ARI);
}

static void add_af(struct image *img)
{
	unsigned int pos = add_cap(img, PCI_CAP_ID_AF, PCI_CAP_AF_SIZEOF);

	img->at[pos + PCI_AF_LENGTH] = PCI_CAP_AF_SIZEOF;
	img->at[pos + PCI_AF_CAP] = PCI_AF_CAP_TP | PCI_AF_CAP_FLR;
}

static void add_sriov(const struct pci_hw_sriov *sriov, struct image *img)
{
	unsigned int pos = add_ext_cap(img, PCI_EXT_CAP_ID_SRIOV, 1, PCI_EXT_CAP_SRIOV_SIZEOF);

	put16(img->at, pos + PCI_SRIOV_INITIAL_VF, sriov->total_vfs);
	put16(img->at, pos + PCI_SRIOV_TOTAL_VF, sriov->total_vfs);
	put16(img->at, pos + PCI_SRIOV_VF_OFFSET, sriov->offset ?: 1);
	put16(img->at, pos + PCI_SRIOV_VF_STRIDE, sriov->stride ?: 1);
	put16(img->at, pos + PCI_SRIOV_VF_DID, sriov->vf_device);
	put32(img->at, pos + PCI_SRIOV_SUP_PGSIZE, 0x553);
	put32(img->at, pos + PCI_SRIOV_SYS_PGSIZE, 1);
	put_bars(img->at, pos + PCI_SRIOV_BAR, sriov->bars);
}

static void add_aer(const struct pci_hw_desc *desc, struct image *img)
{
	bool root = desc->port_type == PCI_EXP_TYPE_ROOT_PORT;
	unsigned int pos = add_ext_cap(img, PCI_EXT_CAP_ID_ERR, 2, root ? 0x38 : 0x2c);

	put32(img->at, pos + PCI_ERR_UNCOR_SEVER, 0x00462030);
	put32(img->at, pos + PCI_ERR_COR_MASK, PCI_ERR_COR_ADV_NFAT | PCI_ERR_COR_INTERNAL);
}

static void add_extended(const struct pci_hw_desc *desc, struct image *img)
{
	bool downstream = desc->port_type == PCI_EXP_TYPE_ROOT_PORT ||
			  desc->port_type == PCI_EXP_TYPE_DOWNSTREAM;

	if (desc->flags & PCI_HW_AER)
		add_aer(desc, img);
	if (desc->flags & PCI_HW_ARI && !downstream)
		add_ext_cap(img, PCI_EXT_CAP_ID_ARI, 1, PCI_EXT_CAP_ARI_SIZEOF);
	if (desc->flags & PCI_HW_ACS)
		put16(img->at, add_ext_cap(img, PCI_EXT_CAP_ID_ACS, 1, 8) + PCI_ACS_CAP,
		      PCI_ACS_SV | PCI_ACS_TB | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF | PCI_ACS_DT);
	if (desc->sriov.total_vfs)
		add_sriov(&desc->sriov, img);
	if (desc->flags & PCI_HW_DPC)
		add_ext_cap(img, PCI_EXT_CAP_ID_DPC, 1, 16);
}

/* A port with something to tell, but no wire to do it, has one message. */
static bool wants_msi(const struct pci_hw_desc *desc)
{
	return desc->msi_vectors ||
	       (pci_hw_is_bridge(desc) && !desc->pin &&
		desc->flags & (PCI_HW_HOTPLUG | PCI_HW_AER | PCI_HW_DPC));
}

/* The picture of @desc; @image is zeroed and HW_CFG_MAX bytes. Returns the bytes in use. */
unsigned int hw_build_image(const struct pci_hw_desc *desc, u8 *image)
{
	struct image img = {
		.at = image, .next_cap = 0x40, .link = PCI_CAPABILITY_LIST, .next_ext = 0x100,
	};

	put_header(desc, image);
	if (desc->flags & PCI_HW_PM)
		add_pm(desc, &img);
	if (wants_msi(desc))
		add_msi(desc, &img);
	if (desc->flags & PCI_HW_EXPRESS)
		add_express(desc, &img);
	if (desc->msix_vectors)
		add_msix(desc->msix_vectors, desc->msix_bar, desc->msix_table, desc->msix_pba,
			 &img);
	if (desc->flags & PCI_HW_AF_FLR)
		add_af(&img);
	if (!(desc->flags & PCI_HW_EXPRESS))
		return 256;
	add_extended(desc, &img);
	return img.next_ext > 0x100 ? img.next_ext : 256;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static const char *hex_number(const char *text, unsigned int digits, u32 *value)
{
	*value = 0;
	while (digits--) {
		int digit = hex_digit(*text++);

		BUG_ON(digit < 0);
		*value = *value << 4 | digit;
	}
	return text;
}

/* Rows "OOO HEX...", as in the golden transcripts. Returns the bytes in use. */
unsigned int hw_parse_rows(const char *const *rows, u8 *image)
{
	unsigned int len = 256;

	for (; *rows; rows++) {
		u32 offset, byte;
		const char *text = hex_number(*rows, 3, &offset);

		BUG_ON(*text++ != ' ');
		while (*text) {
			BUG_ON(offset >= HW_CFG_MAX);
			text = hex_number(text, 2, &byte);
			image[offset++] = byte;
		}
		if (offset > len)
			len = offset;
	}
	return round_up(len, 64);	/* a row ends with its last byte that is not zero */
}
