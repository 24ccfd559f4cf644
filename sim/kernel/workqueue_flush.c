// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue_flush.c - waiting for work: flush, cancel, drain; workqueue.h has K1-K4
 *
 * Each wait is a lockdep map that running the work holds: to wait for an item under a
 * lock that its function takes, or from the function itself, is a cycle.
 *
 * Locking: wq_guard, see workqueue.h.
 */
#include "workqueue.h"

#include <linux/bug.h>
#include <linux/lockdep.h>

#include "hooks.h"
#include "waits.h"

/* Does a pending or running item of @wq have a color up to @color? */
bool wq_older_than(const struct workqueue_struct *wq, long color)
{
	struct work_struct *work;
	struct worker *worker;

	list_for_each_entry(work, &wq->pending, entry)
		if (work_data(work) >> WORK_COLOR_SHIFT <= color)
			return true;
	list_for_each_entry(worker, &wq_busy, entry)
		if (worker->current_wq == wq && worker->current_color <= color)
			return true;
	return false;
}

/* Under wq_guard, which it drops to park: until @busy(@arg) is false. */
static void flush_wait(bool (*busy)(void *arg), void *arg, struct wait_note *note)
{
	struct flusher flusher = { .task = current };

	list_add_tail(&flusher.entry, &wq_flushers);
	wait_note_begin(note);
	while (busy(arg)) {
		ex_guard_unlock(&wq_guard);
		ex_park(note->obj);
		ex_guard_lock(&wq_guard);
	}
	wait_note_end(note);
	list_del(&flusher.entry);
}

/* The instance of a work item that was queued or running when the flush began. */
struct instance {
	struct work_struct	*work;
	bool			pending;	/* still to be picked up */
	struct worker		*worker;	/* running it; its current_color tells which */
	long			color;
};

static bool instance_busy(void *arg)
{
	struct instance *instance = arg;

	if (instance->pending && !work_is_pending(instance->work)) {
		instance->pending = false;
		instance->worker = worker_running(instance->work);
	}
	if (instance->pending)
		return true;
	return instance->worker && instance->worker->current_work == instance->work;
}

static bool flush_instance(struct work_struct *work, bool running_only, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_WORK, .obj = work, .map = &work->lockdep_map,
				  .name = work->lockdep_map.name, .ip = ip };
	struct instance instance = { .work = work };
	bool busy;

	hook_point(EX_WAIT, work);
	ex_guard_lock(&wq_guard);
	instance.worker = worker_running(work);
	instance.pending = !running_only && work_is_pending(work);
	if (instance.worker)
		note.who = instance.worker->service.task;
	busy = instance_busy(&instance);
	if (busy)
		flush_wait(instance_busy, &instance, &note);
	ex_guard_unlock(&wq_guard);
	ex_observe(&wq_flushers);
	return busy;
}

static void learn_wait(struct lockdep_map *map)
{
	lock_map_acquire(map);
	lock_map_release(map);
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	hook_alive(work, _RET_IP_);
	if (WARN_ON(!work->func))
		return false;
	learn_wait(&work->lockdep_map);
	/* One worker, or items that wait for each other: the queue is waited for as well. */
	if (work->wq && (work->wq->max_active == 1 || work->wq->flags & WQ_MEM_RECLAIM) &&
	    work_is_pending(work))
		learn_wait(&work->wq->lockdep_map);
	return flush_instance(work, false, _RET_IP_);
}

bool cancel_work(struct work_struct *work)
{
	bool was_pending;

	hook_point(EX_WRITE, work);
	hook_alive(work, _RET_IP_);
	ex_guard_lock(&wq_guard);
	was_pending = wq_take_off(work);
	ex_guard_unlock(&wq_guard);
	return was_pending;
}

/* An item that queues itself again is not let in between the two steps. */
static bool cancel_sync(struct work_struct *work, bool stay_disabled, unsigned long ip)
{
	bool was_pending;

	might_sleep();
	hook_alive(work, ip);
	learn_wait(&work->lockdep_map);
	hook_point(EX_WRITE, work);
	ex_guard_lock(&wq_guard);
	work_set_data(work, work_data(work) + (1L << WORK_DISABLED_SHIFT));
	was_pending = wq_take_off(work);
	ex_guard_unlock(&wq_guard);
	flush_instance(work, true, ip);
	if (!stay_disabled)
		enable_work(work->wq, work);
	return was_pending;
}

bool cancel_work_sync(struct work_struct *work)
{
	return cancel_sync(work, false, _RET_IP_);
}

bool disable_work_sync(struct work_struct *work)
{
	return cancel_sync(work, true, _RET_IP_);
}

bool enable_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool enabled;

	(void)wq;
	hook_point(EX_WRITE, work);
	ex_guard_lock(&wq_guard);
	work_set_data(work, work_data(work) - (1L << WORK_DISABLED_SHIFT));
	enabled = !(work_data(work) & WORK_DISABLED_MASK);
	ex_guard_unlock(&wq_guard);
	return enabled;
}

struct wq_color {
	struct workqueue_struct	*wq;
	long			color;
};

static bool color_busy(void *arg)
{
	struct wq_color *flush = arg;

	return wq_older_than(flush->wq, flush->color);
}

static void flush_color(struct workqueue_struct *wq, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_WORK, .obj = wq, .name = wq->name,
				  .map = &wq->lockdep_map, .ip = ip };
	struct wq_color flush = { .wq = wq };

	hook_point(EX_WAIT, wq);
	ex_guard_lock(&wq_guard);
	flush.color = wq->color++;
	if (color_busy(&flush))
		flush_wait(color_busy, &flush, &note);
	ex_guard_unlock(&wq_guard);
	ex_observe(&wq_flushers);
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	hook_alive(wq, _RET_IP_);
	learn_wait(&wq->lockdep_map);
	flush_color(wq, _RET_IP_);
}

void drain_workqueue(struct workqueue_struct *wq)
{
	bool empty;

	might_sleep();
	hook_alive(wq, _RET_IP_);
	learn_wait(&wq->lockdep_map);
	wq->flags |= __WQ_DRAINING;
	do {
		flush_color(wq, _RET_IP_);
		ex_guard_lock(&wq_guard);
		empty = list_empty(&wq->pending) && !wq_older_than(wq, wq->color);
		ex_guard_unlock(&wq_guard);
	} while (!empty);
	wq->flags &= ~__WQ_DRAINING;
}
