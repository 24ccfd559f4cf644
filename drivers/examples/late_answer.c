// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * late_answer.c - an ioctl waits for another's answer, on its stack and not for ever. The
 * mistake: once it has given up, the other can still reach it.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#include "kernel/variant.h"

DEFINE_VARIANT(late_answer, "late-answer", "a test's", "late_answer can be reached afterwards");

static DEFINE_SPINLOCK(lock);
static struct completion *asked;	/* lock */

static long ask(void)
{
	DECLARE_COMPLETION_ONSTACK(answer);

	scoped_guard(spinlock, &lock)
		asked = &answer;
	if (wait_for_completion_timeout(&answer, msecs_to_jiffies(8)))
		return 0;
	if (variant(late_answer))
		return -ETIMEDOUT;
	scoped_guard(spinlock, &lock)
		asked = NULL;
	return -ETIMEDOUT;
}

static long late_answer_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd)
		return ask();
	guard(spinlock)(&lock);
	if (asked)
		complete(asked);
	asked = NULL;
	return 0;
}

static const struct file_operations late_answer_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= late_answer_ioctl,
};

static struct miscdevice late_answer_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "late_answer", .fops = &late_answer_fops,
};
module_misc_device(late_answer_misc);

MODULE_LICENSE("GPL");
