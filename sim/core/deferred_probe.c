// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * deferred_probe.c - devices whose driver asked to be called again
 *
 * A device that probe() deferred is pending; each successful bind makes all pending ones
 * active, and a work item tries them again.
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
static LIST_HEAD(deferred_probe_pending_list);	/* deferred_probe_mutex: */
static LIST_HEAD(deferred_probe_active_list);	/* deferred_probe_mutex: */
static atomic_t deferred_trigger_count = ATOMIC_INIT(0);
static bool defer_all_probes;			/* system sleep: no binding now */

static struct device *next_active(void)
{
	struct device_private *p;

	lockdep_assert_held(&deferred_probe_mutex);
	p = list_first_entry_or_null(&deferred_probe_active_list, struct device_private,
				     deferred_probe);
	if (!p)
		return NULL;
	list_del_init(&p->deferred_probe);
	return get_device(p->device);
}

static void deferred_probe_work_func(struct work_struct *work)
{
	struct device *dev;

	mutex_lock(&deferred_probe_mutex);
	while ((dev = next_active())) {
		mutex_unlock(&deferred_probe_mutex);
		/* It suspends before what it waited for, which is older on the list. */
		device_pm_move_to_tail(dev);
		if (dev->type && dev->type->need_parent_lock)
			device_lock(dev->parent);
		bus_probe_device(dev);
		if (dev->type && dev->type->need_parent_lock)
			device_unlock(dev->parent);
		put_device(dev);
		mutex_lock(&deferred_probe_mutex);
	}
	mutex_unlock(&deferred_probe_mutex);
}
static DECLARE_WORK(deferred_probe_work, deferred_probe_work_func);

void driver_deferred_probe_add(struct device *dev)
{
	if (!dev->can_match)
		return;
	mutex_lock(&deferred_probe_mutex);
	if (list_empty(&dev->p->deferred_probe))
		list_add_tail(&dev->p->deferred_probe, &deferred_probe_pending_list);
	mutex_unlock(&deferred_probe_mutex);
}

void driver_deferred_probe_del(struct device *dev)
{
	mutex_lock(&deferred_probe_mutex);
	list_del_init(&dev->p->deferred_probe);
	mutex_unlock(&deferred_probe_mutex);
}

void driver_deferred_probe_trigger(void)
{
	bool any;

	mutex_lock(&deferred_probe_mutex);
	atomic_inc(&deferred_trigger_count);
	list_splice_tail_init(&deferred_probe_pending_list, &deferred_probe_active_list);
	any = !list_empty(&deferred_probe_active_list);
	mutex_unlock(&deferred_probe_mutex);
	if (any)
		queue_work(system_unbound_wq, &deferred_probe_work);
}

unsigned int driver_deferred_probe_count(void)
{
	return atomic_read(&deferred_trigger_count);
}

bool probing_is_blocked(void)
{
	return READ_ONCE(defer_all_probes);
}

void wait_for_device_probe(void)
{
	flush_work(&deferred_probe_work);
	wait_for_probes_under_way();
	async_synchronize_full();
}
EXPORT_SYMBOL_GPL(wait_for_device_probe);

void device_block_probing(void)
{
	WRITE_ONCE(defer_all_probes, true);
	wait_for_device_probe();
}

void device_unblock_probing(void)
{
	WRITE_ONCE(defer_all_probes, false);
	driver_deferred_probe_trigger();
}

static void deferred_probe_exit(void)
{
	flush_work(&deferred_probe_work);
	atomic_set(&deferred_trigger_count, 0);
}
__exitcall(deferred_probe_exit);
