// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seqcounts.c - a sequence counter's writer is alone, and is not preempted. What would go wrong:
 * a reader spins for ever on an odd number, or believes what two writers left half done.
 */
#include "kernel/title_of.h"

#include <linux/bug.h>
#include <linux/mutex.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(spinlock);
static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_RWLOCK(rwlock);
static DEFINE_MUTEX(mutex);
static seqcount_t plain = SEQCNT_ZERO(plain);
static seqcount_spinlock_t of_spinlock = SEQCNT_SPINLOCK_ZERO(of_spinlock, &spinlock);
static seqcount_raw_spinlock_t of_raw = SEQCNT_RAW_SPINLOCK_ZERO(of_raw, &raw);
static seqcount_rwlock_t of_rwlock = SEQCNT_RWLOCK_ZERO(of_rwlock, &rwlock);
static seqcount_mutex_t of_mutex = SEQCNT_MUTEX_ZERO(of_mutex, &mutex);

#define WRITES(s)						\
	do {							\
		unsigned int from = read_seqcount_begin(s);	\
								\
		write_seqcount_begin(s);			\
		write_seqcount_end(s);				\
		BUG_ON(!read_seqcount_retry(s, from));		\
	} while (0)

static void locked(void)
{
	preempt_disable();
	WRITES(&plain);
	preempt_enable();
	spin_lock(&spinlock);
	WRITES(&of_spinlock);
	spin_unlock(&spinlock);
	raw_spin_lock(&raw);
	WRITES(&of_raw);
	raw_spin_unlock(&raw);
	write_lock(&rwlock);
	WRITES(&of_rwlock);
	write_unlock(&rwlock);
	mutex_lock(&mutex);
	WRITES(&of_mutex);
	mutex_unlock(&mutex);
}

static void preempted(void)
{
	WRITES(&plain);
}

static void no_spinlock(void)
{
	WRITES(&of_spinlock);
}

static void no_raw_spinlock(void)
{
	WRITES(&of_raw);
}

static void no_rwlock(void)
{
	WRITES(&of_rwlock);
}

static void no_mutex(void)
{
	preempt_disable();
	WRITES(&of_mutex);
	preempt_enable();
}

Test(seqcounts, a_writer_that_holds_the_lock_is_right)
{
	cr_expect_eq(title_of(locked), NULL);
}

Test(seqcounts, a_writer_that_does_not_is_found)
{
	cr_expect_str_eq(title_of(preempted), "WARNING in preempted");
	cr_expect_str_eq(title_of(no_spinlock), "WARNING in no_spinlock");
	cr_expect_str_eq(title_of(no_raw_spinlock), "WARNING in no_raw_spinlock");
	cr_expect_str_eq(title_of(no_rwlock), "WARNING in no_rwlock");
	cr_expect_str_eq(title_of(no_mutex), "WARNING in no_mutex");
}
