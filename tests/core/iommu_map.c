// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_map.c - mapping, unmapping and DMA. What would go wrong: a device that reaches memory
 * it was not given, or that somebody else has by now; one that does not reach its own.
 */
#include "iommu_world.h"
#include "world.h"

#include <linux/dma-mapping.h>
#include <linux/sizes.h>

static int owner;
static struct toy *toy;

static void with_toy(void (*fn)(struct iommu_domain *domain))
{
	struct iommu_domain *domain;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	domain = toy_own(&toy->dev, &owner);
	fn(domain);
	toy_disown(&toy->dev, domain);
	toy_remove(toy);
	toy_iommu_stop();
}

struct map_case {
	unsigned long iova, size;
	u64 phys;
	int prot, want;
};

static const struct map_case map_cases[] = {
	{ 0x1001, SZ_4K, 0, IOMMU_READ, -EINVAL },
	{ 0x1000, SZ_4K, 0x800, IOMMU_READ, -EINVAL },
	{ 0x1000, 100, 0, IOMMU_READ, -EINVAL },
	{ 0x1000, SZ_4K, 0, 0, -EINVAL },
	{ 1UL << 48, SZ_4K, 0, IOMMU_READ, -EFAULT },
	{ 0x1000, SZ_4K, 0x7000, IOMMU_READ, 0 },
	{ 0, SZ_4K, 0x8000, IOMMU_READ, 0 },
	{ SZ_2M, SZ_4M, SZ_2M, IOMMU_WRITE, 0 },
	{ SZ_1G - SZ_4K, SZ_1G + SZ_8K, SZ_1G - SZ_4K, IOMMU_READ | IOMMU_WRITE, 0 },
	{ SZ_1G * 4UL, 0, 0, IOMMU_READ, 0 },
};

static void map_table(struct iommu_domain *domain)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(map_cases); i++) {
		const struct map_case *c = &map_cases[i];
		int got = iommu_map(domain, c->iova, c->phys, c->size, c->prot, GFP_KERNEL);

		cr_expect_eq(got, c->want, "case %u: %d, want %d", i, got, c->want);
		if (!got && c->size) {
			cr_expect_eq(iommu_iova_to_phys(domain, c->iova), c->phys);
			cr_expect_eq(iommu_iova_to_phys(domain, c->iova + c->size - 1),
				     c->phys + c->size - 1);
		}
	}
	cr_expect_eq(iommu_unmap(domain, 0x1000, SZ_4K), SZ_4K);
	cr_expect_eq(iommu_unmap(domain, 0x1000, SZ_4K), 0);
	cr_expect_eq(iommu_iova_to_phys(domain, 0x1000), 0);
	/* A large page goes as a whole. */
	cr_expect_eq(iommu_unmap(domain, SZ_2M, SZ_4K), SZ_2M);
	cr_expect_eq(iommu_iova_to_phys(domain, SZ_2M + SZ_4K), 0);
	cr_expect_eq(iommu_iova_to_phys(domain, SZ_4M), SZ_4M);
	/* Unmapping stops at the first hole. */
	cr_expect_eq(iommu_unmap(domain, SZ_4M, SZ_4M), SZ_2M);
	cr_expect_eq(iommu_unmap(domain, 123, SZ_4K), 0);
	cr_expect_eq(iommu_unmap(domain, SZ_1G - SZ_4K, SZ_1G + SZ_8K), SZ_1G + SZ_8K);
}

static void map_world(void)
{
	with_toy(map_table);
}

Test(iommu_map, ranges_are_cut_into_pages_and_come_back_whole)
{
	world_explore_silence(map_world, 1);
}

static void split_extents(struct iommu_domain *domain)
{
	unsigned long i;

	/* 64 small pages at once, then every other one out of the middle. */
	cr_assert_eq(iommu_map(domain, SZ_64K, SZ_1M, SZ_256K, IOMMU_READ, GFP_KERNEL), 0);
	for (i = 1; i < 64; i += 2)
		cr_assert_eq(iommu_unmap(domain, SZ_64K + i * SZ_4K, SZ_4K), SZ_4K);
	for (i = 0; i < 64; i++)
		cr_assert_eq(iommu_iova_to_phys(domain, SZ_64K + i * SZ_4K),
			     i % 2 ? 0 : SZ_1M + i * SZ_4K);
	for (i = 0; i < 64; i += 2)
		cr_assert_eq(iommu_unmap(domain, SZ_64K + i * SZ_4K, SZ_4K), SZ_4K);
}

static void split_world(void)
{
	with_toy(split_extents);
}

Test(iommu_map, single_pages_come_out_of_the_middle)
{
	world_explore_silence(split_world, 1);
}

