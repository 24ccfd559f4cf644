/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/lockdep_held.c, lockdep_class.c, lockdep_graph.c, lockdep_report.c */
/*
 * lockdep.h - the lock validator: Documentation/locking/lockdep-design.rst
 *
 * Learns from each acquisition which class is taken under which, and says so when two
 * tasks could meet on a cycle, whether or not they do. Differences from Linux:
 * device_lock is validated, no table has a fixed size, and it goes on after a report.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/compiler.h>
#include <linux/instruction_pointer.h>
#include <linux/lockdep_types.h>
#include <linux/types.h>

struct task_struct;

#define CONFIG_LOCKDEP			1
#define CONFIG_PROVE_LOCKING		1
#define CONFIG_DEBUG_LOCK_ALLOC		1

#define STATIC_LOCKDEP_MAP_INIT(_name, _key) { .name = (_name), .key = (void *)(_key) }

void lockdep_init_map_type(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			   int subclass, u8 inner, u8 outer, u8 lock_type);

static inline void lockdep_init_map_waits(struct lockdep_map *map, const char *name,
					  struct lock_class_key *key, int subclass,
					  u8 inner, u8 outer)
{
	lockdep_init_map_type(map, name, key, subclass, inner, outer, LD_LOCK_NORMAL);
}

static inline void lockdep_init_map_wait(struct lockdep_map *map, const char *name,
					 struct lock_class_key *key, int subclass, u8 inner)
{
	lockdep_init_map_waits(map, name, key, subclass, inner, LD_WAIT_INV);
}

static inline void lockdep_init_map(struct lockdep_map *map, const char *name,
				    struct lock_class_key *key, int subclass)
{
	lockdep_init_map_wait(map, name, key, subclass, LD_WAIT_INV);
}

/* Keys in allocated memory: register before use, unregister (may sleep) before freeing. */
void lockdep_register_key(struct lock_class_key *key);
void lockdep_unregister_key(struct lock_class_key *key);

#define lockdep_set_class(lock, key)						\
	lockdep_init_map_type(&(lock)->dep_map, #key, key, 0,			\
			      (lock)->dep_map.wait_type_inner,			\
			      (lock)->dep_map.wait_type_outer,			\
			      (lock)->dep_map.lock_type)
#define lockdep_set_class_and_name(lock, key, name)				\
	lockdep_init_map_type(&(lock)->dep_map, name, key, 0,			\
			      (lock)->dep_map.wait_type_inner,			\
			      (lock)->dep_map.wait_type_outer,			\
			      (lock)->dep_map.lock_type)
#define lockdep_set_class_and_subclass(lock, key, sub)				\
	lockdep_init_map_type(&(lock)->dep_map, #key, key, sub,			\
			      (lock)->dep_map.wait_type_inner,			\
			      (lock)->dep_map.wait_type_outer,			\
			      (lock)->dep_map.lock_type)
#define lockdep_set_subclass(lock, sub)						\
	lockdep_init_map_type(&(lock)->dep_map, (lock)->dep_map.name,		\
			      (lock)->dep_map.key, sub,				\
			      (lock)->dep_map.wait_type_inner,			\
			      (lock)->dep_map.wait_type_outer,			\
			      (lock)->dep_map.lock_type)
#define lockdep_set_novalidate_class(lock)					\
	lockdep_set_class_and_name(lock, &__lockdep_no_validate__, #lock)
#define lockdep_match_class(lock, key)		lockdep_match_key(&(lock)->dep_map, key)

static inline int lockdep_match_key(struct lockdep_map *map, struct lock_class_key *key)
{
	return map->key == key;
}

/*
 * @read: 0 exclusive, 1 shared (a queued writer blocks it), 2 shared and recursive.
 * @check: 0 tracks only who holds what. @nest_lock: held, and serialises all locks of
 * this class.
 */
void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read,
		  int check, struct lockdep_map *nest_lock, unsigned long ip);
