// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_lock.c - locks, guards and sequence counters: see every_way.h
 *
 * Long, since each lock needs a program and a twin.
 */
#include "every_way.h"

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/percpu-rwsem.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/signal_numbers.h>
#include <linux/spinlock.h>

static int value, inside;

/* What the lock of each program must make one step: plain, so that sanitizers see it too. */
static void count_alone(void)
{
	access_to(&inside);
	BUG_ON(inside++);
	access_to(&value);
	value++;
	access_to(&inside);
	inside--;
}

static void count_in_both(void (*count)(void *), void *arg)
{
	value = inside = 0;
	in_parallel(count, count, arg);
	BUG_ON(value != 2);
}

static struct mutex mutex;

static void counts_under_mutex(void *whole)
{
	int before;

	mutex_lock(&mutex);
	if (whole) {
		count_alone();
		mutex_unlock(&mutex);
		return;
	}
	before = seen(&value);
	mutex_unlock(&mutex);
	set(&value, before + 1);
}

static void mutex_right(void)
{
	mutex_init(&mutex);
	count_in_both(counts_under_mutex, &value);
	BUG_ON(mutex_is_locked(&mutex));
	mutex_destroy(&mutex);
}

static void mutex_wrong(void)
{
	mutex_init(&mutex);
	count_in_both(counts_under_mutex, NULL);
}

static void tries_mutex(void *checks)
{
	bool taken = mutex_trylock(&mutex);

	if (!taken && checks)
		return;
	count_alone();
	mutex_unlock(&mutex);
}

static void trylock_right(void)
{
	mutex_init(&mutex);
	value = inside = 0;
	in_parallel(tries_mutex, counts_under_mutex, &value);
	BUG_ON(value < 1);
}

static void trylock_wrong(void)
{
	mutex_init(&mutex);
	value = inside = 0;
	in_parallel(tries_mutex, tries_mutex, NULL);
}

/* A signal ends the wait of the one, and loses none for the other. */
static void waits_for_signals_too(void *checks)
{
	int ret = mutex_lock_interruptible(&mutex);

	BUG_ON(ret && ret != -EINTR);
	if (!ret || !checks) {
		count_alone();
		mutex_unlock(&mutex);
	}
}

static void against_signal(void *checks)
{
	struct task_struct *first, *second;

	mutex_init(&mutex);
	value = inside = 0;
	mutex_lock(&mutex);
	first = start(waits_for_signals_too, checks);
	second = start(waits_for_signals_too, &value);
	task_signal(first, SIGINT);
	mutex_unlock(&mutex);
	task_join(first);
	task_join(second);
}

static void interruptible_right(void)
{
	against_signal(&value);
	BUG_ON(value < 1);
}

static void interruptible_wrong(void)
{
	against_signal(NULL);
}

/* Leaves early: a guard lets go of what a plain lock would keep. */
static int count_until_two(void)
{
	guard(mutex)(&mutex);
	if (seen(&value) == 2)
		return -EBUSY;
	set(&value, value + 1);
	return 0;
}

static int count_until_two_by_hand(void)
{
	mutex_lock(&mutex);
	if (seen(&value) == 2)
		return -EBUSY;
	set(&value, value + 1);
	mutex_unlock(&mutex);
	return 0;
}

static void counts_with_guard(void *guarded)
{
	for (int i = 0; i < 2; i++) {
		if (guarded)
			count_until_two();
		else
			count_until_two_by_hand();
	}
}

static void guard_right(void)
{
	mutex_init(&mutex);
	count_in_both(counts_with_guard, &value);
	scoped_guard(mutex_intr, &mutex)
		value = 0;
	BUG_ON(value || mutex_is_locked(&mutex));
}

static void guard_wrong(void)
{
	mutex_init(&mutex);
	count_in_both(counts_with_guard, NULL);
}

static struct rw_semaphore sem;
static atomic_t readers;

static void writes_sem(void *alone)
{
	if (alone)
		down_write(&sem);
	else
		down_read(&sem);
	BUG_ON(atomic_read(&readers));
	set(&value, 1);
	set(&value, 0);
	if (alone)
		up_write(&sem);
	else
		up_read(&sem);
}

static void reads_sem(void *unused)
{
	down_read(&sem);
	atomic_inc(&readers);
	BUG_ON(seen(&value));
	atomic_dec(&readers);
	up_read(&sem);
}

static void rwsem_program(void *alone)
{
	struct task_struct *reader;

	init_rwsem(&sem);
	value = 0;
	atomic_set(&readers, 0);
	reader = start(reads_sem, NULL);
	in_parallel(writes_sem, reads_sem, alone);
	task_join(reader);
	BUG_ON(rwsem_is_locked(&sem));
}

static void rwsem_right(void)
{
	rwsem_program(&value);
}

