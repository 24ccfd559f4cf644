// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * completion.c - struct completion: a count of permits that waiters take in turn
 *
 * True whenever ->guard is free:
 *  C1  ->waiters lists the tasks that wait and have no permit yet, oldest first. If
 *      ->done is above zero, nobody is there.
 *  C2  complete() gives its permit to the oldest waiter, which then owns it: one that
 *      times out or is interrupted at the same moment has won.
 *  C3  A waiter does not touch the completion once it has its permit and the guard is
 *      free: it may be on the stack of somebody who is gone.
 *
 * Locking: ->guard covers ->done and ->waiters.
 */
#include <linux/completion.h>

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "hooks.h"
#include "misuse.h"
#include "waiter.h"
#include "waits.h"
#include "waits_user.h"

void __init_completion(struct completion *x, const char *name, struct lock_class_key *key)
{
	ex_guard_init(&x->guard);
	x->done = 0;
	INIT_LIST_HEAD(&x->waiters);
	lockdep_init_map(&x->dep_map, name, key, 0);
	hook_lent(x);
}

static void completion_check(struct completion *x, unsigned long ip)
{
	hook_borrowed(x, ip);
	if (likely(x->waiters.next))
		return;
	misuse_uninitialised(&x->dep_map);
	__init_completion(x, "uninitialised completion", &misuse_key);
}

void reinit_completion(struct completion *x)
{
	hook_point(EX_WRITE, x);
	completion_check(x, _RET_IP_);
	ex_guard_lock(&x->guard);
	x->done = 0;
	ex_guard_unlock(&x->guard);
}

static bool take_permit(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		x->done--;
	return true;
}

/* Under the guard, which it drops to park. 1 with a permit, 0 timed out, -ERESTARTSYS. */
static int wait_for_permit(struct completion *x, unsigned int state, u64 deadline)
{
	struct waiter waiter = { 0 };
	int ret = 1;

	waiter_queue(&waiter, &x->waiters);
	while (!waiter.granted && ret == 1) {
		bool woken;

		if (signal_pending_state(state, current)) {
			ret = -ERESTARTSYS;
			break;
		}
		ex_guard_unlock(&x->guard);
		woken = ex_park_until(x, deadline);
		ex_guard_lock(&x->guard);
		if (!woken)
			ret = 0;
	}
	if (waiter.granted)
		return 1;
	list_del(&waiter.entry);
	return ret;
}

static int wait_common(struct completion *x, unsigned int state, u64 deadline, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_COMPLETION, .obj = x, .name = x->dep_map.name,
				  .map = &x->dep_map, .ip = ip, .timed = deadline != EX_NEVER,
				  .interruptible = state != TASK_UNINTERRUPTIBLE };
	const char *what = user_wait_named ? user_wait_named(x->dep_map.name) : NULL;
	int ret = 1;

	might_sleep();
	completion_check(x, ip);
	wait_begins(&x->dep_map, ip);
	hook_point(EX_WAIT, x);
	if (unlikely(what))
		user_wait_begin(what);
	wait_note_begin(&note);
	ex_guard_lock(&x->guard);
	if (!take_permit(x))
		ret = wait_for_permit(x, state, deadline);
	ex_guard_unlock(&x->guard);
	wait_note_end(&note);
	if (unlikely(what))
		user_wait_end();
	if (ret == 1)
		ex_observe(x);
	return ret;
}

static u64 deadline_of(unsigned long timeout)
{
	return timeout >= MAX_SCHEDULE_TIMEOUT ? EX_NEVER : ex_now() + timeout * NSEC_PER_JIFFY;
}

static long wait_timeout(struct completion *x, unsigned int state, unsigned long timeout,
			 unsigned long ip)
{
	u64 deadline = deadline_of(timeout);
	int ret = wait_common(x, state, deadline, ip);

	if (ret != 1)
		return ret;
	if (deadline == EX_NEVER)
		return (long)timeout;
	return deadline > ex_now() ? max(1L, (long)((deadline - ex_now()) / NSEC_PER_JIFFY)) : 1;
}

void wait_for_completion(struct completion *x)
{
	wait_common(x, TASK_UNINTERRUPTIBLE, EX_NEVER, _RET_IP_);
}

int wait_for_completion_state(struct completion *x, unsigned int state)
{
	int ret = wait_common(x, state, EX_NEVER, _RET_IP_);

	return ret == 1 ? 0 : ret;
}

int wait_for_completion_interruptible(struct completion *x)
{
	int ret = wait_common(x, TASK_INTERRUPTIBLE, EX_NEVER, _RET_IP_);

	return ret == 1 ? 0 : ret;
}

int wait_for_completion_killable(struct completion *x)
{
	int ret = wait_common(x, TASK_KILLABLE, EX_NEVER, _RET_IP_);

	return ret == 1 ? 0 : ret;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return (unsigned long)wait_timeout(x, TASK_UNINTERRUPTIBLE, timeout, _RET_IP_);
}

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_timeout(x, TASK_INTERRUPTIBLE, timeout, _RET_IP_);
}

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_timeout(x, TASK_KILLABLE, timeout, _RET_IP_);
}

bool try_wait_for_completion(struct completion *x)
{
	bool taken;

	hook_point(EX_TRYLOCK, x);
	completion_check(x, _RET_IP_);
	ex_guard_lock(&x->guard);
	taken = take_permit(x);
	ex_guard_unlock(&x->guard);
	if (taken)
		ex_observe(x);
	return taken;
}

bool completion_done(struct completion *x)
{
	bool done;

	hook_point(EX_READ, x);
	hook_alive(x, _RET_IP_);
	ex_guard_lock(&x->guard);
	done = x->done;
	ex_guard_unlock(&x->guard);
	if (done)
		ex_observe(x);
	return done;
}

/* C2: whom the permit goes to, or nobody yet. */
static bool grant_oldest(struct completion *x)
{
	struct waiter *oldest = waiter_oldest(&x->waiters);

	if (!oldest)
		return false;
	list_del(&oldest->entry);
	oldest->granted = true;
	ex_unpark(oldest->task->ex);
	return true;
}

void complete(struct completion *x)
{
	hook_point(EX_WAKE, x);
	completion_check(x, _RET_IP_);
	wait_event_happens(&x->dep_map, _RET_IP_);
	ex_publish(x);
	ex_guard_lock(&x->guard);
	if (!grant_oldest(x) && x->done != UINT_MAX)
		x->done++;
	ex_guard_unlock(&x->guard);
}

void complete_all(struct completion *x)
{
	hook_point(EX_WAKE, x);
	completion_check(x, _RET_IP_);
	wait_event_happens(&x->dep_map, _RET_IP_);
	ex_publish(x);
	ex_guard_lock(&x->guard);
	x->done = UINT_MAX;
	while (grant_oldest(x))
		;
	ex_guard_unlock(&x->guard);
}
