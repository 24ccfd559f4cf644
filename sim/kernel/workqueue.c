// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workqueue.c - queueing work, and the kworkers that run it; workqueue.h has K1-K4
 *
 * Workers are shared by all queues and idle between items; kernel_shutdown() ends
 * them. Linux creates them ahead of need and rescues queues when it cannot; left out,
 * since a worker can always be had here.
 *
 * Locking: wq_guard, see workqueue.h.
 */
#include "workqueue.h"

#include <linux/bug.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "finding.h"
#include "hooks.h"
#include "module_text.h"
#include "waits_predict.h"

struct ex_guard wq_guard = EX_GUARD_INIT;
LIST_HEAD(wq_busy);
LIST_HEAD(wq_flushers);
static LIST_HEAD(idle);
static LIST_HEAD(workers);
static u64 lists_run;		/* the run that the lists belong to */

static struct workqueue_struct system_wqs[6] = {
	[0] = { .name = "events" }, [1] = { .name = "events_highpri" },
	[2] = { .name = "events_long" }, [3] = { .name = "events_unbound" },
	[4] = { .name = "events_freezable" }, [5] = { .name = "events_power_efficient" },
};
struct workqueue_struct *system_wq = &system_wqs[0], *system_highpri_wq = &system_wqs[1];
struct workqueue_struct *system_long_wq = &system_wqs[2], *system_unbound_wq = &system_wqs[3];
struct workqueue_struct *system_freezable_wq = &system_wqs[4];
struct workqueue_struct *system_power_efficient_wq = &system_wqs[5];

static void wq_init(struct workqueue_struct *wq)
{
	INIT_LIST_HEAD(&wq->pending);
	INIT_LIST_HEAD(&wq->waiting);
	wq->nr_active = 0;
	wq->color = 0;
}

/* Under the guard. What an earlier run left means nothing in this one. */
static void lists_ready(void)
{
	if (likely(lists_run == ex_run_number()))
		return;
	lists_run = ex_run_number();
	INIT_LIST_HEAD(&wq_busy);
	INIT_LIST_HEAD(&wq_flushers);
	INIT_LIST_HEAD(&idle);
	INIT_LIST_HEAD(&workers);
	for (unsigned int i = 0; i < ARRAY_SIZE(system_wqs); i++) {
		wq_init(&system_wqs[i]);
		system_wqs[i].max_active = WQ_DFL_ACTIVE;
		system_wqs[i].lockdep_map = (struct lockdep_map){
			.name = "(wq_completion)events", .key = &system_wqs[i].key };
	}
}

void init_work_key(struct work_struct *work, work_func_t func, const char *name,
		   struct lock_class_key *key)
{
	work_set_data(work, 0);
	INIT_LIST_HEAD(&work->entry);
	work->func = func;
	work->wq = NULL;
	lockdep_init_map(&work->lockdep_map, name, key, 0);
}

struct worker *worker_running(const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &wq_busy, entry)
		if (worker->current_work == work)
			return worker;
	return NULL;
}

/* The oldest item of @wq that no other worker runs right now (K1). */
static struct work_struct *next_work(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->pending, entry)
		if (!worker_running(work))
			return work;
	return NULL;
}

static void wake_flushers(void)
{
	struct flusher *flusher;

	list_for_each_entry(flusher, &wq_flushers, entry)
		ex_unpark(flusher->task->ex);
}

static void run_work(struct worker *worker, struct work_struct *work)
{
	struct lockdep_map map;
	work_func_t func;

	ex_observe(work);
	hook_borrowed(work, _RET_IP_);
	map = work->lockdep_map;	/* the function may free the item */
	func = work->func;
	predict_forget();
	lock_map_acquire(&worker->current_wq->lockdep_map);
	lock_map_acquire(&map);
	func(work);
	lock_map_release(&map);
	lock_map_release(&worker->current_wq->lockdep_map);
	WARN_ONCE(in_atomic(), "BUG: workqueue leaked atomic, lock or RCU: %s", current->comm);
	lockdep_sys_exit();
	ex_publish(&wq_flushers);
}

