// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer.c - timer_list and hrtimer, served by one daemon task
 *
 *  T1  pending lists the armed timers in order of expiry, equal ones in order of arming.
 *  T2  running is the timer whose function runs now; it is off the list, and may be
 *      armed again or freed by its function, running_function.
 *
 * Locking: guard covers both. The functions run without it.
 */
#include <linux/timer.h>

#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include "exec/symbol.h"

#include "finding.h"
#include "hooks.h"
#include "module_text.h"
#include "service.h"
#include "timers.h"
#include "waits.h"

static struct ex_guard guard = EX_GUARD_INIT;
static LIST_HEAD(pending);		/* of struct timer_list */
static LIST_HEAD(pending_hr);		/* of struct hrtimer */
static void *running;
static const void *running_function;
static LIST_HEAD(waiting);	/* for running to end */
static struct service service;
static u64 service_run;			/* the run that all of it belongs to */

struct waiting_task {
	struct list_head	entry;
	struct task_struct	*task;
};

static u64 expires_ns(unsigned long expires)
{
	long ahead = (long)(expires - INITIAL_JIFFIES);

	return ahead < 0 ? 0 : (u64)ahead * NSEC_PER_JIFFY;
}

static bool is_linked(const struct list_head *entry)
{
	return entry->next && !list_empty(entry);
}

/* Under the guard. The earliest armed moment. */
static u64 next_expiry(void)
{
	u64 at = EX_NEVER;

	if (!list_empty(&pending))
		at = expires_ns(list_first_entry(&pending, struct timer_list, entry)->expires);
	if (!list_empty(&pending_hr)) {
		u64 hr = (u64)list_first_entry(&pending_hr, struct hrtimer, entry)->expires;

		at = min(at, hr);
	}
	return at;
}

static void end_running(void)
{
	struct waiting_task *waiter;

	ex_touch(EX_WAKE, running);
	ex_guard_lock(&guard);
	running = NULL;
	list_for_each_entry(waiter, &waiting, entry)
		ex_unpark(waiter->task->ex);
	ex_guard_unlock(&guard);
}

static void run_timer(struct timer_list *timer, void (*function)(struct timer_list *timer))
{
	struct lockdep_map map;

	ex_observe(timer);
	hook_alive(timer, _RET_IP_);
	map = timer->lockdep_map;	/* the function may free the timer */
	softirq_enter();
	lock_map_acquire(&map);
	function(timer);
	lock_map_release(&map);
	softirq_exit();
	ex_publish(&running);
	end_running();
}

static void run_hrtimer(struct hrtimer *timer)
{
	enum hrtimer_restart restart;

	ex_observe(timer);
	irq_enter();
	restart = timer->function(timer);
	irq_exit();
	if (restart == HRTIMER_RESTART)
		hrtimer_start(timer, timer->expires, HRTIMER_MODE_ABS);
	ex_publish(&running);
	end_running();
}

/* Under the guard: whatever is due counts as running, and a shutdown comes too late for it. */
static struct timer_list *take_due(void (**function)(struct timer_list *timer))
{
	struct timer_list *timer = list_first_entry_or_null(&pending, struct timer_list, entry);

	if (!timer || expires_ns(timer->expires) > ex_now())
		return NULL;
	list_del_init(&timer->entry);
	running = timer;
	running_function = *function = timer->function;
	return timer;
}

static struct hrtimer *take_due_hr(void)
{
	struct hrtimer *timer = list_first_entry_or_null(&pending_hr, struct hrtimer, entry);

	if (!timer || (u64)timer->expires > ex_now())
		return NULL;
	list_del_init(&timer->entry);
	running = timer;
	running_function = timer->function;
	return timer;
}

/* On the stack of a function that has returned: nothing in it can be trusted. */
static void check_left_behind(void)
{
	struct timer_list *first;

	ex_guard_lock(&guard);
	first = list_first_entry_or_null(&pending, struct timer_list, entry);
	if (likely(!first || !hook_left_behind(first)))
		first = NULL;
	ex_guard_unlock(&guard);
	if (unlikely(first))
		hook_borrowed(first, _RET_IP_);
}

/* Run one timer that is due; false if none is. */
static bool run_one(void)
{
	void (*function)(struct timer_list *timer);
	struct timer_list *timer;
	struct hrtimer *hrtimer;

	check_left_behind();
	ex_guard_lock(&guard);
	timer = take_due(&function);
	hrtimer = timer ? NULL : take_due_hr();
	ex_guard_unlock(&guard);
	ex_touch(EX_WRITE, &pending);
	if (timer || hrtimer)
		ex_touch(EX_WRITE, running);
	if (timer)
		run_timer(timer, function);
	else if (hrtimer)
		run_hrtimer(hrtimer);
	return timer || hrtimer;
}

