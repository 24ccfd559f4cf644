/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_UNALIGNED_H
#define _KSIM_LINUX_UNALIGNED_H

#include <linux/types.h>
#include <asm/byteorder.h>

#define __get_unaligned_t(type, ptr)						\
	(((const struct { type x; } __packed *)(ptr))->x)
#define __put_unaligned_t(type, val, ptr)					\
	do {									\
		((struct { type x; } __packed *)(ptr))->x = (val);		\
	} while (0)
#define get_unaligned(ptr)	__get_unaligned_t(typeof(*(ptr)), (ptr))
#define put_unaligned(val, ptr)	__put_unaligned_t(typeof(*(ptr)), (val), (ptr))

#define __UNALIGNED_OP(order, bits)						\
static inline u##bits get_unaligned_##order##bits(const void *p)		\
{										\
	return order##bits##_to_cpu(__get_unaligned_t(__##order##bits, p));	\
}										\
static inline void put_unaligned_##order##bits(u##bits val, void *p)		\
{										\
	__put_unaligned_t(__##order##bits, cpu_to_##order##bits(val), p);	\
}

__UNALIGNED_OP(le, 16)
__UNALIGNED_OP(le, 32)
__UNALIGNED_OP(le, 64)
__UNALIGNED_OP(be, 16)
__UNALIGNED_OP(be, 32)
__UNALIGNED_OP(be, 64)

#endif
