// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fd_share.c - how open files come to other processes, and how an exit closes them
 *
 * A file is released by whoever drops the last reference, so the order in which an
 * exiting process closes its numbers decides what runs under whose locks. Linux
 * goes by number; which file has which number is up to the program. Here the order
 * itself is a choice, so that one program shows them all.
 */
#include <linux/fdtable.h>

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "exec/exec.h"

#include "fd_table.h"
#include "file.h"

/* A table as big as @old's, as far as it can be known without the lock. */
static struct files_struct *files_alloc_like(struct files_struct *old)
{
	struct files_struct *new = files_alloc();
	unsigned int max_fds;

	spin_lock(&old->file_lock);
	max_fds = files_fdtable(old)->max_fds;
	spin_unlock(&old->file_lock);
	if (new && files_reserve(new, max_fds - 1)) {
		files_free(new);
		new = NULL;
	}
	return new;
}

/* A number that is only reserved stays the parent's: it has no file to share. */
static void fdtable_share(struct fdtable *new, struct fdtable *old)
{
	unsigned int fd;

	for_each_set_bit(fd, old->open_fds, old->max_fds) {
		if (!old->fd[fd])
			continue;
		rcu_assign_pointer(new->fd[fd], get_file(old->fd[fd]));
		__set_bit(fd, new->open_fds);
		__assign_bit(fd, new->close_on_exec, test_bit(fd, old->close_on_exec));
	}
}

struct files_struct *dup_fd(struct files_struct *old)
{
	struct files_struct *new;

	while ((new = files_alloc_like(old))) {
		spin_lock(&old->file_lock);
		if (files_fdtable(old)->max_fds <= files_fdtable(new)->max_fds)
			break;
		spin_unlock(&old->file_lock);	/* it has grown meanwhile */
		files_free(new);
	}
	if (!new)
		return NULL;
	fdtable_share(files_fdtable(new), files_fdtable(old));
	spin_unlock(&old->file_lock);
	return new;
}

/* The number of the file that @nth others stand before. */
static unsigned int nth_open_fd(struct fdtable *fdt, unsigned int nth)
{
	unsigned int fd;

	for_each_set_bit(fd, fdt->open_fds, fdt->max_fds) {
		if (fdt->fd[fd] && !nth--)
			return fd;
	}
	BUG();
}

/* Close everything; the table has no other user any more. */
static void close_files(struct files_struct *files)
{
	struct fdtable *fdt = files_fdtable(files);
	unsigned int left = 0, fd;

	for_each_set_bit(fd, fdt->open_fds, fdt->max_fds)
		left += !!fdt->fd[fd];
	for (; left; left--) {
		fd = nth_open_fd(fdt, left > 1 ? ex_choose(left) : 0);
		filp_close(files_take_fd(files, fd), files);
	}
}

void put_files_struct(struct files_struct *files)
{
	if (!atomic_dec_and_test(&files->count))
		return;
	close_files(files);
	files_free(files);
}

void exit_files(struct task_struct *task)
{
	struct files_struct *files = task->files;
	bool aside;

	if (!files)
		return;
	aside = ex_aside(true);
	task_lock(task);
	task->files = NULL;
	task_unlock(task);
	ex_aside(aside);
	put_files_struct(files);
}

int receive_fd(struct file *file, int __user *ufd, unsigned int o_flags)
{
	int fd = get_unused_fd_flags(o_flags);

	if (fd < 0)
		return fd;
	if (ufd && put_user(fd, ufd)) {
		put_unused_fd(fd);
		return -EFAULT;
	}
	fd_install(fd, get_file(file));
	return fd;
}
