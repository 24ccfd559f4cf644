// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_pgtable.c - the simulated IOMMU's page tables: a tree of extents
 *
 * Real tables have an entry a page; extents answer the same and cost by mapping instead of
 * by page. What can be seen of real ones is kept: 4 KiB, 2 MiB and 1 GiB pages, and an
 * unmap that hits a large page takes all of it.
 *
 * Locking: hw->lock. It also covers the access of a DMA to memory, so that unmap returns
 * only when no DMA is under way: what an invalidation waits for in hardware.
 */
#include "iommu_hw.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/slab.h>

struct hw_extent *hw_extent_find(struct hw_domain *hw, unsigned long iova)
{
	struct rb_node *node = hw->extents.rb_node;

	while (node) {
		struct hw_extent *ext = rb_entry(node, struct hw_extent, node);

		if (iova < ext->iova)
			node = node->rb_left;
		else if (iova - ext->iova >= ext->size)
			node = node->rb_right;
		else
			return ext;
	}
	return NULL;
}

/* 0, or -EEXIST where something is mapped already. */
static int hw_extent_insert(struct hw_domain *hw, struct hw_extent *new)
{
	struct rb_node **link = &hw->extents.rb_node, *parent = NULL;

	while (*link) {
		struct hw_extent *ext = rb_entry(*link, struct hw_extent, node);

		parent = *link;
		if (new->iova + (new->size - 1) < ext->iova)
			link = &parent->rb_left;
		else if (new->iova > ext->iova + (ext->size - 1))
			link = &parent->rb_right;
		else
			return -EEXIST;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &hw->extents);
	return 0;
}

int hw_map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	struct hw_domain *hw = to_hw_domain(domain);
	struct hw_extent *ext;
	unsigned long flags;
	int ret;

	if (!(prot & (IOMMU_READ | IOMMU_WRITE)))
		return -EINVAL;
	if (iova + (pgsize * pgcount - 1) > domain->geometry.aperture_end)
		return -EFAULT;

	ext = kmalloc(sizeof(*ext), gfp);
	if (!ext)
		return -ENOMEM;
	*ext = (struct hw_extent) {
		.iova = iova, .size = pgsize * pgcount, .pgsize = pgsize,
		.phys = paddr, .prot = prot,
	};

	spin_lock_irqsave(&hw->lock, flags);
	ret = hw_extent_insert(hw, ext);
	spin_unlock_irqrestore(&hw->lock, flags);
	/* Who maps a mapped page has lost track; real drivers warn as well. */
	if (WARN_ON(ret)) {
		kfree(ext);
		return ret;
	}
	*mapped = pgsize * pgcount;
	return 0;
}

/* Cut [@start, @end) out of @ext; @spare becomes the part behind it, if there is one. */
static bool hw_extent_cut(struct hw_domain *hw, struct hw_extent *ext, unsigned long start,
			  unsigned long end, struct hw_extent *spare)
{
	unsigned long head = start - ext->iova;
	unsigned long tail = ext->iova + ext->size - end;
	bool used = false;

	if (head && tail) {
		*spare = *ext;
		used = true;
	} else if (!head && tail) {
		/* The node stays where it is in the tree: nothing lies in between. */
		ext->phys += end - ext->iova;
		ext->iova = end;
		ext->size = tail;
		return false;
	}
	ext->size = head;
	if (used) {
		spare->phys += end - spare->iova;
		spare->iova = end;
		spare->size = tail;
		WARN_ON(hw_extent_insert(hw, spare));
	}
	return used;
}

/* One extent's share of the range; the bytes gone, from @iova on. */
static size_t hw_unmap_one(struct hw_domain *hw, unsigned long iova, size_t size,
			   struct hw_extent **spare, struct hw_extent **gone)
{
	struct hw_extent *ext = hw_extent_find(hw, iova);
	unsigned long start, end;

	lockdep_assert_held(&hw->lock);
	if (!ext)
		return 0;

	/* Whole pages of the size that was mapped. */
	start = ext->iova + rounddown(iova - ext->iova, ext->pgsize);
	end = min(iova + (size - 1), ext->iova + (ext->size - 1)) + 1;
	end = ext->iova + roundup(end - ext->iova, ext->pgsize);
	if (start == ext->iova && end == ext->iova + ext->size) {
		rb_erase(&ext->node, &hw->extents);
		*gone = ext;
	} else if (hw_extent_cut(hw, ext, start, end, *spare)) {
		*spare = NULL;
	}
	return end - iova;
}

size_t hw_unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
		      size_t pgcount, struct iommu_iotlb_gather *gather)
{
	struct hw_domain *hw = to_hw_domain(domain);
	size_t size = pgsize * pgcount, unmapped = 0;
	struct hw_extent *spare, *gone;
	unsigned long flags;

	while (unmapped < size) {
		size_t done;

		/* Unmapping cannot fail: a hole in the middle costs one extent more. */
		spare = kmalloc(sizeof(*spare), GFP_ATOMIC | __GFP_NOFAIL);
		gone = NULL;
		spin_lock_irqsave(&hw->lock, flags);
		done = hw_unmap_one(hw, iova + unmapped, size - unmapped, &spare, &gone);
		spin_unlock_irqrestore(&hw->lock, flags);
		kfree(spare);
		kfree(gone);
		if (!done)
			break;
		unmapped += done;
	}
	return unmapped;
}

phys_addr_t hw_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	struct hw_domain *hw = to_hw_domain(domain);
	struct hw_extent *ext;
	phys_addr_t phys = 0;
	unsigned long flags;

	spin_lock_irqsave(&hw->lock, flags);
	ext = hw_extent_find(hw, iova);
	if (ext)
		phys = ext->phys + (iova - ext->iova);
	spin_unlock_irqrestore(&hw->lock, flags);
	return phys;
}

void hw_extents_free(struct hw_domain *hw)
{
	struct rb_node *node;

	while ((node = rb_first(&hw->extents))) {
		rb_erase(node, &hw->extents);
		kfree(rb_entry(node, struct hw_extent, node));
	}
}
