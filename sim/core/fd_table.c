// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fd_table.c - the numbers by which a process knows its open files
 *
 *  T1  A number is free, reserved (bit set, no file) or in use (bit set, file).
 *      A lookup sees a file only from fd_install() on, and at once from then.
 *  T2  Each file in a table is one reference, which the table owns.
 *  T3  A table that grows is replaced; readers under RCU may still use the old one,
 *      which holds no newer file than the new one and is freed after a grace period.
 *
 * Locking: files->file_lock covers all changes. Lookups take rcu_read_lock() and a
 * reference that they check against the table again (T2 may end in between).
 *
 * Linux installs a file without file_lock unless the table grows; with it here,
 * which is one more point to switch at and nothing else.
 */
#include <linux/fdtable.h>

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/log2.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "exec/exec.h"

#include "fd_table.h"
#include "file.h"

struct files_struct *files_alloc(void)
{
	struct files_struct *files = kzalloc(sizeof(*files), GFP_KERNEL);

	if (!files)
		return NULL;
	atomic_set(&files->count, 1);
	spin_lock_init(&files->file_lock);
	files->fdtab.max_fds = NR_OPEN_DEFAULT;
	files->fdtab.fd = files->fd_array;
	files->fdtab.open_fds = files->open_fds_init;
	files->fdtab.close_on_exec = files->close_on_exec_init;
	rcu_assign_pointer(files->fdt, &files->fdtab);
	return files;
}

static struct fdtable *fdtable_alloc(unsigned int max_fds)
{
	size_t words = BITS_TO_LONGS(max_fds);
	struct fdtable *fdt;

	/* One block: the arrays behind the struct. */
	fdt = kzalloc(sizeof(*fdt) + max_fds * sizeof(*fdt->fd) +
		      2 * words * sizeof(long), GFP_KERNEL);
	if (!fdt)
		return NULL;
	fdt->max_fds = max_fds;
	fdt->fd = (void *)(fdt + 1);
	fdt->open_fds = (void *)(fdt->fd + max_fds);
	fdt->close_on_exec = fdt->open_fds + words;
	return fdt;
}

static void fdtable_free_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct fdtable, rcu));
}

static void fdtable_copy(struct fdtable *to, const struct fdtable *from)
{
	size_t words = BITS_TO_LONGS(from->max_fds);

	memcpy(to->fd, from->fd, from->max_fds * sizeof(*from->fd));
	memcpy(to->open_fds, from->open_fds, words * sizeof(long));
	memcpy(to->close_on_exec, from->close_on_exec, words * sizeof(long));
}

/* Drops and takes the lock. 0 also if somebody else has grown it. */
static int fdtable_grow(struct files_struct *files, unsigned int wanted)
	__releases(files->file_lock) __acquires(files->file_lock)
{
	struct fdtable *old, *new;
	unsigned int max_fds = roundup_pow_of_two(wanted + 1);

	spin_unlock(&files->file_lock);
	new = fdtable_alloc(max_fds);
	spin_lock(&files->file_lock);
	if (!new)
		return -ENOMEM;
	old = files_fdtable(files);
	if (old->max_fds > wanted) {
		kfree(new);
		return 0;
	}
	fdtable_copy(new, old);
	rcu_assign_pointer(files->fdt, new);
	if (old != &files->fdtab)
		call_rcu(&old->rcu, fdtable_free_rcu);
	return 0;
}

int files_reserve(struct files_struct *files, unsigned int fd)
{
	int ret = 0;

	spin_lock(&files->file_lock);
	if (files_fdtable(files)->max_fds <= fd)
		ret = fdtable_grow(files, fd);
	spin_unlock(&files->file_lock);
	return ret;
}

void files_free(struct files_struct *files)
{
	struct fdtable *fdt = files_fdtable(files);

	if (fdt != &files->fdtab)
		kfree(fdt);
	kfree(files);
}

int files_alloc_fd(struct files_struct *files, unsigned long nofile, unsigned int flags)
{
	struct fdtable *fdt;
	unsigned int fd;
	int ret;

	spin_lock(&files->file_lock);
	for (;;) {
		fdt = files_fdtable(files);
		fd = find_next_zero_bit(fdt->open_fds, fdt->max_fds, files->next_fd);
		ret = -EMFILE;
		if (fd >= nofile)
			goto out_unlock;
		if (fd < fdt->max_fds)
			break;
		ret = fdtable_grow(files, fd);
		if (ret)
			goto out_unlock;
	}
	__set_bit(fd, fdt->open_fds);
	__assign_bit(fd, fdt->close_on_exec, flags & O_CLOEXEC);
	files->next_fd = fd + 1;
	ret = fd;
out_unlock:
	spin_unlock(&files->file_lock);
	return ret;
}

