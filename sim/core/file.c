// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file.c - struct file: made once, shared by references, released after the last
 *
 *  F1  While f_count is not zero, f_op->release has not begun.
 *  F2  It runs exactly once, and by nobody who called fput() with locks held: a
 *      user task runs it as task work, everybody else leaves it to delayed work.
 *      __fput_sync() is the exception that its callers asked for.
 *  F3  The memory outlives the release by a grace period: a lookup under RCU may
 *      still look at f_count, and finds zero.
 */
#include <linux/fs.h>

#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/workqueue.h>

#include "exec/exec.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

#include "file.h"

#define FILE_MAGIC	0x66696c65u

/* How many live; the check at rest wants none. Not for kernel code to order by. */
static unsigned long nr_files;

struct file *alloc_empty_file(int flags, const struct cred *cred)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return ERR_PTR(-ENOMEM);
	atomic_long_set(&file->f_count, 1);
	spin_lock_init(&file->f_lock);
	mutex_init(&file->f_pos_lock);
	file->f_flags = flags;
	file->f_mode = OPEN_FMODE(flags);
	file->f_cred = get_cred(cred);
	file->f_magic = FILE_MAGIC;
	__atomic_add_fetch(&nr_files, 1, __ATOMIC_RELAXED);
	return file;
}

static void file_free_rcu(struct rcu_head *head)
{
	struct file *file = container_of(head, struct file, f_rcuhead);

	kfree(file);
}

static void file_free(struct file *file)
{
	put_cred(file->f_cred);
	file->f_magic = 0;
	__atomic_sub_fetch(&nr_files, 1, __ATOMIC_RELAXED);
	call_rcu(&file->f_rcuhead, file_free_rcu);
}

struct file *alloc_file_pseudo(struct inode *inode, struct vfsmount *mnt, const char *name,
			       int flags, const struct file_operations *fops)
{
	struct file *file = alloc_empty_file(flags, current_cred());

	if (IS_ERR(file))
		return file;
	file->f_path.mnt = mnt;
	file->f_name = name;
	file->f_inode = inode;
	file->f_mapping = inode->i_mapping;
	file->f_op = fops;
	file_mode_init(file);
	file->f_mode |= FMODE_OPENED;
	return file;
}

void file_mode_init(struct file *file)
{
	const struct file_operations *fops = file->f_op;

	if ((file->f_mode & FMODE_READ) && (fops->read || fops->read_iter))
		file->f_mode |= FMODE_CAN_READ;
	if ((file->f_mode & FMODE_WRITE) && (fops->write || fops->write_iter))
		file->f_mode |= FMODE_CAN_WRITE;
	if (fops->llseek)
		file->f_mode |= FMODE_LSEEK;
}

struct file *get_file(struct file *file)
{
	long before = atomic_long_fetch_inc_relaxed(&file->f_count);

	WARN_ONCE(!before, "struct file::f_count incremented from zero: %s is being released\n",
		  file_name(file));
	return file;
}

bool get_file_not_zero(struct file *file)
{
	return atomic_long_inc_not_zero(&file->f_count);
}

const char *file_name(const struct file *file)
{
	return file->f_name ? file->f_name : "?";
}

/* The release proper: nobody else has the file any more. */
static void __fput(struct file *file)
{
	struct inode *inode = file->f_inode;

	might_sleep();
	if (file->f_mode & FMODE_OPENED) {
		if ((file->f_flags & FASYNC) && file->f_op->fasync)
			file->f_op->fasync(-1, file, 0);
		if (file->f_op->release)
			file->f_op->release(inode, file);
		fops_put(file->f_op);
	}
	if (inode)
		iput(inode);
	file_free(file);
}

static void fput_task_work(struct callback_head *work)
{
	__fput(container_of(work, struct file, f_task_work));
}

static LLIST_HEAD(delayed_fput_list);

static void delayed_fput(struct work_struct *unused)
{
	struct llist_node *node = llist_del_all(&delayed_fput_list);
	struct file *file, *next;

	llist_for_each_entry_safe(file, next, node, f_llist)
		__fput(file);
}

static DECLARE_DELAYED_WORK(delayed_fput_work, delayed_fput);

void flush_delayed_fput(void)
{
	delayed_fput(NULL);
	flush_delayed_work(&delayed_fput_work);
}

void fput(struct file *file)
{
	if (!atomic_long_dec_and_test(&file->f_count))
		return;
	if (!(file->f_mode & FMODE_OPENED)) {
		__fput(file);
		return;
	}
	if (!in_interrupt() && !(current->flags & PF_KTHREAD)) {
		init_task_work(&file->f_task_work, fput_task_work);
		if (!task_work_add(current, &file->f_task_work, TWA_RESUME))
			return;
		/* Past its last task work, a task is no better than a kernel thread. */
	}
	if (llist_add(&file->f_llist, &delayed_fput_list))
		schedule_delayed_work(&delayed_fput_work, 1);
}

void __fput_sync(struct file *file)
{
	if (atomic_long_dec_and_test(&file->f_count))
		__fput(file);
}

static void report_open_file(const struct ex_heap_object *object, void *unused)
{
	const struct file *file = object->ptr;
	char title[FINDING_TITLE_MAX];

	if (object->size != sizeof(*file) || file->f_magic != FILE_MAGIC)
		return;
	scnprintf(title, sizeof(title), "file left open: %s", file_name(file));
	finding_report(FINDING_LEAK, title, "%ld references\n", file_count(file));
}

static void check_open_files(void)
{
	if (nr_files)
		ex_heap_for_each_live(report_open_file, NULL);
}
DEFINE_REST_CHECK(open_files, check_open_files);

static int __init file_init(void)
{
	nr_files = 0;
	init_llist_head(&delayed_fput_list);
	return 0;
}
fs_initcall(file_init);

/* Before anything that a release may need is torn down. */
static void file_exit(void)
{
	flush_delayed_fput();
}
__exitcall_level(file_exit, 85);

int filp_flush(struct file *file, fl_owner_t id)
{
	if (WARN_ONCE(!file_count(file), "VFS: Close: file count is 0 (%s)\n", file_name(file)))
		return 0;
	return file->f_op->flush ? file->f_op->flush(file, id) : 0;
}

int filp_close(struct file *file, fl_owner_t id)
{
	int ret = filp_flush(file, id);

	fput(file);
	return ret;
}
