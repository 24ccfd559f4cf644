/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/fd_table.c */
#ifndef _LINUX_FDTABLE_H
#define _LINUX_FDTABLE_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct file;
struct task_struct;

#define NR_OPEN_DEFAULT	64u

/* One size of a table; replaced as a whole when it grows, under RCU. */
struct fdtable {
	unsigned int		max_fds;	/* fixed at init */
	struct file __rcu	**fd;		/* file_lock: to change; RCU: to read */
	unsigned long		*open_fds;	/* file_lock: numbers in use or reserved */
	unsigned long		*close_on_exec;	/* file_lock */
	struct rcu_head		rcu;
};

/* The open files of a process, shared by its threads. */
struct files_struct {
	atomic_t		count;		/* threads that use it */
	spinlock_t		file_lock;
	struct fdtable __rcu	*fdt;		/* file_lock: to change; RCU: to read */
	unsigned int		next_fd;	/* file_lock: no free number below */

	/* the first table: most processes never outgrow it */
	struct fdtable		fdtab;
	struct file __rcu	*fd_array[NR_OPEN_DEFAULT];
	unsigned long		open_fds_init[1];
	unsigned long		close_on_exec_init[1];
};

#define files_fdtable(files)	rcu_dereference_protected((files)->fdt, true)

struct files_struct *files_alloc(void);

/* A copy of @old with one more reference on each file, as fork makes; NULL: no memory. */
struct files_struct *dup_fd(struct files_struct *old);

/* Drop one user. The last closes all files, in an order that is a choice. */
void put_files_struct(struct files_struct *files);

/* Give the task's table up, at exit. */
void exit_files(struct task_struct *task);

/* The file at @fd without a reference: rcu_read_lock() or file_lock is held. */
struct file *files_lookup_fd_raw(struct files_struct *files, unsigned int fd);

#endif
