// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait_bit.c - waiting for a bit or a variable, without a queue of its own
 *
 * All share one queue here; Linux hashes addresses into a table, which only spares
 * needless wakeups. Whoever is woken in vain looks again and sleeps on.
 *
 * Locking: guard covers queue_run.
 */
#include <linux/wait_bit.h>

#include <linux/bitops.h>
#include <linux/errno.h>

static DECLARE_WAIT_QUEUE_HEAD(bit_queue);
static struct ex_guard guard = EX_GUARD_INIT;
static u64 queue_run;		/* the run that the queue belongs to */

/* A run that ended badly may have left waiters. */
static struct wait_queue_head *queue_of_run(void)
{
	ex_guard_lock(&guard);
	if (queue_run != ex_run_number())
		bit_queue = (struct wait_queue_head)__WAIT_QUEUE_HEAD_INITIALIZER(bit_queue);
	queue_run = ex_run_number();
	ex_guard_unlock(&guard);
	return &bit_queue;
}

struct wait_queue_head *bit_waitqueue(void *word, int bit)
{
	(void)word;
	(void)bit;
	return queue_of_run();
}

struct wait_queue_head *__var_waitqueue(void *p)
{
	(void)p;
	return queue_of_run();
}

void wake_up_bit(unsigned long *word, int bit)
{
	(void)word;
	(void)bit;
	wake_up_all(queue_of_run());
}

void wake_up_var(void *var)
{
	(void)var;
	wake_up_all(queue_of_run());
}

static int wait_for_bit(unsigned long *word, int bit, unsigned int mode)
{
	queue_of_run();
	if (mode & TASK_INTERRUPTIBLE)
		return wait_event_interruptible(bit_queue, !test_bit(bit, word));
	if (mode & TASK_WAKEKILL)
		return wait_event_killable(bit_queue, !test_bit(bit, word));
	wait_event(bit_queue, !test_bit(bit, word));
	return 0;
}

int out_of_line_wait_on_bit(unsigned long *word, int bit, unsigned int mode)
{
	return wait_for_bit(word, bit, mode) ? -EINTR : 0;
}

int out_of_line_wait_on_bit_lock(unsigned long *word, int bit, unsigned int mode)
{
	while (test_and_set_bit(bit, word))
		if (wait_for_bit(word, bit, mode))
			return -EINTR;
	return 0;
}
