// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sys_ksim.c - the client's doors to the operating system, opened onto the simulator
 *
 * The libc convention of client/sys.h over core/syscall.h. The client is a process
 * whose buffers are the host's (PROCESS_HOST_CLIENT); what it maps is simulated.
 * Besides /dev and /sys it reads one host file, which the machine's boot left in /run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "exec/exec.h"

#include "core/process.h"
#include "core/syscall.h"

#include "client/sys.h"
#include "golden.h"

#define RUN_FILE	"/run/boot_reset_methods"
#define RUN_FD		10000	/* behind any number that the simulator gives */

const char *golden_run_file = "";
static size_t run_offset;

/* The client looks at a volatile flag that its thread sets last, in between any calls. */
static char threads_ended;

static long result(long ret)
{
	ex_observe(&threads_ended);
	if (ret >= 0)
		return ret;
	errno = -ret;
	return -1;
}

int sys_open(const char *path, int flags)
{
	if (!strcmp(path, RUN_FILE)) {
		run_offset = 0;
		return RUN_FD;
	}
	return result(ksys_open(path, flags));
}

int sys_close(int fd)
{
	return fd == RUN_FD ? 0 : result(ksys_close(fd));
}

int sys_dup(int fd)
{
	return result(ksys_dup(fd));
}

long sys_ioctl(int fd, unsigned long req, void *arg)
{
	return result(ksys_ioctl(fd, req, (unsigned long)arg));
}

static ssize_t read_run_file(void *buf, size_t len)
{
	size_t left = strlen(golden_run_file) - run_offset;

	if (len > left)
		len = left;
	memcpy(buf, golden_run_file + run_offset, len);
	run_offset += len;
	return len;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	return fd == RUN_FD ? read_run_file(buf, len) : result(ksys_read(fd, buf, len));
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	return result(ksys_write(fd, buf, len));
}

ssize_t sys_pread(int fd, void *buf, size_t len, off_t off)
{
	return result(ksys_pread(fd, buf, len, off));
}

ssize_t sys_pwrite(int fd, const void *buf, size_t len, off_t off)
{
	return result(ksys_pwrite(fd, buf, len, off));
}

void *sys_mmap(size_t len, int prot, int flags, int fd, off_t off)
{
	long ret = ksys_mmap(0, len, prot, flags, fd, off);

	return ret < 0 && ret > -4096 ? (result(ret), MAP_FAILED) : (void *)ret;
}

int sys_munmap(void *p, size_t len)
{
	return result(ksys_munmap((unsigned long)p, len));
}

int sys_eventfd(unsigned int init, int flags)
{
	return result(ksys_eventfd(init, flags));
}

int sys_poll1(int fd, short events, int timeout_ms, short *revents)
{
	return result(ksys_poll(fd, events, timeout_ms, revents));
}

ssize_t sys_readlink(const char *path, char *buf, size_t len)
{
	return result(ksys_readlink(path, buf, len));
}

ssize_t sys_listdir(const char *path, char *buf, size_t len)
{
	return result(ksys_listdir(path, buf, len));
}

/* However the access fails, the client sees a signal. */
static int fault(long ret)
{
	return ret ? result(-EFAULT) : 0;
}

int sys_mem_read(const void *p, int size, uint64_t *val)
{
	u64 read;
	long ret = ksys_mem_read((unsigned long)p, size, &read);

	*val = read;
	return fault(ret);
}

int sys_mem_write(void *p, int size, uint64_t val)
{
	return fault(ksys_mem_write((unsigned long)p, size, val));
}

int sys_cap_set(int cap, int on)
{
	return result(ksys_cap_set(cap, on));
}

int sys_memlock(uint64_t bytes)
{
	return result(ksys_memlock(bytes));
}

void sys_msleep(int ms)
{
	result(ksys_msleep(ms));
}

struct thread {
	void	*(*fn)(void *arg);
	void	*arg;
};

static int thread_main(void *arg)
{
	struct thread thread = *(struct thread *)arg;

	free(arg);
	thread.fn(thread.arg);
	ex_publish(&threads_ended);
	return 0;
}

int sys_thread(void *(*fn)(void *), void *arg)
{
	struct thread *thread = malloc(sizeof(*thread));

	*thread = (struct thread){ fn, arg };
	if (process_thread(process_current(), "job", thread_main, thread))
		return 0;
	free(thread);
	return result(-EAGAIN);
}
