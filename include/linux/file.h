/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/fd_table.c, fput in sim/core/file.c */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

struct file;
struct file_operations;
struct inode;
struct task_struct;
struct vfsmount;

/*
 * Drop a reference. The last one does not release the file here: a user task does
 * it on its way back to user space, a kernel thread or an interrupt hands it to
 * delayed work. So ->release never runs under the locks that the caller holds.
 */
void fput(struct file *file);

/* The last reference releases the file before this returns; any lock held is held in ->release. */
void __fput_sync(struct file *file);

/* Wait until files put by kernel threads so far are released. */
void flush_delayed_fput(void);

struct file *alloc_file_pseudo(struct inode *inode, struct vfsmount *mnt, const char *name,
			       int flags, const struct file_operations *fops);

/*
 * A file looked up by number, and whether it is counted: a task that alone uses
 * its table borrows the table's reference. Linux 6.12 packs both into a word; two
 * fields serve f.file of older code as well as fd_file(f).
 */
struct fd {
	struct file	*file;
	unsigned int	flags;
};
#define FDPUT_FPUT		1
#define FDPUT_POS_UNLOCK	2

#define fd_file(f)	((f).file)
#define EMPTY_FD	((struct fd){ 0 })

static inline bool fd_empty(struct fd f)
{
	return unlikely(!f.file);
}

static inline void fdput(struct fd f)
{
	if (f.flags & FDPUT_FPUT)
		fput(f.file);
}

/* A reference on the caller's file number @fd; NULL if there is none. */
struct file *fget(unsigned int fd);
struct file *fget_raw(unsigned int fd);
struct file *fget_task(struct task_struct *task, unsigned int fd);

struct fd fdget(unsigned int fd);
struct fd fdget_raw(unsigned int fd);
struct fd fdget_pos(unsigned int fd);
void __f_unlock_pos(struct file *file);

static inline void fdput_pos(struct fd f)
{
	if (f.flags & FDPUT_POS_UNLOCK)
		__f_unlock_pos(f.file);
	fdput(f);
}

DEFINE_CLASS(fd, struct fd, fdput(_T), fdget(fd), int fd)
DEFINE_CLASS(fd_raw, struct fd, fdput(_T), fdget_raw(fd), int fd)

/* Reserve a number (-EMFILE); it answers -EBADF until fd_install(). */
int get_unused_fd_flags(unsigned int flags);
int __get_unused_fd_flags(unsigned int flags, unsigned long nofile);
void put_unused_fd(unsigned int fd);

/* Give the caller's reference to the table; others may use and close @fd from now on. */
void fd_install(unsigned int fd, struct file *file);

/* Install one more reference at @ufd's choice of number: how an fd travels between processes. */
int receive_fd(struct file *file, int __user *ufd, unsigned int o_flags);

/* Close, from inside the kernel. */
int close_fd(unsigned int fd);

DEFINE_CLASS(get_unused_fd, int, if (_T >= 0) put_unused_fd(_T),
	     get_unused_fd_flags(flags), unsigned int flags)
DEFINE_FREE(fput, struct file *, if (!IS_ERR_OR_NULL(_T)) fput(_T))

#define take_fd(fd)	__get_and_null(fd, -EBADF)

#endif
