// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page.c - frames of RAM and their struct page
 *
 *  G1  A frame number is given out once in the life of the machine, so that a stale
 *      one is known as such (phys_read(), put_page()).
 *  G2  The structs stay until the machine is torn down, as Linux' memory map does:
 *      whoever meets a number without a reference may look at the count.
 *
 * Locking: none. Frame numbers are given out by an atomic add and the blocks of
 * structs are published by compare-and-swap. These are the hardware's facts, not
 * steps of kernel code: no scheduling points, no happens-before.
 */
#include <linux/mm.h>

#include <linux/init.h>
#include <linux/string.h>

#include "exec/exec.h"

#include "physmem.h"

#define PAGES_PER_BLOCK	64u
#define RAM_PAGES	((RAM_END - RAM_BASE) >> PAGE_SHIFT)
#define BLOCKS_MAX	(RAM_PAGES / PAGES_PER_BLOCK)
#define RAM_PFN		(RAM_BASE >> PAGE_SHIFT)

/* Never more than touched: this is address space of the host, not memory. */
static struct page *page_blocks[BLOCKS_MAX];
static unsigned long pages_used;

static struct page *page_block_get(unsigned long index)
{
	struct page *block = __atomic_load_n(&page_blocks[index], __ATOMIC_ACQUIRE);
	struct page *fresh;
	unsigned int i;

	if (block)
		return block;
	fresh = ex_zalloc(PAGES_PER_BLOCK * sizeof(*fresh), _THIS_IP_);
	for (i = 0; fresh && i < PAGES_PER_BLOCK; i++)
		fresh[i].pfn = RAM_PFN + index * PAGES_PER_BLOCK + i;
	if (fresh && __atomic_compare_exchange_n(&page_blocks[index], &block, fresh, false,
						 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return fresh;
	ex_free(fresh, _THIS_IP_);
	return block;
}

/* The struct of frame number @nr of RAM; NULL if its block has not been made. */
static struct page *page_slot(unsigned long nr)
{
	struct page *block = __atomic_load_n(&page_blocks[nr / PAGES_PER_BLOCK], __ATOMIC_ACQUIRE);

	return block ? &block[nr % PAGES_PER_BLOCK] : NULL;
}

struct page *pfn_to_page(unsigned long pfn)
{
	unsigned long nr = pfn - RAM_PFN;

	if (pfn < RAM_PFN || nr >= __atomic_load_n(&pages_used, __ATOMIC_ACQUIRE))
		return NULL;
	return page_slot(nr);
}

bool pfn_valid(unsigned long pfn)
{
	return pfn_to_page(pfn);
}

/* Rarely asked, and mostly for a young page: no table is kept for it. */
struct page *virt_to_page(const void *addr)
{
	unsigned long nr = __atomic_load_n(&pages_used, __ATOMIC_ACQUIRE);
	struct page *page;
	const void *data;

	while (nr--) {
		page = page_slot(nr);
		data = page ? READ_ONCE(page->data) : NULL;	/* others' come and go */
		if (data && addr - data < PAGE_SIZE && addr >= data)
			return page;
	}
	return NULL;
}

phys_addr_t virt_to_phys(const volatile void *addr)
{
	struct page *page = virt_to_page((const void *)addr);

	return page ? page_to_phys(page) + offset_in_page(addr) : 0;
}

void *phys_to_virt(phys_addr_t phys)
{
	struct page *page = phys_to_page(phys);

	return page && page->data ? page->data + offset_in_page(phys) : NULL;
}

/* The first of 1 << @order numbers, aligned to as many. */
static bool frames_take(unsigned int order, unsigned long *first)
{
	unsigned long used = __atomic_load_n(&pages_used, __ATOMIC_RELAXED);
	unsigned long count = 1ul << order, nr, i;

	do {
		nr = (used + count - 1) & ~(count - 1);
		if (nr + count > RAM_PAGES)
			return false;
		for (i = nr; i < nr + count; i += PAGES_PER_BLOCK)
			if (!page_block_get(i / PAGES_PER_BLOCK))
				return false;
	} while (!__atomic_compare_exchange_n(&pages_used, &used, nr + count, false,
					      __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	*first = nr;
	return true;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	size_t size = PAGE_SIZE << order;
	unsigned long first, i;
	struct page *head;
	void *data;

	might_sleep_if(gfpflags_allow_blocking(gfp));
	if (!(gfp & __GFP_NOFAIL) && ex_fail("alloc_pages"))
		return NULL;
	data = ex_alloc_aligned(size, PAGE_SIZE, _RET_IP_);
	if (!data)
		return NULL;
	if (!frames_take(order, &first)) {
		ex_free(data, _RET_IP_);
		return NULL;
	}
	if (gfp & __GFP_ZERO)
		memset(data, 0, size);
	for (i = 0; i < 1ul << order; i++)
		WRITE_ONCE(page_slot(first + i)->data, data + (i << PAGE_SHIFT));
	head = page_slot(first);
	head->order = order;
	atomic_set_release(&head->_refcount, 1);	/* pairs with try_get_page() */
	return head;
}

static void page_free(struct page *head)
{
	void *data = head->data;
	unsigned long i;

	WARN_ONCE(atomic_read(&head->_pincount),
		  "BUG: Bad page state: pfn %lx freed while pinned\n", page_to_pfn(head));
	for (i = 0; i < 1ul << head->order; i++)
		WRITE_ONCE(pfn_to_page(head->pfn + i)->data, NULL);
	ex_free(data, _RET_IP_);
}

void get_page(struct page *page)
{
	if (WARN_ONCE(atomic_read(&page->_refcount) <= 0,
		      "BUG: get_page() of pfn %lx, which is free\n", page_to_pfn(page)))
		return;
	atomic_inc(&page->_refcount);
}

bool try_get_page(struct page *page)
{
	return atomic_inc_not_zero(&page->_refcount);	/* pairs with alloc_pages() */
}

void put_page(struct page *page)
{
	if (WARN_ONCE(atomic_read(&page->_refcount) <= 0,
		      "BUG: put_page() of pfn %lx, which is free\n", page_to_pfn(page)))
		return;
	if (atomic_dec_and_test(&page->_refcount))
		page_free(page);
}

void __free_pages(struct page *page, unsigned int order)
{
	WARN_ON(page->order != order);
	put_page(page);
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return page ? (unsigned long)page_address(page) : 0;
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return __get_free_pages(gfp | __GFP_ZERO, 0);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

/* The memory map goes with the machine; contents that are left are leaks of their owners. */
static void page_exit(void)
{
	unsigned long i;

	for (i = 0; i * PAGES_PER_BLOCK < pages_used; i++) {
		ex_free(page_blocks[i], _THIS_IP_);
		page_blocks[i] = NULL;
	}
	pages_used = 0;
}
__exitcall_level(page_exit, 0);
