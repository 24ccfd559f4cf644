/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hooks.h - a lock's life, told once and heard by scheduler, lockdep and ThreadSanitizer
 *
 * Each primitive brackets both sides: want, then have or quit; drop, then dropped.
 * The scheduling point is in want and in drop, before the operation can be seen.
 * Compiled out in the bench build, which measures the bare primitives.
 */
#ifndef KERNEL_HOOKS_H
#define KERNEL_HOOKS_H

#include <linux/lockdep.h>
#include <linux/sched.h>

#include "exec/exec.h"
#include "exec/frames.h"

#define HOOK_WAIT	0u	/* blocks until it has the lock */
#define HOOK_TRY	1u	/* takes it or leaves it */
#define HOOK_READ	2u	/* shared */
#define HOOK_RECURSIVE	4u	/* shared, and not held up by queued writers */

#if EX_TSAN

static inline unsigned int hook_tsan_flags(unsigned int flags)
{
	return __tsan_mutex_not_static |
	       (flags & HOOK_TRY ? __tsan_mutex_try_lock : 0) |
	       (flags & HOOK_READ ? __tsan_mutex_read_lock : 0);
}

static inline void hook_tsan_noted(const volatile void *lock)
{
	if (ex_self())
		ex_self()->tsan_lock = lock;
}

static inline void hook_tsan_want(void *lock, unsigned int flags)
{
	hook_tsan_noted(lock);
	__tsan_mutex_pre_lock(lock, hook_tsan_flags(flags));
}

static inline void hook_tsan_have(void *lock, unsigned int flags, bool taken)
{
	hook_tsan_noted(NULL);
	__tsan_mutex_post_lock(lock, hook_tsan_flags(flags) |
			       (taken ? 0 : __tsan_mutex_try_lock_failed), 0);
}

static inline void hook_tsan_drop(void *lock, unsigned int flags)
{
	__tsan_mutex_pre_unlock(lock, hook_tsan_flags(flags & HOOK_READ));
	__tsan_mutex_post_unlock(lock, hook_tsan_flags(flags & HOOK_READ));
}

#else

static inline void hook_tsan_want(void *lock, unsigned int flags) { (void)lock; (void)flags; }
static inline void hook_tsan_have(void *lock, unsigned int flags, bool taken)
{
	(void)lock;
	(void)flags;
	(void)taken;
}
static inline void hook_tsan_drop(void *lock, unsigned int flags) { (void)lock; (void)flags; }

#endif

void hook_dead_lock_used(const volatile void *lock, unsigned long ip);

#ifdef KSIM_BENCH

static inline void hook_lock_want(struct lockdep_map *map, unsigned int subclass,
				  unsigned int flags, struct lockdep_map *nest, unsigned long ip)
{
	(void)map;
	(void)subclass;
	(void)flags;
	(void)nest;
	(void)ip;
}

static inline void hook_lock_want_owned(struct lockdep_map *map, const volatile void *owner,
					unsigned int subclass, struct lockdep_map *nest,
					unsigned long ip)
{
	(void)map;
	(void)owner;
	(void)subclass;
	(void)nest;
	(void)ip;
}

static inline void hook_lock_have(struct lockdep_map *map, unsigned int subclass,
				  unsigned int flags, unsigned long ip)
{
	(void)map;
	(void)subclass;
	(void)flags;
	(void)ip;
}

static inline void hook_lock_quit(struct lockdep_map *map, unsigned int flags, unsigned long ip)
{
	(void)map;
	(void)flags;
	(void)ip;
}

static inline void hook_lock_drop(struct lockdep_map *map, unsigned int flags, unsigned long ip)
{
	(void)map;
	(void)flags;
	(void)ip;
}

static inline void hook_point(enum ex_op op, const volatile void *obj)
{
	(void)op;
	(void)obj;
}

static inline void hook_alive(const volatile void *lock, unsigned long ip)
{
	(void)lock;
	(void)ip;
}

static inline void hook_lent(const volatile void *obj)
{
	(void)obj;
}

static inline bool hook_left_behind(const volatile void *obj)
{
	(void)obj;
	return false;
}

static inline void hook_borrowed(const volatile void *obj, unsigned long ip)
{
	(void)obj;
	(void)ip;
}

