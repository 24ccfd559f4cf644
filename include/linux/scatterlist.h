/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/scatterlist.c, sim/core/iommu_dma.c */
/*
 * Memory in pieces, as DMA takes it. A list is an array, or several that are chained: the last
 * entry of each but the last is then a link, and sg_next() is the only way from one to the next.
 */
#ifndef _LINUX_SCATTERLIST_H
#define _LINUX_SCATTERLIST_H

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/types.h>

struct scatterlist {
	unsigned long	page_link;	/* page or list, and SG_* in the low bits */
	unsigned int	offset;
	unsigned int	length;
	dma_addr_t	dma_address;	/* once mapped */
	unsigned int	dma_length;
};

struct sg_table {
	struct scatterlist	*sgl;
	unsigned int		nents;		/* that are mapped */
	unsigned int		orig_nents;	/* that hold pages */
};

#define SG_CHAIN		0x01UL
#define SG_END			0x02UL
#define SG_PAGE_LINK_MASK	(SG_CHAIN | SG_END)
/* Entries of one array of sg_alloc_table(). */
#define SG_MAX_SINGLE_ALLOC	(PAGE_SIZE / sizeof(struct scatterlist))
#define SG_CHUNK_SIZE		128

#define sg_dma_address(sg)	((sg)->dma_address)
#define sg_dma_len(sg)		((sg)->dma_length)
#define nth_page(page, n)	pfn_to_page(page_to_pfn(page) + (n))

#define sg_is_chain(sg)		((sg)->page_link & SG_CHAIN)
#define sg_is_last(sg)		((sg)->page_link & SG_END)
#define sg_chain_ptr(sg)	((struct scatterlist *)((sg)->page_link & ~SG_PAGE_LINK_MASK))

static inline struct page *sg_page(struct scatterlist *sg)
{
	WARN_ON_ONCE(sg_is_chain(sg));
	return (struct page *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

static inline void sg_assign_page(struct scatterlist *sg, struct page *page)
{
	sg->page_link = (sg->page_link & SG_END) | (unsigned long)page;
}

static inline void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len,
			       unsigned int offset)
{
	sg_assign_page(sg, page);
	sg->offset = offset;
	sg->length = len;
}

/* @buf: memory of the page allocator. */
static inline void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_set_page(sg, virt_to_page(buf), buflen, offset_in_page(buf));
}

static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

/* The last of @prv_nents entries becomes a link to @sgl. */
static inline void sg_chain(struct scatterlist *prv, unsigned int prv_nents,
			    struct scatterlist *sgl)
{
	prv[prv_nents - 1] = (struct scatterlist){ .page_link = (unsigned long)sgl | SG_CHAIN };
}

static inline void *sg_virt(struct scatterlist *sg)
{
	return page_address(sg_page(sg)) + sg->offset;
}

static inline phys_addr_t sg_phys(struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}

#define for_each_sg(sglist, sg, nr, __i)					\
	for ((__i) = 0, (sg) = (sglist); (__i) < (nr); (__i)++, (sg) = sg_next(sg))
#define for_each_sgtable_sg(sgt, sg, i)		for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)
#define for_each_sgtable_dma_sg(sgt, sg, i)	for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

/* NULL behind the last. */
struct scatterlist *sg_next(struct scatterlist *sg);
struct scatterlist *sg_last(struct scatterlist *sg, unsigned int nents);
int sg_nents(struct scatterlist *sg);
/* How many entries hold the first @len bytes; -EINVAL if all together do not. */
int sg_nents_for_len(struct scatterlist *sg, u64 len);
void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen);

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask);
void sg_free_table(struct sg_table *table);
/* Pages that lie one behind the other share an entry. Takes no references. */
int sg_alloc_table_from_pages(struct sg_table *sgt, struct page **pages, unsigned int n_pages,
			      unsigned int offset, unsigned long size, gfp_t gfp_mask);

/* Bytes copied, from @skip bytes behind the beginning on. */
size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip);
size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip);
#define sg_copy_from_buffer(sgl, nents, buf, len)				\
	sg_pcopy_from_buffer(sgl, nents, buf, len, 0)
#define sg_copy_to_buffer(sgl, nents, buf, len)					\
	sg_pcopy_to_buffer(sgl, nents, buf, len, 0)

/* All pages, one after the other: while (__sg_page_iter_next(&iter)). */
struct sg_page_iter {
	struct scatterlist	*sg;
	unsigned int		sg_pgoffset;	/* of the page in the entry */
	unsigned int		__nents;	/* that are left */
	int			__pg_advance;
};

bool __sg_page_iter_next(struct sg_page_iter *piter);
void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist,
			  unsigned int nents, unsigned long pgoffset);

static inline struct page *sg_page_iter_page(struct sg_page_iter *piter)
{
	return nth_page(sg_page(piter->sg), piter->sg_pgoffset);
}

#define for_each_sg_page(sglist, piter, nents, pgoffset)			\
	for (__sg_page_iter_start((piter), (sglist), (nents), (pgoffset));	\
	     __sg_page_iter_next(piter);)
#define for_each_sgtable_page(sgt, piter, pgoffset)				\
	for_each_sg_page((sgt)->sgl, piter, (sgt)->orig_nents, pgoffset)

#endif
