// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * service.c - daemon tasks of floor 1
 *
 * Locking: guard covers the list; a service's own fields belong to its task.
 */
#include "service.h"

#include "rest.h"

static struct ex_guard guard = EX_GUARD_INIT;
static LIST_HEAD(services);
static u64 services_run;	/* the run that the list belongs to */

void service_start(struct service *service, const char *name, void (*fn)(void *arg), void *arg)
{
	service->stop = false;
	/* Known before it runs: the start is a point, at which somebody may kick it. */
	WRITE_ONCE(service->task, task_prepare(name, fn, arg, PF_KTHREAD, true));
	ex_guard_lock(&guard);
	if (services_run != ex_run_number()) {
		services_run = ex_run_number();
		INIT_LIST_HEAD(&services);
	}
	list_add_tail(&service->entry, &services);
	ex_guard_unlock(&guard);
	task_start(service->task);
}

bool service_idle(struct service *service, u64 deadline_ns)
{
	if (__atomic_load_n(&service->stop, __ATOMIC_ACQUIRE))
		return false;
	ex_park_idle(service, deadline_ns);
	return !__atomic_load_n(&service->stop, __ATOMIC_ACQUIRE);
}

static struct service *take_first(void)
{
	struct service *service = NULL;

	ex_guard_lock(&guard);
	if (services_run == ex_run_number() && !list_empty(&services)) {
		service = list_first_entry(&services, struct service, entry);
		list_del(&service->entry);
	}
	ex_guard_unlock(&guard);
	return service;
}

void services_stop(void)
{
	struct service *service;

	while ((service = take_first())) {
		struct task_struct *task = service->task;
		bool frees_itself = service->frees_itself;

		ex_touch(EX_WAKE, service);
		__atomic_store_n(&service->stop, true, __ATOMIC_RELEASE);
		ex_unpark(task->ex);
		task_join(task);
		if (!frees_itself)
			service->task = NULL;
	}
}

void kernel_shutdown(void)
{
	services_stop();
}
