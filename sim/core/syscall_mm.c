// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * syscall_mm.c - system calls on memory, and the accesses that programs make to it
 */
#include "syscall.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/signal.h>

#include "exec/exec.h"

#include "user_access.h"

static long do_mmap_fd(unsigned long addr, size_t len, int prot, int flags, int fd, loff_t offset)
{
	struct file *file;
	long ret;

	if (flags & MAP_ANONYMOUS)
		return vm_mmap(NULL, addr, len, prot, flags, 0);
	file = fget(fd);
	if (!file)
		return -EBADF;
	ret = vm_mmap(file, addr, len, prot, flags, offset);
	fput(file);
	return ret;
}

long ksys_mmap(unsigned long addr, size_t len, int prot, int flags, int fd, loff_t offset)
{
	if (!syscall_enter("mmap"))
		return -EINTR;
	return syscall_exit(do_mmap_fd(addr, len, prot, flags, fd, offset));
}

long ksys_munmap(unsigned long addr, size_t len)
{
	if (!syscall_enter("munmap"))
		return -EINTR;
	return syscall_exit(vm_munmap(addr, len));
}

long ksys_mprotect(unsigned long addr, size_t len, int prot)
{
	if (!syscall_enter("mprotect"))
		return -EINTR;
	return syscall_exit(do_mprotect(addr, len, prot));
}

long ksys_mremap(unsigned long addr, size_t old_len, size_t new_len, int flags,
		 unsigned long new_addr)
{
	if (!syscall_enter("mremap"))
		return -EINTR;
	return syscall_exit(do_mremap(addr, old_len, new_len, flags, new_addr));
}

/* A fault, if there is one, enters the kernel and returns like a system call. */
static long touch(unsigned long addr, void *buf, size_t len, bool write)
{
	if (!syscall_enter(write ? "store" : "load"))
		return -EINTR;
	if (addr < TASK_MMAP_BASE || addr + len > TASK_MMAP_END)
		return syscall_exit(-EFAULT);
	ex_point(write ? EX_WRITE : EX_READ, (void *)addr);
	return syscall_exit(user_access(current->mm, addr, buf, len, write, true));
}

static long touch_range(unsigned long addr, void *buf, size_t len, bool write)
{
	size_t part;
	long ret = 0;

	for (; len && !ret; addr += part, buf += part, len -= part) {
		part = min_t(size_t, len, PAGE_SIZE - offset_in_page(addr));
		ret = touch(addr, buf, part, write);
	}
	return ret;
}

static bool is_access_size(int size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

long ksys_mem_read(unsigned long addr, int size, u64 *val)
{
	*val = 0;
	return is_access_size(size) ? touch_range(addr, val, size, false) : -EINVAL;
}

long ksys_mem_write(unsigned long addr, int size, u64 val)
{
	return is_access_size(size) ? touch_range(addr, &val, size, true) : -EINVAL;
}

long ksys_mem_fill(unsigned long addr, const void *from, size_t len)
{
	return touch_range(addr, (void *)from, len, true);
}

long ksys_mem_fetch(void *to, unsigned long addr, size_t len)
{
	return touch_range(addr, to, len, false);
}
