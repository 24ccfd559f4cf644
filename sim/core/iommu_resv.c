// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_resv.c - address ranges of a device that nobody may map freely
 *
 * The interrupt window of every device behind the IOMMU, and ranges that firmware wants
 * mapped 1:1 (graphics, management controllers), which the default domain then has.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>

#include "iommu_priv.h"

struct iommu_resv_region *iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
						  enum iommu_resv_type type, gfp_t gfp)
{
	struct iommu_resv_region *region = kzalloc(sizeof(*region), gfp);

	if (!region)
		return NULL;
	INIT_LIST_HEAD(&region->list);
	region->start = start;
	region->length = length;
	region->prot = prot;
	region->type = type;
	return region;
}

void iommu_get_resv_regions(struct device *dev, struct list_head *list)
{
	const struct iommu_ops *ops = dev_iommu_ops(dev);

	if (ops->get_resv_regions)
		ops->get_resv_regions(dev, list);
}

void iommu_put_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *region, *next;

	list_for_each_entry_safe(region, next, list, list) {
		if (region->free)
			region->free(dev, region);
		else
			kfree(region);
	}
}

static phys_addr_t resv_last(const struct iommu_resv_region *region)
{
	return region->start + region->length - 1;
}

/*
 * Insert a copy of @new, sorted by start and type. It swallows what it overlaps or
 * touches of its own type, so that the list stays free of such pairs.
 */
static int iommu_insert_resv_region(const struct iommu_resv_region *new, struct list_head *regions)
{
	struct iommu_resv_region *iter, *next, *copy;

	copy = iommu_alloc_resv_region(new->start, new->length, new->prot, new->type, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;

	list_for_each_entry_safe(iter, next, regions, list) {
		phys_addr_t last = max(resv_last(iter), resv_last(copy));

		if (iter->type != copy->type || iter->start > resv_last(copy) + 1 ||
		    copy->start > resv_last(iter) + 1)
			continue;
		copy->start = min(iter->start, copy->start);
		copy->length = last - copy->start + 1;
		list_del(&iter->list);
		kfree(iter);
	}

	list_for_each_entry(iter, regions, list)
		if (copy->start < iter->start ||
		    (copy->start == iter->start && copy->type <= iter->type))
			break;
	list_add_tail(&copy->list, &iter->list);
	return 0;
}

int iommu_get_group_resv_regions(struct iommu_group *group, struct list_head *head)
{
	struct iommu_resv_region *region;
	struct group_device *gdev;
	int ret = 0;

	mutex_lock(&group->mutex);
	for_each_group_device(group, gdev) {
		LIST_HEAD(of_device);

		/* A group without IOMMU (no-iommu mode, emulated devices) has none. */
		if (!dev_has_iommu(gdev->dev))
			break;
		iommu_get_resv_regions(gdev->dev, &of_device);
		list_for_each_entry(region, &of_device, list) {
			ret = iommu_insert_resv_region(region, head);
			if (ret)
				break;
		}
		iommu_put_resv_regions(gdev->dev, &of_device);
		if (ret)
			break;
	}
	mutex_unlock(&group->mutex);
	return ret;
}

static int iommu_map_direct(struct iommu_domain *domain, const struct iommu_resv_region *region)
{
	unsigned long pgsize = 1UL << __ffs(domain->pgsize_bitmap);
	dma_addr_t at = ALIGN(region->start, pgsize);
	dma_addr_t end = ALIGN(region->start + region->length, pgsize);
	int ret = 0;

	/* Page by page: another device of the group may have had part of it mapped. */
	for (; at < end && !ret; at += pgsize)
		if (!iommu_iova_to_phys(domain, at))
			ret = iommu_map(domain, at, at, pgsize, region->prot, GFP_KERNEL);
	return ret;
}

int iommu_create_device_direct_mappings(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_resv_region *region;
	LIST_HEAD(regions);
	int ret = 0;

	if (WARN_ON(iommu_is_dma_domain(domain) && !domain->pgsize_bitmap))
		return -EINVAL;

	iommu_get_resv_regions(dev, &regions);
	list_for_each_entry(region, &regions, list) {
		if (region->type == IOMMU_RESV_DIRECT)
			dev->iommu->require_direct = 1;
		if (!iommu_is_dma_domain(domain) || (region->type != IOMMU_RESV_DIRECT &&
						     region->type != IOMMU_RESV_DIRECT_RELAXABLE))
			continue;
		ret = iommu_map_direct(domain, region);
		if (ret)
			break;
	}
	iommu_put_resv_regions(dev, &regions);
	return ret;
}
