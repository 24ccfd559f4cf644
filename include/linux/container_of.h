/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_CONTAINER_OF_H
#define _KSIM_LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(T, m)	typeof(((T *)0)->m)

/* The struct of @type whose @member is what @ptr points to. */
#define container_of(ptr, type, member)						\
	({									\
		void *__mptr = (void *)(ptr);					\
		static_assert(__same_type(*(ptr), ((type *)0)->member) ||	\
			      __same_type(*(ptr), void),			\
			      "pointer type mismatch in container_of()");	\
		(type *)(__mptr - offsetof(type, member));			\
	})

/* The same, const if @ptr is. */
#define container_of_const(ptr, type, member)					\
	_Generic(ptr,								\
		const typeof(*(ptr)) * : ((const type *)container_of(ptr, type, member)), \
		default : ((type *)container_of(ptr, type, member)))

#endif
