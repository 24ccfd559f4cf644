// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bars.c - sizing BARs and giving them addresses
 *
 * The size of a BAR is what stays zero after all ones were written to it; decoding
 * is off meanwhile. A BAR that firmware left at zero (a card that was plugged in
 * later) gets its address here. Linux searches the windows of the bridges above for
 * a free range; here the platform knows the one place that each BAR has.
 */
#include <linux/string.h>

#include "hw_fn.h"
#include "pci.h"

static unsigned long flags_of(u32 low)
{
	unsigned long flags = low & ~PCI_BASE_ADDRESS_IO_MASK;

	if (low & PCI_BASE_ADDRESS_SPACE_IO)
		return (flags & 3) | IORESOURCE_IO | IORESOURCE_SIZEALIGN;
	flags = (low & ~PCI_BASE_ADDRESS_MEM_MASK) | IORESOURCE_MEM | IORESOURCE_SIZEALIGN;
	if (low & PCI_BASE_ADDRESS_MEM_PREFETCH)
		flags |= IORESOURCE_PREFETCH;
	if ((low & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64)
		flags |= IORESOURCE_MEM_64;
	return flags;
}

static void set_range(struct pci_dev *dev, struct resource *res, u64 start, u64 size)
{
	res->name = pci_name(dev);
	if (!start) {
		res->flags |= IORESOURCE_UNSET;
		start = 0;
	}
	res->start = start;
	res->end = start + size - 1;
	/* Where neighbours are requested. Not a child itself: no window contains it here. */
	res->parent = res->flags & IORESOURCE_IO ? &ioport_resource : &iomem_resource;
}

/* The BAR in the first register; returns how many registers it takes. */
static int read_bar(struct pci_dev *dev, struct resource *res, const u32 *orig, const u32 *size)
{
	u64 mask, start;

	res->flags = 0;
	if (!size[0] || (size[0] == ~0u && orig[0] == ~0u))
		return 1;
	res->flags = flags_of(orig[0] | size[0]);
	if (res->flags & IORESOURCE_IO) {
		mask = size[0] & PCI_BASE_ADDRESS_IO_MASK & 0xffff;
		set_range(dev, res, orig[0] & PCI_BASE_ADDRESS_IO_MASK & 0xffff, mask & -mask);
		return 1;
	}
	mask = size[0] & (u32)PCI_BASE_ADDRESS_MEM_MASK;
	start = orig[0] & (u32)PCI_BASE_ADDRESS_MEM_MASK;
	if (res->flags & IORESOURCE_MEM_64) {
		mask |= (u64)size[1] << 32;
		start |= (u64)orig[1] << 32;
	} else {
		mask |= ~0ull << 32;
	}
	set_range(dev, res, start, mask & -mask);
	return res->flags & IORESOURCE_MEM_64 ? 2 : 1;
}

static void read_rom(struct pci_dev *dev)
{
	struct resource *res = &dev->resource[PCI_ROM_RESOURCE];
	u32 orig, size;

	pci_size_registers(dev, dev->rom_base_reg, 1, PCI_ROM_ADDRESS_MASK, &orig, &size);
	size &= PCI_ROM_ADDRESS_MASK;
	if (!size)
		return;
	res->flags = IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_READONLY |
		     IORESOURCE_SIZEALIGN | (orig & PCI_ROM_ADDRESS_ENABLE);
	set_range(dev, res, orig & PCI_ROM_ADDRESS_MASK, size & -size);
}

static void set_window(struct resource *res, u64 base, u64 limit, unsigned long flags)
{
	if (base > limit || !(base | limit))
		return;
	res->start = base;
	res->end = limit;
	res->flags = flags;
}

static void read_windows(struct pci_dev *dev)
{
	u32 io, mem, pref, base_high = 0, limit_high = 0;
	unsigned long flags = IORESOURCE_MEM | IORESOURCE_PREFETCH;

	pci_read_config_dword(dev, PCI_IO_BASE, &io);
	set_window(&dev->resource[PCI_BRIDGE_IO_WINDOW], (io & 0xf0) << 8,
		   (io & 0xf000) | 0xfff, (io & PCI_IO_RANGE_TYPE_MASK) | IORESOURCE_IO);
	pci_read_config_dword(dev, PCI_MEMORY_BASE, &mem);
	set_window(&dev->resource[PCI_BRIDGE_MEM_WINDOW], (mem & 0xfff0) << 16,
		   (mem & 0xfff00000) | 0xfffff, IORESOURCE_MEM);
	pci_read_config_dword(dev, PCI_PREF_MEMORY_BASE, &pref);
	if ((pref & PCI_PREF_RANGE_TYPE_MASK) == PCI_PREF_RANGE_TYPE_64) {
		pci_read_config_dword(dev, PCI_PREF_BASE_UPPER32, &base_high);
		pci_read_config_dword(dev, PCI_PREF_LIMIT_UPPER32, &limit_high);
		flags |= IORESOURCE_MEM_64 | PCI_PREF_RANGE_TYPE_64;
	}
	set_window(&dev->resource[PCI_BRIDGE_PREF_MEM_WINDOW],
		   (u64)base_high << 32 | (pref & 0xfff0) << 16,
		   (u64)limit_high << 32 | ((pref & 0xfff00000) | 0xfffff), flags);
}

/* All ranges that the header of @dev describes. */
void pci_read_bars(struct pci_dev *dev)
{
	int bars = pci_is_bridge(dev) ? 2 : PCI_STD_NUM_BARS;
	u32 orig[PCI_STD_NUM_BARS + 1] = { 0 }, size[PCI_STD_NUM_BARS + 1] = { 0 };
	u16 command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (command & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY))
		pci_write_config_word(dev, PCI_COMMAND,
				      command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	pci_size_registers(dev, PCI_BASE_ADDRESS_0, bars, ~0u, orig, size);
	for (int i = 0; i < bars; )
		i += read_bar(dev, &dev->resource[i], &orig[i], &size[i]);
	read_rom(dev);
	if (command & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY))
		pci_write_config_word(dev, PCI_COMMAND, command);
	if (pci_is_bridge(dev))
		read_windows(dev);
}

