// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_config_basic.c - the header of config space: BARs, command, interrupt pin
 *
 * BARs are the user's own: it can size and move them at will, and no address of the host's
 * changes by that. Memory enable is passed on, under memory_lock, since faults look at it.
 */
#include <linux/io.h>

#include "vfio_pci_config.h"

static bool is_bar(int offset)
{
	return (offset >= PCI_BASE_ADDRESS_0 && offset < PCI_BASE_ADDRESS_5 + 4) ||
	       (offset >= PCI_ROM_ADDRESS && offset < PCI_ROM_ADDRESS + 4);
}

/* Needs memory_lock. A VF has no bit of its own, its PF decides: then what the user wrote is it. */
bool __vfio_pci_memory_enabled(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	if (READ_ONCE(pdev->current_state) >= PCI_D3hot)
		return false;
	return pdev->no_command_memory || vconfig_word(vdev, PCI_COMMAND) & PCI_COMMAND_MEMORY;
}

static int bar_pos(int bar)
{
	return PCI_BASE_ADDRESS_0 + 4 * bar;
}

/* The device was reset without our knowing, by some register of its own: the host's BARs back. */
static void vfio_bar_restore(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	int bar;
	u16 cmd;

	if (pdev->is_virtfn)	/* it has none: its PF has them for it */
		return;
	pci_info(pdev, "was reset behind our back: restoring its BARs\n");
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		pci_user_write_config_dword(pdev, bar_pos(bar), vdev->rbar[bar]);
	pci_user_write_config_dword(pdev, PCI_ROM_ADDRESS, vdev->rbar[PCI_ROM_RESOURCE]);

	if (!vdev->nointx)
		return;
	pci_user_read_config_word(pdev, PCI_COMMAND, &cmd);
	pci_user_write_config_word(pdev, PCI_COMMAND, cmd | PCI_COMMAND_INTX_DISABLE);
}

/* Does a BAR that was set read as anything else, or not at all? */
static bool vfio_need_bar_restore(struct vfio_pci_core_device *vdev)
{
	int bar, err;
	u32 now;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!vdev->rbar[bar])
			continue;
		err = pci_user_read_config_dword(vdev->pdev, bar_pos(bar), &now);
		if (err || now != vdev->rbar[bar])
			return true;
	}
	return false;
}

/* The low bits of a BAR, by which software tells of what kind it is. */
static u32 vfio_generate_bar_flags(struct pci_dev *pdev, int bar)
{
	const unsigned long is = pci_resource_flags(pdev, bar);

	if (is & IORESOURCE_IO)
		return PCI_BASE_ADDRESS_SPACE_IO;
	return PCI_BASE_ADDRESS_SPACE_MEMORY |
	       (is & IORESOURCE_MEM_64 ? PCI_BASE_ADDRESS_MEM_TYPE_64 : 0) |
	       (is & IORESOURCE_PREFETCH ? PCI_BASE_ADDRESS_MEM_PREFETCH : 0);
}

static void vfio_rom_bar_fixup(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	u32 mask = 0;

	if (pci_resource_start(pdev, PCI_ROM_RESOURCE))
		mask = ~(pci_resource_len(pdev, PCI_ROM_RESOURCE) - 1) | PCI_ROM_ADDRESS_ENABLE;
	else if (pdev->resource[PCI_ROM_RESOURCE].flags & IORESOURCE_ROM_SHADOW)
		mask = ~(0x20000 - 1) | PCI_ROM_ADDRESS_ENABLE;
	vconfig_set_dword(vdev, PCI_ROM_ADDRESS, vconfig_dword(vdev, PCI_ROM_ADDRESS) & mask);
}

/* What hardware would make of what was written: address bits below the size stay zero. */
static void vfio_bar_fixup(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	int i, pos;
	u64 mask;
	u32 bar;

	if (!READ_ONCE(vdev->bardirty))	/* a user's threads race for themselves */
		return;

	for (i = 0, pos = PCI_BASE_ADDRESS_0; i < PCI_STD_NUM_BARS; i++, pos += 4) {
		if (!pci_resource_start(pdev, i)) {
			vconfig_set_dword(vdev, pos, 0);	/* not there for the user */
			continue;
		}
		mask = ~(pci_resource_len(pdev, i) - 1);
		bar = (vconfig_dword(vdev, pos) & (u32)mask) | vfio_generate_bar_flags(pdev, i);
		vconfig_set_dword(vdev, pos, bar);
		if (bar & PCI_BASE_ADDRESS_MEM_TYPE_64) {
			i++;
			pos += 4;
			vconfig_set_dword(vdev, pos, vconfig_dword(vdev, pos) & (mask >> 32));
		}
	}
	vfio_rom_bar_fixup(vdev);
	WRITE_ONCE(vdev->bardirty, false);
}