/* Take an item of the worker's queue and run it; false if there is none. */
static bool work_once(struct worker *worker)
{
	struct work_struct *work;

	ex_touch(EX_WRITE, worker->wq);
	ex_guard_lock(&wq_guard);
	work = worker->wq ? next_work(worker->wq) : NULL;
	if (!work) {
		if (worker->wq)
			worker->wq->nr_active--;
		worker->wq = NULL;
		list_move(&worker->entry, &idle);
		ex_guard_unlock(&wq_guard);
		return false;
	}
	if (unlikely(hook_left_behind(work))) {
		ex_guard_unlock(&wq_guard);
		hook_borrowed(work, _RET_IP_);
		return false;
	}
	ex_touch(EX_WRITE, work);
	list_del_init(&work->entry);
	worker->current_work = work;
	worker->current_func = work->func;
	worker->current_wq = worker->wq;
	worker->current_color = work_data(work) >> WORK_COLOR_SHIFT;
	work_set_data(work, work_data(work) & ~WORK_PENDING);
	list_move(&worker->entry, &wq_busy);
	ex_guard_unlock(&wq_guard);

	run_work(worker, work);

	ex_touch(EX_WAKE, work);	/* its address: it may be gone */
	ex_guard_lock(&wq_guard);
	worker->current_work = NULL;
	worker->current_func = NULL;
	worker->current_wq = NULL;
	wake_flushers();
	ex_guard_unlock(&wq_guard);
	return true;
}

static void worker_main(void *arg)
{
	struct worker *worker = arg;

	current->flags |= PF_WQ_WORKER;
	current->worker_private = worker;
	do {
		ex_point(EX_READ, worker);
		while (work_once(worker))
			ex_point(EX_READ, worker);
	} while (service_idle(&worker->service, EX_NEVER));
	ex_guard_lock(&wq_guard);
	list_del(&worker->entry);
	list_del(&worker->all);
	ex_guard_unlock(&wq_guard);
	ex_host_free(worker);
}

/* An item that its own worker runs again when it is through needs no other one. */
static bool needs_worker(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->pending, entry) {
		struct worker *worker = worker_running(work);

		if (!worker || worker->wq != wq)
			return true;
	}
	return false;
}

/* A worker more for @wq, if it has items that nobody looks after and may have one. */
static void wq_kick(struct workqueue_struct *wq)
{
	struct worker *worker = NULL;
	bool start = false;

	ex_guard_lock(&wq_guard);
	if (needs_worker(wq) && wq->nr_active < wq->max_active) {
		wq->nr_active++;
		worker = list_first_entry_or_null(&idle, struct worker, entry);
		if (worker) {
			ex_touch(EX_WRITE, worker);
			list_del_init(&worker->entry);
			worker->wq = wq;
			service_kick(&worker->service);
		} else {
			start = true;
		}
	}
	ex_guard_unlock(&wq_guard);
	if (!start)
		return;
	worker = ex_host_alloc(sizeof(*worker));
	INIT_LIST_HEAD(&worker->entry);
	worker->wq = wq;
	worker->service.frees_itself = true;
	ex_guard_lock(&wq_guard);
	list_add_tail(&worker->all, &workers);
	ex_guard_unlock(&wq_guard);
	service_start(&worker->service, "kworker/u4:0", worker_main, worker);
}