void lock_release(struct lockdep_map *map, unsigned long ip);
void lock_sync(struct lockdep_map *map, unsigned int subclass, int read, int check,
	       struct lockdep_map *nest_lock, unsigned long ip);
void lock_set_class(struct lockdep_map *map, const char *name, struct lock_class_key *key,
		    unsigned int subclass, unsigned long ip);
void lock_downgrade(struct lockdep_map *map, unsigned long ip);

static inline void lock_set_subclass(struct lockdep_map *map, unsigned int subclass,
				     unsigned long ip)
{
	lock_set_class(map, map->name, map->key, subclass, ip);
}

#define LOCK_STATE_UNKNOWN	(-1)
#define LOCK_STATE_NOT_HELD	0
#define LOCK_STATE_HELD		1

/* Does the calling task hold @map: @read -1 any way, 0 exclusively, 1 shared. */
int lock_is_held_type(const struct lockdep_map *map, int read);

static inline int lock_is_held(const struct lockdep_map *map)
{
	return lock_is_held_type(map, -1);
}

#define lockdep_is_held(lock)			lock_is_held(&(lock)->dep_map)
#define lockdep_is_held_type(lock, r)		lock_is_held_type(&(lock)->dep_map, (r))

/* Reports a failed assertion about @what; the run goes on. */
void lockdep_assert_failed(const char *what);

#ifdef KSIM_BENCH	/* nobody keeps the books */
#define lockdep_assert(cond)							\
	do {									\
		(void)sizeof(cond);						\
	} while (0)
