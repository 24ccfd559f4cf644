// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sys.h - the client's only doors to the operating system, for the things under test
 *
 * Implemented with libc, the client runs on Linux; sys_ksim.c opens them onto the
 * simulator. All follow the libc convention: -1 and errno on failure.
 */
#ifndef ORACLE_SYS_H
#define ORACLE_SYS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

int sys_open(const char *path, int flags);
int sys_close(int fd);
int sys_dup(int fd);
long sys_ioctl(int fd, unsigned long req, void *arg);
ssize_t sys_read(int fd, void *buf, size_t len);
ssize_t sys_write(int fd, const void *buf, size_t len);
ssize_t sys_pread(int fd, void *buf, size_t len, off_t off);
ssize_t sys_pwrite(int fd, const void *buf, size_t len, off_t off);
void *sys_mmap(size_t len, int prot, int flags, int fd, off_t off);
int sys_munmap(void *p, size_t len);
int sys_eventfd(unsigned init, int flags);
int sys_poll1(int fd, short events, int timeout_ms, short *revents);
ssize_t sys_readlink(const char *path, char *buf, size_t len);
/* names in a directory except "." and "..", sorted, '\n'-separated */
ssize_t sys_listdir(const char *path, char *buf, size_t len);
/* one access of 1/2/4/8 bytes to mapped memory; -1 with errno EFAULT if it
 * faults (SIGBUS/SIGSEGV) */
int sys_mem_read(const void *p, int size, uint64_t *val);
int sys_mem_write(void *p, int size, uint64_t val);
/* effective capability of the calling thread, and RLIMIT_MEMLOCK (soft) */
int sys_cap_set(int cap, int on);
int sys_memlock(uint64_t bytes); /* ~0 restores the first value */
void sys_msleep(int ms);
int sys_thread(void *(*fn)(void *), void *arg);
#endif
