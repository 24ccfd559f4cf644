/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/resource.c */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/types.h>

#define IO_SPACE_LIMIT	0xffff

/*
 * A range of addresses: ->child is the first of those inside it, ->sibling the next one beside it.
 * Of PCI's, only the parts that somebody requested are recorded.
 */
struct resource {
	resource_size_t	start;
	resource_size_t	end;		/* inclusive */
	const char	*name;
	unsigned long	flags;
	struct resource	*parent;
	struct resource	*sibling;
	struct resource	*child;
};

#define IORESOURCE_BITS		0x000000ff
#define IORESOURCE_TYPE_BITS	0x00001f00
#define IORESOURCE_IO		0x00000100
#define IORESOURCE_MEM		0x00000200
#define IORESOURCE_IRQ		0x00000400
#define IORESOURCE_DMA		0x00000800
#define IORESOURCE_BUS		0x00001000
#define IORESOURCE_PREFETCH	0x00002000
#define IORESOURCE_READONLY	0x00004000
#define IORESOURCE_SIZEALIGN	0x00040000
#define IORESOURCE_STARTALIGN	0x00080000
#define IORESOURCE_MEM_64	0x00100000
#define IORESOURCE_WINDOW	0x00200000
#define IORESOURCE_EXCLUSIVE	0x08000000
#define IORESOURCE_DISABLED	0x10000000
#define IORESOURCE_UNSET	0x20000000
#define IORESOURCE_AUTO		0x40000000
#define IORESOURCE_BUSY		0x80000000

#define IORESOURCE_ROM_ENABLE	(1 << 0)
#define IORESOURCE_ROM_SHADOW	(1 << 1)
#define IORESOURCE_PCI_FIXED	(1 << 4)

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)			\
	(struct resource) { .start = (_start), .end = (_start) + (_size) - 1, \
			    .name = (_name), .flags = (_flags) }
#define DEFINE_RES_MEM(_start, _size)	DEFINE_RES_NAMED(_start, _size, NULL, IORESOURCE_MEM)
#define DEFINE_RES_IO(_start, _size)	DEFINE_RES_NAMED(_start, _size, NULL, IORESOURCE_IO)
#define DEFINE_RES_IRQ(_irq)		DEFINE_RES_NAMED(_irq, 1, NULL, IORESOURCE_IRQ)

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

static inline bool resource_contains(const struct resource *outer, const struct resource *inner)
{
	if (resource_type(outer) != resource_type(inner))
		return false;
	if ((outer->flags | inner->flags) & IORESOURCE_UNSET)
		return false;
	return outer->start <= inner->start && outer->end >= inner->end;
}

static inline bool resource_overlaps(const struct resource *a, const struct resource *b)
{
	return a->start <= b->end && a->end >= b->start;
}

extern struct resource ioport_resource;
extern struct resource iomem_resource;

/*
 * Claim part of @parent, for a driver: inside what describes a device, but not of what another
 * driver has (IORESOURCE_BUSY); then NULL. May sleep.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start,
				  resource_size_t n, const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);
/* -EBUSY where @new overlaps anything, or reaches over @root. */
int request_resource(struct resource *root, struct resource *new);
/* The same, but @new may lie inside another, or others inside it: it finds its level. */
int insert_resource(struct resource *parent, struct resource *new);
/* With what is inside it. */
int release_resource(struct resource *old);

#define request_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
#define release_region(start, n)	__release_region(&ioport_resource, (start), (n))
#define release_mem_region(start, n)	__release_region(&iomem_resource, (start), (n))

#endif /* _LINUX_IOPORT_H */
