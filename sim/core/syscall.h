/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.h - system calls: all that user space can do to the kernel
 *
 * Each call enters the kernel, does its work and returns to user space: there task
 * work runs (the deferred last fput() of files among it), pending signals are taken,
 * and a lock that is still held is a finding. The caller is a thread of a process
 * (core/process.h). All return a negative errno on failure.
 */
#ifndef CORE_SYSCALL_H
#define CORE_SYSCALL_H

#include <linux/types.h>

/*
 * Enter and leave by hand, around kernel code that stands for a system call of its
 * own. syscall_enter() is false if the process is dying: do not go on then.
 * syscall_exit() returns @ret as user space sees it.
 */
bool syscall_enter(const char *name);
long syscall_exit(long ret);

/* @path: a node under /dev or a file under /sys. */
long ksys_open(const char *path, int flags);
long ksys_close(int fd);
long ksys_dup(int fd);

/* The number that @fd's file gets in @to, as if sent over a socket and received there. */
struct process;
long ksys_dup_to_process(int fd, struct process *to);

long ksys_ioctl(int fd, unsigned int cmd, unsigned long arg);
/* The same with an argument that a simulated program made up: no address is the host's. */
long ksys_ioctl_raw(int fd, unsigned int cmd, unsigned long arg);

/* @buf is a user address: simulated, or the host's in a PROCESS_HOST_CLIENT. */
long ksys_read(int fd, void *buf, size_t count);
long ksys_write(int fd, const void *buf, size_t count);
long ksys_pread(int fd, void *buf, size_t count, loff_t pos);
long ksys_pwrite(int fd, const void *buf, size_t count, loff_t pos);
long ksys_lseek(int fd, loff_t offset, int whence);

/* PROT_*, MAP_* as in <linux/mman.h>; @addr 0: anywhere. The address, or a negative errno. */
long ksys_mmap(unsigned long addr, size_t len, int prot, int flags, int fd, loff_t offset);
long ksys_munmap(unsigned long addr, size_t len);
long ksys_mprotect(unsigned long addr, size_t len, int prot);
long ksys_mremap(unsigned long addr, size_t old_len, size_t new_len, int flags,
		 unsigned long new_addr);

/*
 * One access of 1, 2, 4 or 8 bytes that user space makes to mapped memory, not a
 * system call: -EFAULT where the process would get SIGSEGV, -EIO where SIGBUS,
 * -EINTR if it is dying.
 */
long ksys_mem_read(unsigned long addr, int size, u64 *val);
long ksys_mem_write(unsigned long addr, int size, u64 val);

/* Fill or fetch a simulated range as the program itself would, page by page. 0 or as above. */
long ksys_mem_fill(unsigned long addr, const void *from, size_t len);
long ksys_mem_fetch(void *to, unsigned long addr, size_t len);

long ksys_eventfd(unsigned int initval, int flags);

/* One file. 1 with *@revents set, 0 on timeout; @timeout_ms negative: for ever. */
long ksys_poll(int fd, short events, int timeout_ms, short *revents);

/* Bytes stored, without a NUL (readlink) or with one behind them (listdir: sorted lines). */
long ksys_readlink(const char *path, char *buf, size_t size);
long ksys_listdir(const char *path, char *buf, size_t size);

/* The caller's effective capability, and its process' soft RLIMIT_MEMLOCK (~0: the first value). */
long ksys_cap_set(int cap, bool on);
long ksys_memlock(u64 bytes);
long ksys_msleep(unsigned int ms);

#endif
