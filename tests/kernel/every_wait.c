// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_wait.c - completions, wait queues, bits and variables, sleep and wakeup, signals:
 * see every_way.h
 */
#include "every_way.h"

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/signal_numbers.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

static struct completion done;
static int result, value;

static void waits_for_done(void *unused)
{
	wait_for_completion(&done);
	BUG_ON(seen(&result) != 1);
}

static void completes(void *in_order)
{
	if (in_order)
		set(&result, 1);
	complete(&done);
	if (!in_order)
		set(&result, 1);
}

static void completion_program(void *in_order)
{
	init_completion(&done);
	result = 0;
	in_parallel(waits_for_done, completes, in_order);
	BUG_ON(completion_done(&done));
}

static void completion_right(void)
{
	completion_program(&done);
}

static void completion_wrong(void)
{
	completion_program(NULL);
}

static void completes_all_or_one(void *all)
{
	set(&result, 1);
	if (all)
		complete_all(&done);
	else
		complete(&done);
}

static void two_wait_for_one(void *all)
{
	struct task_struct *waiter;

	init_completion(&done);
	result = 0;
	waiter = start(waits_for_done, NULL);
	in_parallel(waits_for_done, completes_all_or_one, all);
	task_join(waiter);
	BUG_ON(!try_wait_for_completion(&done));
	reinit_completion(&done);
	BUG_ON(try_wait_for_completion(&done));
}

static void complete_all_right(void)
{
	two_wait_for_one(&done);
}

static void complete_all_wrong(void)
{
	two_wait_for_one(NULL);
}

/* Who gives up leaves no permit behind, or has it. */
static void gives_up_in_time(void *looks)
{
	unsigned long left = wait_for_completion_timeout(&done, 1);

	if (left || !looks)
		BUG_ON(seen(&result) != 1);
}

static void completes_late(void *unused)
{
	schedule_timeout_uninterruptible(1);
	set(&result, 1);
	complete(&done);
}

static void timeout_right(void)
{
	init_completion(&done);
	result = 0;
	in_parallel(gives_up_in_time, completes_late, &done);
}

static void timeout_wrong(void)
{
	init_completion(&done);
	result = 0;
	in_parallel(gives_up_in_time, completes_late, NULL);
}

static struct wait_queue_head queue;

static void waits_for_value(void *unused)
{
	wait_event(queue, seen(&value));
}

static void wakes_for_value(void *in_order)
{
	if (in_order)
		set(&value, 1);
	wake_up(&queue);
	if (!in_order)
		set(&value, 1);
}

static void queue_right(void)
{
	init_waitqueue_head(&queue);
	value = 0;
	in_parallel(waits_for_value, wakes_for_value, &queue);
	BUG_ON(waitqueue_active(&queue));
}

static void queue_wrong(void)
{
	init_waitqueue_head(&queue);
	value = 0;
	in_parallel(waits_for_value, wakes_for_value, NULL);
}

/* By hand: the state is set before the condition is looked at, or a wakeup is lost. */
static void sleeps_by_hand(void *in_order)
{
	DEFINE_WAIT(entry);

	for (;;) {
		if (!in_order && seen(&value))
			break;
		prepare_to_wait(&queue, &entry, TASK_UNINTERRUPTIBLE);
		if (in_order && seen(&value))
			break;
		schedule();
	}
	finish_wait(&queue, &entry);
}

static void wakes(void *unused)
{
	set(&value, 1);
	wake_up(&queue);
}

static void by_hand(void *in_order)
{
	init_waitqueue_head(&queue);
	value = 0;
	in_parallel(sleeps_by_hand, wakes, in_order);
}

static void by_hand_right(void)
{
	by_hand(&queue);
}

static void by_hand_wrong(void)
{
	by_hand(NULL);
}

/* Each wakeup goes to one of those that wait alone, and to nobody who has left. */
static atomic_t permits;

static void takes_permit(void *unused)
{
	wait_event_interruptible_exclusive(queue, atomic_dec_if_positive(&permits) >= 0);
}

static void gives_permits(void *each)
{
	atomic_set(&permits, 2);
	wake_up_nr(&queue, each ? 2 : 1);
}

static void exclusive(void *each)
{
	struct task_struct *waiter;

	init_waitqueue_head(&queue);
	atomic_set(&permits, 0);
	waiter = start(takes_permit, NULL);
	in_parallel(takes_permit, gives_permits, each);
	task_join(waiter);
	BUG_ON(atomic_read(&permits));
}

static void exclusive_right(void)
{
	exclusive(&queue);
}

static void exclusive_wrong(void)
{
	exclusive(NULL);
}

/*
 * A signal ends the first wait; if the wakeup had gone to that one, the second would sleep
 * on. The first takes what it got, or passes the wakeup on.
 */
static void leaves_or_takes(void *checks)
{
	int ret = wait_event_interruptible(queue, seen(&value));

	BUG_ON(ret && ret != -ERESTARTSYS);
	if (!ret || !checks)
		BUG_ON(!seen(&value));
}

static void against_signal(void *checks)
{
	struct task_struct *waiter;

	init_waitqueue_head(&queue);
	value = 0;
	waiter = start(leaves_or_takes, checks);
	task_signal(waiter, SIGTERM);
	task_join(waiter);
}

static void interruptible_right(void)
{
	against_signal(&queue);
}

static void interruptible_wrong(void)
{
	against_signal(NULL);
}

/* Only a signal that kills ends a killable wait. */
static void waits_killably(void *unused)
{
	BUG_ON(wait_event_killable(queue, seen(&value)) != -ERESTARTSYS);
}