static int vfio_basic_config_read(struct vfio_pci_core_device *vdev, int pos, int count,
				  const struct perm_bits *perm, int offset, u32 *val)
{
	if (is_bar(offset))
		vfio_bar_fixup(vdev);

	count = vfio_default_config_read(vdev, pos, count, perm, offset, val);
	if (offset == PCI_COMMAND && vdev->pdev->no_command_memory)
		*val |= vconfig_word(vdev, PCI_COMMAND) & PCI_COMMAND_MEMORY;
	return count;
}

/*
 * Enable bits that the user believes to be set while the device has them off tell of a reset
 * that went past us.
 */
static bool vfio_command_lost(struct vfio_pci_core_device *vdev, u16 new, u16 phys)
{
	u16 lost = new & vconfig_word(vdev, PCI_COMMAND) & ~phys;

	if (lost & PCI_COMMAND_MEMORY && !vdev->pdev->no_command_memory)
		return true;
	return lost & PCI_COMMAND_IO || vfio_need_bar_restore(vdev);
}

static int vfio_command_write(struct vfio_pci_core_device *vdev, int pos, int count,
			      const struct perm_bits *perm, int offset, u32 val)
{
	u16 mask = PCI_COMMAND_MEMORY | PCI_COMMAND_IO, phys;
	int ret;

	ret = pci_user_read_config_word(vdev->pdev, PCI_COMMAND, &phys);
	if (ret)
		return ret;

	if (val & PCI_COMMAND_MEMORY)
		down_write(&vdev->memory_lock);
	else
		vfio_pci_zap_and_down_write_memory_lock(vdev);

	if (vfio_command_lost(vdev, val, phys))
		vfio_bar_restore(vdev);
	count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count >= 0)
		vconfig_set_word(vdev, PCI_COMMAND,
				 (vconfig_word(vdev, PCI_COMMAND) & ~mask) | (val & mask));
	up_write(&vdev->memory_lock);
	return count;
}

/* A user with two threads here gets what one of them asked for. */
static void vfio_emulate_intx_disable(struct vfio_pci_core_device *vdev)
{
	bool disable = vconfig_word(vdev, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE;
	bool disabled = READ_ONCE(vdev->virq_disabled);

	if (disable && !disabled) {
		WRITE_ONCE(vdev->virq_disabled, true);
		vfio_pci_intx_mask(vdev);
	} else if (!disable && disabled) {
		WRITE_ONCE(vdev->virq_disabled, false);
		vfio_pci_intx_unmask(vdev);
	}
}

static int vfio_basic_config_write(struct vfio_pci_core_device *vdev, int pos, int count,
				   const struct perm_bits *perm, int offset, u32 val)
{
	if (offset == PCI_COMMAND)
		count = vfio_command_write(vdev, pos, count, perm, offset, val);
	else
		count = vfio_default_config_write(vdev, pos, count, perm, offset, val);
	if (count < 0)
		return count;

	if (offset == PCI_COMMAND || offset == PCI_COMMAND + 1)
		vfio_emulate_intx_disable(vdev);
	if (is_bar(offset))
		WRITE_ONCE(vdev->bardirty, true);
	return count;
}

static const u8 basic_virt[PCI_STD_HEADER_SIZEOF] = {
	PERM_BYTES2(PCI_VENDOR_ID, 0xFFFF),
	PERM_BYTES2(PCI_DEVICE_ID, 0xFFFF),
	PERM_BYTES2(PCI_COMMAND, PCI_COMMAND_INTX_DISABLE),
	PERM_BYTES2(PCI_STATUS, PCI_STATUS_CAP_LIST),
	[PCI_BASE_ADDRESS_0 ... PCI_BASE_ADDRESS_5 + 3] = 0xFF,
	[PCI_ROM_ADDRESS ... PCI_ROM_ADDRESS + 3] = 0xFF,
	[PCI_CAPABILITY_LIST] = 0xFF,
	[PCI_INTERRUPT_LINE] = 0xFF,
	[PCI_INTERRUPT_PIN] = 0xFF,
};

static const u8 basic_write[PCI_STD_HEADER_SIZEOF] = {
	PERM_BYTES2(PCI_COMMAND, 0xFFFF),
	[PCI_CACHE_LINE_SIZE] = 0xFF,
	[PCI_LATENCY_TIMER] = 0xFF,
	[PCI_BIST] = 0xFF,
	[PCI_BASE_ADDRESS_0 ... PCI_BASE_ADDRESS_5 + 3] = 0xFF,
	[PCI_ROM_ADDRESS ... PCI_ROM_ADDRESS + 3] = 0xFF,
	[PCI_INTERRUPT_LINE] = 0xFF,
};

const struct perm_bits vfio_basic_perm = {
	.virt = basic_virt,
	.write = basic_write,
	.readfn = vfio_basic_config_read,
	.writefn = vfio_basic_config_write,
};