/* Write the address of @resno into its register; VFs and bridge windows have none. */
void pci_update_resource(struct pci_dev *dev, int resno)
{
	const struct resource *res = &dev->resource[resno];
	int reg = PCI_BASE_ADDRESS_0 + resno * 4;
	u32 low;

	if (dev->is_virtfn || resno > PCI_ROM_RESOURCE || !res->flags ||
	    res->flags & IORESOURCE_UNSET)
		return;
	if (resno == PCI_ROM_RESOURCE) {
		pci_write_config_dword(dev, dev->rom_base_reg,
				       (u32)res->start | (res->flags & IORESOURCE_ROM_ENABLE));
		return;
	}
	low = res->flags & IORESOURCE_IO ? (u32)res->start | PCI_BASE_ADDRESS_SPACE_IO :
					   (u32)res->start | (res->flags & 0xf);
	pci_write_config_dword(dev, reg, low);
	if (res->flags & IORESOURCE_MEM_64)
		pci_write_config_dword(dev, reg + 4, res->start >> 32);
}

int pci_assign_resource(struct pci_dev *dev, int resno)
{
	struct resource *res = &dev->resource[resno];
	struct pci_hw_fn *fn = pci_hw_of(dev);
	u64 size = resource_size(res);

	if (!fn || !fn->bar[resno].size)
		return -ENOSPC;
	WRITE_ONCE(res->start, fn->bar[resno].addr);
	WRITE_ONCE(res->end, res->start + size - 1);
	WRITE_ONCE(res->flags, res->flags & ~IORESOURCE_UNSET);
	pci_update_resource(dev, resno);
	return 0;
}
