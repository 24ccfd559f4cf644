// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rcu.c - read sections, grace periods and callbacks
 *
 *  R1  callbacks lists what call_rcu() was given and no grace period has been begun
 *      for; the service takes all of it, waits for a grace period, runs it in order.
 *      taken lists what of it has not been run, and running is the function that is.
 *  R2  queued counts call_rcu() calls, done those whose callback has returned: an
 *      rcu_barrier() waits until done has reached what queued was.
 *
 * Locking: guard covers callbacks, taken, running, counters and waiters.
 */
#include <linux/rcupdate.h>

#include <linux/bottom_half.h>
#include <linux/hardirq.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "exec/rcu.h"

#include "hooks.h"
#include "module_text.h"
#include "service.h"
#include "waiter.h"
#include "waits.h"

static struct ex_guard guard = EX_GUARD_INIT;
static struct rcu_head *callbacks;
static struct rcu_head **callbacks_tail = &callbacks;
static struct rcu_head *taken;
static rcu_callback_t running;
static u64 queued, done;
static LIST_HEAD(waiters);
static struct service service;
static u64 service_run;

static struct lock_class_key rcu_key, rcu_callback_key, rcu_wait_key;
static struct lockdep_map rcu_lock_map = { .name = "rcu_read_lock", .key = &rcu_key,
					   .wait_type_outer = LD_WAIT_FREE,
					   .wait_type_inner = LD_WAIT_CONFIG };
static struct lockdep_map rcu_callback_map = { .name = "rcu_callback", .key = &rcu_callback_key };
static struct lockdep_map rcu_wait_map = { .name = "rcu_grace_period", .key = &rcu_wait_key };

void rcu_read_lock(void)
{
	hook_point(EX_RDLOCK, &rcu_lock_map);
	ex_rcu_read_lock();
	hook_section_begin(&rcu_lock_map, _RET_IP_);
}

void rcu_read_unlock(void)
{
	hook_point(EX_RDUNLOCK, &rcu_lock_map);
	hook_section_end(&rcu_lock_map, _RET_IP_);
	ex_rcu_read_unlock();
}

int rcu_read_lock_held(void)
{
	return ex_rcu_depth() != 0;
}

int rcu_read_lock_any_held(void)
{
	return rcu_read_lock_held() || in_atomic() || irqs_disabled();
}

void synchronize_rcu(void)
{
	struct wait_note note = { .kind = WAIT_RCU, .obj = ex_rcu_wait_object(),
				  .name = "RCU readers", .map = &rcu_wait_map, .ip = _RET_IP_ };

	might_sleep();
	wait_begins(&rcu_wait_map, _RET_IP_);
	hook_point(EX_READ, current->comm);
	if (ex_rcu_must_wait())
		ex_touch(EX_WAIT, &rcu_lock_map);	/* else no reader can tell */
	wait_note_begin(&note);
	ex_rcu_synchronize();
	wait_note_end(&note);
}

static void wake_barriers(void)
{
	struct waiter *waiter;

	list_for_each_entry(waiter, &waiters, entry)
		ex_unpark(waiter->task->ex);
}

static void run_callback(struct rcu_head *head)
{
	ex_observe(head);
	ex_touch(EX_START, head);
	softirq_enter();
	lock_map_acquire(&rcu_callback_map);
	head->func(head);
	lock_map_release(&rcu_callback_map);
	softirq_exit();
	ex_publish(&done);
	ex_touch(EX_RDUNLOCK, &done);
	ex_guard_lock(&guard);
	done++;
	running = NULL;
	wake_barriers();
	ex_guard_unlock(&guard);
}

/* False: there are none. */
static bool take_callbacks(void)
{
	bool any;

	ex_guard_lock(&guard);
	any = callbacks;
	taken = callbacks;
	callbacks = NULL;
	callbacks_tail = &callbacks;
	ex_guard_unlock(&guard);
	return any;
}

/* The next whose grace period is over; NULL: it was the last. */
static struct rcu_head *next_callback(void)
{
	struct rcu_head *head;

	ex_guard_lock(&guard);
	head = taken;
	if (head) {
		taken = head->next;
		running = (rcu_callback_t)head->func;
	}
	ex_guard_unlock(&guard);
	return head;
}

static void run_callbacks(void)
{
	struct rcu_head *head;

	while (take_callbacks()) {
		synchronize_rcu();
		while ((head = next_callback()))
			run_callback(head);
	}
}

static void serve(void *arg)
{
	(void)arg;
	do
		run_callbacks();
	while (service_idle(&service, EX_NEVER));
	run_callbacks();	/* those that came between the last kick and the stop */
}

static void service_ready(void)
{
	bool start = false;

	ex_guard_lock(&guard);
	if (service_run != ex_run_number()) {
		service_run = ex_run_number();
		callbacks = NULL;
		callbacks_tail = &callbacks;
		taken = NULL;
		running = NULL;
		queued = done = 0;
		INIT_LIST_HEAD(&waiters);
		start = true;
	} else if (service.stop) {
		start = true;
	}
	if (start)
		service.stop = false;
	ex_guard_unlock(&guard);
	if (start)
		service_start(&service, "rcuc/0", serve, NULL);
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	hook_point(EX_SPAWN, head);
	hook_alive(head, _RET_IP_);
	ex_touch(EX_RDLOCK, &done);	/* among themselves they come in any order */
	service_ready();
	head->func = (void *)func;
	ex_publish(head);
	ex_guard_lock(&guard);
	head->next = NULL;
	*callbacks_tail = head;
	callbacks_tail = &head->next;
	queued++;
	service_kick(&service);
	ex_guard_unlock(&guard);
}

void rcu_barrier(void)
{
	struct wait_note note = { .kind = WAIT_RCU, .obj = &done, .name = "RCU callbacks",
				  .map = &rcu_callback_map, .ip = _RET_IP_ };
	struct waiter waiter;
	u64 until;

	might_sleep();
	local_bh_disable();	/* callbacks hold the map in softirqs: not to be met by one */
	lock_map_acquire(&rcu_callback_map);
	lock_map_release(&rcu_callback_map);
	local_bh_enable();
	hook_point(EX_WAIT, &done);
	if (service_run != ex_run_number())
		return;
	ex_guard_lock(&guard);
	note.who = service.task;
	until = queued;
	waiter_queue(&waiter, &waiters);
	wait_note_begin(&note);
	while (done < until) {
		ex_guard_unlock(&guard);
		ex_park(&done);
		ex_guard_lock(&guard);
	}
	wait_note_end(&note);
	list_del(&waiter.entry);
	ex_guard_unlock(&guard);
	ex_observe(&done);
}

static const void *first_in(const struct rcu_head *head, const struct module *module)
{
	for (; head; head = head->next)
		if (module_has_text(module, head->func))
			return head->func;
	return NULL;
}

const void *rcu_pending_in(const struct module *module)
{
	const void *found = NULL;

	ex_guard_lock(&guard);
	if (service_run == ex_run_number()) {
		found = first_in(taken, module) ?: first_in(callbacks, module);
		if (!found && module_has_text(module, running))
			found = running;
	}
	ex_guard_unlock(&guard);
	return found;
}

static void free_callback(struct rcu_head *head)
{
	struct ex_heap_object object;

	if (ex_heap_find(head, &object))
		kfree(object.ptr);
}

void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	(void)ptr;	/* the object that the head lies in */
	call_rcu(head, free_callback);
}

unsigned long get_state_synchronize_rcu(void)
{
	return 0;
}

void cond_synchronize_rcu(unsigned long oldstate)
{
	(void)oldstate;
	synchronize_rcu();
}
