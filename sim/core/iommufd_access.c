// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_access.c - software that reads and writes an I/O address space as a device would
 *
 * Before an area is unmapped, each access of the address space is called to unpin it.
 *
 * Locking: access->ioas_lock for what it is attached to. ops->unmap() is called without it,
 * for it ends in iommufd_access_unpin_pages(), which takes it.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

struct iommufd_access {
	struct iommufd_object obj;
	struct iommufd_ctx *ictx;		/* counted */
	const struct iommufd_access_ops *ops;
	void *data;
	struct mutex ioas_lock;
	/* ioas_lock: */
	struct iommufd_ioas *ioas;		/* counted; NULL while it changes: no new pins */
	struct iommufd_ioas *ioas_unpin;	/* what pins are still given back to */
	u32 list_id;
};

static int iommufd_access_change_ioas(struct iommufd_access *access, struct iommufd_ioas *new_ioas)
{
	struct iommufd_ioas *old = access->ioas;
	u32 old_id = access->list_id;
	int ret;

	lockdep_assert_held(&access->ioas_lock);
	if (old != access->ioas_unpin)
		return -EBUSY;		/* another detach is in the middle */
	if (old == new_ioas)
		return 0;

	access->ioas = NULL;
	if (new_ioas) {
		ret = xa_alloc(&new_ioas->access_list, &access->list_id, access, xa_limit_16b,
			       GFP_KERNEL_ACCOUNT);
		if (ret) {
			access->ioas = old;
			return ret;
		}
		refcount_inc(&new_ioas->obj.users);
	}
	if (old) {
		if (access->ops->unmap) {
			mutex_unlock(&access->ioas_lock);
			access->ops->unmap(access->data, 0, ULONG_MAX);
			mutex_lock(&access->ioas_lock);
		}
		xa_erase(&old->access_list, old_id);
		refcount_dec(&old->obj.users);
	}
	access->ioas = new_ioas;
	access->ioas_unpin = new_ioas;
	return 0;
}

static int iommufd_access_change_ioas_id(struct iommufd_access *access, u32 id)
{
	struct iommufd_ioas *ioas = iommufd_get_ioas(access->ictx, id);
	int ret;

	if (IS_ERR(ioas))
		return PTR_ERR(ioas);
	ret = iommufd_access_change_ioas(access, ioas);
	iommufd_put_object(access->ictx, &ioas->obj);
	return ret;
}

void iommufd_access_destroy_object(struct iommufd_object *obj)
{
	struct iommufd_access *access = container_of(obj, struct iommufd_access, obj);

	mutex_lock(&access->ioas_lock);
	if (access->ioas)
		WARN_ON(iommufd_access_change_ioas(access, NULL));
	mutex_unlock(&access->ioas_lock);
	iommufd_ctx_put(access->ictx);
}

struct iommufd_access *iommufd_access_create(struct iommufd_ctx *ictx,
					     const struct iommufd_access_ops *ops,
					     void *data, u32 *id)
{
	struct iommufd_access *access = iommufd_object_alloc(ictx, access, IOMMUFD_OBJ_ACCESS);

	if (IS_ERR(access))
		return access;
	access->ops = ops;
	access->data = data;
	mutex_init(&access->ioas_lock);
	access->ictx = ictx;
	iommufd_ctx_get(ictx);
	refcount_inc(&access->obj.users);	/* the driver's, until it destroys it */
	iommufd_object_finalize(ictx, &access->obj);
	*id = access->obj.id;
	return access;
}
EXPORT_SYMBOL_GPL(iommufd_access_create);

void iommufd_access_destroy(struct iommufd_access *access)
{
	iommufd_object_destroy_user(access->ictx, &access->obj);
}
EXPORT_SYMBOL_GPL(iommufd_access_destroy);

