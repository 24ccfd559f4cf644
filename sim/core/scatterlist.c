// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scatterlist.c - lists of pieces of memory: made, walked, copied
 *
 *  L1  A table's arrays hold up to SG_MAX_SINGLE_ALLOC entries; of a full one the last is the
 *      link to the next. So whoever counts on one array is found out by a table of some size.
 *  L2  ->orig_nents counts entries that hold pages, links left out.
 */
#include <linux/scatterlist.h>

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return sg_is_chain(sg) ? sg_chain_ptr(sg) : sg;
}

struct scatterlist *sg_last(struct scatterlist *sg, unsigned int nents)
{
	while (--nents)
		sg = sg_next(sg);
	WARN_ON(!sg_is_last(sg));
	return sg;
}

int sg_nents(struct scatterlist *sg)
{
	int nents = 0;

	for (; sg; sg = sg_next(sg))
		nents++;
	return nents;
}

int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 total = 0;
	int nents = 0;

	if (!len)
		return 0;
	for (; sg; sg = sg_next(sg)) {
		nents++;
		total += sg->length;
		if (total >= len)
			return nents;
	}
	return -EINVAL;
}

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, nents * sizeof(*sgl));
	sg_mark_end(&sgl[nents - 1]);
}

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int buflen)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, buflen);
}

void sg_free_table(struct sg_table *table)
{
	struct scatterlist *array = table->sgl, *next;
	unsigned int left = table->orig_nents;

	for (; array; array = next) {
		/* Whoever made it may have moved the end mark: what is an array is known by L1. */
		next = left > SG_MAX_SINGLE_ALLOC ? sg_chain_ptr(&array[SG_MAX_SINGLE_ALLOC - 1])
						  : NULL;
		left -= min_t(unsigned int, left, SG_MAX_SINGLE_ALLOC - 1);
		kfree(array);
	}
	*table = (struct sg_table){ 0 };
}

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp_mask)
{
	struct scatterlist *array, *before = NULL;

	*table = (struct sg_table){ 0 };
	if (!nents)
		return -EINVAL;
	while (nents) {
		bool full = nents > SG_MAX_SINGLE_ALLOC;
		unsigned int size = full ? SG_MAX_SINGLE_ALLOC : nents;
		unsigned int used = full ? size - 1 : size;

		array = kmalloc_array(size, sizeof(*array), gfp_mask);
		if (!array) {
			sg_free_table(table);
			return -ENOMEM;
		}
		sg_init_table(array, size);
		if (before)
			sg_chain(before, SG_MAX_SINGLE_ALLOC, array);
		else
			table->sgl = array;
		table->orig_nents += used;
		nents -= used;
		before = array;
	}
	table->nents = table->orig_nents;
	return 0;
}

/* Does @next continue @page, for the device and for the processor? */
static bool is_continued(const struct page *page, const struct page *next)
{
	return page_to_pfn(next) == page_to_pfn(page) + 1 &&
	       page_address(next) == page_address(page) + PAGE_SIZE;
}

/* Of @n_pages, how many make the next entry. */
static unsigned int run_of(struct page **pages, unsigned int n_pages)
{
	unsigned int run = 1;

	while (run < n_pages && is_continued(pages[run - 1], pages[run]))
		run++;
	return run;
}

int sg_alloc_table_from_pages(struct sg_table *sgt, struct page **pages, unsigned int n_pages,
			      unsigned int offset, unsigned long size, gfp_t gfp_mask)
{
	unsigned int runs = 0, at, run;
	struct scatterlist *sg;
	int ret;

	for (at = 0; at < n_pages; at += run_of(pages + at, n_pages - at))
		runs++;
	ret = sg_alloc_table(sgt, runs, gfp_mask);
	if (ret)
		return ret;
	for (at = 0, sg = sgt->sgl; sg; at += run, sg = sg_next(sg)) {
		unsigned long bytes;

		run = run_of(pages + at, n_pages - at);
		bytes = min(size, run * PAGE_SIZE - offset);
		sg_set_page(sg, pages[at], bytes, offset);
		size -= bytes;
		offset = 0;
	}
	return 0;
}

static size_t copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  size_t skip, bool to_buffer)
{
	struct scatterlist *sg = sgl;
	size_t copied = 0;

	for (; sg && nents-- && copied < buflen; sg = sg_next(sg)) {
		size_t from = min_t(size_t, skip, sg->length);
		size_t part = min_t(size_t, sg->length - from, buflen - copied);

		if (to_buffer)
			memcpy(buf + copied, sg_virt(sg) + from, part);
		else
			memcpy(sg_virt(sg) + from, buf + copied, part);
		copied += part;
		skip -= from;
	}
	return copied;
}

size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip)
{
	return copy_buffer(sgl, nents, (void *)buf, buflen, skip, false);
}

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip)
{
	return copy_buffer(sgl, nents, buf, buflen, skip, true);
}

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist,
			  unsigned int nents, unsigned long pgoffset)
{
	*piter = (struct sg_page_iter){ .sg = sglist, .sg_pgoffset = pgoffset, .__nents = nents };
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	piter->sg_pgoffset += piter->__pg_advance;
	piter->__pg_advance = 1;
	while (piter->__nents && piter->sg) {
		unsigned int bytes = piter->sg->offset + piter->sg->length;
		unsigned int pages = PAGE_ALIGN(bytes) >> PAGE_SHIFT;

		if (piter->sg_pgoffset < pages)
			return true;
		piter->sg_pgoffset -= pages;
		piter->sg = sg_next(piter->sg);
		piter->__nents--;
	}
	return false;
}
