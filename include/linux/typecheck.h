/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_TYPECHECK_H
#define _KSIM_LINUX_TYPECHECK_H

/* A warning, where @x is not of @type. The value is always 1. */
#define typecheck(type, x)			\
	({					\
		type __tc_type;			\
		typeof(x) __tc_x;		\
		(void)(&__tc_type == &__tc_x);	\
		1;				\
	})
#define typecheck_pointer(x)			\
	({					\
		typeof(x) __tc_ptr;		\
		(void)sizeof(*__tc_ptr);	\
		1;				\
	})
#define typecheck_fn(type, function)			\
	({						\
		typeof(type) __tc_fn = function;	\
		(void)__tc_fn;				\
	})

#endif