int iommufd_access_attach(struct iommufd_access *access, u32 ioas_id)
{
	int ret = -EINVAL;

	mutex_lock(&access->ioas_lock);
	if (!WARN_ON(access->ioas))
		ret = iommufd_access_change_ioas_id(access, ioas_id);
	mutex_unlock(&access->ioas_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(iommufd_access_attach);

int iommufd_access_replace(struct iommufd_access *access, u32 ioas_id)
{
	int ret = -ENOENT;

	mutex_lock(&access->ioas_lock);
	if (access->ioas)
		ret = iommufd_access_change_ioas_id(access, ioas_id);
	mutex_unlock(&access->ioas_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(iommufd_access_replace);

void iommufd_access_detach(struct iommufd_access *access)
{
	mutex_lock(&access->ioas_lock);
	if (!WARN_ON(!access->ioas))
		WARN_ON(iommufd_access_change_ioas(access, NULL));
	mutex_unlock(&access->ioas_lock);
}
EXPORT_SYMBOL_GPL(iommufd_access_detach);

void iommufd_access_notify_unmap(struct iommufd_ioas *ioas, unsigned long iova,
				 unsigned long length)
{
	struct iommufd_access *access;
	unsigned long index;

	xa_lock(&ioas->access_list);
	xa_for_each(&ioas->access_list, index, access) {
		if (!iommufd_lock_obj(&access->obj))
			continue;
		xa_unlock(&ioas->access_list);
		access->ops->unmap(access->data, iova, length);
		iommufd_put_object(access->ictx, &access->obj);
		xa_lock(&ioas->access_list);
	}
	xa_unlock(&ioas->access_list);
}

/* The part of [@iova, @last] in the area that holds @iova, as indices into its pages. */
static void iopt_area_part(struct iopt_area *area, unsigned long iova, unsigned long last,
			   unsigned long *first_page, unsigned long *npages)
{
	unsigned long area_last = area->iova + (area->length - 1);

	last = min(last, area_last);
	*first_page = area->page_offset + ((iova - area->iova) >> PAGE_SHIFT);
	*npages = (last >> PAGE_SHIFT) - (iova >> PAGE_SHIFT) + 1;
}

static void iommufd_access_unpin_locked(struct iommufd_ioas *ioas, unsigned long iova,
					unsigned long last)
{
	unsigned long first_page, npages;
	struct iopt_area *area;

	lockdep_assert_held(&ioas->iova_rwsem);
	while (iova <= last) {
		area = iopt_area_first(ioas, iova, iova);
		if (WARN_ON(!area || !area->num_accesses))
			return;
		iopt_area_part(area, iova, last, &first_page, &npages);
		area->num_accesses--;
		iopt_pages_unpin(area->pages);
		iova = (iova & PAGE_MASK) + npages * PAGE_SIZE;
		if (!iova)
			return;
	}
}

void iommufd_access_unpin_pages(struct iommufd_access *access, unsigned long iova,
				unsigned long length)
{
	struct iommufd_ioas *ioas;

	if (WARN_ON(!length) || WARN_ON(iova + (length - 1) < iova))
		return;
	mutex_lock(&access->ioas_lock);
	ioas = access->ioas_unpin;
	if (!WARN_ON(!ioas)) {
		down_write(&ioas->iova_rwsem);
		iommufd_access_unpin_locked(ioas, iova, iova + (length - 1));
		up_write(&ioas->iova_rwsem);
	}
	mutex_unlock(&access->ioas_lock);
}
EXPORT_SYMBOL_GPL(iommufd_access_unpin_pages);

static int iommufd_access_pin_area(struct iopt_area *area, unsigned int flags)
{
	int want = flags & IOMMUFD_ACCESS_RW_WRITE ? IOMMU_WRITE : IOMMU_READ;
	int ret;

	if (!area || !area->pages)
		return -ENOENT;
	if (area->prevent_access)
		return -EINVAL;
	if (!(area->iommu_prot & want))
		return -EPERM;
	ret = iopt_pages_pin(area->pages);
	if (!ret)
		area->num_accesses++;
	return ret;
}

static int iommufd_access_pin_locked(struct iommufd_ioas *ioas, unsigned long iova,
				     unsigned long last, struct page **out, unsigned int flags)
{
	unsigned long at = iova;

	while (at <= last) {
		struct iopt_area *area = iopt_area_first(ioas, at, at);
		unsigned long first_page, npages;
		int ret = iommufd_access_pin_area(area, flags);

		if (ret) {
			if (at > iova)
				iommufd_access_unpin_locked(ioas, iova, at - 1);
			return ret;
		}
		iopt_area_part(area, at, last, &first_page, &npages);
		memcpy(out, area->pages->pages + first_page, npages * sizeof(*out));
		out += npages;
		at = (at & PAGE_MASK) + npages * PAGE_SIZE;
		if (!at)
			break;
	}
	return 0;
}

int iommufd_access_pin_pages(struct iommufd_access *access, unsigned long iova,
			     unsigned long length, struct page **out_pages, unsigned int flags)
{
	struct iommufd_ioas *ioas;
	int ret = -ENOENT;

	if (!length)
		return -EINVAL;
	if (iova + (length - 1) < iova)
		return -EOVERFLOW;

	mutex_lock(&access->ioas_lock);
	ioas = access->ioas;
	if (ioas) {
		down_write(&ioas->iova_rwsem);
		ret = iommufd_access_pin_locked(ioas, iova, iova + (length - 1), out_pages, flags);
		up_write(&ioas->iova_rwsem);
	}
	mutex_unlock(&access->ioas_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(iommufd_access_pin_pages);

int iommufd_access_rw(struct iommufd_access *access, unsigned long iova, void *data, size_t len,
		      unsigned int flags)
{
	while (len) {
		size_t offset = offset_in_page(iova);
		size_t part = min(len, (size_t)PAGE_SIZE - offset);
		struct page *page;
		int ret = iommufd_access_pin_pages(access, iova, part, &page, flags);

		if (ret)
			return ret;
		if (flags & IOMMUFD_ACCESS_RW_WRITE)
			memcpy(page_address(page) + offset, data, part);
		else
			memcpy(data, page_address(page) + offset, part);
		iommufd_access_unpin_pages(access, iova, part);
		iova += part;
		data += part;
		len -= part;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(iommufd_access_rw);
