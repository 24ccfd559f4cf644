// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * syscall.c - into the kernel and back, and the system calls on open files
 */
#include "syscall.h"

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/lockdep.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/task_work.h>

#include "eventfd.h"
#include "fd_table.h"
#include "freezer.h"
#include "host_memory.h"
#include "poll.h"
#include "process.h"
#include "process_types.h"

bool syscall_enter(const char *name)
{
	BUG_ON(!current->process);	/* only threads of a process have system calls */
	freezer_enter();
	if (!fatal_signal_pending(current))
		return true;
	freezer_leave();
	return false;
}

static bool is_restart(long ret)
{
	return ret == -ERESTARTSYS || ret == -ERESTARTNOINTR || ret == -ERESTARTNOHAND ||
	       ret == -ERESTART_RESTARTBLOCK;
}

/* Back to user space, with a new @ret; true if the call is to be made once more. */
static bool leave_kernel(long *ret)
{
	bool restart = is_restart(*ret);
	bool again = restart && freezer_signal_only(current);

	task_work_run();
	while (signal_pending(current) && !fatal_signal_pending(current)) {
		flush_signals(current);
		task_work_run();
	}
	lockdep_sys_exit();
	freezer_leave();
	if (restart)
		*ret = -EINTR;
	return again;
}

/*
 * Linux starts some calls again after a signal without a handler; every signal has one here,
 * but for the freezer's, after which SYSCALL() starts again.
 */
long syscall_exit(long ret)
{
	leave_kernel(&ret);
	return ret;
}

/* The body of a system call: an expression, its value the result. */
#define SYSCALL(name, body)					\
({								\
	long __ret = -EINTR;					\
								\
	while (syscall_enter(name)) {				\
		__ret = (body);					\
		if (!leave_kernel(&__ret))			\
			break;					\
	}							\
	__ret;							\
})

long ksys_close(int fd)
{
	return SYSCALL("close", close_fd_sync(fd));
}

/* A number in @files for one more reference on the file, which is the caller's own. */
static long install_in(struct files_struct *files, unsigned long nofile, struct file *file)
{
	int fd = files_alloc_fd(files, nofile, 0);

	if (fd >= 0)
		files_install_fd(files, fd, get_file(file));
	return fd;
}

static long do_dup(int fd)
{
	struct fd f = fdget(fd);
	long ret = -EBADF;

	if (fd_file(f))
		ret = install_in(current->files, rlimit(RLIMIT_NOFILE), fd_file(f));
	fdput(f);
	return ret;
}

long ksys_dup(int fd)
{
	return SYSCALL("dup", do_dup(fd));
}

/* The receiver's table with a user of its own; NULL if it has exited. */
static struct files_struct *process_get_files(struct process *process)
{
	struct files_struct *files = NULL;

	spin_lock(&process->lock);
	if (!process->dead) {
		files = process->files;
		atomic_inc(&files->count);
	}
	spin_unlock(&process->lock);
	return files;
}

static long do_dup_to_process(int fd, struct process *to)
{
	struct files_struct *files = process_get_files(to);
	struct fd f = fdget(fd);
	long ret = -EBADF;

	if (!files)
		ret = -ESRCH;
	else if (fd_file(f))
		ret = install_in(files, to->signal.rlim[RLIMIT_NOFILE].rlim_cur, fd_file(f));
	fdput(f);
	if (files)
		put_files_struct(files);
	return ret;
}

long ksys_dup_to_process(int fd, struct process *to)
{
	return SYSCALL("sendmsg", do_dup_to_process(fd, to));
}

static long do_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	struct fd f = fdget(fd);
	long ret = -EBADF;

	if (fd_file(f))
		ret = vfs_ioctl(fd_file(f), cmd, arg);
	fdput(f);
	return ret;
}

long ksys_ioctl(int fd, unsigned int cmd, unsigned long arg)
{
	return SYSCALL("ioctl", do_ioctl(fd, cmd, arg));
}

long ksys_ioctl_raw(int fd, unsigned int cmd, unsigned long arg)
{
	const bool before = host_memory_forbid();
	const long ret = ksys_ioctl(fd, cmd, arg);

	host_memory_restore(before);
	return ret;
}

typedef ssize_t (*transfer_t)(struct file *file, void *buf, size_t count, loff_t *pos);

