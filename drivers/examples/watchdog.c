// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watchdog.c - a timer starts a work item that arms the timer again. The mistake: the end of it
 * deletes the timer, and the item arms it once more.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "kernel/variant.h"

DEFINE_VARIANT(watchdog, "watchdog-rearmed", "a test's", "watchdog only deletes its timer");

struct watchdog {
	struct timer_list	timer;
	struct work_struct	work;
};

static void watchdog_barks(struct timer_list *timer)
{
	struct watchdog *dog = from_timer(dog, timer, timer);

	schedule_work(&dog->work);
}

static void watchdog_works(struct work_struct *work)
{
	struct watchdog *dog = container_of(work, struct watchdog, work);

	mod_timer(&dog->timer, jiffies + 1);
}

static int watchdog_open(struct inode *inode, struct file *file)
{
	struct watchdog *dog = kzalloc(sizeof(*dog), GFP_KERNEL);

	if (!dog)
		return -ENOMEM;
	timer_setup(&dog->timer, watchdog_barks, 0);
	INIT_WORK(&dog->work, watchdog_works);
	mod_timer(&dog->timer, jiffies + 1);
	file->private_data = dog;
	return 0;
}

static int watchdog_release(struct inode *inode, struct file *file)
{
	struct watchdog *dog = file->private_data;

	if (variant(watchdog))
		timer_delete_sync(&dog->timer);
	else
		timer_shutdown_sync(&dog->timer);
	cancel_work_sync(&dog->work);
	kfree(dog);
	return 0;
}

static const struct file_operations watchdog_fops = {
	.owner		= THIS_MODULE,
	.open		= watchdog_open,
	.release	= watchdog_release,
};

static struct miscdevice watchdog_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "watchdog", .fops = &watchdog_fops,
};
module_misc_device(watchdog_misc);

MODULE_LICENSE("GPL");