static void serve(void *arg)
{
	u64 at;

	(void)arg;
	do {
		while (run_one())
			;
		ex_guard_lock(&guard);
		at = next_expiry();
		ex_guard_unlock(&guard);
	} while (service_idle(&service, at));
}

/* Before the first timer of a run is armed. */
static void service_ready(void)
{
	bool start = false;

	ex_guard_lock(&guard);
	if (service_run != ex_run_number() || service.stop) {
		if (service_run != ex_run_number()) {
			INIT_LIST_HEAD(&pending);
			INIT_LIST_HEAD(&pending_hr);
			INIT_LIST_HEAD(&waiting);
			running = NULL;
		}
		service_run = ex_run_number();
		service.stop = false;
		start = true;
	}
	ex_guard_unlock(&guard);
	if (start)
		service_start(&service, "ksoftirqd/0", serve, NULL);
}

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name, struct lock_class_key *key)
{
	INIT_LIST_HEAD(&timer->entry);
	timer->function = func;
	timer->flags = flags;
	lockdep_init_map(&timer->lockdep_map, name, key, 0);
}

/* Under the guard. */
static void insert(struct timer_list *timer)
{
	struct timer_list *other;

	list_for_each_entry(other, &pending, entry)
		if (time_after(other->expires, timer->expires))
			break;
	list_add_tail(&timer->entry, &other->entry);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	int was_pending;

	hook_point(EX_WRITE, timer);
	hook_borrowed(timer, _RET_IP_);
	ex_touch(EX_WRITE, &pending);
	service_ready();
	ex_publish(timer);
	ex_guard_lock(&guard);
	was_pending = is_linked(&timer->entry);
	if (was_pending)
		list_del(&timer->entry);
	timer->expires = expires;
	if (timer->function) {		/* none after a shutdown */
		insert(timer);
		service_kick(&service);
	} else {
		INIT_LIST_HEAD(&timer->entry);
	}
	ex_guard_unlock(&guard);
	return was_pending;
}

/* The first armed timer in memory that is about to be free, disarmed; NULL: none. */
static struct timer_list *disarm_in(const void *from, size_t size)
{
	struct timer_list *timer, *found = NULL;

	ex_guard_lock(&guard);
	if (service_run == ex_run_number()) {
		list_for_each_entry(timer, &pending, entry) {
			if ((void *)timer < from || (void *)timer >= from + size)
				continue;
			found = timer;
			list_del_init(&timer->entry);
			break;
		}
	}
	ex_guard_unlock(&guard);
	return found;
}

void timers_check_freed(const void *from, size_t size)
{
	struct timer_list *timer;
	struct ex_symbol hint;

	while ((timer = disarm_in(from, size))) {
		ex_symbol((unsigned long)timer->function, &hint);
		finding_report(FINDING_UAF, "WARNING: ODEBUG bug in %F",
			       "ODEBUG: free active (active state 0) object type: timer_list "
			       "hint: %s", hint.function);
	}
}

void object_off_stack(const void *obj)
{
	if (unlikely(ex_on_stack(obj)))
		finding_report(FINDING_STATE, "WARNING: ODEBUG bug in %F",
			       "ODEBUG: object is on stack, but NOT annotated.");
}

void destroy_timer_on_stack(struct timer_list *timer)
{
	timers_check_freed(timer, sizeof(*timer));
}

void add_timer(struct timer_list *timer)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	mod_timer(timer, timer->expires);
}

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	if (timer_pending(timer) && time_before_eq(timer->expires, expires))
		return 1;
	return mod_timer(timer, expires);
}

int timer_pending(const struct timer_list *timer)
{
	return is_linked(&timer->entry);
}

/* @shut: the timer that from now on cannot be armed again, in one step with the removal. */
static int remove_entry(struct list_head *entry, struct timer_list *shut)
{
	int was_pending;

	ex_touch(EX_WRITE, &pending);
	ex_guard_lock(&guard);
	was_pending = service_run == ex_run_number() && is_linked(entry);
	if (was_pending)
		list_del_init(entry);
	if (shut)
		shut->function = NULL;
	ex_guard_unlock(&guard);
	return was_pending;
}

