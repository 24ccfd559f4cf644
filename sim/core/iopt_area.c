// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iopt_area.c - what is mapped where in an I/O address space
 *
 *  T1  Areas do not overlap each other or a reserved range.
 *  T2  Each area is mapped in each domain of the address space, and pins its pages once a
 *      domain.
 *  T3  An area that accesses have pinned is not unmapped before they let go: they are told,
 *      without any lock of ours held.
 *
 * Locking: domains_rwsem (read: the set of domains stays; write: it changes), then
 * iova_rwsem for the tree and the reserved ranges.
 *
 * Linux maps at any byte while no domain is attached and spreads the tree over interval
 * trees; left out: whole pages, and a tree without overlaps.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

static unsigned long iopt_area_last(const struct iopt_area *area)
{
	return area->iova + (area->length - 1);
}

/* The first area that meets [@start, @last]. */
struct iopt_area *iopt_area_first(struct iommufd_ioas *ioas, unsigned long start,
				  unsigned long last)
{
	struct rb_node *node = ioas->area_root.rb_node;
	struct iopt_area *found = NULL;

	lockdep_assert_held(&ioas->iova_rwsem);
	while (node) {
		struct iopt_area *area = rb_entry(node, struct iopt_area, node);

		if (iopt_area_last(area) < start) {
			node = node->rb_right;
		} else {
			if (area->iova <= last)
				found = area;
			node = node->rb_left;
		}
	}
	return found;
}

static void iopt_area_insert(struct iommufd_ioas *ioas, struct iopt_area *new)
{
	struct rb_node **link = &ioas->area_root.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = new->iova < rb_entry(parent, struct iopt_area, node)->iova ?
			&parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&new->node, parent, link);
	rb_insert_color(&new->node, &ioas->area_root);
}

static struct iopt_reserved *iopt_reserved_first(struct iommufd_ioas *ioas, unsigned long start,
						 unsigned long last)
{
	struct iopt_reserved *reserved, *found = NULL;

	list_for_each_entry(reserved, &ioas->reserved, list)
		if (reserved->start <= last && start <= reserved->last &&
		    (!found || reserved->start < found->start))
			found = reserved;
	return found;
}

/* The first range at or behind @from that no reserved one touches; -ENOENT if there is none. */
int iopt_next_hole(struct iommufd_ioas *ioas, unsigned long from, unsigned long *start,
		   unsigned long *last)
{
	struct iopt_reserved *reserved;

	lockdep_assert_held(&ioas->iova_rwsem);
	while ((reserved = iopt_reserved_first(ioas, from, from))) {
		if (reserved->last == ULONG_MAX)
			return -ENOENT;
		from = reserved->last + 1;
	}
	reserved = iopt_reserved_first(ioas, from, ULONG_MAX);
	*start = from;
	*last = reserved ? reserved->start - 1 : ULONG_MAX;
	return 0;
}

static int iopt_check_iova(struct iommufd_ioas *ioas, unsigned long iova, unsigned long length)
{
	unsigned long last = iova + (length - 1);

	if (offset_in_page(iova))
		return -EINVAL;
	if (last < iova)
		return -EOVERFLOW;
	if (iopt_reserved_first(ioas, iova, last))
		return -EINVAL;
	return iopt_area_first(ioas, iova, last) ? -EEXIST : 0;
}

/* First fit, from the second page on: an address of 0 looks too much like none. */
static int iopt_alloc_iova(struct iommufd_ioas *ioas, unsigned long *iova, unsigned long length)
{
	unsigned long at = PAGE_SIZE;

	for (;;) {
		struct iopt_reserved *reserved;
		struct iopt_area *area;
		unsigned long last = at + (length - 1);

		if (last < at || last == ULONG_MAX)
			return -ENOSPC;
		area = iopt_area_first(ioas, at, last);
		reserved = iopt_reserved_first(ioas, at, last);
		if (!area && !reserved)
			break;
		last = max(area ? iopt_area_last(area) : 0, reserved ? reserved->last : 0);
		if (last > ULONG_MAX - PAGE_SIZE)
			return -ENOSPC;
		at = PAGE_ALIGN(last + 1);
	}
	*iova = at;
	return 0;
}

static int iopt_area_map_domain(struct iopt_area *area, struct iopt_pages *pages,
				struct iommu_domain *domain)
{
	unsigned long i, npages = area->length >> PAGE_SHIFT;
	int ret = iopt_pages_pin(pages);

	for (i = 0; !ret && i < npages; i++) {
		ret = iommu_map(domain, area->iova + i * PAGE_SIZE,
				page_to_phys(pages->pages[area->page_offset + i]), PAGE_SIZE,
				area->iommu_prot, GFP_KERNEL_ACCOUNT);
		if (!ret)
			continue;
		if (i)
			iommu_unmap(domain, area->iova, i * PAGE_SIZE);
		iopt_pages_unpin(pages);
	}
	return ret;
}

