// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmio.c - ioremap() and accesses to what it returns
 *
 * What it returns cannot be followed: [TOKEN, TOKEN + 2^56) is never mapped by the host. It holds
 * the number of the mapping and an offset in it, so that an access behind iounmap(), or beyond the
 * end, is known for what it is. Each access is a scheduling point, since a device and other
 * processors may act between any two of them.
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/io.h>
#include <linux/instruction_pointer.h>
#include <linux/mm.h>
#include <linux/pci.h>

#include "exec/exec.h"
#include "kernel/finding.h"
#include "kernel/iomap.h"
#include "kernel/rest.h"

#include "hw_fn.h"

#define TOKEN_MEM	0x6b00000000000000ul
#define TOKEN_IO	0x6c00000000000000ul
#define TOKEN_KIND	0xff00000000000000ul
#define OFFSET_BITS	40
#define OFFSET_MASK	((1ul << OFFSET_BITS) - 1)

static void __iomem *token_of(unsigned int number, u64 offset)
{
	return (void __iomem *)(TOKEN_MEM | (u64)number << OFFSET_BITS | offset);
}

/* What lies below the first mapping is in number 0, which there never is. */
static unsigned int number_of(unsigned long token)
{
	return (token & ~TOKEN_KIND) >> OFFSET_BITS;
}

void __iomem *ioremap(phys_addr_t offset, size_t size)
{
	const u64 start = ALIGN_DOWN(offset, PAGE_SIZE);

	if (!size || size > OFFSET_MASK - PAGE_SIZE || ex_fail("ioremap"))
		return NULL;
	return token_of(iomap_add(start, ALIGN(offset + size, PAGE_SIZE) - start, _RET_IP_),
			offset - start);
}

void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	return (void __iomem *)(TOKEN_IO + port);
}

void ioport_unmap(void __iomem *addr)
{
}

/* Where it was made, and unmade. */
static void add_history(struct text *text, const struct iomap *mapping)
{
	if (!mapping->size) {
		text_add(text, "nothing was ever mapped there\n");
		return;
	}
	text_add(text, "%llu bytes of the address map at %#llx, mapped by:\n",
		 (unsigned long long)mapping->size, (unsigned long long)mapping->start);
	text_add_stack(text, " ", &mapping->made_ip, 1);
	if (mapping->gone_ip) {
		text_add(text, "unmapped by:\n");
		text_add_stack(text, " ", &mapping->gone_ip, 1);
	}
}

/* The caller of this file at @ip is to blame. */
static void report(const char *title, const char *what, unsigned long token, unsigned long ip,
		   const struct iomap *mapping)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = ex_backtrace(stack, FINDING_STACK_MAX), own = 0;
	struct text text = { 0 };

	while (own + 1 < depth && stack[own] != ip)
		own++;
	text_add(&text, "%s at offset %#lx of a mapping:\n", what, token & OFFSET_MASK);
	add_history(&text, mapping);
	text_add_call_trace(&text, stack + own, depth - own);
	finding_add(FINDING_UAF, title, text.start, ex_self(), stack + own, depth - own);
}

void iounmap(volatile void __iomem *addr)
{
	unsigned long token = (unsigned long)addr;
	struct iomap mapping;

	if ((token & TOKEN_KIND) == TOKEN_IO)
		return;
	ex_point(EX_CALL, token_of(number_of(token), 0));
	if (iomap_end(number_of(token), _RET_IP_))
		return;
	mapping = iomap_get(number_of(token));
	report("iounmap of what is not mapped in %F", "iounmap()", token, _RET_IP_, &mapping);
}

/* One register in whatever mapping is one object to the explorer, and so is each mapping. */
static void access_point(unsigned long token)
{
	struct iomap mapping;

	if ((token & TOKEN_KIND) == TOKEN_IO) {
		ex_point(EX_CALL, (void *)token);
		return;
	}
	mapping = iomap_get(number_of(token));
	ex_point(EX_CALL, (void *)(TOKEN_MEM + mapping.start + (token & OFFSET_MASK)));
	ex_touch(EX_READ, token_of(number_of(token), 0));
}

/* Linux would die of a page fault here; going on as if the device were gone finds more. */
static bool access_allowed(unsigned long token, unsigned int size, const char *what,
			   unsigned long ip, u64 *address)
{
	struct iomap mapping;

	BUG_ON((token & TOKEN_KIND) != TOKEN_MEM);
	mapping = iomap_get(number_of(token));
	*address = mapping.start + (token & OFFSET_MASK);
	if (!mapping.gone_ip && (token & OFFSET_MASK) + size <= mapping.size)
		return true;
	report("BUG: unable to handle kernel paging request in %F", what, token, ip, &mapping);
	return false;
}

/* The function behind @addr; NULL: nobody answers. */
static struct pci_hw_fn *decode(const volatile void __iomem *addr, unsigned int size,
				const char *what, unsigned long ip, int *bar, u64 *offset)
{
	unsigned long token = (unsigned long)addr;
	bool io = (token & TOKEN_KIND) == TOKEN_IO;
	u64 address = token & ~TOKEN_KIND;
	struct pci_hw_fn *fn;

	access_point(token);
	if (!io && !access_allowed(token, size, what, ip, &address))
		return NULL;
	fn = hw_fn_of_addr(address, io, bar, offset);
	return fn && pci_hw_decodes(fn, *bar) ? fn : NULL;
}

static u64 mmio_read(const volatile void __iomem *addr, unsigned int size, unsigned long ip)
{
	u64 ones = ~0ull >> (64 - size * 8), offset;
	struct pci_hw_fn *fn;
	int bar;

	fn = decode(addr, size, "read", ip, &bar, &offset);
	return fn ? hw_bar_read(fn, bar, offset, size) & ones : ones;
}

static void mmio_write(volatile void __iomem *addr, unsigned int size, u64 value,
		       unsigned long ip)
{
	struct pci_hw_fn *fn;
	u64 offset;
	int bar;

	fn = decode(addr, size, "write", ip, &bar, &offset);
	if (fn)
		hw_bar_write(fn, bar, offset, size, value);
}

u64 ksim_ioread(const volatile void __iomem *addr, unsigned int size)
{
	return mmio_read(addr, size, _RET_IP_);
}

void ksim_iowrite(volatile void __iomem *addr, unsigned int size, u64 value)
{
	mmio_write(addr, size, value, _RET_IP_);
}

void memcpy_fromio(void *to, const volatile void __iomem *from, size_t count)
{
	u8 *out = to;

	for (; count; count--, from++, out++)
		*out = mmio_read(from, 1, _RET_IP_);
}

void memcpy_toio(volatile void __iomem *to, const void *from, size_t count)
{
	const u8 *in = from;

	for (; count; count--, to++, in++)
		mmio_write(to, 1, *in, _RET_IP_);
}

void memset_io(volatile void __iomem *to, int value, size_t count)
{
	for (; count; count--, to++)
		mmio_write(to, 1, value, _RET_IP_);
}

static void check_mappings(void)
{
	for (unsigned int number = 1; number <= iomap_count(); number++) {
		const struct iomap mapping = iomap_get(number);
		struct text text = { 0 };

		if (mapping.gone_ip)
			continue;
		text_add(&text, "device memory is still mapped when the machine goes\n");
		add_history(&text, &mapping);
		finding_add(FINDING_LEAK, "ioremap leak in %F", text.start, NULL,
			    &mapping.made_ip, 1);
	}
}
DEFINE_REST_CHECK(ioremap, check_mappings);
