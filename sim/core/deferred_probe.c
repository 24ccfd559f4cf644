// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deferred_probe.c - devices whose driver asked to be called again
 *
 * A device that probe() deferred is waiting; each successful bind makes all that wait due,
 * and a work item tries them again.
 */
#include <linux/device.h>

#include <linux/atomic.h>
#include <linux/async.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "core/base.h"

static DEFINE_MUTEX(deferred_probe_mutex);
static LIST_HEAD(waiting);		/* deferred_probe_mutex: until something is bound */
static LIST_HEAD(due);			/* deferred_probe_mutex: to be tried by the work item */
static atomic_t trigger_count = ATOMIC_INIT(0);
static bool blocked;			/* system sleep: no binding now */

/* The oldest device that is due, with a reference; NULL when all have had their turn. */
static struct device *take_due(void)
{
	struct device_private *oldest;
	struct device *dev = NULL;

	mutex_lock(&deferred_probe_mutex);
	if (!list_empty(&due)) {
		oldest = list_first_entry(&due, struct device_private, deferred_probe);
		list_del_init(&oldest->deferred_probe);
		dev = get_device(oldest->device);
	}
	mutex_unlock(&deferred_probe_mutex);
	return dev;
}

static void probe_again(struct device *dev)
{
	/* Some buses want the parent held while a child of theirs is bound. */
	struct device *held = dev->type && dev->type->need_parent_lock ? dev->parent : NULL;

	/* It suspends before what it waited for, which is older on the list. */
	device_pm_move_to_tail(dev);
	if (held)
		device_lock(held);
	bus_probe_device(dev);
	if (held)
		device_unlock(held);
}

static void deferred_probe_work_func(struct work_struct *unused)
{
	struct device *dev;

	while ((dev = take_due()) != NULL) {
		probe_again(dev);
		put_device(dev);
	}
}
static DECLARE_WORK(deferred_probe_work, deferred_probe_work_func);

void driver_deferred_probe_add(struct device *dev)
{
	struct list_head *entry = &dev->p->deferred_probe;

	if (!dev->can_match)
		return;
	mutex_lock(&deferred_probe_mutex);
	if (list_empty(entry))
		list_add_tail(entry, &waiting);
	mutex_unlock(&deferred_probe_mutex);
}

void driver_deferred_probe_del(struct device *dev)
{
	struct list_head *entry = &dev->p->deferred_probe;

	mutex_lock(&deferred_probe_mutex);
	list_del_init(entry);
	mutex_unlock(&deferred_probe_mutex);
}

void driver_deferred_probe_trigger(void)
{
	bool idle;

	mutex_lock(&deferred_probe_mutex);
	atomic_inc(&trigger_count);
	list_splice_tail_init(&waiting, &due);
	idle = list_empty(&due);
	mutex_unlock(&deferred_probe_mutex);
	if (!idle)
		queue_work(system_unbound_wq, &deferred_probe_work);
}

unsigned int driver_deferred_probe_count(void)
{
	return atomic_read(&trigger_count);
}

bool probing_is_blocked(void)
{
	return READ_ONCE(blocked);
}

void wait_for_device_probe(void)
{
	/* First what is due, which may start probes; then those; then what they left behind. */
	flush_work(&deferred_probe_work);
	wait_for_probes_under_way();
	async_synchronize_full();
}
EXPORT_SYMBOL_GPL(wait_for_device_probe);

void device_block_probing(void)
{
	WRITE_ONCE(blocked, true);
	wait_for_device_probe();
}

void device_unblock_probing(void)
{
	WRITE_ONCE(blocked, false);
	driver_deferred_probe_trigger();
}

static void deferred_probe_exit(void)
{
	flush_work(&deferred_probe_work);
	atomic_set(&trigger_count, 0);
}
__exitcall(deferred_probe_exit);
