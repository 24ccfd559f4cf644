/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sanitizer.h - the sanitizers' annotations, empty where a sanitizer is absent
 *
 * Floor 0 and floor 1 are not instrumented by ThreadSanitizer, yet must speak to
 * its runtime: the build passes KSIM_TSAN where the runtime is linked, because
 * __has_feature() is false in an uninstrumented file.
 */
#ifndef EXEC_SANITIZER_H
#define EXEC_SANITIZER_H

#include <stdbool.h>
#include <stddef.h>

#if defined(KSIM_ASAN)
# define EX_ASAN 1
#endif
#if defined(KSIM_TSAN)
# define EX_TSAN 1
#endif

/* For what instrumented callers would inline of these floors. */
#define EX_NO_TSAN	__attribute__((no_sanitize("thread")))

#ifndef EX_ASAN
# define EX_ASAN 0
#endif
#ifndef EX_TSAN
# define EX_TSAN 0
#endif

#if EX_TSAN

#include <sanitizer/tsan_interface.h>

void __tsan_read1(void *addr);

static inline void ex_tsan_release(const volatile void *x)
{
	__tsan_release((void *)x);
}

static inline void ex_tsan_acquire(const volatile void *x)
{
	__tsan_acquire((void *)x);
}

/* A read of one byte by the calling task, as an instrumented file would make it. */
static inline void ex_tsan_read(const volatile void *x)
{
	__tsan_read1((void *)x);
}

/* The end of a lock that was wanted: until then the runtime looks away from the fiber. */
static inline void ex_tsan_lock_quit(const volatile void *lock)
{
	__tsan_mutex_post_lock((void *)lock, __tsan_mutex_try_lock |
			       __tsan_mutex_try_lock_failed, 0);
}

static inline void *ex_tsan_fiber(void)
{
	return __tsan_get_current_fiber();
}

static inline void *ex_tsan_fiber_create(void)
{
	return __tsan_create_fiber(0);
}

static inline void ex_tsan_fiber_destroy(void *fiber)
{
	__tsan_destroy_fiber(fiber);
}

static inline void ex_tsan_fiber_name(void *fiber, const char *name)
{
	__tsan_set_fiber_name(fiber, name);
}

/* Orders nothing: what the two fibers do still races if nothing else orders it. */
static inline void ex_tsan_switch(void *fiber)
{
	__tsan_switch_to_fiber(fiber, __tsan_switch_to_fiber_no_sync);
}

#else

static inline void ex_tsan_release(const volatile void *x) { (void)x; }
static inline void ex_tsan_acquire(const volatile void *x) { (void)x; }
static inline void ex_tsan_read(const volatile void *x) { (void)x; }
static inline void ex_tsan_lock_quit(const volatile void *lock) { (void)lock; }
static inline void *ex_tsan_fiber(void) { return NULL; }
static inline void *ex_tsan_fiber_create(void) { return NULL; }
static inline void ex_tsan_fiber_destroy(void *fiber) { (void)fiber; }
static inline void ex_tsan_fiber_name(void *fiber, const char *name) { (void)fiber; (void)name; }
static inline void ex_tsan_switch(void *fiber) { (void)fiber; }

#endif

#if EX_ASAN

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#define EX_NO_ASAN	__attribute__((no_sanitize("address")))

static inline EX_NO_ASAN void ex_asan_leave(void **fake, const void *bottom, size_t size)
{
	__sanitizer_start_switch_fiber(fake, bottom, size);
}

static inline EX_NO_ASAN void ex_asan_arrive(void *fake)
{
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
}

static inline void ex_asan_poison(void *start, size_t size)
{
	__asan_poison_memory_region(start, size);
}

static inline void ex_asan_unpoison(void *start, size_t size)
{
	__asan_unpoison_memory_region(start, size);
}

static inline bool ex_asan_poisoned(const volatile void *x)
{
	return __asan_address_is_poisoned(x);
}

#else

#define EX_NO_ASAN

static inline void ex_asan_leave(void **fake, const void *bottom, size_t size)
{
	(void)fake;
	(void)bottom;
	(void)size;
}

static inline void ex_asan_arrive(void *fake) { (void)fake; }
static inline void ex_asan_poison(void *start, size_t size) { (void)start; (void)size; }
static inline void ex_asan_unpoison(void *start, size_t size) { (void)start; (void)size; }
static inline bool ex_asan_poisoned(const volatile void *x) { (void)x; return false; }

#endif

#endif
