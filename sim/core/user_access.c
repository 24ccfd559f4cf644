// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user_access.c - one access to user memory: page tables first, a fault if they say no
 *
 * The walk takes no lock, as the processor takes none, and orders nothing: the
 * thread sanitizer sees neither it nor the bytes. What an entry maps cannot go away
 * under the access: device memory answers, or does not, whatever the tables say a
 * moment later; RAM has a reference where other tasks run at the same time.
 */
#include "user_access.h"

#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "exec/exec.h"

#include "pgtable.h"
#include "physmem.h"
#include "user_copy.h"

/* Aligned accesses, as wide as possible: what a string move to device memory does. */
static void device_access(phys_addr_t phys, void *buf, size_t len, bool write)
{
	unsigned int size;
	u64 val;

	for (; len; phys += size, buf += size, len -= size) {
		for (size = 8; size > len || (phys & (size - 1));)
			size /= 2;
		if (write) {
			val = 0;
			user_move(&val, buf, size);
			mmio_write(phys, size, val);
		} else {
			val = mmio_read(phys, size);
			user_move(buf, &val, size);
		}
	}
}

static EX_NO_TSAN void *page_bytes(const struct page *page, unsigned long addr)
{
	return page->data ? page->data + offset_in_page(addr) : NULL;
}

/* False if the page is gone. */
static bool ram_access(struct page *page, unsigned long addr, void *buf, size_t len, bool write)
{
	void *bytes;

	if (ex_parallel && !try_get_page(page))
		return false;
	bytes = page_bytes(page, addr);
	if (bytes)
		user_move(write ? bytes : buf, write ? buf : bytes, len);
	if (ex_parallel)
		put_page(page);
	return bytes;
}

/* False if the tables do not allow it. */
static bool mapped_access(struct mm_struct *mm, unsigned long addr, void *buf, size_t len,
			  bool write)
{
	pte_t pte = pt_lookup(mm, addr);
	struct page *page;

	ex_touch(EX_READ, mm->pgd);
	if (!pte_present(pte) || (write && !pte_write(pte)))
		return false;
	page = pfn_to_page(pte_pfn(pte));
	if (page)
		return ram_access(page, addr, buf, len, write);
	device_access(PFN_PHYS(pte_pfn(pte)) + offset_in_page(addr), buf, len, write);
	return true;
}

static int fault_errno(vm_fault_t fault)
{
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	if (fault & VM_FAULT_SIGSEGV)
		return -EFAULT;
	return fault & VM_FAULT_ERROR ? -EIO : 0;
}

/* Linux tries the vma's own lock first; see struct vm_area_struct for why not here. */
static int user_fault(struct mm_struct *mm, unsigned long addr, bool write)
{
	vm_flags_t wanted = write ? VM_WRITE : VM_READ;
	unsigned int flags = FAULT_FLAG_USER | (write ? FAULT_FLAG_WRITE : 0);
	struct vm_area_struct *vma;
	vm_fault_t fault = VM_FAULT_SIGSEGV;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	vma = vma_lookup(mm, addr);
	if (vma && (vma->vm_flags & wanted))
		fault = handle_mm_fault(vma, addr, flags, NULL);
	if (!(fault & VM_FAULT_RETRY))	/* a handler that says so has dropped the lock */
		mmap_read_unlock(mm);
	return fault_errno(fault);
}

int user_access(struct mm_struct *mm, unsigned long addr, void *buf, size_t len, bool write,
		bool may_fault)
{
	int ret = 0;

	while (!ret && !mapped_access(mm, addr, buf, len, write)) {
		if (!may_fault)
			return -EFAULT;
		if (fatal_signal_pending(current))
			return -EINTR;
		ret = user_fault(mm, addr, write);
	}
	return ret;
}
