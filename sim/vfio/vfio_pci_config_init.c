// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_config_init.c - walk the capabilities once, at open: map, copy, hide
 */
#include <linux/err.h>
#include <linux/string.h>

#include "vfio_pci_config.h"

/* Copy from the device, doubleword by doubleword where that is aligned. */
int vfio_fill_vconfig_bytes(struct vfio_pci_core_device *vdev, int offset, int size)
{
	struct pci_dev *pdev = vdev->pdev;
	u32 dword;
	u16 word;
	int ret, filled;

	for (; size; offset += filled, size -= filled) {
		if (size >= 4 && !(offset % 4)) {
			ret = pci_read_config_dword(pdev, offset, &dword);
			vconfig_set_dword(vdev, offset, dword);
			filled = 4;
		} else if (size >= 2 && !(offset % 2)) {
			ret = pci_read_config_word(pdev, offset, &word);
			vconfig_set_word(vdev, offset, word);
			filled = 2;
		} else {
			ret = pci_read_config_byte(pdev, offset, &vdev->vconfig[offset]);
			filled = 1;
		}
		if (ret)
			return ret;
	}
	return 0;
}

/* Bytes [pos, pos + len) are @cap's from now on. */
static int vfio_map_cap(struct vfio_pci_core_device *vdev, u16 cap, int pos, int len)
{
	u8 *map = vdev->pci_config_map;
	int i;

	if (pos + len > vdev->pdev->cfg_size)
		len = vdev->pdev->cfg_size - pos;
	for (i = 0; i < len; i++)
		if (map[pos + i] != PCI_CAP_ID_INVALID)
			pci_warn(vdev->pdev, "byte %#x is in capabilities %#x and %#x\n", pos + i,
				 map[pos + i], cap);
	memset(map + pos, cap, len);
	return vfio_fill_vconfig_bytes(vdev, pos, len);
}

/* Power management events are not for the user. */
static void vfio_update_pm_vconfig_bytes(struct vfio_pci_core_device *vdev, int pos)
{
	u16 pmc = vconfig_word(vdev, pos + PCI_PM_PMC);
	u16 ctrl = vconfig_word(vdev, pos + PCI_PM_CTRL);

	vconfig_set_word(vdev, pos + PCI_PM_PMC, pmc & ~PCI_PM_CAP_PME_MASK);
	vconfig_set_word(vdev, pos + PCI_PM_CTRL,
			 ctrl & ~(PCI_PM_CTRL_PME_ENABLE | PCI_PM_CTRL_PME_STATUS));
}

int vfio_cap_init(struct vfio_pci_core_device *vdev)
{
	int loops = (PCI_CFG_SPACE_SIZE - PCI_STD_HEADER_SIZEOF) / PCI_CAP_SIZEOF;
	u8 *prev = &vdev->vconfig[PCI_CAPABILITY_LIST], pos, next, cap;
	struct pci_dev *pdev = vdev->pdev;
	int ret, len, caps = 0;

	if (!(vconfig_word(vdev, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return 0;

	for (pos = *prev; pos && loops--; pos = next) {
		ret = pci_read_config_byte(pdev, pos, &cap);
		if (!ret)
			ret = pci_read_config_byte(pdev, pos + PCI_CAP_LIST_NEXT, &next);
		if (ret)
			return ret;

		/* Id 0 is a capability without content, and stands for the header here. */
		len = cap ? vfio_cap_len(vdev, cap, pos) : 0;
		if (len < 0)
			return len;
		if (!len) {
			pci_dbg(pdev, "capability %#x at %#x is not shown\n", cap, pos);
			*prev = next;
			continue;
		}

		ret = vfio_map_cap(vdev, cap, pos, len);
		if (ret)
			return ret;
		if (cap == PCI_CAP_ID_PM)
			vfio_update_pm_vconfig_bytes(vdev, pos);
		prev = &vdev->vconfig[pos + PCI_CAP_LIST_NEXT];
		caps++;
	}

	if (!caps)
		vconfig_set_word(vdev, PCI_STATUS,
				 vconfig_word(vdev, PCI_STATUS) & ~PCI_STATUS_CAP_LIST);
	return 0;
}

/* Bits 31:20 of the header at @prev are the link. */
static void vfio_ecap_set_next(struct vfio_pci_core_device *vdev, int prev, u16 next)
{
	u32 header = vconfig_dword(vdev, prev) & ~(0xffcU << 20);

	vconfig_set_dword(vdev, prev, header | (u32)next << 20);
}

int vfio_ecap_init(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	int loops = (pdev->cfg_size - PCI_CFG_SPACE_SIZE) / PCI_CAP_SIZEOF;
	int ret, len, prev = 0, ecaps = 0;
	u16 pos = PCI_CFG_SPACE_SIZE, ecap;
	u32 header;

	if (!vdev->extended_caps)
		return 0;

	for (; loops-- && pos >= PCI_CFG_SPACE_SIZE; pos = PCI_EXT_CAP_NEXT(header)) {
		ret = pci_read_config_dword(pdev, pos, &header);
		if (ret)
			return ret;
		ecap = PCI_EXT_CAP_ID(header);
		len = vfio_ext_cap_len(vdev, ecap, pos);
		if (len < 0)
			return len;

		if (!len && prev) {
			pci_dbg(pdev, "extended capability %#x at %#x is not shown\n", ecap, pos);
			vfio_ecap_set_next(vdev, prev, PCI_EXT_CAP_NEXT(header));
			continue;
		}

		/* The first one holds the list: hide its id, keep its link. */
		ret = vfio_map_cap(vdev, ecap, pos, len ? len : PCI_CAP_SIZEOF);
		if (ret)
			return ret;
		if (len)
			ecaps++;
		else
			vconfig_set_dword(vdev, pos, vconfig_dword(vdev, pos) & (0xffcU << 20));
		prev = pos;
	}

	if (!ecaps)
		vconfig_set_dword(vdev, PCI_CFG_SPACE_SIZE, 0);
	return 0;
}
