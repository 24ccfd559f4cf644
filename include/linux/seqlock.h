/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/seqlock.c */
/*
 * seqlock.h - readers that try again: Documentation/locking/seqlock.rst
 *
 * The data is accessed with READ_ONCE() and WRITE_ONCE(), or is a data race by the
 * memory model too; ThreadSanitizer says so.
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

typedef struct seqcount {
	unsigned int		sequence;
	struct lockdep_map	dep_map;
} seqcount_t;

/* Counters that know which lock keeps their writers apart. */
typedef struct { seqcount_t seqcount; spinlock_t *lock; } seqcount_spinlock_t;
typedef struct { seqcount_t seqcount; raw_spinlock_t *lock; } seqcount_raw_spinlock_t;
typedef struct { seqcount_t seqcount; rwlock_t *lock; } seqcount_rwlock_t;
typedef struct { seqcount_t seqcount; struct mutex *lock; } seqcount_mutex_t;

#define SEQCNT_ZERO(count)	{ .dep_map = { .name = #count } }
#define __SEQCNT_LOCK_ZERO(name, of)						\
	{ .seqcount = SEQCNT_ZERO(name.seqcount), .lock = (of) }
#define SEQCNT_SPINLOCK_ZERO(name, lock)	__SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_RAW_SPINLOCK_ZERO(name, lock)	__SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_RWLOCK_ZERO(name, lock)		__SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_MUTEX_ZERO(name, lock)		__SEQCNT_LOCK_ZERO(name, lock)
void __seqcount_init(seqcount_t *s, const char *name, struct lock_class_key *key);
#define seqcount_init(s)							\
	do {									\
		static struct lock_class_key __key;				\
		__seqcount_init((s), #s, &__key);				\
	} while (0)
#define __seqcount_lock_init(s, of)						\
	do {									\
		seqcount_init(&(s)->seqcount);					\
		(s)->lock = (of);						\
	} while (0)
#define seqcount_spinlock_init(s, lock)		__seqcount_lock_init(s, lock)
#define seqcount_raw_spinlock_init(s, lock)	__seqcount_lock_init(s, lock)
#define seqcount_rwlock_init(s, lock)		__seqcount_lock_init(s, lock)
#define seqcount_mutex_init(s, lock)		__seqcount_lock_init(s, lock)

/*
 * A finding if nothing keeps the writer from being preempted, or its lock is not held: readers
 * would spin, or two writers make an even number of it. In all of them the counter comes first.
 */
#define __seqcount_assert_lock(type, s)		lockdep_assert_held(((type *)(void *)(s))->lock)
#define __seqcount_assert(s)							\
	do {									\
		typeof(*(s)) *__sc = (s);					\
		if (_Generic(*__sc, seqcount_t: 1, default: 0))			\
			lockdep_assert_preemption_disabled();			\
		else if (_Generic(*__sc, seqcount_mutex_t: 1, default: 0))	\
			__seqcount_assert_lock(seqcount_mutex_t, __sc);		\
		else if (_Generic(*__sc, seqcount_rwlock_t: 1, default: 0))	\
			__seqcount_assert_lock(seqcount_rwlock_t, __sc);	\
		else if (_Generic(*__sc, seqcount_raw_spinlock_t: 1, default: 0)) \
			__seqcount_assert_lock(seqcount_raw_spinlock_t, __sc);	\
		else								\
			__seqcount_assert_lock(seqcount_spinlock_t, __sc);	\
	} while (0)

unsigned int do_read_seqcount_begin(const seqcount_t *s);
int do_read_seqcount_retry(const seqcount_t *s, unsigned int start);
void do_write_seqcount_begin(seqcount_t *s);
void do_write_seqcount_end(seqcount_t *s);
#define read_seqcount_begin(s)		do_read_seqcount_begin((const seqcount_t *)(s))
#define read_seqcount_retry(s, start)	do_read_seqcount_retry((const seqcount_t *)(s), start)
#define write_seqcount_begin(s)							\
	do { __seqcount_assert(s); do_write_seqcount_begin((seqcount_t *)(s)); } while (0)
#define write_seqcount_end(s)		do_write_seqcount_end((seqcount_t *)(s))
#define raw_read_seqcount_begin(s)	read_seqcount_begin(s)
#define raw_read_seqcount(s)		READ_ONCE(((const seqcount_t *)(s))->sequence)
#define raw_write_seqcount_begin(s)	do_write_seqcount_begin((seqcount_t *)(s))
#define raw_write_seqcount_end(s)	write_seqcount_end(s)
#define write_seqcount_invalidate(s)						\
	do { write_seqcount_begin(s); write_seqcount_end(s); } while (0)

typedef struct {
	seqcount_t	seqcount;
	spinlock_t	lock;
} seqlock_t;

#define DEFINE_SEQLOCK(sl)	seqlock_t sl = { .seqcount = SEQCNT_ZERO(sl.seqcount),	\
						 .lock = __SPIN_LOCK_INITIALIZER((sl).lock) }
#define seqlock_init(sl)						\
	do { spin_lock_init(&(sl)->lock); seqcount_init(&(sl)->seqcount); } while (0)
#define read_seqbegin(sl)		read_seqcount_begin(&(sl)->seqcount)
#define read_seqretry(sl, start)	read_seqcount_retry(&(sl)->seqcount, start)
#define write_seqlock(sl)		\
	do { spin_lock(&(sl)->lock); write_seqcount_begin(&(sl)->seqcount); } while (0)
#define write_sequnlock(sl)		\
	do { write_seqcount_end(&(sl)->seqcount); spin_unlock(&(sl)->lock); } while (0)
#define write_seqlock_irqsave(sl, flags)	\
	do { spin_lock_irqsave(&(sl)->lock, flags);	\
	     write_seqcount_begin(&(sl)->seqcount); } while (0)
#define write_sequnlock_irqrestore(sl, flags)	\
	do { write_seqcount_end(&(sl)->seqcount);	\
	     spin_unlock_irqrestore(&(sl)->lock, flags); } while (0)

#endif
