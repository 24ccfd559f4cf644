/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/async.c */
#ifndef _LINUX_ASYNC_H
#define _LINUX_ASYNC_H

#include <linux/list.h>
#include <linux/types.h>

typedef u64 async_cookie_t;
typedef void (*async_func_t)(void *data, async_cookie_t cookie);

struct device;
struct async_domain {
	struct list_head pending;
	unsigned registered:1;
};

#define ASYNC_DOMAIN(_name)							\
	struct async_domain _name = { .pending = LIST_HEAD_INIT(_name.pending), .registered = 1 }
#define ASYNC_DOMAIN_EXCLUSIVE(_name)						\
	struct async_domain _name = { .pending = LIST_HEAD_INIT(_name.pending) }

/*
 * Run @func in a worker, soon. When there is no memory for the request (a fault point,
 * "async"), @func runs here and now, under whatever the caller holds, as in Linux.
 */
async_cookie_t async_schedule(async_func_t func, void *data);
async_cookie_t async_schedule_domain(async_func_t func, void *data, struct async_domain *domain);
#define async_schedule_node(func, data, node)	((void)(node), async_schedule(func, data))
async_cookie_t async_schedule_dev(async_func_t func, struct device *dev);
/* The same, but false instead of running it here. */
bool async_schedule_dev_nocall(async_func_t func, struct device *dev);
#define async_schedule_dev_domain(func, dev, domain)	async_schedule_domain(func, dev, domain)

void async_synchronize_full(void);
void async_synchronize_full_domain(struct async_domain *domain);
void async_synchronize_cookie(async_cookie_t cookie);
void async_synchronize_cookie_domain(async_cookie_t cookie, struct async_domain *domain);
bool current_is_async(void);

#endif
