// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmio.c - ioremap() and accesses to what it returns
 *
 * A token holds the function's BAR place in the address map and cannot be followed:
 * [TOKEN, TOKEN + 2^46) is never mapped by the host. Each access is a scheduling
 * point, since a device and other processors may act between any two of them.
 */
#include <linux/bug.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "exec/exec.h"

#include "hw_fn.h"

#define TOKEN_MEM	0x6b00000000000000ul
#define TOKEN_IO	0x6c00000000000000ul
#define TOKEN_KIND	0xff00000000000000ul

void __iomem *ioremap(phys_addr_t offset, size_t size)
{
	return (void __iomem *)(TOKEN_MEM + offset);
}

void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	return (void __iomem *)(TOKEN_IO + port);
}

void ioport_unmap(void __iomem *addr)
{
}

void iounmap(volatile void __iomem *addr)
{
}

static struct pci_hw_fn *decode(unsigned long token, int *bar, u64 *offset)
{
	unsigned long kind = token & TOKEN_KIND;
	struct pci_hw_fn *fn;

	BUG_ON(kind != TOKEN_MEM && kind != TOKEN_IO);
	fn = hw_fn_of_addr(token & ~TOKEN_KIND, kind == TOKEN_IO, bar, offset);
	return fn && hw_decodes(fn, *bar) ? fn : NULL;
}

u64 ksim_ioread(const volatile void __iomem *addr, unsigned int size)
{
	u64 ones = ~0ull >> (64 - size * 8), offset;
	struct pci_hw_fn *fn;
	int bar;

	ex_point(EX_CALL, addr);
	fn = decode((unsigned long)addr, &bar, &offset);
	return fn ? hw_bar_read(fn, bar, offset, size) & ones : ones;
}

void ksim_iowrite(volatile void __iomem *addr, unsigned int size, u64 value)
{
	struct pci_hw_fn *fn;
	u64 offset;
	int bar;

	ex_point(EX_CALL, addr);
	fn = decode((unsigned long)addr, &bar, &offset);
	if (fn)
		hw_bar_write(fn, bar, offset, size, value);
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	u8 *out = to;

	for (; count; count--, from++, out++)
		*out = ksim_ioread(from, 1);
}

void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	const u8 *in = from;

	for (; count; count--, to++, in++)
		ksim_iowrite(to, 1, *in);
}

void memset_io(volatile void __iomem *to, int value, size_t count)
{
	for (; count; count--, to++)
		ksim_iowrite(to, 1, value);
}
