// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * late_free.c - an ioctl replaces what readers look at, and has the old one freed after them. The
 * mistake: the module does not wait for that, and what frees it is part of the module.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "kernel/variant.h"

DEFINE_VARIANT(late_free, "late-free", "a test's", "late_free leaves before its callbacks");

struct setting {
	struct rcu_head		rcu;
	unsigned int		value;
};

static DEFINE_SPINLOCK(lock);			/* who replaces it */
static struct setting __rcu *setting;
static atomic_t freed;

static void setting_free(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct setting, rcu));
	atomic_inc(&freed);
}

static long replace(unsigned int value)
{
	struct setting *fresh = kmalloc(sizeof(*fresh), GFP_KERNEL), *old;

	if (!fresh)
		return -ENOMEM;
	fresh->value = value;
	scoped_guard(spinlock, &lock)
		old = rcu_replace_pointer(setting, fresh, lockdep_is_held(&lock));
	if (old)
		call_rcu(&old->rcu, setting_free);
	return 0;
}

static long look(void)
{
	const struct setting *now;

	guard(rcu)();
	now = rcu_dereference(setting);
	return now ? now->value : 0;
}

static long late_free_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd ? replace(cmd) : look();
}

static const struct file_operations late_free_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= late_free_ioctl,
};

static struct miscdevice late_free_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "late_free", .fops = &late_free_fops,
};

static int __init late_free_init(void)
{
	return misc_register(&late_free_misc);
}

static void __exit late_free_exit(void)
{
	misc_deregister(&late_free_misc);
	kfree(rcu_access_pointer(setting));
	if (!variant(late_free))
		rcu_barrier();
}

module_init(late_free_init);
module_exit(late_free_exit);

MODULE_LICENSE("GPL");
