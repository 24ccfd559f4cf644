// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * srcu.c - sleepable RCU: two reader counts, of which new readers use one
 *
 *  S1  A grace period flips idx and waits until the other count is zero; one at a time.
 *  S2  A reader that entered before the flip is counted there, and whoever brings that
 *      count to zero wakes the waiters.
 *
 * Locking: guard covers all but the map.
 */
#include <linux/srcu.h>

#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

#include "hooks.h"
#include "service.h"
#include "waiter.h"
#include "waits.h"

int __init_srcu_struct(struct srcu_struct *ssp, const char *name, struct lock_class_key *key)
{
	*ssp = (struct srcu_struct){ .guard = EX_GUARD_INIT };
	INIT_LIST_HEAD(&ssp->waiters);
	ssp->callbacks_tail = &ssp->callbacks;
	lockdep_init_map(&ssp->dep_map, name, key, 0);
	return 0;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	srcu_barrier(ssp);
	WARN_ON(ssp->readers[0] || ssp->readers[1]);
}

int srcu_read_lock(struct srcu_struct *ssp)
{
	int idx;

	hook_point(EX_READ, ssp);
	hook_alive(ssp, _RET_IP_);
	lock_acquire(&ssp->dep_map, 0, 0, 2, 1, NULL, _RET_IP_);
	ex_guard_lock(&ssp->guard);
	idx = (int)ssp->idx;
	ssp->readers[idx]++;
	ex_guard_unlock(&ssp->guard);
	ex_observe(&ssp->idx);
	return idx;
}

static void wake_waiters(struct srcu_struct *ssp)
{
	struct waiter *waiter;

	list_for_each_entry(waiter, &ssp->waiters, entry)
		ex_unpark(waiter->task->ex);
}

void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	bool wrong;

	hook_point(EX_READ, ssp);
	hook_alive(ssp, _RET_IP_);
	lock_release(&ssp->dep_map, _RET_IP_);
	ex_publish(&ssp->readers);
	ex_guard_lock(&ssp->guard);
	wrong = (idx & ~1) || !ssp->readers[idx & 1];
	if (!wrong && !--ssp->readers[idx])
		wake_waiters(ssp);
	ex_guard_unlock(&ssp->guard);
	WARN_ON_ONCE(wrong);
}

int srcu_read_lock_held(const struct srcu_struct *ssp)
{
	return lock_is_held(&ssp->dep_map);
}

/* Under the guard, which it drops to park. */
static void wait_while(struct srcu_struct *ssp, bool (*busy)(struct srcu_struct *ssp))
{
	struct waiter waiter;

	waiter_queue(&waiter, &ssp->waiters);
	while (busy(ssp)) {
		ex_guard_unlock(&ssp->guard);
		ex_park(ssp);
		ex_guard_lock(&ssp->guard);
	}
	list_del(&waiter.entry);
}

static bool another_in_progress(struct srcu_struct *ssp)
{
	return ssp->in_progress;
}

static bool old_readers(struct srcu_struct *ssp)
{
	return ssp->readers[!ssp->idx] != 0;
}

static void grace_period(struct srcu_struct *ssp, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_SRCU, .obj = ssp, .name = ssp->dep_map.name,
				  .map = &ssp->dep_map, .ip = ip };

	ex_publish(&ssp->idx);
	wait_note_begin(&note);
	ex_guard_lock(&ssp->guard);
	wait_while(ssp, another_in_progress);
	ssp->in_progress = true;
	wait_while(ssp, old_readers);	/* left over from the grace period before */
	ssp->idx = !ssp->idx;
	wait_while(ssp, old_readers);
	ssp->in_progress = false;
	wake_waiters(ssp);
	ex_guard_unlock(&ssp->guard);
	wait_note_end(&note);
	ex_observe(&ssp->readers);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	might_sleep();
	hook_alive(ssp, _RET_IP_);
	/* Inside a reader of the same domain it never ends: lockdep sees the cycle. */
	lock_sync(&ssp->dep_map, 0, 0, 1, NULL, _RET_IP_);
	hook_point(EX_WAIT, ssp);
	grace_period(ssp, _RET_IP_);
}

/* A callback of a domain, run by a task that first waits for its readers. */
static void run_callbacks(void *arg)
{
	struct srcu_struct *ssp = arg;

	for (;;) {
		struct rcu_head *head, *next;
		unsigned int count = 0;

		ex_touch(EX_WRITE, ssp);
		ex_guard_lock(&ssp->guard);
		head = ssp->callbacks;
		ssp->callbacks = NULL;
		ssp->callbacks_tail = &ssp->callbacks;
		ex_guard_unlock(&ssp->guard);
		if (!head)
			break;
		grace_period(ssp, _RET_IP_);
		for (; head; head = next, count++) {
			next = head->next;
			ex_observe(head);
			local_bh_disable();
			head->func(head);
			local_bh_enable();
		}
		ex_publish(&ssp->callbacks_pending);
		ex_touch(EX_WAKE, ssp);
		ex_guard_lock(&ssp->guard);
		ssp->callbacks_pending -= count;
		wake_waiters(ssp);
		ex_guard_unlock(&ssp->guard);
	}
}

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func)
{
	bool start;

	hook_point(EX_WAKE, ssp);
	hook_alive(ssp, _RET_IP_);
	head->func = (void *)func;
	ex_publish(head);
	ex_guard_lock(&ssp->guard);
	start = !ssp->callbacks_pending++;
	head->next = NULL;
	*ssp->callbacks_tail = head;
	ssp->callbacks_tail = &head->next;
	ex_guard_unlock(&ssp->guard);
	if (start)
		task_spawn("srcu", run_callbacks, ssp, PF_KTHREAD, false);
}

static bool callbacks_left(struct srcu_struct *ssp)
{
	return ssp->callbacks_pending != 0;
}

void srcu_barrier(struct srcu_struct *ssp)
{
	struct wait_note note = { .kind = WAIT_SRCU, .obj = ssp, .name = ssp->dep_map.name,
				  .ip = _RET_IP_ };

	might_sleep();
	hook_point(EX_WAIT, ssp);
	wait_note_begin(&note);
	ex_guard_lock(&ssp->guard);
	wait_while(ssp, callbacks_left);
	ex_guard_unlock(&ssp->guard);
	wait_note_end(&note);
	ex_observe(&ssp->callbacks_pending);
}
