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
typedef seqcount_t seqcount_spinlock_t, seqcount_raw_spinlock_t;
typedef seqcount_t seqcount_mutex_t, seqcount_rwlock_t;

#define SEQCNT_ZERO(count)	{ .dep_map = { .name = #count } }
void __seqcount_init(seqcount_t *s, const char *name, struct lock_class_key *key);
#define seqcount_init(s)							\
	do {									\
		static struct lock_class_key __key;				\
		__seqcount_init((s), #s, &__key);				\
	} while (0)
#define seqcount_spinlock_init(s, lock)		seqcount_init(s)
#define seqcount_raw_spinlock_init(s, lock)	seqcount_init(s)
#define seqcount_mutex_init(s, lock)		seqcount_init(s)

unsigned int read_seqcount_begin(const seqcount_t *s);
int read_seqcount_retry(const seqcount_t *s, unsigned int start);
void write_seqcount_begin(seqcount_t *s);
void write_seqcount_end(seqcount_t *s);
#define raw_read_seqcount_begin(s)	read_seqcount_begin(s)
#define raw_read_seqcount(s)		READ_ONCE((s)->sequence)
#define raw_write_seqcount_begin(s)	write_seqcount_begin(s)
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
