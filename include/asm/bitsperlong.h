/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_ASM_BITSPERLONG_H
#define _KSIM_ASM_BITSPERLONG_H

#include_next <asm/bitsperlong.h>

#define BITS_PER_LONG		__BITS_PER_LONG
#define BITS_PER_LONG_LONG	64
#define small_const_nbits(nbits)	\
	(__builtin_constant_p(nbits) && (nbits) <= BITS_PER_LONG && (nbits) > 0)

#endif
