// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_tree.c - mappings by IOVA, and the pages that devices pinned in them
 */
#include <linux/slab.h>

#include "type1.h"

/* A mapping that [start, start + size) touches, any one if there are several. */
struct vfio_dma *vfio_find_dma(struct vfio_iommu *iommu, dma_addr_t start, size_t size)
{
	struct rb_node *node = iommu->dma_list.rb_node;
	struct vfio_dma *dma;

	while (node) {
		dma = rb_entry(node, struct vfio_dma, node);
		if (start + size <= dma->iova)
			node = node->rb_left;
		else if (start >= dma->iova + dma->size)
			node = node->rb_right;
		else
			return dma;
	}
	return NULL;
}

/* The lowest mapping that [start, start + size) touches; @size 0 has no end. */
struct rb_node *vfio_find_dma_first_node(struct vfio_iommu *iommu, dma_addr_t start, u64 size)
{
	struct rb_node *node = iommu->dma_list.rb_node;
	struct vfio_dma *dma, *first = NULL;

	while (node) {
		dma = rb_entry(node, struct vfio_dma, node);
		if (start >= dma->iova + dma->size) {
			node = node->rb_right;
			continue;
		}
		first = dma;
		if (start >= dma->iova)
			break;
		node = node->rb_left;
	}
	if (!first || (size && first->iova >= start + size))
		return NULL;
	return &first->node;
}

void vfio_link_dma(struct vfio_iommu *iommu, struct vfio_dma *new)
{
	struct rb_node **link = &iommu->dma_list.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (new->iova + new->size <= rb_entry(parent, struct vfio_dma, node)->iova)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &iommu->dma_list);
}

void vfio_unlink_dma(struct vfio_iommu *iommu, struct vfio_dma *old)
{
	rb_erase(&old->node, &iommu->dma_list);
}

struct vfio_pfn *vfio_find_vpfn(struct vfio_dma *dma, dma_addr_t iova)
{
	struct rb_node *node = dma->pfn_list.rb_node;
	struct vfio_pfn *vpfn;

	while (node) {
		vpfn = rb_entry(node, struct vfio_pfn, node);
		if (iova == vpfn->iova)
			return vpfn;
		node = iova < vpfn->iova ? node->rb_left : node->rb_right;
	}
	return NULL;
}

int vfio_add_to_pfn_list(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn)
{
	struct rb_node **link = &dma->pfn_list.rb_node, *parent = NULL;
	struct vfio_pfn *vpfn;

	vpfn = kzalloc(sizeof(*vpfn), GFP_KERNEL);
	if (!vpfn)
		return -ENOMEM;
	vpfn->iova = iova;
	vpfn->pfn = pfn;
	vpfn->ref_count = 1;

	while (*link) {
		parent = *link;
		if (iova < rb_entry(parent, struct vfio_pfn, node)->iova)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&vpfn->node, parent, link);
	rb_insert_color(&vpfn->node, &dma->pfn_list);
	return 0;
}

void vfio_remove_from_pfn_list(struct vfio_dma *dma, struct vfio_pfn *vpfn)
{
	rb_erase(&vpfn->node, &dma->pfn_list);
	kfree(vpfn);
}
