/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/mmio.c */
/*
 * Access to device memory. A pointer to __iomem is a token that only these
 * functions understand; following it directly faults. Every access is a visible
 * operation of its own, and never a data race.
 */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/compiler.h>
#include <linux/ioport.h>
#include <linux/types.h>

void __iomem *ioremap(phys_addr_t offset, size_t size);
void __iomem *ioport_map(unsigned long port, unsigned int nr);
void ioport_unmap(void __iomem *addr);
void iounmap(volatile void __iomem *addr);

#define ioremap_wc(offset, size)	ioremap(offset, size)
#define ioremap_uc(offset, size)	ioremap(offset, size)
#define ioremap_cache(offset, size)	ioremap(offset, size)

u64 ksim_ioread(const volatile void __iomem *addr, unsigned int size);
void ksim_iowrite(volatile void __iomem *addr, unsigned int size, u64 value);

static inline u8 ioread8(const void __iomem *addr)
{
	return ksim_ioread(addr, 1);
}

static inline u16 ioread16(const void __iomem *addr)
{
	return ksim_ioread(addr, 2);
}

static inline u32 ioread32(const void __iomem *addr)
{
	return ksim_ioread(addr, 4);
}

static inline u64 ioread64(const void __iomem *addr)
{
	return ksim_ioread(addr, 8);
}

static inline void iowrite8(u8 value, void __iomem *addr)
{
	ksim_iowrite(addr, 1, value);
}

static inline void iowrite16(u16 value, void __iomem *addr)
{
	ksim_iowrite(addr, 2, value);
}

static inline void iowrite32(u32 value, void __iomem *addr)
{
	ksim_iowrite(addr, 4, value);
}

static inline void iowrite64(u64 value, void __iomem *addr)
{
	ksim_iowrite(addr, 8, value);
}

#define ioread64	ioread64
#define iowrite64	iowrite64
#define ioread16be(addr)	__builtin_bswap16(ioread16(addr))
#define ioread32be(addr)	__builtin_bswap32(ioread32(addr))
#define iowrite16be(v, addr)	iowrite16(__builtin_bswap16(v), addr)
#define iowrite32be(v, addr)	iowrite32(__builtin_bswap32(v), addr)

#define readb(addr)		((u8)ksim_ioread(addr, 1))
#define readw(addr)		((u16)ksim_ioread(addr, 2))
#define readl(addr)		((u32)ksim_ioread(addr, 4))
#define readq(addr)		ksim_ioread(addr, 8)
#define writeb(v, addr)		ksim_iowrite(addr, 1, v)
#define writew(v, addr)		ksim_iowrite(addr, 2, v)
#define writel(v, addr)		ksim_iowrite(addr, 4, v)
#define writeq(v, addr)		ksim_iowrite(addr, 8, v)
#define readb_relaxed(addr)	readb(addr)
#define readw_relaxed(addr)	readw(addr)
#define readl_relaxed(addr)	readl(addr)
#define readq_relaxed(addr)	readq(addr)
#define writeb_relaxed(v, addr)	writeb(v, addr)
#define writew_relaxed(v, addr)	writew(v, addr)
#define writel_relaxed(v, addr)	writel(v, addr)
#define writeq_relaxed(v, addr)	writeq(v, addr)

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
};

/*
 * RAM as plain memory, in sim/pci/memremap.c. NULL for a range that no single allocation holds,
 * and for a device's memory: there is nothing there that code could reach without ioread().
 */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t count);
void memset_io(volatile void __iomem *to, int value, size_t count);

#endif /* _LINUX_IO_H */
