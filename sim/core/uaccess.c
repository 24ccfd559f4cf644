// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uaccess.c - copies between the kernel and user memory
 *
 * Simulated memory goes through the page tables and may fault. A process that is
 * the host program's own client may also pass host addresses, which do not fault;
 * lockdep hears of mmap_lock for both, since it could be either.
 */
#include <linux/uaccess.h>

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "exec/exec.h"

#include "user_access.h"
#include "user_copy.h"

/* No host object is below: NULL and small offsets from it fault as they should. */
#define HOST_MIN	0x10000UL

void might_fault(void)
{
	if (pagefault_disabled())
		return;
	might_sleep();
	if (current->mm)
		might_lock_read(&current->mm->mmap_lock);
}

bool access_ok(const void __user *ptr, unsigned long size)
{
	unsigned long addr = (unsigned long)ptr;

	return size <= TASK_SIZE && addr <= TASK_SIZE - size;
}

static bool is_simulated(unsigned long addr)
{
	return addr >= TASK_MMAP_BASE && addr < TASK_MMAP_END;
}

static bool is_host(struct mm_struct *mm, unsigned long addr)
{
	return mm->host_client && !current->no_host_memory && addr >= HOST_MIN &&
	       !is_simulated(addr);
}

/* Bytes that were not moved. */
static unsigned long user_transfer(unsigned long addr, void *buf, unsigned long n, bool write)
{
	struct mm_struct *mm = current->mm;
	unsigned long part;

	if (!mm || !access_ok((void __user *)addr, n))
		return n;
	if (is_host(mm, addr)) {
		user_move(write ? (void *)addr : buf, write ? buf : (void *)addr, n);
		return 0;
	}
	for (; n; addr += part, buf += part, n -= part) {
		part = min(n, PAGE_SIZE - offset_in_page(addr));
		if (!is_simulated(addr) ||
		    user_access(mm, addr, buf, part, write, !pagefault_disabled()))
			break;
	}
	return n;
}

unsigned long __copy_to_user(void __user *to, const void *from, unsigned long n)
{
	kernel_reads(from, n);
	return user_transfer((unsigned long)to, (void *)from, n, true);
}

unsigned long __copy_from_user(void *to, const void __user *from, unsigned long n)
{
	unsigned long left;

	kernel_writes(to, n);
	left = user_transfer((unsigned long)from, to, n, false);
	if (left)
		memset(to + n - left, 0, left);
	return left;
}

unsigned long copy_to_user(void __user *to, const void *from, unsigned long n)
{
	might_fault();
	if (ex_fail("copy_to_user"))
		return n;
	return __copy_to_user(to, from, n);
}

unsigned long copy_from_user(void *to, const void __user *from, unsigned long n)
{
	might_fault();
	if (ex_fail("copy_from_user")) {
		memset(to, 0, n);
		return n;
	}
	return __copy_from_user(to, from, n);
}

unsigned long clear_user(void __user *to, unsigned long n)
{
	static const char zeros[64];
	unsigned long part;

	might_fault();
	for (; n; to += part, n -= part) {
		part = min(n, sizeof(zeros));
		if (__copy_to_user(to, zeros, part))
			break;
	}
	return n;
}

int check_zeroed_user(const void __user *from, size_t n)
{
	char c;

	might_fault();
	for (; n; from++, n--) {
		if (__copy_from_user(&c, from, 1))
			return -EFAULT;
		if (c)
			return 0;
	}
	return 1;
}

int copy_struct_from_user(void *dst, size_t ksize, const void __user *src, size_t usize)
{
	size_t size = min(ksize, usize);
	int ret;

	if (usize > ksize) {
		ret = check_zeroed_user(src + ksize, usize - ksize);
		if (ret <= 0)
			return ret ? ret : -E2BIG;
	}
	memset(dst + size, 0, ksize - size);
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long done;

	might_fault();
	for (done = 0; done < count; done++) {
		if (__copy_from_user(dst + done, src + done, 1))
			return -EFAULT;
		if (!dst[done])
			break;
	}
	return done;
}

long strnlen_user(const char __user *str, long n)
{
	long len;
	char c;

	might_fault();
	for (len = 0; len < n; len++) {
		if (__copy_from_user(&c, str + len, 1))
			return 0;
		if (!c)
			return len + 1;
	}
	return n + 1;
}

int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len,
		      unsigned int gup_flags)
{
	struct mm_struct *mm = get_task_mm(task);
	int done = 0, part;

	if (!mm)
		return 0;
	for (; done < len; done += part) {
		part = min_t(int, len - done, PAGE_SIZE - offset_in_page(addr + done));
		if (user_access(mm, addr + done, buf + done, part, gup_flags & FOLL_WRITE, true))
			break;
	}
	mmput(mm);
	return done;
}
