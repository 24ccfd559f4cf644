/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_COMPILER_H
#define _KSIM_LINUX_COMPILER_H

#include <linux/compiler_types.h>
#include <asm/rwonce.h>

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define likely_notrace(x)	likely(x)
#define unlikely_notrace(x)	unlikely(x)

#define barrier()			__asm__ __volatile__("" : : : "memory")
#define barrier_data(ptr)		__asm__ __volatile__("" : : "r"(ptr) : "memory")
#define barrier_before_unreachable()	do { } while (0)
#define unreachable()			__builtin_unreachable()

/* The compiler must forget what it knows about @var. */
#define OPTIMIZER_HIDE_VAR(var)		__asm__("" : "=r"(var) : "0"(var))

#define RELOC_HIDE(ptr, off)						\
	({								\
		unsigned long __rh_ptr = (unsigned long)(ptr);		\
		OPTIMIZER_HIDE_VAR(__rh_ptr);				\
		(typeof(ptr))(__rh_ptr + (off));			\
	})
#define absolute_pointer(val)	RELOC_HIDE((void *)(val), 0)

#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)
#define __ADDRESSABLE(sym)	\
	static void *__used __UNIQUE_ID(__addressable_##sym) = (void *)(unsigned long)&sym;

/* 1 where @x is an integer constant expression, itself an integer constant expression. */
#define __is_constexpr(x)	\
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))
#define statically_true(x)	(__builtin_constant_p(x) && (x))

#define is_signed_type(type)	(((type)(-1)) < (__force type)1)
#define is_unsigned_type(type)	(!is_signed_type(type))

/* 0 for an array, a compile error for a pointer. */
#define __must_be_array(a)	\
	((int)sizeof(struct { int : (-!!__same_type((a), &(a)[0])); }))
#define __must_be_cstr(p)	0

static inline void *offset_to_ptr(const int *off)
{
	return (void *)((unsigned long)off + *off);
}

#define prevent_tail_call_optimization()	__asm__ __volatile__("" : : : "memory")

#include <linux/kcsan-checks.h>

#endif