/* A queue that is being drained takes items only from its own (K2). */
static bool may_queue(const struct workqueue_struct *wq)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker_private : NULL;

	if (!(wq->flags & (__WQ_DRAINING | __WQ_DESTROYING)))
		return true;
	return worker && worker->current_wq == wq;
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool queued, refused = false, unmade = false;

	hook_point(EX_WAKE, work);
	hook_alive(wq, _RET_IP_);
	hook_borrowed(work, _RET_IP_);
	ex_touch(EX_WRITE, wq);
	ex_publish(work);
	ex_guard_lock(&wq_guard);
	lists_ready();
	queued = !(work_data(work) & (WORK_PENDING | WORK_DISABLED_MASK));
	if (queued && !list_empty(&work->entry)) {
		queued = false;
		unmade = true;
	}
	if (queued && !may_queue(wq)) {
		queued = false;
		refused = true;
	}
	if (queued) {
		long keep = work_data(work) & WORK_DISABLED_MASK;

		work_set_data(work, keep | WORK_PENDING | wq->color << WORK_COLOR_SHIFT);
		work->wq = wq;
		list_add_tail(&work->entry, &wq->pending);
	}
	ex_guard_unlock(&wq_guard);
	WARN_ONCE(refused, "workqueue: cannot queue on wq %s", wq->name);
	WARN_ONCE(unmade, "workqueue: item of %s was never initialised", wq->name);
	if (queued)
		wq_kick(wq);
	return queued;
}

bool wq_take_off(struct work_struct *work)
{
	if (!work_is_pending(work) || list_empty(&work->entry))
		return false;
	ex_touch(EX_WRITE, work->wq);
	list_del_init(&work->entry);
	work_set_data(work, work_data(work) & ~WORK_PENDING);
	wake_flushers();
	return true;
}

struct workqueue_struct *__alloc_workqueue(const char *fmt, unsigned int flags, int max_active,
					   ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	wq_init(wq);
	wq->flags = flags;
	wq->max_active = max_active ? (unsigned int)max_active : WQ_DFL_ACTIVE;
	/* The format's address names the call, as a static key would. */
	lockdep_init_map(&wq->lockdep_map, fmt, (struct lock_class_key *)fmt, 0);
	ex_guard_lock(&wq_guard);
	lists_ready();
	ex_guard_unlock(&wq_guard);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	struct worker *worker;

	drain_workqueue(wq);
	wq->flags |= __WQ_DESTROYING;
	ex_guard_lock(&wq_guard);
	list_for_each_entry(worker, &workers, all)
		if (worker->wq == wq) {
			ex_touch(EX_WRITE, worker);
			worker->wq = NULL;
		}
	ex_guard_unlock(&wq_guard);
	kfree(wq);
}

struct work_struct *current_work(void)
{
	struct worker *worker = current->flags & PF_WQ_WORKER ? current->worker_private : NULL;

	return worker ? worker->current_work : NULL;
}

bool work_pending(struct work_struct *work)
{
	hook_point(EX_READ, work);
	return work_is_pending(work);
}

unsigned int work_busy(struct work_struct *work)
{
	unsigned int busy;

	hook_point(EX_READ, work);
	ex_guard_lock(&wq_guard);
	lists_ready();
	busy = (work_is_pending(work) ? 1 : 0) | (worker_running(work) ? 2 : 0);
	ex_guard_unlock(&wq_guard);
	return busy;
}

void destroy_work_on_stack(struct work_struct *work)
{
	if (unlikely(work_is_pending(work)))
		finding_report(FINDING_UAF, "WARNING: ODEBUG bug in %F",
			       "ODEBUG: free active (active state 0) object type: work_struct");
}

int schedule_on_each_cpu(work_func_t func)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, func);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);
	return 0;
}

static const void *pending_in(const struct workqueue_struct *wq, const struct module *module)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->pending, entry)
		if (module_has_text(module, work->func))
			return work->func;
	return NULL;
}

/* A module's own queues are empty when it has destroyed them. */
const void *work_pending_in(const struct module *module)
{
	const void *found = NULL;
	struct worker *worker;
	unsigned int i;

	ex_guard_lock(&wq_guard);
	lists_ready();
	list_for_each_entry(worker, &wq_busy, entry)
		if (!found && module_has_text(module, worker->current_func))
			found = worker->current_func;
	for (i = 0; !found && i < ARRAY_SIZE(system_wqs); i++)
		found = pending_in(&system_wqs[i], module);
	ex_guard_unlock(&wq_guard);
	return found;
}
