// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dma_debug.c - mappings of a driver's memory end with the driver. What would go wrong: a device
 * writes to memory that its driver has given back, or not to what the driver looks at.
 */
#include "core/world.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "iommu_world.h"

static void with_driver(void (*fn)(struct device *dev))
{
	struct toy *toy;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	cr_assert_eq(driver_register(&toy_driver), 0);
	fn(&toy->dev);
	driver_unregister(&toy_driver);
	toy_remove(toy);
	toy_iommu_stop();
}

static void expect_state(void (*fn)(void), const char *title)
{
	struct world world = { };

	findings_clear();
	world_run(&world, fn);
	cr_assert(world_finding(FINDING_STATE), "not \"%s\"", title);
	cr_expect_str_eq(world_finding(FINDING_STATE)->title, title);
	cr_expect_eq(findings_count(), 1);
}

static void copies(struct device *dev)
{
	char *memory = kzalloc(100, GFP_KERNEL), seen[100] = "";
	dma_addr_t addr;

	strscpy(memory, "to the device", 100);
	addr = dma_map_single(dev, memory, 100, DMA_BIDIRECTIONAL);
	cr_assert(!dma_mapping_error(dev, addr));
	cr_assert_eq(iommu_dma_read(dev, addr, seen, 14), 0);
	cr_expect_str_eq(seen, "to the device");
	memory[0] = 'T';
	dma_sync_single_for_device(dev, addr, 100, DMA_BIDIRECTIONAL);
	cr_assert_eq(iommu_dma_read(dev, addr, seen, 14), 0);
	cr_expect_str_eq(seen, "To the device");
	cr_assert_eq(iommu_dma_write(dev, addr + 50, "back", 5), 0);
	dma_sync_single_for_cpu(dev, addr + 50, 5, DMA_BIDIRECTIONAL);
	cr_expect_str_eq(memory + 50, "back");
	cr_assert_eq(iommu_dma_write(dev, addr + 60, "later", 6), 0);
	dma_unmap_single(dev, addr, 100, DMA_BIDIRECTIONAL);
	cr_expect_str_eq(memory + 60, "later");
	kfree(memory);
}

static void managed(struct device *dev)
{
	dma_addr_t first, second;
	void *memory = dmam_alloc_coherent(dev, 100, &first, GFP_KERNEL);

	cr_assert(memory);
	cr_assert(dmam_alloc_coherent(dev, PAGE_SIZE, &second, GFP_KERNEL));
	dmam_free_coherent(dev, 100, memory, first);
}

static void pooled(struct device *dev)
{
	struct dma_pool *pool = dma_pool_create("pool", dev, 64, 64, 0);
	dma_addr_t addr;
	u8 *block;

	cr_assert_null(dma_pool_create("pool", dev, 64, 3, 0));
	block = dma_pool_zalloc(pool, GFP_KERNEL, &addr);
	cr_assert_eq(iommu_dma_write(dev, addr + 8, "x", 1), 0);
	cr_expect(!block[0] && block[8] == 'x');
	dma_pool_free(pool, block, addr);
	dma_pool_destroy(pool);
	dma_pool_destroy(NULL);
	pool = dmam_pool_create("managed", dev, 64, 0, 0);
	block = dma_pool_alloc(pool, GFP_KERNEL, &addr);
	dma_pool_free(pool, block, addr);
}

static void good_world(void)
{
	with_driver(copies);
	with_driver(managed);
	with_driver(pooled);
}

Test(dma_debug, memory_without_an_address_is_mapped_beside_it)
{
	world_explore_silence(good_world, 5);
}

static void forgets(struct device *dev)
{
	void *memory = kzalloc(16, GFP_KERNEL);

	dma_map_single(dev, memory, 16, DMA_FROM_DEVICE);
	kfree(memory);
}

static void forgetful_world(void)
{
	with_driver(forgets);
}

Test(dma_debug, a_mapping_that_outlives_its_driver_is_found)
{
	expect_state(forgetful_world, "DMA-API: device driver has pending DMA allocations");
}

static void unmaps_as(struct device *dev, size_t size, enum dma_data_direction dir, int times)
{
	void *memory = kzalloc(16, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, memory, 16, DMA_TO_DEVICE);

	while (times--)
		dma_unmap_single(dev, addr, size, dir);
	kfree(memory);
}

static void unmaps_twice(struct device *dev)
{
	unmaps_as(dev, 16, DMA_TO_DEVICE, 2);
}

static void unmaps_less(struct device *dev)
{
	unmaps_as(dev, 8, DMA_TO_DEVICE, 1);
}

static void unmaps_otherwise(struct device *dev)
{
	unmaps_as(dev, 16, DMA_FROM_DEVICE, 1);
}

static void destroys_busy(struct device *dev)
{
	struct dma_pool *pool = dma_pool_create("pool", dev, 64, 64, 0);
	dma_addr_t addr;
	void *block = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	dma_pool_destroy(pool);
	dma_free_coherent(dev, 64, block, addr);
}

static void (*bad)(struct device *dev);

static void bad_world(void)
{
	with_driver(bad);
}

Test(dma_debug, what_is_unmapped_otherwise_than_mapped_is_found)
{
	bad = unmaps_twice;
	expect_state(bad_world,
		     "DMA-API: device driver tries to free DMA memory it has not allocated");
	bad = destroys_busy;
	expect_state(bad_world, "dma_pool_destroy: blocks are in use");
	bad = unmaps_less;
	expect_state(bad_world, "DMA-API: device driver frees DMA memory with different size");
	bad = unmaps_otherwise;
	expect_state(bad_world, "DMA-API: device driver frees DMA memory with different direction");
}
