// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_dma_sg.c - DMA addresses for lists of pieces
 *
 * Each piece has an address of its own. Linux makes one range of those that fit, and so may hand
 * out fewer than it was given; who counts on as many as there are pieces is right here.
 */
#include <linux/dma-mapping.h>

#include <linux/errno.h>

unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		sg->dma_address = dma_map_page(dev, sg_page(sg), sg->offset, sg->length, dir);
		if (dma_mapping_error(dev, sg->dma_address)) {
			dma_unmap_sg_attrs(dev, sgl, i, dir, attrs);
			return 0;
		}
		sg->dma_length = sg->length;
	}
	return nents;
}

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	(void)attrs;
	for_each_sg(sgl, sg, nents, i)
		dma_unmap_page(dev, sg->dma_address, sg->dma_length, dir);
}

int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs)
{
	unsigned int nents = dma_map_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);

	if (!nents)
		return -ENOMEM;
	sgt->nents = nents;
	return 0;
}

void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		       unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);
}
