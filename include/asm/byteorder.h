/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_ASM_BYTEORDER_H
#define _KSIM_ASM_BYTEORDER_H

#include_next <asm/byteorder.h>
#include <linux/swab.h>

#define cpu_to_le64	__cpu_to_le64
#define le64_to_cpu	__le64_to_cpu
#define cpu_to_le32	__cpu_to_le32
#define le32_to_cpu	__le32_to_cpu
#define cpu_to_le16	__cpu_to_le16
#define le16_to_cpu	__le16_to_cpu
#define cpu_to_be64	__cpu_to_be64
#define be64_to_cpu	__be64_to_cpu
#define cpu_to_be32	__cpu_to_be32
#define be32_to_cpu	__be32_to_cpu
#define cpu_to_be16	__cpu_to_be16
#define be16_to_cpu	__be16_to_cpu
#define cpu_to_le64p	__cpu_to_le64p
#define le64_to_cpup	__le64_to_cpup
#define cpu_to_le32p	__cpu_to_le32p
#define le32_to_cpup	__le32_to_cpup
#define cpu_to_le16p	__cpu_to_le16p
#define le16_to_cpup	__le16_to_cpup
#define cpu_to_be64p	__cpu_to_be64p
#define be64_to_cpup	__be64_to_cpup
#define cpu_to_be32p	__cpu_to_be32p
#define be32_to_cpup	__be32_to_cpup
#define cpu_to_be16p	__cpu_to_be16p
#define be16_to_cpup	__be16_to_cpup

static inline void le16_add_cpu(__le16 *var, __u16 val)
{
	*var = cpu_to_le16(le16_to_cpu(*var) + val);
}

static inline void le32_add_cpu(__le32 *var, __u32 val)
{
	*var = cpu_to_le32(le32_to_cpu(*var) + val);
}

static inline void le64_add_cpu(__le64 *var, __u64 val)
{
	*var = cpu_to_le64(le64_to_cpu(*var) + val);
}

#endif