static ssize_t transfer_read(struct file *file, void *buf, size_t count, loff_t *pos)
{
	return vfs_read(file, buf, count, pos);
}

static ssize_t transfer_write(struct file *file, void *buf, size_t count, loff_t *pos)
{
	return vfs_write(file, buf, count, pos);
}

/*
 * At the file's position, which moves by what was done. Two threads that read one
 * file at once take the same position, unless it is a regular file (fdget_pos()).
 */
static long do_transfer(int fd, void *buf, size_t count, transfer_t transfer)
{
	struct fd f = fdget_pos(fd);
	struct file *file = fd_file(f);
	loff_t pos, *ppos = &pos;
	long ret = -EBADF;

	if (file) {
		if (file->f_mode & FMODE_STREAM)
			ppos = NULL;
		else
			pos = READ_ONCE(file->f_pos);
		ret = transfer(file, buf, count, ppos);
		if (ret >= 0 && ppos)
			WRITE_ONCE(file->f_pos, pos);
	}
	fdput_pos(f);
	return ret;
}

/* At @pos; the file's position stays. */
static long do_ptransfer(int fd, void *buf, size_t count, loff_t pos, fmode_t mode,
			 transfer_t transfer)
{
	struct fd f;
	long ret = -EBADF;

	if (pos < 0)
		return -EINVAL;
	f = fdget(fd);
	if (fd_file(f))
		ret = fd_file(f)->f_mode & mode ? transfer(fd_file(f), buf, count, &pos) : -ESPIPE;
	fdput(f);
	return ret;
}

long ksys_read(int fd, void *buf, size_t count)
{
	return SYSCALL("read", do_transfer(fd, buf, count, transfer_read));
}

long ksys_write(int fd, const void *buf, size_t count)
{
	return SYSCALL("write", do_transfer(fd, (void *)buf, count, transfer_write));
}

long ksys_pread(int fd, void *buf, size_t count, loff_t pos)
{
	return SYSCALL("pread64", do_ptransfer(fd, buf, count, pos, FMODE_PREAD, transfer_read));
}

long ksys_pwrite(int fd, const void *buf, size_t count, loff_t pos)
{
	return SYSCALL("pwrite64", do_ptransfer(fd, (void *)buf, count, pos, FMODE_PWRITE,
						transfer_write));
}

static long do_lseek(int fd, loff_t offset, int whence)
{
	struct fd f = fdget_pos(fd);
	long ret = -EBADF;

	if (fd_file(f))
		ret = vfs_llseek(fd_file(f), offset, whence);
	fdput_pos(f);
	return ret;
}

long ksys_lseek(int fd, loff_t offset, int whence)
{
	return SYSCALL("lseek", do_lseek(fd, offset, whence));
}

long ksys_eventfd(unsigned int initval, int flags)
{
	return SYSCALL("eventfd2", eventfd_create(initval, flags));
}

static long do_poll(int fd, short events, int timeout_ms, short *revents)
{
	__poll_t ready = 0;
	long ret = poll_fd(fd, events, timeout_ms, &ready);

	*revents = ready;
	return ret;
}

long ksys_poll(int fd, short events, int timeout_ms, short *revents)
{
	return SYSCALL("poll", do_poll(fd, events, timeout_ms, revents));
}

static long do_cap_set(int cap, bool on)
{
	struct cred *cred;

	if (cap < 0 || cap > CAP_LAST_CAP)
		return -EINVAL;
	cred = prepare_creds();
	if (!cred)
		return -ENOMEM;
	if (on)
		cred->cap_effective |= BIT_ULL(cap);
	else
		cred->cap_effective &= ~BIT_ULL(cap);
	return commit_creds(cred);
}

long ksys_cap_set(int cap, bool on)
{
	return SYSCALL("capset", do_cap_set(cap, on));
}

static long do_memlock(u64 bytes)
{
	struct rlimit *limit = &current->signal->rlim[RLIMIT_MEMLOCK];

	task_lock(current);
	WRITE_ONCE(limit->rlim_cur, bytes == ~0ULL ? MEMLOCK_DEFAULT : bytes);
	task_unlock(current);
	return 0;
}

long ksys_memlock(u64 bytes)
{
	return SYSCALL("setrlimit", do_memlock(bytes));
}

long ksys_msleep(unsigned int ms)
{
	return SYSCALL("nanosleep", msleep_interruptible(ms) ? -ERESTART_RESTARTBLOCK : 0);
}
