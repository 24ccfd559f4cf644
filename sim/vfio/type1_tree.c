// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_tree.c - mappings by IOVA, and the pages that devices pinned in them
 */
#include <linux/slab.h>

#include "type1.h"

static struct vfio_dma *dma_of(struct rb_node *node)
{
	return rb_entry(node, struct vfio_dma, node);
}

struct vfio_dma *vfio_next_dma(struct vfio_iommu *iommu, struct vfio_dma *prev)
{
	struct rb_node *next = prev ? rb_next(&prev->node) : rb_first(&iommu->dma_list);

	return next ? dma_of(next) : NULL;
}

static struct vfio_pfn *vpfn_of(struct rb_node *node)
{
	return rb_entry(node, struct vfio_pfn, node);
}

static dma_addr_t end_of(const struct vfio_dma *dma)
{
	return dma->iova + dma->size;
}

/* T1: as ranges are disjoint, [start, start + size) is left of @dma (-1), right of it, or in it. */
static int side_of(const struct vfio_dma *dma, dma_addr_t start, size_t size)
{
	if (start + size <= dma->iova)
		return -1;
	return start >= end_of(dma);
}

/* A mapping that [start, start + size) touches, any one if there are several. */
struct vfio_dma *vfio_find_dma(struct vfio_iommu *iommu, dma_addr_t start, size_t size)
{
	struct rb_node *node = iommu->dma_list.rb_node;
	int side;

	while (node) {
		side = side_of(dma_of(node), start, size);
		if (!side)
			return dma_of(node);
		node = side < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

/* The lowest mapping that ends above @start: it goes no lower than the one that @start is in. */
static struct vfio_dma *first_above(struct vfio_iommu *iommu, dma_addr_t start)
{
	struct rb_node *node = iommu->dma_list.rb_node;
	struct vfio_dma *lowest = NULL;

	while (node && !(lowest && lowest->iova <= start)) {
		if (end_of(dma_of(node)) > start) {
			lowest = dma_of(node);
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return lowest;
}

/* The lowest mapping that [start, start + size) touches; @size 0 has no end. */
struct rb_node *vfio_find_dma_first_node(struct vfio_iommu *iommu, dma_addr_t start, u64 size)
{
	struct vfio_dma *lowest = first_above(iommu, start);

	if (!lowest || (size && lowest->iova >= start + size))
		return NULL;
	return &lowest->node;
}

static bool dma_before(struct rb_node *a, const struct rb_node *b)
{
	return end_of(dma_of(a)) <= rb_entry(b, struct vfio_dma, node)->iova;
}

void vfio_link_dma(struct vfio_iommu *iommu, struct vfio_dma *new)
{
	rb_add(&new->node, &iommu->dma_list, dma_before);
}

void vfio_unlink_dma(struct vfio_iommu *iommu, struct vfio_dma *old)
{
	rb_erase(&old->node, &iommu->dma_list);
}

static int cmp_iova(const void *key, const struct rb_node *node)
{
	const dma_addr_t iova = *(const dma_addr_t *)key;
	const dma_addr_t other = rb_entry(node, struct vfio_pfn, node)->iova;

	return iova < other ? -1 : iova > other;
}

struct vfio_pfn *vfio_find_vpfn(struct vfio_dma *dma, dma_addr_t iova)
{
	struct rb_node *found = rb_find(&iova, &dma->pfn_list, cmp_iova);

	return found ? vpfn_of(found) : NULL;
}

static bool vpfn_before(struct rb_node *a, const struct rb_node *b)
{
	return vpfn_of(a)->iova < rb_entry(b, struct vfio_pfn, node)->iova;
}

/* For its first user; those that pin the same page are counted. */
int vfio_add_to_pfn_list(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn)
{
	struct vfio_pfn *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);

	if (!fresh)
		return -ENOMEM;
	*fresh = (struct vfio_pfn){ .iova = iova, .pfn = pfn, .ref_count = 1 };
	rb_add(&fresh->node, &dma->pfn_list, vpfn_before);
	return 0;
}

void vfio_remove_from_pfn_list(struct vfio_dma *dma, struct vfio_pfn *vpfn)
{
	rb_erase(&vpfn->node, &dma->pfn_list);
	kfree(vpfn);
}
