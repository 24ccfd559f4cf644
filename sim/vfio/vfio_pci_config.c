// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_config.c - config space as the user sees it: reads and writes by permission
 *
 * pci_config_map tells for each byte which capability it is part of, and that which permission
 * bits hold there: virtual bits live in vconfig, others in the device; bits that may not be
 * written are dropped without a word.
 *
 * Accesses are not serialised against each other, as on hardware; what they change besides
 * vconfig (power, memory enable, INTx) has its own locks.
 */
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "vfio_pci_config.h"

/* One, two or four bytes, of the device's own. */
static int vfio_user_config_read(struct pci_dev *pdev, int offset, u32 *val, int count)
{
	u16 word = 0;
	u8 byte = 0;
	int ret;

	*val = 0;
	if (count > 2)
		return pci_user_read_config_dword(pdev, offset, val);
	if (count == 2)
		ret = pci_user_read_config_word(pdev, offset, &word);
	else
		ret = pci_user_read_config_byte(pdev, offset, &byte);
	*val = word | byte;	/* one of them is zero */
	return ret;
}

static int vfio_user_config_write(struct pci_dev *pdev, int offset, u32 val, int count)
{
	if (count > 2)
		return pci_user_write_config_dword(pdev, offset, val);
	if (count == 2)
		return pci_user_write_config_word(pdev, offset, val);
	return pci_user_write_config_byte(pdev, offset, val);
}

/* Up to four bytes as a number; what does not exist is zero. */
static u32 bits_get(const u8 *bits, int count)
{
	u32 val = 0;

	if (bits)
		memcpy(&val, bits, count);
	return val;
}

static u32 perm_bits_at(const u8 *bits, int offset, int count)
{
	return bits ? bits_get(bits + offset, count) : 0;
}

int vfio_default_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
			     const struct perm_bits *perm, int offset, u32 *val)
{
	u32 virt = perm_bits_at(perm->virt, offset, count), phys;
	int ret;

	*val = bits_get(vdev->vconfig + pos, count);
	if (virt == ~0U >> (32 - count * 8))
		return count;

	ret = vfio_user_config_read(vdev->pdev, pos, &phys, count);
	if (ret)
		return ret;
	*val = (phys & ~virt) | (*val & virt);
	return count;
}

/* Only the bytes in @mask: others read the rest meanwhile. */
static void vconfig_set_bytes(u8 *to, u32 value, u32 mask)
{
	for (; mask; to++, value >>= 8, mask >>= 8)
		if (mask & 0xff)
			WRITE_ONCE(*to, (u8)value);
}

int vfio_default_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
			      const struct perm_bits *perm, int offset, u32 val)
{
	u32 write = perm_bits_at(perm->write, offset, count);
	u32 virt = perm_bits_at(perm->virt, offset, count);
	u32 ours = write & virt, hw = write & ~virt, old;
	int ret;

	if (ours) {
		old = bits_get(vdev->vconfig + pos, count);
		old = (old & ~ours) | (val & ours);
		vconfig_set_bytes(vdev->vconfig + pos, old, ours);
	}
	if (hw) {
		ret = vfio_user_config_read(vdev->pdev, pos, &old, count);
		if (!ret)
			ret = vfio_user_config_write(vdev->pdev, pos, (old & ~hw) | (val & hw),
						     count);
		if (ret)
			return ret;
	}
	return count;
}

/* How many bytes at @offset of a capability link it to others, or say what it is. */
static int linking_bytes(int pos, int offset, int count)
{
	if (pos < PCI_STD_HEADER_SIZEOF)
		return 0;
	if (pos >= PCI_CFG_SPACE_SIZE)		/* all of the header, which is accessed whole */
		return offset < 4 ? count : 0;
	if (offset == PCI_CAP_LIST_NEXT)
		return 1;
	return offset == PCI_CAP_LIST_ID && count > 1 ? min(PCI_CAP_FLAGS, count) : 0;
}

