/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_BITFIELD_H
#define _KSIM_LINUX_BITFIELD_H

#include <linux/build_bug.h>
#include <linux/types.h>
#include <asm/byteorder.h>

/* A field is named by its mask alone, which must be a constant without gaps. */
#define __bf_shf(x)		(__builtin_ffsll(x) - 1)
#define __bf_lowest(mask)	((mask) & -(unsigned long long)(mask))
#define __BF_FIELD_CHECK(mask, reg, val, pfx)					\
	({									\
		BUILD_BUG_ON_MSG(!__builtin_constant_p(mask), pfx "mask is not constant");	\
		BUILD_BUG_ON_MSG((mask) == 0, pfx "mask is zero");		\
		BUILD_BUG_ON_MSG(__builtin_constant_p(val) ?			\
			~((unsigned long long)(mask) >> __bf_shf(mask)) & (0 + (val)) : 0,	\
			pfx "value too large for the field");			\
		BUILD_BUG_ON_MSG((unsigned long long)(mask) > (typeof((reg) + 0ull))~0ull,	\
			pfx "type of reg too small for mask");			\
		BUILD_BUG_ON_MSG((((unsigned long long)(mask) + __bf_lowest(mask)) &	\
			(((unsigned long long)(mask) + __bf_lowest(mask)) - 1)) != 0,	\
			pfx "mask has gaps");					\
	})

#define FIELD_MAX(mask)		((typeof(mask))((mask) >> __bf_shf(mask)))
#define FIELD_FIT(mask, val)	\
	(!((((typeof(mask))(val)) << __bf_shf(mask)) & ~(mask)))
#define FIELD_PREP(mask, val)							\
	({									\
		__BF_FIELD_CHECK(mask, 0ULL, val, "FIELD_PREP: ");		\
		((typeof(mask))(val) << __bf_shf(mask)) & (mask);		\
	})
#define FIELD_GET(mask, reg)							\
	({									\
		__BF_FIELD_CHECK(mask, reg, 0U, "FIELD_GET: ");			\
		(typeof(mask))(((reg) & (mask)) >> __bf_shf(mask));		\
	})
/* For initialisers, where a statement expression cannot stand. */
#define FIELD_PREP_CONST(mask, val)						\
	(BUILD_BUG_ON_ZERO((mask) == 0) +					\
	 (((typeof(mask))(val) << __bf_shf(mask)) & (mask)))

/* u32_get_bits(v, mask), u32_encode_bits(), u32_replace_bits(), u32p_replace_bits(), le32_.. */
#define __BF_MAKE_OP(type, base, to, from)					\
static __always_inline __##type type##_encode_bits(base v, base field)		\
{										\
	return to((base)((v << __bf_shf(field)) & field));			\
}										\
static __always_inline __##type type##_replace_bits(__##type old, base val, base field)	\
{										\
	return (old & ~to(field)) | type##_encode_bits(val, field);		\
}										\
static __always_inline void type##p_replace_bits(__##type *p, base val, base field)	\
{										\
	*p = type##_replace_bits(*p, val, field);				\
}										\
static __always_inline base type##_get_bits(__##type v, base field)		\
{										\
	return (from(v) & field) >> __bf_shf(field);				\
}

#define __bf_same(x)	(x)
__BF_MAKE_OP(u8, u8, __bf_same, __bf_same)
__BF_MAKE_OP(u16, u16, __bf_same, __bf_same)
__BF_MAKE_OP(u32, u32, __bf_same, __bf_same)
__BF_MAKE_OP(u64, u64, __bf_same, __bf_same)
__BF_MAKE_OP(le16, u16, cpu_to_le16, le16_to_cpu)
__BF_MAKE_OP(le32, u32, cpu_to_le32, le32_to_cpu)
__BF_MAKE_OP(le64, u64, cpu_to_le64, le64_to_cpu)
__BF_MAKE_OP(be16, u16, cpu_to_be16, be16_to_cpu)
__BF_MAKE_OP(be32, u32, cpu_to_be32, be32_to_cpu)
__BF_MAKE_OP(be64, u64, cpu_to_be64, be64_to_cpu)

#endif
