// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * async.c - functions run soon by a worker, and waiting for all of them
 *
 *  A1  A request is on its domain's list from scheduling until its function returned;
 *      cookies rise in order of scheduling.
 *  A2  Without memory for the request, its function runs in the caller (fault point
 *      "async").
 *
 * Locking: guard covers the lists and the cookie.
 */
#include <linux/async.h>

#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "exec/exec.h"

struct request {
	struct work_struct	work;
	struct list_head	entry;
	struct async_domain	*domain;
	async_func_t		func;
	void			*data;
	async_cookie_t		cookie;
};

static struct ex_guard guard = EX_GUARD_INIT;
static ASYNC_DOMAIN(default_domain);
static async_cookie_t next_cookie = 1;
static DECLARE_WAIT_QUEUE_HEAD(done);
static u64 state_run;		/* the run that the lists belong to */

/* A run that ended badly may have left requests and waiters. */
static void ready(void)
{
	if (likely(state_run == ex_run_number()))
		return;
	ex_guard_lock(&guard);
	if (state_run != ex_run_number()) {
		INIT_LIST_HEAD(&default_domain.pending);
		done = (struct wait_queue_head)__WAIT_QUEUE_HEAD_INITIALIZER(done);
		state_run = ex_run_number();
	}
	ex_guard_unlock(&guard);
}

static void run_request(struct work_struct *work)
{
	struct request *request = container_of(work, struct request, work);

	request->func(request->data, request->cookie);
	ex_publish(request->domain);
	ex_guard_lock(&guard);
	list_del(&request->entry);
	ex_guard_unlock(&guard);
	kfree(request);
	wake_up_all(&done);
}

/* NULL when there is no memory, or too much to do already. */
static struct request *request_new(async_func_t func, void *data, struct async_domain *domain)
{
	struct request *request;

	ready();
	request = ex_fail("async") ? NULL : kzalloc(sizeof(*request), GFP_ATOMIC);

	if (!request)
		return NULL;
	INIT_WORK(&request->work, run_request);
	request->func = func;
	request->data = data;
	request->domain = domain;
	ex_guard_lock(&guard);
	request->cookie = next_cookie++;
	list_add_tail(&request->entry, &domain->pending);
	ex_guard_unlock(&guard);
	return request;
}

async_cookie_t async_schedule_domain(async_func_t func, void *data, struct async_domain *domain)
{
	struct request *request = request_new(func, data, domain);
	async_cookie_t cookie;

	if (!request) {
		ex_guard_lock(&guard);
		cookie = next_cookie++;
		ex_guard_unlock(&guard);
		func(data, cookie);
		return cookie;
	}
	cookie = request->cookie;
	queue_work(system_unbound_wq, &request->work);
	return cookie;
}

async_cookie_t async_schedule(async_func_t func, void *data)
{
	return async_schedule_domain(func, data, &default_domain);
}

async_cookie_t async_schedule_dev(async_func_t func, struct device *dev)
{
	return async_schedule(func, dev);
}

bool async_schedule_dev_nocall(async_func_t func, struct device *dev)
{
	struct request *request = request_new(func, dev, &default_domain);

	if (!request)
		return false;
	queue_work(system_unbound_wq, &request->work);
	return true;
}

static bool all_done_before(struct async_domain *domain, async_cookie_t cookie)
{
	struct request *oldest;
	bool all_done;

	ex_guard_lock(&guard);
	oldest = list_first_entry_or_null(&domain->pending, struct request, entry);
	all_done = !oldest || oldest->cookie >= cookie;
	ex_guard_unlock(&guard);
	return all_done;
}

void async_synchronize_cookie_domain(async_cookie_t cookie, struct async_domain *domain)
{
	ready();
	wait_event(done, all_done_before(domain, cookie));
	ex_observe(domain);
}

void async_synchronize_cookie(async_cookie_t cookie)
{
	async_synchronize_cookie_domain(cookie, &default_domain);
}

void async_synchronize_full_domain(struct async_domain *domain)
{
	async_synchronize_cookie_domain((async_cookie_t)-1, domain);
}

void async_synchronize_full(void)
{
	async_synchronize_full_domain(&default_domain);
}

bool current_is_async(void)
{
	struct work_struct *work = current_work();

	return work && work->func == run_request;
}
