/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/spinlock.c, rwlock.c */
/*
 * spinlock.h - locks that do not sleep
 *
 * A contended one parks the task in the engine's eyes, so that no schedule is spent
 * on spinning; in the kernel's eyes it spins. Holding one disables preemption: to
 * sleep then is an ATOMIC finding. irq and bh forms set the context flags that lockdep
 * uses; see irqflags.h for what they exclude (nobody).
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/spinlock_types.h>

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key,
			  short inner);
void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass);
void _raw_spin_lock_nest_lock(raw_spinlock_t *lock, struct lockdep_map *nest);
int _raw_spin_trylock(raw_spinlock_t *lock);
void _raw_spin_unlock(raw_spinlock_t *lock);
int _raw_spin_is_locked(raw_spinlock_t *lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);

#define raw_spin_lock_init(lock)						\
	do {									\
		static struct lock_class_key __key;				\
		__raw_spin_lock_init((lock), #lock, &__key, LD_WAIT_SPIN);	\
	} while (0)
#define spin_lock_init(lock)							\
	do {									\
		static struct lock_class_key __key;				\
		__raw_spin_lock_init(&(lock)->rlock, #lock, &__key, LD_WAIT_CONFIG); \
	} while (0)

#define raw_spin_lock(lock)			_raw_spin_lock_nested(lock, 0)
#define raw_spin_lock_nested(lock, s)		_raw_spin_lock_nested(lock, s)
#define raw_spin_trylock(lock)			_raw_spin_trylock(lock)
#define raw_spin_unlock(lock)			_raw_spin_unlock(lock)
#define raw_spin_is_locked(lock)		_raw_spin_is_locked(lock)
#define raw_spin_lock_irq(lock)			_raw_spin_lock_irq(lock)
#define raw_spin_unlock_irq(lock)		_raw_spin_unlock_irq(lock)
#define raw_spin_lock_bh(lock)			_raw_spin_lock_bh(lock)
#define raw_spin_unlock_bh(lock)		_raw_spin_unlock_bh(lock)
#define raw_spin_lock_irqsave(lock, flags)					\
	do {									\
		typecheck(unsigned long, flags);				\
		flags = _raw_spin_lock_irqsave_nested(lock, 0);			\
	} while (0)
#define raw_spin_unlock_irqrestore(lock, flags)	_raw_spin_unlock_irqrestore(lock, flags)
#define raw_spin_trylock_irqsave(lock, flags) ({				\
	local_irq_save(flags);							\
	_raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; });	\
})

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#define spin_lock(lock)			_raw_spin_lock_nested(spinlock_check(lock), 0)
#define spin_lock_nested(lock, s)	_raw_spin_lock_nested(spinlock_check(lock), s)
#define spin_lock_nest_lock(lock, n)						\
	_raw_spin_lock_nest_lock(spinlock_check(lock), &(n)->dep_map)
#define spin_trylock(lock)		_raw_spin_trylock(spinlock_check(lock))
#define spin_unlock(lock)		_raw_spin_unlock(spinlock_check(lock))
#define spin_lock_irq(lock)		_raw_spin_lock_irq(spinlock_check(lock))
#define spin_unlock_irq(lock)		_raw_spin_unlock_irq(spinlock_check(lock))
#define spin_lock_bh(lock)		_raw_spin_lock_bh(spinlock_check(lock))
#define spin_unlock_bh(lock)		_raw_spin_unlock_bh(spinlock_check(lock))
#define spin_trylock_bh(lock)		_raw_spin_trylock_bh(spinlock_check(lock))
#define spin_lock_irqsave(lock, flags)	raw_spin_lock_irqsave(spinlock_check(lock), flags)
#define spin_lock_irqsave_nested(lock, flags, s)				\
	do {									\
		typecheck(unsigned long, flags);				\
		flags = _raw_spin_lock_irqsave_nested(spinlock_check(lock), s);	\
	} while (0)
#define spin_unlock_irqrestore(lock, flags)					\
	_raw_spin_unlock_irqrestore(spinlock_check(lock), flags)
#define spin_trylock_irqsave(lock, flags)					\
	raw_spin_trylock_irqsave(spinlock_check(lock), flags)
#define spin_trylock_irq(lock) ({						\
	local_irq_disable();							\
	spin_trylock(lock) ? 1 : ({ local_irq_enable(); 0; });			\
})
#define spin_is_locked(lock)		_raw_spin_is_locked(spinlock_check(lock))
#define assert_spin_locked(lock)	lockdep_assert_held(lock)
#define spin_needbreak(lock)		(0)

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key);
void _read_lock(rwlock_t *lock);
void _write_lock_nested(rwlock_t *lock, int subclass);
int _read_trylock(rwlock_t *lock);
int _write_trylock(rwlock_t *lock);
void _read_unlock(rwlock_t *lock);
void _write_unlock(rwlock_t *lock);

#define rwlock_init(lock)							\
	do {									\
		static struct lock_class_key __key;				\
		__rwlock_init((lock), #lock, &__key);				\
	} while (0)
#define read_lock(lock)			_read_lock(lock)
#define write_lock(lock)		_write_lock_nested(lock, 0)
#define write_lock_nested(lock, s)	_write_lock_nested(lock, s)
#define read_trylock(lock)		_read_trylock(lock)
#define write_trylock(lock)		_write_trylock(lock)
#define read_unlock(lock)		_read_unlock(lock)
#define write_unlock(lock)		_write_unlock(lock)
#define read_lock_irq(lock)		do { local_irq_disable(); _read_lock(lock); } while (0)
#define read_unlock_irq(lock)		do { _read_unlock(lock); local_irq_enable(); } while (0)
#define write_lock_irq(lock)							\
	do { local_irq_disable(); _write_lock_nested(lock, 0); } while (0)
#define write_unlock_irq(lock)		do { _write_unlock(lock); local_irq_enable(); } while (0)
#define read_lock_bh(lock)		do { local_bh_disable(); _read_lock(lock); } while (0)
#define read_unlock_bh(lock)		do { _read_unlock(lock); local_bh_enable(); } while (0)
#define write_lock_bh(lock)							\
	do { local_bh_disable(); _write_lock_nested(lock, 0); } while (0)
#define write_unlock_bh(lock)		do { _write_unlock(lock); local_bh_enable(); } while (0)
#define read_lock_irqsave(lock, flags)						\
	do { local_irq_save(flags); _read_lock(lock); } while (0)
#define read_unlock_irqrestore(lock, flags)					\
	do { _read_unlock(lock); local_irq_restore(flags); } while (0)
#define write_lock_irqsave(lock, flags)						\
	do { local_irq_save(flags); _write_lock_nested(lock, 0); } while (0)
#define write_unlock_irqrestore(lock, flags)					\
	do { _write_unlock(lock); local_irq_restore(flags); } while (0)

DEFINE_LOCK_GUARD_1(raw_spinlock, raw_spinlock_t,
		    raw_spin_lock(_T->lock), raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, raw_spinlock_t,
		    raw_spin_lock_irq(_T->lock), raw_spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, raw_spinlock_t,
		    raw_spin_lock_irqsave(_T->lock, _T->flags),
		    raw_spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock), spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t,
		    spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(read_lock, rwlock_t, read_lock(_T->lock), read_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock, rwlock_t, write_lock(_T->lock), write_unlock(_T->lock))

/* For refcount.h: take the lock only if the count falls to zero. */
int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock);
#define atomic_dec_and_lock(atomic, lock)	_atomic_dec_and_lock(atomic, lock)

#endif
