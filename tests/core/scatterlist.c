// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scatterlist.c - lists of pieces of memory. What would go wrong: a driver that walks an array
 * where the list is chained, pieces that are lost or given twice.
 */
#include "core/iommu_world.h"
#include "core/world.h"

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>
#include <linux/slab.h>

static void in_world(void (*fn)(void))
{
	struct world world = { 0 };

	world_expect_silence(&world, fn);
}

static const unsigned int table_sizes[] = {
	1, 2, SG_MAX_SINGLE_ALLOC - 1, SG_MAX_SINGLE_ALLOC, SG_MAX_SINGLE_ALLOC + 1,
	2 * SG_MAX_SINGLE_ALLOC - 1, 2 * SG_MAX_SINGLE_ALLOC, 3 * SG_MAX_SINGLE_ALLOC,
};

static void tables(void)
{
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i;

	cr_expect_eq(sg_alloc_table(&table, 0, GFP_KERNEL), -EINVAL);
	for (unsigned int c = 0; c < ARRAY_SIZE(table_sizes); c++) {
		cr_assert_eq(sg_alloc_table(&table, table_sizes[c], GFP_KERNEL), 0);
		cr_expect_eq(table.nents, table_sizes[c]);
		cr_expect_eq(sg_nents(table.sgl), (int)table_sizes[c]);
		for_each_sgtable_sg(&table, sg, i)
			sg->length = i + 1;
		cr_expect_null(sg);
		cr_expect_eq(sg_last(table.sgl, table_sizes[c])->length, table_sizes[c]);
		cr_expect_eq(sg_nents_for_len(table.sgl, 1), 1);
		cr_expect_eq(sg_nents_for_len(table.sgl, 1UL << 40), -EINVAL);
		sg_free_table(&table);
	}
}

Test(scatterlist, a_table_has_the_entries_that_were_asked_for)
{
	in_world(tables);
}

static struct ex_fault fault;

/* A table that cannot be had leaves nothing behind: rest_check_all() looks. */
static void no_memory(void)
{
	struct sg_table table;
	int ret;

	ex_faults_arm(true);
	ret = sg_alloc_table(&table, 3 * SG_MAX_SINGLE_ALLOC, GFP_KERNEL);
	ex_faults_arm(false);
	cr_expect_eq(ret, fault.nth <= 4 ? -ENOMEM : 0);
	sg_free_table(&table);
}

/* Four arrays; the world itself is built without faults. */
static void armed_late(void *unused)
{
	ex_faults_arm(false);
	cr_assert_eq(boot_initcalls(), 0);
	no_memory();
	shutdown_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

Test(scatterlist, a_table_that_fails_half_way_leaves_nothing)
{
	struct ex_config config = { .faults = &fault, .nr_faults = 1 };
	struct ex_result result;

	for (fault.nth = 1; fault.nth < 6; fault.nth++) {
		ex_run(&config, armed_late, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE);
		cr_assert_eq(findings_count(), 0);
	}
}

#define PAGES 6

/* Three frames of one allocation, and three of their own. */
static void take_pages(struct page **pages)
{
	struct page *block = alloc_pages(GFP_KERNEL | __GFP_ZERO, 2);

	for (int i = 0; i < 3; i++) {
		pages[i] = nth_page(block, i);
		pages[3 + i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	}
}

static void give_pages(struct page **pages)
{
	__free_pages(pages[0], 2);
	for (int i = 3; i < PAGES; i++)
		__free_page(pages[i]);
}

static void from_pages(void)
{
	struct sg_page_iter iter;
	struct page *pages[PAGES];
	struct sg_table table;
	char text[SZ_16K], back[SZ_16K] = { 0 };
	unsigned int seen = 0;

	take_pages(pages);
	cr_assert_eq(sg_alloc_table_from_pages(&table, pages, PAGES, 100, 5 * PAGE_SIZE,
					       GFP_KERNEL), 0);
	cr_expect_eq(table.nents, 4);
	cr_expect_eq(table.sgl->length, 3 * PAGE_SIZE - 100);
	cr_expect_eq(sg_last(table.sgl, 4)->length, 100);
	for_each_sgtable_page(&table, &iter, 0)
		cr_expect_eq(sg_page_iter_page(&iter), pages[seen++]);
	cr_expect_eq(seen, PAGES);
	for (unsigned int i = 0; i < sizeof(text); i++)
		text[i] = i * 7 + 1;
	cr_expect_eq(sg_pcopy_from_buffer(table.sgl, table.nents, text, SZ_16K, 3000), SZ_16K);
	cr_expect_eq(sg_pcopy_to_buffer(table.sgl, table.nents, back, SZ_16K, 3000), SZ_16K);
	cr_expect_arr_eq(text, back, SZ_16K);
	cr_expect_eq(((char *)page_address(pages[0]))[3099], 0);
	cr_expect_eq(((char *)page_address(pages[0]))[3100], text[0]);
	cr_expect_eq(sg_copy_to_buffer(table.sgl, 1, back, SZ_16K), 3 * PAGE_SIZE - 100);
	sg_free_table(&table);
	give_pages(pages);
}

Test(scatterlist, pages_in_a_row_share_an_entry)
{
	in_world(from_pages);
}

static void mapped(void)
{
	struct page *pages[PAGES];
	struct sg_table table;
	struct scatterlist *sg;
	struct toy *toy;
	u64 word = 0;
	unsigned int i;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	take_pages(pages);
	cr_assert_eq(sg_alloc_table_from_pages(&table, pages, PAGES, 0, PAGES * PAGE_SIZE,
					       GFP_KERNEL), 0);
	cr_assert_eq(dma_map_sgtable(&toy->dev, &table, DMA_TO_DEVICE, 0), 0);
	for_each_sgtable_dma_sg(&table, sg, i) {
		*(u64 *)(sg_virt(sg) + sg->length - 8) = 100 + i;
		cr_expect_eq(iommu_dma_read(&toy->dev, sg_dma_address(sg) + sg_dma_len(sg) - 8,
					   &word, 8), 0);
		cr_expect_eq(word, 100 + i);
	}
	dma_unmap_sgtable(&toy->dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	give_pages(pages);
	toy_remove(toy);
	toy_iommu_stop();
}

Test(scatterlist, a_device_reaches_each_piece)
{
	in_world(mapped);
}
