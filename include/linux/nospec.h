/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_NOSPEC_H
#define _KSIM_LINUX_NOSPEC_H

#include <linux/compiler.h>

/* What the caller has checked already, clamped again for a processor that guesses: ours do not. */
#define array_index_nospec(index, size)					\
	({								\
		typeof(index) __nospec_index = (index);			\
		typeof(size) __nospec_size = (size);			\
		__nospec_index < __nospec_size ? __nospec_index : 0;	\
	})

#endif