static void kill_with(int sig)
{
	struct task_struct *waiter;

	init_waitqueue_head(&queue);
	value = 0;
	waiter = start(waits_killably, NULL);
	task_signal(waiter, sig);
	task_join(waiter);
}

static void killable_right(void)
{
	kill_with(SIGKILL);
}

static void killable_wrong(void)
{
	kill_with(SIGTERM);
}

/* A wake function runs under the queue's lock, in the waker. */
static int noted;

static int notes_wakeup(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	lockdep_assert_held(&queue.lock);
	noted += key == poll_to_key(1);
	if (entry->private)
		wait_for_completion(&done);
	return 0;
}

static void wakes_with_key(void *unused)
{
	wake_up_poll(&queue, 1);
}

static void custom(void *private)
{
	struct wait_queue_entry entry;

	init_waitqueue_head(&queue);
	init_completion(&done);
	complete_all(&done);
	init_waitqueue_func_entry(&entry, notes_wakeup);
	entry.private = private;
	noted = 0;
	add_wait_queue(&queue, &entry);
	in_parallel(wakes_with_key, wakes_with_key, NULL);
	remove_wait_queue(&queue, &entry);
	wake_up_poll(&queue, 1);
	BUG_ON(noted != 2);
}

static void custom_right(void)
{
	custom(NULL);
}

static void custom_wrong(void)
{
	custom(&done);
}

static unsigned long word;

static void waits_for_bit(void *unused)
{
	BUG_ON(wait_on_bit(&word, 5, TASK_UNINTERRUPTIBLE));
	BUG_ON(test_bit(5, &word));
}

static void clears_bit(void *wakes)
{
	clear_bit_unlock(5, &word);
	if (wakes)
		wake_up_bit(&word, 5);
}

static void bit_right(void)
{
	word = 1UL << 5;
	in_parallel(waits_for_bit, clears_bit, &word);
}

static void bit_wrong(void)
{
	word = 1UL << 5;
	in_parallel(waits_for_bit, clears_bit, NULL);
}

static atomic_t users;

static void waits_for_users(void *unused)
{
	wait_var_event(&users, !atomic_read(&users));
}

static void user_leaves(void *wakes)
{
	if (atomic_dec_and_test(&users) && wakes)
		wake_up_var(&users);
}

static void var_right(void)
{
	atomic_set(&users, 1);
	in_parallel(waits_for_users, user_leaves, &users);
}

static void var_wrong(void)
{
	atomic_set(&users, 1);
	in_parallel(waits_for_users, user_leaves, NULL);
}

/* schedule() by itself: asleep first, then the look. */
static struct task_struct *sleeper;

static void sleeps(void *in_order)
{
	if (in_order)
		set_current_state(TASK_UNINTERRUPTIBLE);
	if (seen(&value)) {
		__set_current_state(TASK_RUNNING);
		return;
	}
	if (!in_order)
		set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	BUG_ON(!seen(&value));
}

static void wake_sleeper(void *in_order)
{
	value = 0;
	sleeper = start(sleeps, in_order);
	set(&value, 1);
	wake_up_process(sleeper);
	task_join(sleeper);
}

static void schedule_right(void)
{
	wake_sleeper(&value);
}

static void schedule_wrong(void)
{
	wake_sleeper(NULL);
}

/* A signal that comes before the sleep ends it as well. */
static void sleeps_until_signal(void *lets_in)
{
	unsigned int state = lets_in ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE;

	set_current_state(state);
	schedule();
	BUG_ON(!signal_pending(current) || fatal_signal_pending(current));
}

static void signal_sleeper(void *lets_in)
{
	sleeper = start(sleeps_until_signal, lets_in);
	task_signal(sleeper, SIGINT);
	task_join(sleeper);
}

static void signals_right(void)
{
	signal_sleeper(&value);
}

static void signals_wrong(void)
{
	signal_sleeper(NULL);
}

const struct primitive every_wait[] = {
	{ "completion", completion_right, completion_wrong, "completes before it is done",
	  "kernel BUG" },
	{ "complete_all", complete_all_right, complete_all_wrong, "completes for one of two",
	  "INFO: task hung" },
	{ "wait_for_completion_timeout", timeout_right, timeout_wrong,
	  "does not look whether the time was up", "kernel BUG" },
	{ "wait queue", queue_right, queue_wrong, "wakes before the condition holds",
	  "INFO: task hung" },
	{ "prepare_to_wait", by_hand_right, by_hand_wrong, "looks before it is on the queue",
	  "INFO: task hung" },
	{ "exclusive wait", exclusive_right, exclusive_wrong, "one wakeup for two permits",
	  "INFO: task hung" },
	{ "interruptible wait", interruptible_right, interruptible_wrong,
	  "does not look whether it was interrupted", "kernel BUG" },
	{ "killable wait", killable_right, killable_wrong, "expects an interrupt to end it",
	  "INFO: task hung" },
	{ "wake function", custom_right, custom_wrong, "sleeps under the queue's lock",
	  "BUG: sleeping function called from invalid context" },
	{ "wait_on_bit", bit_right, bit_wrong, "clears the bit and wakes nobody",
	  "INFO: task hung" },
	{ "wait_var_event", var_right, var_wrong, "drops the count and wakes nobody",
	  "INFO: task hung" },
	{ "schedule", schedule_right, schedule_wrong, "looks before its state says asleep",
	  "INFO: task hung" },
	{ "signals", signals_right, signals_wrong, "expects one to end any sleep",
	  "INFO: task hung" },
	{ .name = NULL },
};