static int remove_timer(struct timer_list *timer, bool shutdown, unsigned long ip)
{
	hook_point(EX_WRITE, timer);
	hook_alive(timer, ip);
	return remove_entry(&timer->entry, shutdown ? timer : NULL);
}

int timer_delete(struct timer_list *timer)
{
	return remove_timer(timer, false, _RET_IP_);
}

static void wait_until_idle(void *timer, const char *name, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_OTHER, .obj = timer, .name = name, .ip = ip };
	struct waiting_task waiter = { .task = current };

	wait_note_begin(&note);
	ex_guard_lock(&guard);
	note.who = service.task;
	list_add_tail(&waiter.entry, &waiting);
	while (running == timer && service_run == ex_run_number()) {
		ex_guard_unlock(&guard);
		ex_park(timer);
		ex_guard_lock(&guard);
	}
	list_del(&waiter.entry);
	ex_guard_unlock(&guard);
	wait_note_end(&note);
	ex_observe(&running);
}

static int remove_and_wait(struct timer_list *timer, bool shutdown, unsigned long ip)
{
	unsigned long flags;
	int was_pending;

	/* Not a lock that a softirq could interrupt the holder of: only the order counts. */
	local_irq_save(flags);
	lock_map_acquire(&timer->lockdep_map);
	lock_map_release(&timer->lockdep_map);
	local_irq_restore(flags);
	was_pending = remove_timer(timer, shutdown, ip);
	wait_until_idle(timer, "timer", ip);
	return was_pending;
}

int timer_delete_sync(struct timer_list *timer)
{
	return remove_and_wait(timer, false, _RET_IP_);
}

int try_to_del_timer_sync(struct timer_list *timer)
{
	hook_point(EX_WRITE, timer);
	if (READ_ONCE(running) == timer)
		return -1;
	return remove_entry(&timer->entry, NULL);
}

int timer_shutdown(struct timer_list *timer)
{
	return remove_timer(timer, true, _RET_IP_);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	return remove_and_wait(timer, true, _RET_IP_);
}

void hrtimer_init(struct hrtimer *timer, clockid_t clock, enum hrtimer_mode mode)
{
	(void)clock;
	(void)mode;
	INIT_LIST_HEAD(&timer->entry);
	timer->function = NULL;
}

void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}

void hrtimer_start(struct hrtimer *timer, ktime_t time, const enum hrtimer_mode mode)
{
	struct hrtimer *other;

	hook_point(EX_WRITE, timer);
	ex_touch(EX_WRITE, &pending);
	service_ready();
	ex_publish(timer);
	ex_guard_lock(&guard);
	if (is_linked(&timer->entry))
		list_del(&timer->entry);
	timer->expires = mode == HRTIMER_MODE_REL ? (ktime_t)ex_now() + time : time;
	list_for_each_entry(other, &pending_hr, entry)
		if (other->expires > timer->expires)
			break;
	list_add_tail(&timer->entry, &other->entry);
	service_kick(&service);
	ex_guard_unlock(&guard);
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	hook_point(EX_WRITE, timer);
	if (READ_ONCE(running) == timer)
		return -1;
	return remove_entry(&timer->entry, NULL);
}

int hrtimer_cancel(struct hrtimer *timer)
{
	int was_pending;

	hook_point(EX_WRITE, timer);
	was_pending = remove_entry(&timer->entry, NULL);
	wait_until_idle(timer, "hrtimer", _RET_IP_);
	return was_pending;
}

u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	u64 overruns = 0;

	while (timer->expires <= (ktime_t)ex_now()) {
		timer->expires += interval;
		overruns++;
	}
	return overruns;
}

bool hrtimer_active(const struct hrtimer *timer)
{
	return is_linked(&timer->entry) || READ_ONCE(running) == timer;
}

/* Under the guard. */
static const void *first_in(const struct module *module)
{
	struct timer_list *timer;
	struct hrtimer *hrtimer;

	if (running && module_has_text(module, running_function))
		return running_function;
	list_for_each_entry(timer, &pending, entry)
		if (module_has_text(module, timer_leads_to(timer)))
			return timer_leads_to(timer);
	list_for_each_entry(hrtimer, &pending_hr, entry)
		if (module_has_text(module, hrtimer->function))
			return hrtimer->function;
	return NULL;
}

const void *timer_pending_in(const struct module *module)
{
	const void *found = NULL;

	ex_guard_lock(&guard);
	if (service_run == ex_run_number())
		found = first_in(module);
	ex_guard_unlock(&guard);
	return found;
}
