// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files_eventfd.c - eventfds, poll and signals. What would go wrong: a lost wakeup,
 * a wakeup function outside the lock that its owners rely on, a wait no signal ends.
 */
#include "user_world.h"

#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/signal_numbers.h>

static u64 read_value(int fd)
{
	u64 value = 0;

	cr_assert_eq(ksys_read(fd, &value, sizeof(value)), sizeof(value));
	return value;
}

static void write_value(int fd, u64 value)
{
	cr_assert_eq(ksys_write(fd, &value, sizeof(value)), sizeof(value));
}

static void count(void)
{
	int fd = ksys_eventfd(3, EFD_NONBLOCK), sem = ksys_eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	u64 value = ~0ULL;

	write_value(fd, 4);
	cr_assert_eq(read_value(fd), 7);
	cr_assert_eq(ksys_read(fd, &value, sizeof(value)), -EAGAIN);
	cr_assert_eq(ksys_read(fd, &value, 4), -EINVAL);
	cr_assert_eq(ksys_write(fd, &value, sizeof(value)), -EINVAL);
	cr_assert_eq(ksys_read(fd, NULL, sizeof(value)), -EAGAIN);
	cr_assert_eq(read_value(sem), 1);
	cr_assert_eq(read_value(sem), 1);
	cr_assert_eq(ksys_eventfd(0, 8), -EINVAL);
	cr_assert_eq(ksys_pread(fd, &value, sizeof(value), 0), -ESPIPE);
	cr_assert_eq(ksys_ioctl(fd, 1, 0), -ENOTTY);
	ksys_close(fd);
	ksys_close(sem);
}

Test(files_eventfd, an_eventfd_counts_what_is_written)
{
	user_world_expect_clean(count, 1);
}

static int shared_fd;

static int writer(void *unused)
{
	write_value(shared_fd, 5);
	return 0;
}

static int reader(void *unused)
{
	cr_assert_eq(read_value(shared_fd), 5);
	return 0;
}

static int poller(void *unused)
{
	short revents;

	cr_assert_eq(ksys_poll(shared_fd, POLLIN, -1, &revents), 1);
	cr_assert_eq(revents, POLLIN);
	return 0;
}

static void run_pair(int (*first)(void *), int (*second)(void *))
{
	struct process *process = process_create("pair", PROCESS_HOST_CLIENT);

	user_enter(process);
	shared_fd = ksys_eventfd(0, 0);
	user_leave();
	process_thread(process, "first", first, NULL);
	process_thread(process, "second", second, NULL);
	process_wait(process);
	process_put(process);
}

static void read_against_write(void)
{
	run_pair(reader, writer);
}

static void poll_against_write(void)
{
	run_pair(poller, writer);
}

Test(files_eventfd, a_reader_waits_for_the_writer)
{
	user_world_expect_clean(read_against_write, 300);
}

Test(files_eventfd, a_poller_waits_for_the_writer)
{
	user_world_expect_clean(poll_against_write, 300);
}

static void poll_times_out(void)
{
	int fd = ksys_eventfd(0, 0);
	u64 before = ex_now();
	short revents;

	cr_assert_eq(ksys_poll(fd, POLLIN, 0, &revents), 0);
	cr_assert_eq(ex_now(), before);
	cr_assert_eq(ksys_poll(fd, POLLIN, 50, &revents), 0);
	cr_assert_geq(ex_now(), before + 50000000);
	cr_assert_eq(ksys_poll(fd, POLLOUT | POLLIN, 50, &revents), 1);
	cr_assert_eq(revents, POLLOUT);
	cr_assert_eq(ksys_poll(99, POLLIN, 0, &revents), 1);
	cr_assert_eq(revents, POLLNVAL);
	ksys_close(fd);
}

Test(files_eventfd, a_poll_ends_at_its_time)
{
	user_world_expect_clean(poll_times_out, 1);
}

static int sig;

static int blocked(void *unused)
{
	u64 value;

	cr_assert_eq(ksys_read(shared_fd, &value, sizeof(value)), -EINTR);
	cr_assert_eq(process_dying(), sig == SIGKILL);
	cr_assert_eq(ksys_dup(shared_fd) >= 0, sig != SIGKILL);
	return 0;
}

static void kill_a_reader(void)
{
	struct process *process = process_create("victim", PROCESS_HOST_CLIENT);

	user_enter(process);
	shared_fd = ksys_eventfd(0, 0);
	user_leave();
	process_thread(process, "blocked", blocked, NULL);
	ksys_msleep(10);
	process_kill(process, sig);
	cr_assert_eq(process_wait(process), sig == SIGKILL ? SIGKILL : 0);
	process_put(process);
}

Test(files_eventfd, a_signal_ends_a_wait_and_is_gone)
{
	sig = SIGUSR1;
	user_world_expect_clean(kill_a_reader, 50);
}

Test(files_eventfd, a_kill_ends_all_system_calls)
{
	sig = SIGKILL;
	user_world_expect_clean(kill_a_reader, 50);
}

/* A listener as irqfd and virqfd are: queued through poll, called under the lock. */
struct listener {
	poll_table		table;
	wait_queue_entry_t	wait;
	wait_queue_head_t	*head;
	int			ins, hups;
};

static int listener_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct listener *listener = container_of(wait, struct listener, wait);

	lockdep_assert_held(&listener->head->lock);
	lockdep_assert_irqs_disabled();
	listener->ins += !!(key_to_poll(key) & EPOLLIN);
	listener->hups += !!(key_to_poll(key) & EPOLLHUP);
	return 0;
}

static void listener_queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct listener *listener = container_of(table, struct listener, table);

	listener->head = head;
	add_wait_queue(head, &listener->wait);
}

static void listen(void)
{
	int fd = ksys_eventfd(0, 0);
	struct eventfd_ctx *ctx = eventfd_ctx_fdget(fd);
	struct listener listener = { 0 };
	struct file *file = eventfd_fget(fd);
	u64 value;

	init_waitqueue_func_entry(&listener.wait, listener_wake);
	init_poll_funcptr(&listener.table, listener_queue);
	cr_assert_eq(vfs_poll(file, &listener.table), EPOLLOUT);
	eventfd_signal(ctx);
	cr_assert_eq(listener.ins, 1);
	cr_assert_eq(eventfd_ctx_remove_wait_queue(ctx, &listener.wait, &value), 0);
	cr_assert_eq(value, 1);
	eventfd_signal(ctx);
	cr_assert_eq(listener.ins, 1);
	add_wait_queue(listener.head, &listener.wait);
	fput(file);
	ksys_close(fd);
	cr_assert_eq(listener.hups, 1);
	cr_assert_eq(eventfd_ctx_remove_wait_queue(ctx, &listener.wait, &value), 0);
	eventfd_ctx_put(ctx);
}

Test(files_eventfd, wakeup_functions_run_under_the_queue_lock)
{
	user_world_expect_clean(listen, 1);
}

Test(files_eventfd, polling_and_writing_may_happen_at_the_same_time)
{
	user_world_expect_clean_parallel(poll_against_write, 200);
}
