/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_COMPILER_TYPES_H
#define _KSIM_LINUX_COMPILER_TYPES_H

/* Linux' build includes this file and kconfig.h ahead of every source file. */
#include <linux/compiler_attributes.h>
#include <linux/kconfig.h>

/* Address spaces and lock contexts are sparse's concern: here they only document. */
#define __kernel
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define ACCESS_PRIVATE(p, member)	((p)->member)
#define __chk_user_ptr(x)		((void)0)
#define __chk_io_ptr(x)			((void)0)
#define __must_hold(x)
#define __acquires(x)
#define __cond_acquires(x)
#define __releases(x)
#define __acquire(x)			((void)0)
#define __release(x)			((void)0)
#define __cond_lock(x, c)		(c)
#define __builtin_warning(x, y...)	(1)

#define ___PASTE(a, b)			a##b
#define __PASTE(a, b)			___PASTE(a, b)

/* As glibc's sys/cdefs.h has it, so that either may come first. */
#undef __always_inline
#define __always_inline			__inline __attribute__ ((__always_inline__))
#define noinline_for_stack		noinline
#define notrace
#define noinstr				noinline
#define __nostackprotector
#define __no_kcsan
#define __no_sanitize_or_inline		__always_inline
#define __no_kasan_or_inline		__always_inline
#define __no_stack_protector
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define randomized_struct_fields_start
#define randomized_struct_fields_end
#define __counted_by_le(member)
#define __counted_by_be(member)
#ifndef __counted_by
#define __counted_by(member)
#endif
#define __realloc_size(x, ...)
#define __assume_ctx_lock(x)
#define asm_inline			__asm__
#define __bpf_kfunc			__used noinline
#define __user_ptr

#define __same_type(a, b)	__builtin_types_compatible_p(typeof(a), typeof(b))
#define __native_word(t)						\
	(sizeof(t) == sizeof(char) || sizeof(t) == sizeof(short) ||	\
	 sizeof(t) == sizeof(int) || sizeof(t) == sizeof(long))

/* The type of @x without qualifiers, for scalars: only an rvalue has lost them. */
#define __unqual_scalar_typeof(x)	typeof(((void)0, (x)))

#define __builtin_object_size_any(p)	__builtin_object_size(p, 0)

#ifdef __OPTIMIZE__
#define __compiletime_assert(condition, msg, prefix, suffix)			\
	do {									\
		__attribute__((__noreturn__)) extern void prefix##suffix(void)	\
			__compiletime_error(msg);				\
		if (!(condition))						\
			prefix##suffix();					\
	} while (0)
#else
#define __compiletime_assert(condition, msg, prefix, suffix)	((void)(condition))
#endif
#define _compiletime_assert(condition, msg, prefix, suffix)	\
	__compiletime_assert(condition, msg, prefix, suffix)
#define compiletime_assert(condition, msg)			\
	_compiletime_assert(condition, msg, __compiletime_assert_, __COUNTER__)
#define compiletime_assert_atomic_type(t)			\
	compiletime_assert(__native_word(t), "needs a native word")

#endif
