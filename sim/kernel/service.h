/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * service.h - daemon tasks of floor 1: started on first use, ended with the world
 */
#ifndef KERNEL_SERVICE_H
#define KERNEL_SERVICE_H

#include <linux/list.h>
#include <linux/sched.h>

struct service {
	struct list_head	entry;		/* in the list of running services */
	struct task_struct	*task;
	bool			stop;		/* atomic; once set, it ends when it is idle */
	bool			frees_itself;	/* gone once its task has ended */
	bool			idle;		/* owner task only */
};

/*
 * Run @fn(@arg) as a daemon task; @service is set up before it starts and must live
 * until the run is over.
 */
void service_start(struct service *service, const char *name, void (*fn)(void *arg), void *arg);

/* Idle until unparked or @deadline_ns; false when the service is to end. */
bool service_idle(struct service *service, u64 deadline_ns);

/* Make it look for work. Allowed under a guard. */
static inline void service_kick(struct service *service)
{
	struct task_struct *task = READ_ONCE(service->task);

	if (task)	/* else it is being started, and looks for work first */
		ex_unpark(task->ex);
}

/* End all services of this run and wait for them. */
void services_stop(void);

#endif