static void iopt_area_unmap_domain(struct iopt_area *area, struct iopt_pages *pages,
				   struct iommu_domain *domain)
{
	WARN_ON(iommu_unmap(domain, area->iova, area->length) != area->length);
	iopt_pages_unpin(pages);
}

static void iopt_area_unmap_domains(struct iommufd_ioas *ioas, struct iopt_area *area,
				    struct iopt_pages *pages, struct iommufd_hwpt *end)
{
	struct iommufd_hwpt *hwpt;

	list_for_each_entry(hwpt, &ioas->hwpt_list, hwpt_item) {
		if (hwpt == end)
			break;
		iopt_area_unmap_domain(area, pages, hwpt->domain);
	}
}

static int iopt_area_map_domains(struct iommufd_ioas *ioas, struct iopt_area *area,
				 struct iopt_pages *pages)
{
	struct iommufd_hwpt *hwpt;
	int ret;

	list_for_each_entry(hwpt, &ioas->hwpt_list, hwpt_item) {
		ret = iopt_area_map_domain(area, pages, hwpt->domain);
		if (ret) {
			iopt_area_unmap_domains(ioas, area, pages, hwpt);
			return ret;
		}
	}
	return 0;
}

/* Consumes a reference to @pages. */
static int iopt_map_pages(struct iommufd_ioas *ioas, unsigned long *iova, struct iopt_pages *pages,
			  unsigned long page_offset, unsigned long length, int prot, bool fixed)
{
	struct iopt_area *area = kzalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!area) {
		iopt_pages_put(pages);
		return -ENOMEM;
	}
	area->length = length;
	area->page_offset = page_offset;
	area->iommu_prot = prot;

	down_read(&ioas->domains_rwsem);
	down_write(&ioas->iova_rwsem);
	ret = fixed ? iopt_check_iova(ioas, *iova, length) : iopt_alloc_iova(ioas, iova, length);
	if (!ret) {
		/* Without pages it only keeps the place: nobody can unmap it yet. */
		area->iova = *iova;
		iopt_area_insert(ioas, area);
	}
	up_write(&ioas->iova_rwsem);
	if (ret)
		goto out_free;

	ret = iopt_area_map_domains(ioas, area, pages);
	down_write(&ioas->iova_rwsem);
	if (ret)
		rb_erase(&area->node, &ioas->area_root);
	else
		area->pages = pages;
	up_write(&ioas->iova_rwsem);
out_free:
	up_read(&ioas->domains_rwsem);
	if (ret) {
		kfree(area);
		iopt_pages_put(pages);
	}
	return ret;
}

int iopt_map_user_pages(struct iommufd_ioas *ioas, unsigned long *iova, unsigned long uptr,
			unsigned long length, int prot, bool fixed)
{
	struct iopt_pages *pages = iopt_pages_alloc(uptr, length, prot & IOMMU_WRITE);

	if (IS_ERR(pages))
		return PTR_ERR(pages);
	if (offset_in_page(uptr) || offset_in_page(length)) {
		iopt_pages_put(pages);
		return -EINVAL;
	}
	return iopt_map_pages(ioas, iova, pages, 0, length, prot, fixed);
}

/* A second mapping of what one area of @src maps. */
int iopt_copy(struct iommufd_ioas *dst, unsigned long *dst_iova, struct iommufd_ioas *src,
	      unsigned long src_iova, unsigned long length, int prot, bool fixed)
{
	struct iopt_pages *pages = NULL;
	unsigned long page_offset = 0;
	struct iopt_area *area;
	int ret = 0;

	if (!length || offset_in_page(length) || offset_in_page(src_iova))
		return -EINVAL;
	if (src_iova + length < src_iova)
		return -EOVERFLOW;

	down_read(&src->iova_rwsem);
	area = iopt_area_first(src, src_iova, src_iova + length - 1);
	if (!area || !area->pages || area->iova > src_iova ||
	    iopt_area_last(area) < src_iova + length - 1) {
		ret = -ENOENT;
	} else if ((prot & IOMMU_WRITE) && !area->pages->writable) {
		ret = -EPERM;
	} else {
		pages = area->pages;
		kref_get(&pages->kref);
		page_offset = area->page_offset + ((src_iova - area->iova) >> PAGE_SHIFT);
	}
	up_read(&src->iova_rwsem);
	return ret ?: iopt_map_pages(dst, dst_iova, pages, page_offset, length, prot, fixed);
}

/* One area of the range off the tree. 1: go on; 0: none left; -EAGAIN: an access has it. */
static int iopt_unmap_one(struct iommufd_ioas *ioas, unsigned long start, unsigned long last,
			  struct iopt_area **gone, unsigned long *busy, unsigned long *busy_length)
{
	struct iopt_area *area = iopt_area_first(ioas, start, last);

