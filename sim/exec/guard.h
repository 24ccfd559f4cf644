/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guard.h - the leaf lock inside each primitive
 *
 * A guard covers a handful of instructions: nothing parks, calls up, warns,
 * allocates or takes a lock under one. In the fibers engine nobody else can run
 * meanwhile, so that it only checks the rule; in the threads engine it is a
 * spinlock. ThreadSanitizer does not see it: a guard orders nothing but the
 * primitive's own fields, and those live in uninstrumented files.
 */
#ifndef EXEC_GUARD_H
#define EXEC_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct ex_guard {
	uint32_t	locked;
};

#define EX_GUARD_INIT	{ 0 }

/* True in the threads engine; set before the first task of a run starts. */
extern bool ex_parallel;

/* Returns with it taken, or not at all. */
void ex_guard_contended(struct ex_guard *guard);
void ex_guard_misused(const struct ex_guard *guard) __attribute__((noreturn));

static inline void ex_guard_init(struct ex_guard *guard)
{
	guard->locked = 0;
}

static inline __attribute__((always_inline)) void ex_guard_lock(struct ex_guard *guard)
{
	if (__builtin_expect(!ex_parallel, 1)) {
		if (__builtin_expect(guard->locked, 0))
			ex_guard_contended(guard);
		guard->locked = 1;
		return;
	}
	if (__atomic_exchange_n(&guard->locked, 1, __ATOMIC_ACQUIRE))
		ex_guard_contended(guard);
}

static inline __attribute__((always_inline)) void ex_guard_unlock(struct ex_guard *guard)
{
	if (__builtin_expect(!guard->locked, 0))
		ex_guard_misused(guard);
	__atomic_store_n(&guard->locked, 0, __ATOMIC_RELEASE);
}

static inline void ex_guard_assert_held(const struct ex_guard *guard)
{
	if (__builtin_expect(!guard->locked, 0))
		ex_guard_misused(guard);
}

#endif
