// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * canary.c - devices with a planted bug of each of the ten kinds
 *
 * A fuzzer that finds nothing may be blind. Reading and writing /dev/canary-KIND does
 * something that is right, unless the variant canary-KIND is on and tasks meet in a
 * certain way, or memory runs out at a certain moment: then that kind must be found.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "kernel/variant.h"

#define PLANT(ident, does)	DEFINE_VARIANT(canary_##ident, "canary-" #ident, "planted", does)

PLANT(order, "writers take two locks the other way round (ORDER)");
PLANT(wait, "a reader looks before it sleeps, and not again (WAIT)");
PLANT(uaf, "a reader uses what it holds no reference to (UAF)");
PLANT(ref, "an error path puts a reference twice (REF)");
PLANT(race, "a counter is counted up without its lock (RACE)");
PLANT(state, "a flag is cleared by who did not set it (STATE)");
PLANT(leak, "two who allocate at once forget what one of them got (LEAK)");
PLANT(atomic, "the second attempt allocates under a spinlock (ATOMIC)");
PLANT(lockuse, "an error path forgets to unlock (LOCKUSE)");
PLANT(live, "two who meet wait for each other to be gone, themselves included (LIVE)");

struct bird {
	refcount_t	users;
	unsigned int	songs;
};

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DEFINE_SPINLOCK(spin);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct bird *bird;	/* first: counted */
static unsigned int counter;	/* first: */
static bool busy;		/* first: */
static bool promised, ready;
static refcount_t users;
static atomic_t inside;
static void *spare;		/* owned */

static void do_order(bool write)
{
	bool swap = variant(canary_order) && write;

	mutex_lock(swap ? &second : &first);
	mutex_lock(swap ? &first : &second);
	mutex_unlock(swap ? &first : &second);
	mutex_unlock(swap ? &second : &first);
}

static void wait_ready(void)
{
	DEFINE_WAIT(entry);

	if (!variant(canary_wait)) {
		wait_event(queue, READ_ONCE(ready));
		return;
	}
	if (READ_ONCE(ready))
		return;
	cond_resched();
	prepare_to_wait(&queue, &entry, TASK_UNINTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &entry);
}

/* A writer promises and keeps its word; a reader waits for what was promised. */
static void do_wait(bool write)
{
	if (write) {
		WRITE_ONCE(promised, true);
		cond_resched();
		WRITE_ONCE(ready, true);
		wake_up(&queue);
	} else if (READ_ONCE(promised)) {
		wait_ready();
	}
}

static void put_bird(struct bird *old)
{
	if (old && refcount_dec_and_test(&old->users))
		kfree(old);
}

static void replace_bird(struct bird *fresh)
{
	struct bird *old;

	mutex_lock(&first);
	old = bird;
	bird = fresh;
	mutex_unlock(&first);
	put_bird(old);
}

static void do_uaf(bool write)
{
	struct bird *mine;

	if (write) {
		mine = kzalloc(sizeof(*mine), GFP_KERNEL);
		if (mine)
			refcount_set(&mine->users, 1);
		replace_bird(mine);
		return;
	}
	mutex_lock(&first);
	mine = bird;
	if (mine && !variant(canary_uaf))
		refcount_inc(&mine->users);
	mutex_unlock(&first);
	cond_resched();
	if (!mine)
		return;
	WRITE_ONCE(mine->songs, 1);
	if (!variant(canary_uaf))
		put_bird(mine);
}

static void do_ref(bool write)
{
	void *memory;

	refcount_inc(&users);
	memory = kmalloc(16, GFP_KERNEL);
	if (!memory && variant(canary_ref))
		refcount_dec(&users);
	refcount_dec(&users);
	kfree(memory);
}

static void do_race(bool write)
{
	if (variant(canary_race)) {
		counter++;
		return;
	}
	mutex_lock(&first);
	counter++;
	mutex_unlock(&first);
}

static void do_state(bool write)
{
	bool mine;

	mutex_lock(&first);
	mine = !busy;
	busy = true;
	mutex_unlock(&first);
	cond_resched();
	mutex_lock(&first);
	WARN_ON(mine && !busy);
	if (mine || variant(canary_state))
		busy = false;
	mutex_unlock(&first);
}

static void do_leak(bool write)
{
	void *memory;

	if (READ_ONCE(spare))
		return;
	cond_resched();
	memory = kmalloc(16, GFP_KERNEL);
	if (variant(canary_leak))
		WRITE_ONCE(spare, memory);
	else if (cmpxchg(&spare, NULL, memory))
		kfree(memory);
}

static void do_atomic(bool write)
{
	void *memory;

	spin_lock(&spin);
	memory = kmalloc(16, GFP_ATOMIC);
	if (!memory && variant(canary_atomic))
		memory = kmalloc(16, GFP_KERNEL);
	spin_unlock(&spin);
	kfree(memory);
}

static void do_lockuse(bool write)
{
	void *memory;

	mutex_lock(&first);
	memory = kmalloc(16, GFP_KERNEL);
	if (!memory && variant(canary_lockuse))
		return;
	mutex_unlock(&first);
	kfree(memory);
}

static void do_live(bool write)
{
	bool alone = atomic_inc_return(&inside) == 1;

	cond_resched();
	while (!alone && variant(canary_live) && atomic_read(&inside))
		cond_resched();
	atomic_dec(&inside);
}

static const struct {
	const char	*name;
	void		(*act)(bool write);
} kinds[] = {
	{ "canary-order", do_order }, { "canary-wait", do_wait }, { "canary-uaf", do_uaf },
	{ "canary-ref", do_ref }, { "canary-race", do_race }, { "canary-state", do_state },
	{ "canary-leak", do_leak }, { "canary-atomic", do_atomic },
	{ "canary-lockuse", do_lockuse }, { "canary-live", do_live },
};

static struct miscdevice devices[ARRAY_SIZE(kinds)];

static void act(struct file *file, bool write)
{
	struct miscdevice *misc = file->private_data;

	kinds[misc - devices].act(write);
}

/* misc_open() leaves the device in ->private_data for this. */
static int canary_open(struct inode *inode, struct file *file)
{
	return 0;
}

static ssize_t canary_read(struct file *file, char __user *buffer, size_t count, loff_t *pos)
{
	act(file, false);
	return 0;
}

static ssize_t canary_write(struct file *file, const char __user *buffer, size_t count,
			    loff_t *pos)
{
	act(file, true);
	return count;
}

static const struct file_operations canary_fops = {
	.open = canary_open, .read = canary_read, .write = canary_write,
};

static int canary_init(void)
{
	unsigned int i;
	int ret;

	counter = 0;
	busy = promised = ready = false;
	refcount_set(&users, 1);
	atomic_set(&inside, 0);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		devices[i] = (struct miscdevice){ .minor = MISC_DYNAMIC_MINOR,
						  .name = kinds[i].name, .fops = &canary_fops };
		ret = misc_register(&devices[i]);
		if (ret)
			return ret;
	}
	return 0;
}
device_initcall(canary_init);

static void canary_exit(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		misc_deregister(&devices[i]);
	replace_bird(NULL);
	kfree(spare);
	spare = NULL;
}
__exitcall(canary_exit);
