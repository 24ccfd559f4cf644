/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_KCSAN_CHECKS_H
#define _KSIM_LINUX_KCSAN_CHECKS_H

#include <linux/compiler_types.h>

/*
 * data_race() says that the author knows of the race in @expr and lives with it. ThreadSanitizer
 * must then not report it, nor anything else that it does while the expression is evaluated.
 */
#if defined(__SANITIZE_THREAD__)
#define KSIM_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KSIM_TSAN 1
#endif
#endif

#ifdef KSIM_TSAN
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);

static __always_inline void kcsan_disable_current(void)
{
	AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
	AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
}

static __always_inline void kcsan_enable_current(void)
{
	AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
	AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}
#else
static __always_inline void kcsan_disable_current(void)
{
}

static __always_inline void kcsan_enable_current(void)
{
}
#endif

/* The cleanup runs after the value has been read, also when @expr is void. */
static __always_inline void kcsan_data_race_end(int *unused)
{
	(void)unused;
	kcsan_enable_current();
}

#define data_race(expr)								\
	({									\
		int __data_race_scope						\
			__attribute__((__cleanup__(kcsan_data_race_end),	\
				       __unused__)) = 0;			\
		kcsan_disable_current();					\
		expr;								\
	})

#define __data_racy
#define ASSERT_EXCLUSIVE_WRITER(var)		((void)sizeof(var))
#define ASSERT_EXCLUSIVE_WRITER_SCOPED(var)	((void)sizeof(var))
#define ASSERT_EXCLUSIVE_ACCESS(var)		((void)sizeof(var))
#define ASSERT_EXCLUSIVE_ACCESS_SCOPED(var)	((void)sizeof(var))
#define ASSERT_EXCLUSIVE_BITS(var, mask)	((void)sizeof(var))

#endif
