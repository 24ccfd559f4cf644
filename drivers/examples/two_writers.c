// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * two_writers.c - a pair of numbers that readers see as one. The mistake: the sequence counter's
 * writers do not keep each other out.
 */
#include <linux/bug.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

#include "kernel/variant.h"

DEFINE_VARIANT(two_writers, "two-writers", "a test's", "two_writers takes no lock to write");

static DEFINE_SPINLOCK(lock);
static seqcount_t sequence = SEQCNT_ZERO(sequence);
static u64 first, second;

static void pair_write(void)
{
	write_seqcount_begin(&sequence);
	WRITE_ONCE(first, first + 1);
	WRITE_ONCE(second, second + 1);
	write_seqcount_end(&sequence);
}

static void pair_check(void)
{
	unsigned int start;
	u64 a, b;

	do {
		start = read_seqcount_begin(&sequence);
		a = READ_ONCE(first);
		b = READ_ONCE(second);
	} while (read_seqcount_retry(&sequence, start));
	WARN_ON(a != b);
}

static long two_writers_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!cmd) {
		pair_check();
	} else if (variant(two_writers)) {
		pair_write();
	} else {
		guard(spinlock)(&lock);
		pair_write();
	}
	return 0;
}

static const struct file_operations two_writers_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= two_writers_ioctl,
};

static struct miscdevice two_writers_misc = {
	.minor = MISC_DYNAMIC_MINOR, .name = "two_writers", .fops = &two_writers_fops,
};
module_misc_device(two_writers_misc);

MODULE_LICENSE("GPL");