int __get_unused_fd_flags(unsigned int flags, unsigned long nofile)
{
	if (ex_fail("get_unused_fd"))
		return -EMFILE;
	return files_alloc_fd(current->files, nofile, flags);
}

int get_unused_fd_flags(unsigned int flags)
{
	return __get_unused_fd_flags(flags, rlimit(RLIMIT_NOFILE));
}

static void free_fd(struct files_struct *files, unsigned int fd)
{
	lockdep_assert_held(&files->file_lock);
	__clear_bit(fd, files_fdtable(files)->open_fds);
	if (fd < files->next_fd)
		files->next_fd = fd;
}

void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	free_fd(files, fd);
	spin_unlock(&files->file_lock);
}

void files_install_fd(struct files_struct *files, unsigned int fd, struct file *file)
{
	struct fdtable *fdt;

	spin_lock(&files->file_lock);
	fdt = files_fdtable(files);
	WARN_ON(fdt->fd[fd]);
	ex_touch(EX_WRITE, files);
	rcu_assign_pointer(fdt->fd[fd], file);
	spin_unlock(&files->file_lock);
}

void fd_install(unsigned int fd, struct file *file)
{
	files_install_fd(current->files, fd, file);
}

struct file *files_take_fd(struct files_struct *files, unsigned int fd)
{
	struct file *file = NULL;
	struct fdtable *fdt;

	spin_lock(&files->file_lock);
	fdt = files_fdtable(files);
	if (fd < fdt->max_fds)
		file = fdt->fd[fd];
	if (file) {
		ex_touch(EX_WRITE, files);
		rcu_assign_pointer(fdt->fd[fd], NULL);
		free_fd(files, fd);
	}
	spin_unlock(&files->file_lock);
	return file;
}

int close_fd(unsigned int fd)
{
	struct file *file = files_take_fd(current->files, fd);

	return file ? filp_close(file, current->files) : -EBADF;
}

/* close(): on its way out anyway, so that the release need not wait for task work. */
int close_fd_sync(unsigned int fd)
{
	struct file *file = files_take_fd(current->files, fd);
	int ret;

	if (!file)
		return -EBADF;
	ret = filp_flush(file, current->files);
	__fput_sync(file);
	return ret;
}

struct file *files_lookup_fd_raw(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = rcu_dereference_raw(files->fdt);

	return fd < fdt->max_fds ? rcu_dereference_raw(fdt->fd[fd]) : NULL;
}

static struct file *files_fget(struct files_struct *files, unsigned int fd)
{
	struct file *file;

	ex_point(EX_READ, files);
	rcu_read_lock();
	while ((file = files_lookup_fd_raw(files, fd))) {
		if (!get_file_not_zero(file))
			continue;	/* closed since: the table has changed */
		if (file == files_lookup_fd_raw(files, fd))
			break;
		fput(file);
	}
	rcu_read_unlock();
	return file;
}

struct file *fget(unsigned int fd)
{
	return current->files ? files_fget(current->files, fd) : NULL;
}

struct file *fget_raw(unsigned int fd)
{
	return fget(fd);
}

struct file *fget_task(struct task_struct *task, unsigned int fd)
{
	struct files_struct *files;
	struct file *file = NULL;

	task_lock(task);
	files = task->files;
	if (files)
		file = files_fget(files, fd);
	task_unlock(task);
	return file;
}

/*
 * While no other thread uses the table, nobody but the caller can close the number,
 * and it does not as long as it is inside a system call: no reference is needed.
 */
struct fd fdget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (!files)
		return EMPTY_FD;
	if (atomic_read_acquire(&files->count) == 1)	/* pairs with put_files_struct() */
		return (struct fd){ files_lookup_fd_raw(files, fd), 0 };
	file = files_fget(files, fd);
	return (struct fd){ file, file ? FDPUT_FPUT : 0 };
}

struct fd fdget_raw(unsigned int fd)
{
	return fdget(fd);
}

struct fd fdget_pos(unsigned int fd)
{
	struct fd f = fdget(fd);

	if (f.file && (f.file->f_mode & FMODE_ATOMIC_POS) && file_count(f.file) > 1) {
		f.flags |= FDPUT_POS_UNLOCK;
		mutex_lock(&f.file->f_pos_lock);
	}
	return f;
}

void __f_unlock_pos(struct file *file)
{
	mutex_unlock(&file->f_pos_lock);
}
