// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * short_thread.c - an ioctl starts a thread that may end by itself, and stops it. The mistake:
 * it has no reference to the thread.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/task.h>

#include "kernel/variant.h"

DEFINE_VARIANT(short_thread, "short-thread", "a test's", "short_thread holds no reference");

static int short_thread_main(void *unused)
{
	return 0;
}

static long short_thread_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct task_struct *thread = kthread_create(short_thread_main, NULL, "short");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	if (variant(short_thread)) {
		wake_up_process(thread);
		return kthread_stop(thread) ? 0 : 1;
	}
	get_task_struct(thread);
	wake_up_process(thread);
	return kthread_stop_put(thread) ? 0 : 1;	/* -EINTR: stopped before it ran */
}

static const struct file_operations short_thread_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= short_thread_ioctl,
};

static struct miscdevice short_thread_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "short_thread", .fops = &short_thread_fops,
};
module_misc_device(short_thread_misc);

MODULE_LICENSE("GPL");
