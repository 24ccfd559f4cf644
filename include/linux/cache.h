/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_CACHE_H
#define _KSIM_LINUX_CACHE_H

#include <linux/align.h>
#include <linux/compiler_types.h>

#define L1_CACHE_SHIFT		6
#define L1_CACHE_BYTES		(1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES		L1_CACHE_BYTES
#define L1_CACHE_ALIGN(x)	ALIGN(x, L1_CACHE_BYTES)
#define cache_line_size()	L1_CACHE_BYTES

#define ____cacheline_aligned			__aligned(SMP_CACHE_BYTES)
/* As without SMP: kmalloc() gives 16 bytes, and no time is lost on shared lines here. */
#define ____cacheline_aligned_in_smp
#define __cacheline_aligned			____cacheline_aligned
#define __cacheline_aligned_in_smp		____cacheline_aligned
#define ____cacheline_internodealigned_in_smp	____cacheline_aligned
#define __read_mostly
#ifndef __ro_after_init
#define __ro_after_init
#endif
#define __cacheline_group_begin(GROUP)	__u8 __cacheline_group_begin__##GROUP[0]
#define __cacheline_group_end(GROUP)	__u8 __cacheline_group_end__##GROUP[0]

#endif
