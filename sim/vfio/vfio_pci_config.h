/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfio_pci_config.h - what the files of config space virtualisation share */
#ifndef VFIO_PCI_CONFIG_H
#define VFIO_PCI_CONFIG_H

#include <linux/pci.h>
#include <linux/unaligned.h>

#include "vfio_pci_priv.h"

/* The header has no capability id; 0 stands for it in the map. */
#define PCI_CAP_ID_BASIC	0

/* For the tables of bits: the bytes of a word and of a doubleword, little end first. */
#define PERM_BYTES2(off, value)							\
	[off] = (u8)(value), [(off) + 1] = (u8)((value) >> 8)
#define PERM_BYTES4(off, value)							\
	PERM_BYTES2(off, value), PERM_BYTES2((off) + 2, (u32)(value) >> 16)

static inline u16 vconfig_word(struct vfio_pci_core_device *vdev, int pos)
{
	return get_unaligned_le16(&vdev->vconfig[pos]);
}

static inline void vconfig_set_word(struct vfio_pci_core_device *vdev, int pos, u16 value)
{
	put_unaligned_le16(value, &vdev->vconfig[pos]);
}

static inline u32 vconfig_dword(struct vfio_pci_core_device *vdev, int pos)
{
	return get_unaligned_le32(&vdev->vconfig[pos]);
}

static inline void vconfig_set_dword(struct vfio_pci_core_device *vdev, int pos, u32 value)
{
	put_unaligned_le32(value, &vdev->vconfig[pos]);
}

/* vfio_pci_config.c */
int vfio_default_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
			     const struct perm_bits *perm, int offset, u32 *val);
int vfio_default_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
			      const struct perm_bits *perm, int offset, u32 val);
int vfio_direct_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
			    const struct perm_bits *perm, int offset, u32 *val);
int vfio_raw_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
			  const struct perm_bits *perm, int offset, u32 val);
int vfio_find_cap_start(struct vfio_pci_core_device *vdev, int pos);

/* vfio_pci_config_basic.c */
extern const struct perm_bits vfio_basic_perm;

/* vfio_pci_config_caps.c */
extern const struct perm_bits vfio_direct_ro_perm;
const struct perm_bits *vfio_cap_perm(struct vfio_pci_core_device *vdev, u8 cap);
const struct perm_bits *vfio_ext_cap_perm(u8 ecap);
const struct perm_bits *vfio_msi_perm(u16 flags);

/* vfio_pci_config_init.c */
int vfio_cap_init(struct vfio_pci_core_device *vdev);
int vfio_ecap_init(struct vfio_pci_core_device *vdev);
int vfio_fill_vconfig_bytes(struct vfio_pci_core_device *vdev, int offset, int size);

/* vfio_pci_config_len.c: bytes of a capability, 0 to hide it, or an errno */
int vfio_cap_len(struct vfio_pci_core_device *vdev, u8 cap, u8 pos);
int vfio_ext_cap_len(struct vfio_pci_core_device *vdev, u16 ecap, u16 pos);

#endif