static void rwsem_wrong(void)
{
	rwsem_program(NULL);
}

/*
 * A reader inside another, and a writer that queues between the two: the second wait is
 * behind the writer, which waits for the first.
 */
static void reads_twice(void *nested)
{
	down_read(&sem);
	if (!nested)
		up_read(&sem);
	access_to(&sem);
	if (nested && down_read_trylock(&sem))
		up_read(&sem);
	else if (!nested)
		down_read(&sem);
	up_read(&sem);
}

static void reads_inside_read(void *unused)
{
	down_read(&sem);
	access_to(&sem);
	down_read(&sem);
	up_read(&sem);
	up_read(&sem);
}

static void writes_once(void *unused)
{
	down_write(&sem);
	up_write(&sem);
}

static void fair_right(void)
{
	init_rwsem(&sem);
	in_parallel(reads_twice, writes_once, NULL);
	in_parallel(reads_twice, writes_once, &sem);
}

static void fair_wrong(void)
{
	init_rwsem(&sem);
	in_parallel(reads_inside_read, writes_once, NULL);
}

/* From writer to reader, with nobody in between. */
static void downgrades(void *in_one)
{
	int mine;

	down_write(&sem);
	mine = seen(&value) + 1;
	set(&value, mine);
	if (in_one) {
		downgrade_write(&sem);
	} else {
		up_write(&sem);
		down_read(&sem);
	}
	BUG_ON(seen(&value) != mine);
	up_read(&sem);
}

static void downgrade_right(void)
{
	init_rwsem(&sem);
	count_in_both(downgrades, &value);
}

static void downgrade_wrong(void)
{
	init_rwsem(&sem);
	count_in_both(downgrades, NULL);
}

static void dies_in_queue(void *checks)
{
	int ret = down_write_killable(&sem);

	BUG_ON(ret && ret != -EINTR);
	if (!ret || !checks)
		up_write(&sem);
}

/* The writer that is killed in the queue blocks nobody any more. */
static void killed_writer(void *checks)
{
	struct task_struct *writer, *reader;

	init_rwsem(&sem);
	value = 0;
	atomic_set(&readers, 0);
	down_read(&sem);
	writer = start(dies_in_queue, checks);
	reader = start(reads_sem, NULL);
	task_signal(writer, SIGKILL);
	task_join(writer);
	task_join(reader);
	up_read(&sem);
}

static void killable_right(void)
{
	killed_writer(&value);
}

static void killable_wrong(void)
{
	killed_writer(NULL);
}

DEFINE_STATIC_PERCPU_RWSEM(gate);

static void enters_gate(void *unused)
{
	percpu_down_read(&gate);
	atomic_inc(&readers);
	atomic_dec(&readers);
	percpu_up_read(&gate);
}

static void closes_gate(void *whole)
{
	percpu_down_write(&gate);
	if (!whole)
		percpu_up_write(&gate);
	BUG_ON(atomic_read(&readers));
	if (whole)
		percpu_up_write(&gate);
}

static void percpu_rwsem_right(void)
{
	percpu_init_rwsem(&gate);
	atomic_set(&readers, 0);
	in_parallel(enters_gate, closes_gate, &gate);
	percpu_free_rwsem(&gate);
}

static void percpu_rwsem_wrong(void)
{
	percpu_init_rwsem(&gate);
	atomic_set(&readers, 0);
	in_parallel(enters_gate, closes_gate, NULL);
}

static spinlock_t spin;

static void counts_under_spin(void *whole)
{
	unsigned long flags;
	int before;

	spin_lock_irqsave(&spin, flags);
	if (whole) {
		count_alone();
		spin_unlock_irqrestore(&spin, flags);
		return;
	}
	before = seen(&value);
	spin_unlock_irqrestore(&spin, flags);
	set(&value, before + 1);
}

static void spinlock_right(void)
{
	spin_lock_init(&spin);
	count_in_both(counts_under_spin, &value);
	spin_lock_bh(&spin);
	BUG_ON(spin_trylock(&spin));
	spin_unlock_bh(&spin);
	BUG_ON(spin_is_locked(&spin));
}

static void spinlock_wrong(void)
{
	spin_lock_init(&spin);
	count_in_both(counts_under_spin, NULL);
}

static raw_spinlock_t raw;

static void counts_under_raw(void *whole)
{
	int before;

	raw_spin_lock(&raw);
	if (whole) {
		count_alone();
		raw_spin_unlock(&raw);
		return;
	}
	before = seen(&value);
	raw_spin_unlock(&raw);
	set(&value, before + 1);
}

static void raw_spinlock_right(void)
{
	raw_spin_lock_init(&raw);
	count_in_both(counts_under_raw, &value);
}

static void raw_spinlock_wrong(void)
{
	raw_spin_lock_init(&raw);
	count_in_both(counts_under_raw, NULL);
}

