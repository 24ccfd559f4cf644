// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d08_eventfd_recursion.c - a wakeup function that signals an eventfd
 *
 * A listener on one eventfd answers by signalling another, as aio once did. With two
 * of them in a circle the second signal comes back for the first one's lock. Linux
 * refuses since v5.6, by a count per processor that a task which came in between
 * could trip over; since v5.16 by a bit of the task.
 */
#include "core/user_world.h"

#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/workqueue.h>

#include "kernel/variant.h"

DECLARE_VARIANT(eventfd_recursion);
DECLARE_VARIANT(eventfd_cpu_count);

struct relay {
	struct eventfd_ctx	*from, *to;
	wait_queue_head_t	*head;
	wait_queue_entry_t	wait;
	poll_table		table;
	struct work_struct	later;
};

static bool ask_first;	/* the answer of today: not from here, from a work item */

static void relay_later(struct work_struct *work)
{
	eventfd_signal(container_of(work, struct relay, later)->to);
}

static int relay_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct relay *relay = container_of(wait, struct relay, wait);

	if (!(key_to_poll(key) & EPOLLIN))
		return 0;
	if (ask_first && !eventfd_signal_allowed())
		schedule_work(&relay->later);
	else
		eventfd_signal(relay->to);
	return 0;
}

static void relay_queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct relay *relay = container_of(table, struct relay, table);

	relay->head = head;
	add_wait_queue(head, &relay->wait);
}

static void relay_start(struct relay *relay, int from, int to)
{
	struct file *file = eventfd_fget(from);

	relay->from = eventfd_ctx_fdget(from);
	relay->to = eventfd_ctx_fdget(to);
	INIT_WORK_ONSTACK(&relay->later, relay_later);
	init_waitqueue_func_entry(&relay->wait, relay_wake);
	init_poll_funcptr(&relay->table, relay_queue);
	vfs_poll(file, &relay->table);
	fput(file);
}

static void relay_stop(struct relay *relay)
{
	remove_wait_queue(relay->head, &relay->wait);
	flush_work(&relay->later);
	eventfd_ctx_put(relay->from);
	eventfd_ctx_put(relay->to);
}

static void one_relay(void)
{
	struct relay relay;
	int from = ksys_eventfd(0, 0), to = ksys_eventfd(0, 0);
	u64 one = 1;

	relay_start(&relay, from, to);
	ksys_write(from, &one, sizeof(one));
	ksys_msleep(1);
	relay_stop(&relay);
}

static void two_relays_in_a_circle(void)
{
	struct relay there, back;
	int a = ksys_eventfd(0, 0), b = ksys_eventfd(0, 0);

	relay_start(&there, a, b);
	relay_start(&back, b, a);
	eventfd_signal(there.from);
	relay_stop(&there);
	relay_stop(&back);
}

Test(d08_eventfd_recursion, without_the_guard_a_circle_takes_its_lock_twice)
{
	variant_eventfd_recursion = true;
	ask_first = false;
	user_world_expect(two_relays_in_a_circle, 1, FINDING_ORDER);
}

Test(d08_eventfd_recursion, the_guard_refuses_and_warns)
{
	ask_first = false;
	user_world_expect(two_relays_in_a_circle, 1, FINDING_STATE);
}

Test(d08_eventfd_recursion, a_listener_that_asks_first_is_silent)
{
	ask_first = true;
	user_world_expect_clean(one_relay, 20);
}

static int shared_fd;

static int signaller(void *unused)
{
	u64 one = 1;

	cr_assert_eq(ksys_write(shared_fd + (current->pid & 1), &one, sizeof(one)), sizeof(one));
	return 0;
}

static int ctx_signaller(void *ctx)
{
	cr_assert(syscall_enter("signal"));
	eventfd_signal(ctx);
	return syscall_exit(0);
}

/* Two tasks signal two eventfds: no recursion anywhere. */
static void two_signallers(void)
{
	struct process *process = process_create("pair", PROCESS_HOST_CLIENT);
	struct eventfd_ctx *ctx;

	user_enter(process);
	shared_fd = ksys_eventfd(0, 0);
	ksys_eventfd(0, 0);
	ctx = eventfd_ctx_fdget(shared_fd);
	user_leave();
	process_thread(process, "writer", signaller, NULL);
	process_thread(process, "signaller", ctx_signaller, ctx);
	process_wait(process);
	process_put(process);
	eventfd_ctx_put(ctx);
}

Test(d08_eventfd_recursion, a_count_per_processor_refuses_an_innocent_task)
{
	variant_eventfd_cpu_count = true;
	user_world_expect(two_signallers, 500, FINDING_STATE);
}

Test(d08_eventfd_recursion, a_bit_of_the_task_does_not)
{
	user_world_expect_clean(two_signallers, 500);
}