static inline void hook_section_begin(struct lockdep_map *map, unsigned long ip)
{
	(void)map;
	(void)ip;
}

static inline void hook_section_end(struct lockdep_map *map, unsigned long ip)
{
	(void)map;
	(void)ip;
}

#else

/* Behind the point, where it stands: at the point somebody may have freed it. */
static inline void hook_alive(const volatile void *lock, unsigned long ip)
{
	if (unlikely(!ex_alive(lock, 8)))
		hook_dead_lock_used(lock, ip);
}

/* @obj may be on the caller's stack, and others will use it. */
static inline void hook_lent(const volatile void *obj)
{
	if (unlikely(ex_on_stack(obj)))
		ex_frame_lent(obj);
}

/* Has the function returned since? */
static inline bool hook_left_behind(const volatile void *obj)
{
	return unlikely(ex_on_stack(obj)) && !ex_frame_holds(obj);
}

/* Seen by those others: it is there. */
static inline void hook_borrowed(const volatile void *obj, unsigned long ip)
{
	hook_alive(obj, ip);
	if (unlikely(hook_left_behind(obj)))
		hook_dead_lock_used(obj, ip);
}

static inline int hook_read_mode(unsigned int flags)
{
	return flags & HOOK_RECURSIVE ? 2 : flags & HOOK_READ ? 1 : 0;
}

static inline enum ex_op hook_op(unsigned int flags)
{
	return flags & HOOK_TRY ? EX_TRYLOCK : flags & HOOK_READ ? EX_RDLOCK : EX_LOCK;
}

/*
 * Before the task can be blocked: lockdep explains a deadlock before it happens. A
 * trylock joins the held locks only once it has succeeded.
 */
static inline void hook_lock_wanted(struct lockdep_map *map, unsigned int subclass,
				    unsigned int flags, struct lockdep_map *nest, unsigned long ip)
{
	hook_alive(map, ip);
	if (!(flags & HOOK_TRY))
		lock_acquire(map, subclass, 0, hook_read_mode(flags), 1, nest, ip);
	hook_tsan_want(map, flags);
}

static inline void hook_lock_want(struct lockdep_map *map, unsigned int subclass,
				  unsigned int flags, struct lockdep_map *nest, unsigned long ip)
{
	ex_point(hook_op(flags), map);
	hook_lock_wanted(map, subclass, flags, nest, ip);
}

/* The same where @owner says who has it, and no signal ends the wait: see ex_point_lock(). */
static inline void hook_lock_want_owned(struct lockdep_map *map, const volatile void *owner,
					unsigned int subclass, struct lockdep_map *nest,
					unsigned long ip)
{
	ex_point_lock(map, owner);
	hook_lock_wanted(map, subclass, HOOK_WAIT, nest, ip);
}

static inline void hook_lock_have(struct lockdep_map *map, unsigned int subclass,
				  unsigned int flags, unsigned long ip)
{
	hook_tsan_have(map, flags, true);
	if (flags & HOOK_TRY)
		lock_acquire(map, subclass, 1, hook_read_mode(flags), 1, NULL, ip);
}

/* The wait was given up, or the trylock failed. */
static inline void hook_lock_quit(struct lockdep_map *map, unsigned int flags, unsigned long ip)
{
	hook_tsan_have(map, flags | HOOK_TRY, false);
	if (!(flags & HOOK_TRY))
		lock_release(map, ip);
}

static inline void hook_lock_drop(struct lockdep_map *map, unsigned int flags, unsigned long ip)
{
	ex_point(flags & HOOK_READ ? EX_RDUNLOCK : EX_UNLOCK, map);
	hook_alive(map, ip);	/* here: at the point somebody may have freed it */
	lock_release(map, ip);
	hook_tsan_drop(map, flags);
}

static inline void hook_point(enum ex_op op, const volatile void *obj)
{
	ex_point(op, obj);
}

/* A section that nests and that nobody waits for as for a lock: held, but no dependency. */
static inline void hook_section_begin(struct lockdep_map *map, unsigned long ip)
{
	lock_acquire(map, 0, 0, 2, 0, NULL, ip);
}

static inline void hook_section_end(struct lockdep_map *map, unsigned long ip)
{
	lock_release(map, ip);
}

#endif

#endif
