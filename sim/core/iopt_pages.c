// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iopt_pages.c - the user's memory behind an address space: pinned while somebody needs it
 *
 * Mapping alone pins nothing, so that a bad user address shows when the first domain or
 * access comes. Areas that were copied share their pages.
 *
 * Locking: pages->mutex, above mmap_lock.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

struct iopt_pages *iopt_pages_alloc(unsigned long uptr, unsigned long length, bool writable)
{
	struct iopt_pages *pages;

	if (!length || length > SIZE_MAX - PAGE_SIZE)
		return ERR_PTR(-EINVAL);
	if (uptr + length < uptr)
		return ERR_PTR(-EOVERFLOW);

	pages = kzalloc(sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return ERR_PTR(-ENOMEM);
	kref_init(&pages->kref);
	mutex_init(&pages->mutex);
	pages->source_mm = current->mm;
	mmgrab(pages->source_mm);
	pages->uptr = uptr;
	pages->npages = length >> PAGE_SHIFT;
	pages->writable = writable;
	return pages;
}

static void iopt_pages_release(struct kref *kref)
{
	struct iopt_pages *pages = container_of(kref, struct iopt_pages, kref);

	WARN_ON(pages->pin_users);
	mmdrop(pages->source_mm);
	kfree(pages);
}

void iopt_pages_put(struct iopt_pages *pages)
{
	kref_put(&pages->kref, iopt_pages_release);
}

static int iopt_pages_pin_user(struct iopt_pages *pages)
{
	struct mm_struct *mm = pages->source_mm;
	unsigned int flags = FOLL_LONGTERM | (pages->writable ? FOLL_WRITE : 0);
	unsigned long done = 0;
	long got = 0;

	if (!mmget_not_zero(mm))
		return -EFAULT;
	mmap_read_lock(mm);
	while (done < pages->npages) {
		got = pin_user_pages_remote(mm, pages->uptr + done * PAGE_SIZE,
					    pages->npages - done, flags, pages->pages + done, NULL);
		if (got <= 0)
			break;
		done += got;
	}
	mmap_read_unlock(mm);
	mmput(mm);
	if (done == pages->npages)
		return 0;
	unpin_user_pages(pages->pages, done);
	return got ?: -EFAULT;
}

/* One more user of the pins. */
int iopt_pages_pin(struct iopt_pages *pages)
{
	int ret = 0;

	mutex_lock(&pages->mutex);
	if (pages->pin_users)
		goto out_count;

	ret = account_locked_vm(pages->source_mm, pages->npages, true);
	if (ret)
		goto out_unlock;
	pages->pages = kvcalloc(pages->npages, sizeof(*pages->pages), GFP_KERNEL_ACCOUNT);
	ret = pages->pages ? iopt_pages_pin_user(pages) : -ENOMEM;
	if (ret) {
		kvfree(pages->pages);
		pages->pages = NULL;
		account_locked_vm(pages->source_mm, pages->npages, false);
		goto out_unlock;
	}
out_count:
	pages->pin_users++;
out_unlock:
	mutex_unlock(&pages->mutex);
	return ret;
}

void iopt_pages_unpin(struct iopt_pages *pages)
{
	mutex_lock(&pages->mutex);
	if (!--pages->pin_users) {
		unpin_user_pages_dirty_lock(pages->pages, pages->npages, pages->writable);
		kvfree(pages->pages);
		pages->pages = NULL;
		account_locked_vm(pages->source_mm, pages->npages, false);
	}
	mutex_unlock(&pages->mutex);
}