/* From the device, but for the links between capabilities: some may be hidden. */
int vfio_direct_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
			    const struct perm_bits *perm, int offset, u32 *val)
{
	int err = vfio_user_config_read(vdev->pdev, pos, val, count);

	if (err)
		return err;
	memcpy(val, vdev->vconfig + pos, linking_bytes(pos, offset, count));
	return count;
}

int vfio_raw_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
			  const struct perm_bits *perm, int offset, u32 val)
{
	int ret = vfio_user_config_write(vdev->pdev, pos, val, count);

	return ret ? ret : count;
}

static int vfio_raw_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
				const struct perm_bits *perm, int offset, u32 *val)
{
	int ret = vfio_user_config_read(vdev->pdev, pos, val, count);

	return ret ? ret : count;
}

static int vfio_virt_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				  const struct perm_bits *perm, int offset, u32 val)
{
	memcpy(vdev->vconfig + pos, &val, count);
	return count;
}

static int vfio_virt_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
				 const struct perm_bits *perm, int offset, u32 *val)
{
	*val = bits_get(vdev->vconfig + pos, count);
	return count;
}

/* In the gaps between capabilities some devices keep registers that their drivers need. */
static const struct perm_bits unassigned_perms = {
	.readfn = vfio_raw_config_read,
	.writefn = vfio_raw_config_write,
};

static const struct perm_bits virt_perms = {
	.readfn = vfio_virt_config_read,
	.writefn = vfio_virt_config_write,
};

int vfio_find_cap_start(struct vfio_pci_core_device *vdev, int pos)
{
	int base = pos >= PCI_CFG_SPACE_SIZE ? PCI_CFG_SPACE_SIZE : PCI_STD_HEADER_SIZEOF;
	u8 cap = vdev->pci_config_map[pos];

	if (cap == PCI_CAP_ID_BASIC)
		return 0;
	while (pos > base && vdev->pci_config_map[pos - 1] == cap)
		pos--;
	return pos;
}

static const struct perm_bits *vfio_config_perm(struct vfio_pci_core_device *vdev, int pos,
						int *cap_start)
{
	u8 cap = vdev->pci_config_map[pos];

	*cap_start = pos;
	if (cap == PCI_CAP_ID_INVALID)
		return &unassigned_perms;
	if (cap == PCI_CAP_ID_INVALID_VIRT)
		return &virt_perms;

	*cap_start = vfio_find_cap_start(vdev, pos);
	if (pos >= PCI_CFG_SPACE_SIZE)
		return vfio_ext_cap_perm(cap);
	return vfio_cap_perm(vdev, cap);
}

/* One, two or four bytes, aligned, of one capability. */
static size_t vfio_config_chunk(struct vfio_pci_core_device *vdev, loff_t pos, size_t count)
{
	u8 cap = vdev->pci_config_map[pos];
	size_t same = 1;

	while ((pos + same) % 4 && vdev->pci_config_map[pos + same] == cap)
		same++;
	count = min(count, same);
	if (count >= 4 && !(pos % 4))
		return 4;
	return count >= 2 && !(pos % 2) ? 2 : 1;
}

static ssize_t vfio_config_do_rw(struct vfio_pci_core_device *vdev, char __user *buf,
				 size_t count, loff_t pos, bool iswrite)
{
	const struct perm_bits *perm;
	int cap_start, ret;
	u32 val = 0;

	if (pos < 0 || pos >= vdev->pdev->cfg_size || pos + count > vdev->pdev->cfg_size)
		return -EFAULT;

	count = vfio_config_chunk(vdev, pos, count);
	perm = vfio_config_perm(vdev, pos, &cap_start);

	if (iswrite) {
		if (!perm->writefn)
			return count;
		if (copy_from_user(&val, buf, count))
			return -EFAULT;
		return perm->writefn(vdev, pos, count, perm, pos - cap_start, val);
	}

	ret = perm->readfn(vdev, pos, count, perm, pos - cap_start, &val);
	if (ret < 0)
		return ret;
	return copy_to_user(buf, &val, count) ? -EFAULT : ret;
}

