// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memremap.c - RAM at a physical address, as plain memory
 *
 * All RAM is mapped already: this finds it. Frames that were given out apart lie apart, and no
 * second mapping can bring them together, so that a range of several must be one allocation's.
 */
#include <linux/io.h>

#include <linux/mm.h>

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	void *start = phys_to_virt(offset);

	if (!start || !size || !flags)
		return NULL;
	for (size_t at = PAGE_SIZE - offset_in_page(offset); at < size; at += PAGE_SIZE)
		if (phys_to_virt(offset + at) != start + at)
			return NULL;
	return start;
}

void memunmap(void *addr)
{
	(void)addr;
}