static rwlock_t rw;

static void reads_rw(void *unused)
{
	read_lock(&rw);
	read_lock(&rw);		/* readers may nest, even with a writer at the door */
	atomic_inc(&readers);
	BUG_ON(seen(&value));
	atomic_dec(&readers);
	read_unlock(&rw);
	read_unlock(&rw);
}

static void writes_rw(void *alone)
{
	if (alone)
		write_lock(&rw);
	else
		read_lock(&rw);
	BUG_ON(atomic_read(&readers));
	set(&value, 1);
	set(&value, 0);
	if (alone)
		write_unlock(&rw);
	else
		read_unlock(&rw);
}

static void rwlock_right(void)
{
	rwlock_init(&rw);
	value = 0;
	atomic_set(&readers, 0);
	in_parallel(reads_rw, writes_rw, &value);
}

static void rwlock_wrong(void)
{
	rwlock_init(&rw);
	value = 0;
	atomic_set(&readers, 0);
	in_parallel(reads_rw, writes_rw, NULL);
}

static struct semaphore units;

static void uses_unit(void *unused)
{
	down(&units);
	BUG_ON(atomic_inc_return(&readers) > 1);
	atomic_dec(&readers);
	up(&units);
}

static void gives_up_in_time(void *checks)
{
	int ret = down_timeout(&units, 1);

	BUG_ON(ret && ret != -ETIME);
	if (!ret || !checks)
		up(&units);
}

static void semaphore_program(void *checks)
{
	struct task_struct *hasty;

	sema_init(&units, 1);
	atomic_set(&readers, 0);
	hasty = start(gives_up_in_time, checks);
	in_parallel(uses_unit, uses_unit, NULL);
	task_join(hasty);
	BUG_ON(down_trylock(&units));
	BUG_ON(!down_trylock(&units));
}

static void semaphore_right(void)
{
	semaphore_program(&units);
}

static void semaphore_wrong(void)
{
	sema_init(&units, 1);
	atomic_set(&readers, 0);
	up(&units);
	in_parallel(uses_unit, uses_unit, NULL);
}

static DEFINE_SEQLOCK(seq);
static int left, right;

static void moves(void *unused)
{
	write_seqlock(&seq);
	set(&left, 1);
	set(&right, 1);
	write_sequnlock(&seq);
}

static void looks(void *again)
{
	unsigned int start;
	int l, r;

	do {
		start = read_seqbegin(&seq);
		l = seen(&left);
		r = seen(&right);
	} while (read_seqretry(&seq, start) && again);
	BUG_ON(l != r);
}

static void seqlock_right(void)
{
	seqlock_init(&seq);
	left = right = 0;
	in_parallel(moves, looks, &seq);
}

static void seqlock_wrong(void)
{
	seqlock_init(&seq);
	left = right = 0;
	in_parallel(moves, looks, NULL);
}

const struct primitive every_lock[] = {
	{ "mutex", mutex_right, mutex_wrong, "unlocks between reading and writing",
	  "kernel BUG" },
	{ "mutex_trylock", trylock_right, trylock_wrong, "does not look whether it has the lock",
	  "WARNING: bad unlock balance" },
	{ "mutex_lock_interruptible", interruptible_right, interruptible_wrong,
	  "does not look whether it was interrupted", "WARNING: bad unlock balance" },
	{ "cleanup guards", guard_right, guard_wrong, "returns early, by hand",
	  "INFO: task hung" },
	{ "rwsem", rwsem_right, rwsem_wrong, "writes as a reader", "kernel BUG" },
	{ "rwsem, fair", fair_right, fair_wrong, "reads inside a read", "INFO: task hung" },
	{ "downgrade_write", downgrade_right, downgrade_wrong, "unlocks in between",
	  "kernel BUG" },
	{ "down_write_killable", killable_right, killable_wrong,
	  "does not look whether it was killed", "WARNING: bad unlock balance" },
	{ "percpu_rwsem", percpu_rwsem_right, percpu_rwsem_wrong, "opens the gate too early",
	  "kernel BUG" },
	{ "spinlock_t", spinlock_right, spinlock_wrong, "unlocks between reading and writing",
	  "kernel BUG" },
	{ "raw_spinlock_t", raw_spinlock_right, raw_spinlock_wrong,
	  "unlocks between reading and writing", "kernel BUG" },
	{ "rwlock_t", rwlock_right, rwlock_wrong, "writes as a reader", "kernel BUG" },
	{ "semaphore", semaphore_right, semaphore_wrong, "gives back a unit it never took",
	  "kernel BUG" },
	{ "seqlock_t", seqlock_right, seqlock_wrong, "believes what it read at once",
	  "kernel BUG" },
	{ .name = NULL },
};