	if (!area)
		return 0;
	if (!area->pages)
		return -EBUSY;		/* being mapped or unmapped: user space races itself */
	if (area->iova < start || iopt_area_last(area) > last)
		return -ENOENT;		/* areas are not cut */
	if (area->num_accesses) {
		area->prevent_access = true;
		*busy = area->iova;
		*busy_length = area->length;
		return -EAGAIN;
	}
	*gone = area;
	return 1;
}

int iopt_unmap_range(struct iommufd_ioas *ioas, unsigned long start, unsigned long last,
		     unsigned long *unmapped)
{
	unsigned long busy, busy_length;
	struct iopt_area *area;
	struct iopt_pages *pages;
	int ret, tries = 0;

	*unmapped = 0;
again:
	down_read(&ioas->domains_rwsem);
	down_write(&ioas->iova_rwsem);
	while ((ret = iopt_unmap_one(ioas, start, last, &area, &busy, &busy_length)) > 0) {
		pages = area->pages;
		area->pages = NULL;
		up_write(&ioas->iova_rwsem);

		iopt_area_unmap_domains(ioas, area, pages, NULL);
		*unmapped += area->length;
		iopt_pages_put(pages);

		down_write(&ioas->iova_rwsem);
		rb_erase(&area->node, &ioas->area_root);
		kfree(area);
		tries = 0;
	}
	up_write(&ioas->iova_rwsem);
	up_read(&ioas->domains_rwsem);

	if (ret == -EAGAIN) {		/* T3 */
		iommufd_access_notify_unmap(ioas, busy, busy_length);
		if (!WARN_ON(++tries > 100))
			goto again;
		ret = -EDEADLOCK;
	}
	return ret;
}

int iopt_table_add_domain(struct iommufd_ioas *ioas, struct iommufd_hwpt *hwpt)
{
	struct rb_node *node, *undo;
	struct iopt_area *area;
	int ret = 0;

	down_write(&ioas->domains_rwsem);
	down_write(&ioas->iova_rwsem);
	for (node = rb_first(&ioas->area_root); node && !ret; node = rb_next(node)) {
		area = rb_entry(node, struct iopt_area, node);
		ret = iopt_area_map_domain(area, area->pages, hwpt->domain);
		if (!ret)
			continue;
		for (undo = rb_prev(node); undo; undo = rb_prev(undo)) {
			area = rb_entry(undo, struct iopt_area, node);
			iopt_area_unmap_domain(area, area->pages, hwpt->domain);
		}
		break;
	}
	if (!ret)
		list_add_tail(&hwpt->hwpt_item, &ioas->hwpt_list);
	up_write(&ioas->iova_rwsem);
	up_write(&ioas->domains_rwsem);
	return ret;
}

void iopt_table_remove_domain(struct iommufd_ioas *ioas, struct iommufd_hwpt *hwpt)
{
	struct rb_node *node;

	down_write(&ioas->domains_rwsem);
	down_write(&ioas->iova_rwsem);
	for (node = rb_first(&ioas->area_root); node; node = rb_next(node)) {
		struct iopt_area *area = rb_entry(node, struct iopt_area, node);

		iopt_area_unmap_domain(area, area->pages, hwpt->domain);
	}
	list_del(&hwpt->hwpt_item);
	up_write(&ioas->iova_rwsem);
	up_write(&ioas->domains_rwsem);
}

/* Nothing may be mapped where @dev has its interrupt window and the like. */
int iopt_reserve_dev(struct iommufd_ioas *ioas, struct device *dev)
{
	struct iommu_resv_region *region;
	LIST_HEAD(regions);
	int ret = 0;

	iommu_get_resv_regions(dev, &regions);
	down_write(&ioas->iova_rwsem);
	list_for_each_entry(region, &regions, list) {
		struct iopt_reserved *reserved;

		if (region->type == IOMMU_RESV_DIRECT_RELAXABLE)
			continue;
		ret = -EADDRINUSE;
		if (iopt_area_first(ioas, region->start, region->start + region->length - 1))
			break;
		reserved = kzalloc(sizeof(*reserved), GFP_KERNEL_ACCOUNT);
		ret = reserved ? 0 : -ENOMEM;
		if (ret)
			break;
		reserved->start = region->start;
		reserved->last = region->start + region->length - 1;
		reserved->owner = dev;
		list_add_tail(&reserved->list, &ioas->reserved);
	}
	up_write(&ioas->iova_rwsem);
	iommu_put_resv_regions(dev, &regions);
	if (ret)
		iopt_remove_reserved(ioas, dev);
	return ret;
}

void iopt_remove_reserved(struct iommufd_ioas *ioas, void *owner)
{
	struct iopt_reserved *reserved, *next;

	down_write(&ioas->iova_rwsem);
	list_for_each_entry_safe(reserved, next, &ioas->reserved, list) {
		if (reserved->owner != owner)
			continue;
		list_del(&reserved->list);
		kfree(reserved);
	}
	up_write(&ioas->iova_rwsem);
}
