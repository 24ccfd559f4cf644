// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resource.c - the address ranges of a function: claiming them, and mapping them
 */
#include <linux/err.h>

#include "pci.h"

static struct resource *space_of(struct pci_dev *dev, int bar)
{
	unsigned long flags = pci_resource_flags(dev, bar);

	if (!pci_resource_len(dev, bar))
		return NULL;
	return flags & IORESOURCE_IO ? &ioport_resource :
	       flags & IORESOURCE_MEM ? &iomem_resource : NULL;
}

static int request_bar(struct pci_dev *dev, int bar, const char *name, int flags)
{
	struct resource *space = space_of(dev, bar);

	if (!space)
		return 0;
	if (__request_region(space, pci_resource_start(dev, bar), pci_resource_len(dev, bar),
			     name, flags))
		return 0;
	pci_warn(dev, "BAR %d: can't reserve\n", bar);
	return -EBUSY;
}

int pci_request_region(struct pci_dev *dev, int bar, const char *name)
{
	return request_bar(dev, bar, name, 0);
}

void pci_release_region(struct pci_dev *dev, int bar)
{
	struct resource *space = space_of(dev, bar);

	if (space)
		__release_region(space, pci_resource_start(dev, bar), pci_resource_len(dev, bar));
}

void pci_release_selected_regions(struct pci_dev *dev, int bars)
{
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & 1 << i)
			pci_release_region(dev, i);
}

static int request_selected(struct pci_dev *dev, int bars, const char *name, int flags)
{
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (bars & 1 << i && request_bar(dev, i, name, flags)) {
			pci_release_selected_regions(dev, bars & ((1 << i) - 1));
			return -EBUSY;
		}
	return 0;
}

int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name)
{
	return request_selected(dev, bars, name, 0);
}

int pci_request_selected_regions_exclusive(struct pci_dev *dev, int bars, const char *name)
{
	return request_selected(dev, bars, name, IORESOURCE_EXCLUSIVE);
}

int pci_request_regions(struct pci_dev *dev, const char *name)
{
	return request_selected(dev, (1 << PCI_STD_NUM_BARS) - 1, name, 0);
}

void pci_release_regions(struct pci_dev *dev)
{
	pci_release_selected_regions(dev, (1 << PCI_STD_NUM_BARS) - 1);
}

int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int bars = 0;

	for (int i = 0; i < PCI_NUM_RESOURCES; i++)
		if (pci_resource_flags(dev, i) & flags)
			bars |= 1 << i;
	return bars;
}

void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset,
			      unsigned long max)
{
	resource_size_t start, len;

	if (bar < 0 || bar >= PCI_STD_NUM_BARS || pci_resource_len(dev, bar) <= offset ||
	    !pci_resource_start(dev, bar))
		return NULL;
	start = pci_resource_start(dev, bar) + offset;
	len = pci_resource_len(dev, bar) - offset;
	if (max && len > max)
		len = max;
	if (pci_resource_flags(dev, bar) & IORESOURCE_IO)
		return ioport_map(start, len);
	return ioremap(start, len);
}

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	return pci_iomap_range(dev, bar, 0, max);
}

void pci_iounmap(struct pci_dev *dev, void __iomem *addr)
{
	iounmap(addr);
}

void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar)
{
	return pci_resource_flags(dev, bar) & IORESOURCE_MEM ? pci_iomap(dev, bar, 0) : NULL;
}

int pci_enable_rom(struct pci_dev *dev)
{
	struct resource *res = &dev->resource[PCI_ROM_RESOURCE];
	u32 addr;

	if (!res->flags)
		return -1;
	pci_read_config_dword(dev, dev->rom_base_reg, &addr);
	pci_write_config_dword(dev, dev->rom_base_reg,
			       (addr & ~PCI_ROM_ADDRESS_MASK) | (u32)res->start |
			       PCI_ROM_ADDRESS_ENABLE);
	return 0;
}

void pci_disable_rom(struct pci_dev *dev)
{
	u32 addr;

	pci_read_config_dword(dev, dev->rom_base_reg, &addr);
	pci_write_config_dword(dev, dev->rom_base_reg, addr & ~PCI_ROM_ADDRESS_ENABLE);
}

/* The image's length is where its last part says it ends. */
static size_t rom_size(void __iomem *rom, size_t size)
{
	size_t at = 0;

	while (at + 0x1c <= size && readw(rom + at) == 0xaa55) {
		size_t data = at + readw(rom + at + 0x18);
		size_t length;

		if (data + 0x16 > size || readl(rom + data) != 0x52494350)	/* "PCIR" */
			break;
		length = readw(rom + data + 16) * 512;
		at += length;
		if (readb(rom + data + 21) & 0x80 || !length)
			break;
	}
	return min(at, size);
}

void __iomem *pci_map_rom(struct pci_dev *dev, size_t *size)
{
	resource_size_t len = pci_resource_len(dev, PCI_ROM_RESOURCE);
	void __iomem *rom;

	if (!len || pci_enable_rom(dev))
		return NULL;
	rom = ioremap(pci_resource_start(dev, PCI_ROM_RESOURCE), len);
	*size = rom ? rom_size(rom, len) : 0;
	if (*size)
		return rom;
	if (rom)
		iounmap(rom);
	pci_disable_rom(dev);
	return NULL;
}

void pci_unmap_rom(struct pci_dev *dev, void __iomem *rom)
{
	iounmap(rom);
	pci_disable_rom(dev);
}

/* No device here has vital product data. */
ssize_t pci_read_vpd(struct pci_dev *dev, loff_t pos, size_t count, void *buf)
{
	return -ENODEV;
}

ssize_t pci_write_vpd(struct pci_dev *dev, loff_t pos, size_t count, const void *buf)
{
	return -ENODEV;
}
