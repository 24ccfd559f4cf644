// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue_delayed.c - work queued when a timer expires or a grace period ends
 *
 * D1  A delayed item is pending from the moment it is asked for: WORK_PENDING is set
 *     while its timer runs, and cleared by whoever stops the timer.
 *
 * Locking: wq_guard, see workqueue.h.
 */
#include "workqueue.h"

#include <linux/rcupdate.h>

#include "hooks.h"
#include "timers.h"

void init_delayed_work_key(struct delayed_work *dwork, work_func_t func, const char *name,
			   struct lock_class_key *key)
{
	init_work_key(&dwork->work, func, name, key);
	timer_setup_on_stack(&dwork->timer, delayed_work_timer_fn, 0);
}

static void clear_pending(struct work_struct *work)
{
	ex_guard_lock(&wq_guard);
	work_set_data(work, work_data(work) & ~WORK_PENDING);
	ex_guard_unlock(&wq_guard);
}

/* False if it is pending or disabled. */
static bool set_pending(struct work_struct *work)
{
	bool idle;

	ex_guard_lock(&wq_guard);
	idle = !(work_data(work) & (WORK_PENDING | WORK_DISABLED_MASK));
	if (idle)
		work_set_data(work, work_data(work) | WORK_PENDING);
	ex_guard_unlock(&wq_guard);
	return idle;
}

void delayed_work_timer_fn(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);

	clear_pending(&dwork->work);
	queue_work(dwork->wq, &dwork->work);
}

const void *timer_leads_to(const struct timer_list *timer)
{
	if (timer->function == delayed_work_timer_fn)
		return container_of(timer, struct delayed_work, timer)->work.func;
	return timer->function;
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	hook_point(EX_RMW, &dwork->work);
	hook_alive(dwork, _RET_IP_);
	if (!delay)
		return queue_work(wq, &dwork->work);
	if (!set_pending(&dwork->work))
		return false;
	dwork->wq = wq;
	dwork->work.wq = wq;
	dwork->timer.function = delayed_work_timer_fn;
	mod_timer(&dwork->timer, jiffies + delay);
	return true;
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
		      unsigned long delay)
{
	bool was_pending = cancel_delayed_work(dwork);

	queue_delayed_work(wq, dwork, delay);
	return was_pending;
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete(&dwork->timer)) {
		clear_pending(&dwork->work);
		return true;
	}
	return cancel_work(&dwork->work);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	bool was_pending = timer_delete_sync(&dwork->timer);

	if (was_pending)
		clear_pending(&dwork->work);
	return cancel_work_sync(&dwork->work) || was_pending;
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete_sync(&dwork->timer)) {
		clear_pending(&dwork->work);
		queue_work(dwork->wq, &dwork->work);
	}
	return flush_work(&dwork->work);
}

bool delayed_work_pending(struct delayed_work *dwork)
{
	return work_pending(&dwork->work);
}

static void rcu_work_rcufn(struct rcu_head *rcu)
{
	struct rcu_work *rwork = container_of(rcu, struct rcu_work, rcu);

	clear_pending(&rwork->work);
	queue_work(rwork->wq, &rwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (!set_pending(&rwork->work))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, rcu_work_rcufn);
	return true;
}

bool flush_rcu_work(struct rcu_work *rwork)
{
	if (work_pending(&rwork->work))
		rcu_barrier();
	return flush_work(&rwork->work);
}

void destroy_delayed_work_on_stack(struct delayed_work *dwork)
{
	destroy_timer_on_stack(&dwork->timer);
	destroy_work_on_stack(&dwork->work);
}
