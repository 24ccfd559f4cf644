// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_dma_debug.c - who has which memory mapped for DMA
 *
 *  D1  A mapping belongs to the driver that its device is bound to: none may be left when that
 *      has left, or the device goes on writing to memory that others have by then.
 *  D2  It is unmapped once, as what it was mapped.
 *  D3  Memory without a physical address of its own, such as kmalloc()'s, is mapped as pages
 *      beside it: what the device writes there is copied by the unmap and by a sync for the CPU.
 *
 * D1 and D2 are what Linux checks with CONFIG_DMA_API_DEBUG, D3 is its swiotlb.
 *
 * Locking: lock covers the list. It is a leaf.
 */
#include <linux/dma-mapping.h>

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exec/symbol.h"
#include "kernel/finding.h"

#include "dd.h"
#include "iommu_priv.h"

struct dma_mapping {
	struct list_head	node;
	struct device		*dev;
	dma_addr_t		addr;
	size_t			size;
	enum dma_data_direction	dir;
	void			*ptr;
	void			*bounce;	/* D3; NULL: ptr has an address */
	unsigned long		ip;		/* who mapped it */
};

static DEFINE_RAW_SPINLOCK(lock);
static LIST_HEAD(mappings);

struct dma_mapping *dma_mapping_new(struct device *dev, void *ptr, size_t size,
				    enum dma_data_direction dir, unsigned long ip)
{
	struct dma_mapping *map = kzalloc(sizeof(*map), GFP_ATOMIC);

	if (!map)
		return NULL;
	map->dev = dev;
	map->ptr = ptr;
	map->size = size;
	map->dir = dir;
	map->ip = ip;
	if (virt_to_page(ptr))
		return map;
	map->bounce = (void *)__get_free_pages(GFP_ATOMIC, get_order(size));
	if (!map->bounce) {
		kfree(map);
		return NULL;
	}
	memcpy(map->bounce, ptr, size);
	return map;
}

void *dma_mapping_memory(const struct dma_mapping *map)
{
	return map->bounce ?: map->ptr;
}

void dma_mapping_add(struct dma_mapping *map, dma_addr_t addr)
{
	unsigned long flags;

	map->addr = addr;
	raw_spin_lock_irqsave(&lock, flags);
	list_add(&map->node, &mappings);
	raw_spin_unlock_irqrestore(&lock, flags);
}

void dma_mapping_free(struct dma_mapping *map)
{
	if (map->bounce)
		free_pages((unsigned long)map->bounce, get_order(map->size));
	kfree(map);
}

/* The one that @addr lies in; with @take it is off the list. */
static struct dma_mapping *find(struct device *dev, dma_addr_t addr, bool take)
{
	struct dma_mapping *map, *found = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	list_for_each_entry(map, &mappings, node) {
		if (map->dev != dev || addr < map->addr || addr - map->addr >= map->size)
			continue;
		found = map;
		if (take)
			list_del(&map->node);
		break;
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

static void report(struct device *dev, const char *title, const struct dma_mapping *map)
{
	struct ex_symbol by;

	if (!map) {
		finding_report(FINDING_STATE, title, "DMA-API: %s", dev_name(dev));
		return;
	}
	ex_symbol(map->ip, &by);
	finding_report(FINDING_STATE, title, "DMA-API: %s\nof size %zu, mapped by %s",
		       dev_name(dev), map->size, by.function);
}

struct dma_mapping *dma_mapping_take(struct device *dev, dma_addr_t addr, size_t size,
				     enum dma_data_direction dir)
{
	struct dma_mapping *map = find(dev, addr, true);

	if (!map)
		report(dev, "DMA-API: device driver tries to free DMA memory it has not allocated",
		       NULL);
	else if (map->addr != addr || map->size != size)
		report(dev, "DMA-API: device driver frees DMA memory with different size", map);
	else if (map->dir != dir)
		report(dev, "DMA-API: device driver frees DMA memory with different direction",
		       map);
	return map;
}

void dma_mapping_to_cpu(struct dma_mapping *map)
{
	if (map->bounce && map->dir != DMA_TO_DEVICE)
		memcpy(map->ptr, map->bounce, map->size);
}

static struct dma_mapping *find_to_sync(struct device *dev, dma_addr_t addr)
{
	struct dma_mapping *map = find(dev, addr, false);

	if (!map)
		report(dev, "DMA-API: device driver tries to sync DMA memory it has not allocated",
		       NULL);
	return map;
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	struct dma_mapping *map = find_to_sync(dev, addr);

	if (map && map->bounce && dir != DMA_TO_DEVICE)
		memcpy(map->ptr + (addr - map->addr), map->bounce + (addr - map->addr), size);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	struct dma_mapping *map = find_to_sync(dev, addr);

	if (map && map->bounce)
		memcpy(map->bounce + (addr - map->addr), map->ptr + (addr - map->addr), size);
}

static struct dma_mapping *first_of(struct device *dev)
{
	struct dma_mapping *map, *found = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	list_for_each_entry(map, &mappings, node) {
		if (map->dev == dev) {
			found = map;
			break;
		}
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

void dma_debug_unbound(struct device *dev)
{
	struct dma_mapping *map;

	if (list_empty(&mappings))
		return;
	while ((map = first_of(dev))) {
		report(dev, "DMA-API: device driver has pending DMA allocations", map);
		map->dir = DMA_TO_DEVICE;	/* the memory may be another's: no copy */
		dma_unmap_single(dev, map->addr, map->size, map->dir);
	}
}