ssize_t vfio_pci_config_rw(struct vfio_pci_core_device *vdev, char __user *buf, size_t count,
			   loff_t *ppos, bool iswrite)
{
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	size_t done = 0;
	ssize_t ret;

	while (done < count) {
		ret = vfio_config_do_rw(vdev, buf + done, count - done, pos + done, iswrite);
		if (ret < 0)
			return ret;
		done += ret;
	}
	*ppos += done;
	return done;
}

/* Where a register and a buffer overlap, for drivers that fake registers. */
bool vfio_pci_core_range_intersect_range(loff_t buf_start, size_t buf_cnt, loff_t reg_start,
					 size_t reg_cnt, loff_t *buf_offset,
					 size_t *intersect_count, size_t *register_offset)
{
	loff_t start = max(buf_start, reg_start);
	loff_t end = min_t(loff_t, buf_start + buf_cnt, reg_start + reg_cnt);

	if (start >= end)
		return false;
	*buf_offset = start - buf_start;
	*register_offset = start - reg_start;
	*intersect_count = end - start;
	return true;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_range_intersect_range);

static void vfio_config_fixup(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	if (pdev->is_virtfn) {
		/* A VF's own ids read as ones, and it has no INTx whatever it says. */
		vconfig_set_word(vdev, PCI_VENDOR_ID, pdev->vendor);
		vconfig_set_word(vdev, PCI_DEVICE_ID, pdev->device);
		vdev->vconfig[PCI_INTERRUPT_PIN] = 0;
	}
	if (pdev->no_command_memory)	/* always on, and never shown */
		vconfig_set_word(vdev, PCI_COMMAND,
				 vconfig_word(vdev, PCI_COMMAND) | PCI_COMMAND_MEMORY);
	if (vdev->nointx || pdev->irq == IRQ_NOTCONNECTED)
		vdev->vconfig[PCI_INTERRUPT_PIN] = 0;
}

/* The header is a capability, and the rest belongs to none as yet. */
static int config_alloc(struct vfio_pci_core_device *vdev)
{
	const int size = vdev->pdev->cfg_size;
	u8 *map = kmalloc(size, GFP_KERNEL_ACCOUNT), *bytes = kmalloc(size, GFP_KERNEL_ACCOUNT);

	vdev->pci_config_map = map;
	vdev->vconfig = bytes;
	if (!map || !bytes)
		return -ENOMEM;
	memset(map, PCI_CAP_ID_INVALID, size);
	memset(map, PCI_CAP_ID_BASIC, PCI_STD_HEADER_SIZEOF);
	return 0;
}

/* To be put back after a reset by the back door. The user's own are made up from them. */
static void remember_bars(struct vfio_pci_core_device *vdev)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		vdev->rbar[bar] = vconfig_dword(vdev, PCI_BASE_ADDRESS_0 + 4 * bar);
	vdev->rbar[PCI_ROM_RESOURCE] = vconfig_dword(vdev, PCI_ROM_ADDRESS);
	vdev->bardirty = true;
}

static int config_fill(struct vfio_pci_core_device *vdev)
{
	int ret = vfio_fill_vconfig_bytes(vdev, 0, PCI_STD_HEADER_SIZEOF);

	if (ret)
		return ret;
	remember_bars(vdev);
	vfio_config_fixup(vdev);
	ret = vfio_cap_init(vdev);
	return ret ? ret : vfio_ecap_init(vdev);
}

int vfio_config_init(struct vfio_pci_core_device *vdev)
{
	int ret = config_alloc(vdev);

	if (!ret)
		ret = pcibios_err_to_errno(config_fill(vdev));
	if (ret)
		vfio_config_free(vdev);
	return ret;
}

void vfio_config_free(struct vfio_pci_core_device *vdev)
{
	u8 *map = vdev->pci_config_map, *bytes = vdev->vconfig;

	vdev->msi_perm = NULL;
	vdev->pci_config_map = NULL;
	vdev->vconfig = NULL;
	kfree(map);
	kfree(bytes);
}
