// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wrong_domain.c - a bus of devices that readers walk under SRCU, as KVM's of MMIO ranges. The
 * mistake: who replaces it waits for readers of RCU.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include "kernel/variant.h"

DEFINE_VARIANT(wrong_domain, "wrong-domain", "a test's", "wrong_domain waits for RCU, not SRCU");

struct bus {
	unsigned int	count;
	int		devices[4];
};

DEFINE_STATIC_SRCU(bus_srcu);
static DEFINE_MUTEX(bus_mutex);		/* of those that change it */
static struct bus __rcu *the_bus;

static long bus_sum(void)
{
	const struct bus *bus;
	long sum = 0;

	guard(srcu)(&bus_srcu);
	bus = srcu_dereference(the_bus, &bus_srcu);
	for (unsigned int i = 0; bus && i < bus->count; i++)
		sum += bus->devices[i];
	return sum;
}

static void bus_replace(struct bus *bus)
{
	guard(mutex)(&bus_mutex);
	bus = rcu_replace_pointer(the_bus, bus, lockdep_is_held(&bus_mutex));
	if (variant(wrong_domain))
		synchronize_rcu();
	else
		synchronize_srcu(&bus_srcu);
	kfree(bus);
}

static long wrong_domain_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct bus *bus;

	if (!cmd)
		return bus_sum();
	bus = kzalloc(sizeof(*bus), GFP_KERNEL);
	if (!bus)
		return -ENOMEM;
	bus->count = 4;
	bus_replace(bus);
	return 0;
}

static int wrong_domain_release(struct inode *inode, struct file *file)
{
	bus_replace(NULL);
	return 0;
}

static const struct file_operations wrong_domain_fops = {
	.owner		= THIS_MODULE,
	.release	= wrong_domain_release,
	.unlocked_ioctl	= wrong_domain_ioctl,
};

static struct miscdevice wrong_domain_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "wrong_domain", .fops = &wrong_domain_fops,
};
module_misc_device(wrong_domain_misc);

MODULE_LICENSE("GPL");