static void dma_reaches_what_is_mapped(struct iommu_domain *domain)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	char buffer[16] = "hello";

	cr_assert_eq(iommu_map(domain, 0x5000, page_to_phys(page), SZ_4K, IOMMU_READ, GFP_KERNEL),
		     0);
	cr_assert_eq(iommu_dma_write(&toy->dev, 0x5010, buffer, 6), -EFAULT);
	iommu_unmap(domain, 0x5000, SZ_4K);
	cr_assert_eq(iommu_map(domain, 0x5000, page_to_phys(page), SZ_4K, IOMMU_READ | IOMMU_WRITE,
			       GFP_KERNEL), 0);
	cr_assert_eq(iommu_dma_write(&toy->dev, 0x5010, buffer, 6), 0);
	cr_assert_str_eq((char *)page_address(page) + 0x10, "hello");
	memset(buffer, 0, sizeof(buffer));
	cr_assert_eq(iommu_dma_read(&toy->dev, 0x5010, buffer, 6), 0);
	cr_assert_str_eq(buffer, "hello");

	/* Over the end: the first part gets there. */
	cr_assert_eq(iommu_dma_write(&toy->dev, 0x5ffe, buffer, 6), -EFAULT);
	cr_assert_eq(memcmp(page_address(page) + 0xffe, "he", 2), 0);
	iommu_unmap(domain, 0x5000, SZ_4K);
	cr_assert_eq(iommu_dma_read(&toy->dev, 0x5010, buffer, 6), -EFAULT);
	cr_assert_eq(iommu_fault_count(), 3);

	/* What user space gets wrong is no finding; detached, nothing gets through. */
	cr_assert_eq(iommu_map(domain, 0x5000, page_to_phys(page), SZ_4K, IOMMU_READ, GFP_KERNEL),
		     0);
	iommu_detach_group(domain, toy->dev.iommu_group);
	cr_assert_eq(iommu_dma_read(&toy->dev, 0x5010, buffer, 6), -EFAULT);
	cr_assert_eq(iommu_attach_group(domain, toy->dev.iommu_group), 0);
	cr_assert_eq(iommu_dma_read(&toy->dev, 0x5010, buffer, 6), 0);
	iommu_unmap(domain, 0x5000, SZ_4K);
	__free_page(page);
}

static void dma_world(void)
{
	with_toy(dma_reaches_what_is_mapped);
}

Test(iommu_map, dma_reaches_what_is_mapped_and_nothing_else)
{
	world_explore_silence(dma_world, 1);
}

static void dma_to_freed_page(struct iommu_domain *domain)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u64 value = 0;

	cr_assert_eq(iommu_map(domain, 0x5000, page_to_phys(page), SZ_4K, IOMMU_READ, GFP_KERNEL),
		     0);
	__free_page(page);
	cr_assert_eq(iommu_dma_read(&toy->dev, 0x5000, &value, 8), -EFAULT);
	iommu_unmap(domain, 0x5000, SZ_4K);
}

static void freed_world(void)
{
	with_toy(dma_to_freed_page);
}

Test(iommu_map, dma_to_a_freed_page_is_found)
{
	struct world world = {};

	world_run(&world, freed_world);
	cr_assert_not_null(world_finding(FINDING_UAF));
	cr_assert_str_eq(world_finding(FINDING_UAF)->title, "DMA to a freed page");
}

static void driver_dma(void)
{
	dma_addr_t handle, old;
	u64 value = 7;
	void *memory;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	memory = dma_alloc_coherent(&toy->dev, SZ_8K, &handle, GFP_KERNEL);
	cr_assert_not_null(memory);
	cr_assert_eq(iommu_dma_write(&toy->dev, handle + SZ_4K, &value, 8), 0);
	cr_assert_eq(*(u64 *)(memory + SZ_4K), 7);
	old = handle;
	dma_free_coherent(&toy->dev, SZ_8K, memory, handle);
	memory = dma_alloc_coherent(&toy->dev, SZ_8K, &handle, GFP_KERNEL);
	cr_assert_neq(handle, old);
	dma_free_coherent(&toy->dev, SZ_8K, memory, handle);
	toy_remove(toy);
	toy_iommu_stop();
}

Test(iommu_map, a_drivers_dma_addresses_are_never_reused)
{
	world_explore_silence(driver_dma, 1);
}

static void stale_driver_dma(void)
{
	dma_addr_t handle;
	void *memory;
	u64 value;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	memory = dma_alloc_coherent(&toy->dev, SZ_4K, &handle, GFP_KERNEL);
	dma_free_coherent(&toy->dev, SZ_4K, memory, handle);
	cr_assert_eq(iommu_dma_read(&toy->dev, handle, &value, 8), -EFAULT);
	toy_remove(toy);
	toy_iommu_stop();
}

Test(iommu_map, a_drivers_dma_after_unmap_is_found)
{
	struct world world = {};

	world_run(&world, stale_driver_dma);
	cr_assert_not_null(world_finding(FINDING_STATE));
}

static struct page *shared_page;

static void unmap_and_free(void *domain)
{
	iommu_unmap(domain, 0x5000, SZ_4K);
	__free_page(shared_page);
}

static void unmap_under_dma(struct iommu_domain *domain)
{
	struct task_struct *task;
	u64 value = 1;

	shared_page = alloc_page(GFP_KERNEL);
	cr_assert_eq(iommu_map(domain, 0x5000, page_to_phys(shared_page), SZ_4K,
			       IOMMU_READ | IOMMU_WRITE, GFP_KERNEL), 0);
	task = spawn("unmap", unmap_and_free, domain);
	iommu_dma_write(&toy->dev, 0x5000, &value, 8);
	iommu_dma_write(&toy->dev, 0x5008, &value, 8);
	task_join(task);
}

static void unmap_world(void)
{
	with_toy(unmap_under_dma);
}

Test(iommu_map, after_unmap_no_dma_is_under_way)
{
	world_explore_silence(unmap_world, 300);
}

static void no_iommu(void)
{
	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	cr_assert_null(toy->dev.iommu_group);
	cr_assert_not(iommu_present(&toy_bus));
	cr_assert_not(device_iommu_capable(&toy->dev, IOMMU_CAP_CACHE_COHERENCY));
	cr_assert_eq(PTR_ERR(iommu_paging_domain_alloc(&toy->dev)), -ENODEV);
	cr_assert_eq(iommu_device_use_default_domain(&toy->dev), 0);
	toy_remove(toy);
	toy_iommu_stop();
}

Test(iommu_map, a_world_may_have_no_iommu)
{
	struct world world = {};

	iommu_absent = true;
	world_expect_silence(&world, no_iommu);
}
