// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memremap.c - RAM found by its address. What would go wrong: a mapping that leads from the end of
 * one allocation into memory that is nobody's.
 */
#include "pci/expect.h"

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sizes.h>

static void remapped(void)
{
	struct page *block = alloc_pages(GFP_KERNEL, 1), *next = alloc_page(GFP_KERNEL);
	void *start = page_address(block);

	cr_expect_eq(memremap(page_to_phys(block) + 8, SZ_8K - 8, MEMREMAP_WB), start + 8);
	memunmap(start + 8);
	cr_expect_null(memremap(page_to_phys(next), SZ_8K, MEMREMAP_WB), "past its end");
	cr_expect_null(memremap(page_to_phys(block), 0, MEMREMAP_WB));
	cr_expect_null(memremap(page_to_phys(block), SZ_4K, 0), "as what?");
	cr_expect_null(memremap(0x1000, SZ_4K, MEMREMAP_WB), "no RAM there");
	__free_page(next);
	__free_pages(block, 1);
}

Test(memremap, finds_what_one_allocation_gave)
{
	pci_world_silent(one_device, remapped, 10);
}