#else
#define lockdep_assert(cond)							\
	do {									\
		if (unlikely(!(cond)))						\
			lockdep_assert_failed(#cond);				\
	} while (0)
#endif
#define lockdep_assert_once(cond)		lockdep_assert(cond)
#define lockdep_assert_held(l)			lockdep_assert(lockdep_is_held(l))
#define lockdep_assert_held_once(l)		lockdep_assert_held(l)
#define lockdep_assert_not_held(l)		lockdep_assert(!lockdep_is_held(l))
#define lockdep_assert_held_write(l)		lockdep_assert(lockdep_is_held_type(l, 0))
#define lockdep_assert_held_read(l)		lockdep_assert(lockdep_is_held_type(l, 1))
#define lockdep_assert_none_held_once()		lockdep_assert(!lockdep_depth(current))
#define lockdep_recursing(tsk)			(0)

int lockdep_depth(const struct task_struct *task);

void lockdep_assert_irqs(bool enabled);
void lockdep_assert_preemption(bool enabled);
#define lockdep_assert_irqs_enabled()		lockdep_assert_irqs(true)
#define lockdep_assert_irqs_disabled()		lockdep_assert_irqs(false)
#define lockdep_assert_preemption_enabled()	lockdep_assert_preemption(true)
#define lockdep_assert_preemption_disabled()	lockdep_assert_preemption(false)
#define lockdep_assert_in_irq()			lockdep_assert(in_hardirq())
#define lockdep_assert_in_softirq()		lockdep_assert(in_softirq())

#define lockdep_pin_lock(l)			((struct pin_cookie){ 0 })
#define lockdep_repin_lock(l, c)		do { (void)(l); (void)(c); } while (0)
#define lockdep_unpin_lock(l, c)		do { (void)(l); (void)(c); } while (0)
#define lockdep_off()				do { } while (0)
#define lockdep_on()				do { } while (0)

#define lock_acquire_exclusive(l, s, t, n, i)		lock_acquire(l, s, t, 0, 1, n, i)
#define lock_acquire_shared(l, s, t, n, i)		lock_acquire(l, s, t, 1, 1, n, i)
#define lock_acquire_shared_recursive(l, s, t, n, i)	lock_acquire(l, s, t, 2, 1, n, i)

#define spin_acquire(l, s, t, i)		lock_acquire_exclusive(l, s, t, NULL, i)
#define spin_acquire_nest(l, s, t, n, i)	lock_acquire_exclusive(l, s, t, n, i)
#define spin_release(l, i)			lock_release(l, i)
#define rwlock_acquire(l, s, t, i)		lock_acquire_exclusive(l, s, t, NULL, i)
#define rwlock_acquire_read(l, s, t, i)		lock_acquire_shared_recursive(l, s, t, NULL, i)
#define rwlock_release(l, i)			lock_release(l, i)
#define seqcount_acquire(l, s, t, i)		lock_acquire_exclusive(l, s, t, NULL, i)
#define seqcount_acquire_read(l, s, t, i)	lock_acquire_shared_recursive(l, s, t, NULL, i)
#define seqcount_release(l, i)			lock_release(l, i)
#define mutex_acquire(l, s, t, i)		lock_acquire_exclusive(l, s, t, NULL, i)
#define mutex_acquire_nest(l, s, t, n, i)	lock_acquire_exclusive(l, s, t, n, i)
#define mutex_release(l, i)			lock_release(l, i)
#define rwsem_acquire(l, s, t, i)		lock_acquire_exclusive(l, s, t, NULL, i)
#define rwsem_acquire_nest(l, s, t, n, i)	lock_acquire_exclusive(l, s, t, n, i)
#define rwsem_acquire_read(l, s, t, i)		lock_acquire_shared(l, s, t, NULL, i)
#define rwsem_release(l, i)			lock_release(l, i)

#define lock_map_acquire(l)			lock_acquire_exclusive(l, 0, 0, NULL, _THIS_IP_)
#define lock_map_acquire_try(l)			lock_acquire_exclusive(l, 0, 1, NULL, _THIS_IP_)
#define lock_map_acquire_read(l)						\
	lock_acquire_shared_recursive(l, 0, 0, NULL, _THIS_IP_)
#define lock_map_acquire_tryread(l)						\
	lock_acquire_shared_recursive(l, 0, 1, NULL, _THIS_IP_)
#define lock_map_release(l)			lock_release(l, _THIS_IP_)
#define lock_map_sync(l)			lock_sync(l, 0, 0, 1, NULL, _THIS_IP_)

/* The caller may take @lock on some path: learn the order on every one. */
#define might_lock(lock)							\
	do {									\
		lock_acquire(&(lock)->dep_map, 0, 0, 0, 1, NULL, _THIS_IP_);	\
		lock_release(&(lock)->dep_map, _THIS_IP_);			\
	} while (0)
#define might_lock_read(lock)							\
	do {									\
		lock_acquire(&(lock)->dep_map, 0, 0, 1, 1, NULL, _THIS_IP_);	\
		lock_release(&(lock)->dep_map, _THIS_IP_);			\
	} while (0)
#define might_lock_nested(lock, subclass)					\
	do {									\
		lock_acquire(&(lock)->dep_map, subclass, 0, 0, 1, NULL, _THIS_IP_); \
		lock_release(&(lock)->dep_map, _THIS_IP_);			\
	} while (0)

/* On return to user space: reports every lock that the task still holds. */
void lockdep_sys_exit(void);

/* Locks inside [mem_from, mem_from + mem_len) are about to be freed: reports held ones. */
void debug_check_no_locks_freed(const void *mem_from, unsigned long mem_len);

/* Print what @task holds, as Linux does. */
void debug_show_held_locks(struct task_struct *task);
void debug_show_all_locks(void);

/* Take each chain of documented order once at start, so that the first wrong one is blamed. */
void lockdep_rcu_suspicious(const char *file, const int line, const char *s);

/* One lock of a class inside another of it, the outer of which is known to come first. */
#define SINGLE_DEPTH_NESTING		1

#define lockdep_init()				do { } while (0)
#define LOCK_CONTENDED(_lock, try, lock)	lock(_lock)

#endif
