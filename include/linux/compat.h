/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_COMPAT_H
#define _LINUX_COMPAT_H

#include <linux/fs.h>
#include <linux/types.h>
#include <linux/uaccess.h>

typedef u32 compat_uptr_t;
typedef u32 compat_ulong_t;
typedef s32 compat_long_t;
typedef s32 compat_int_t;
typedef u64 compat_u64;

static inline void __user *compat_ptr(compat_uptr_t uptr)
{
	return (void __user *)(unsigned long)uptr;
}

/* No 32-bit process exists here. */
static inline bool in_compat_syscall(void)
{
	return false;
}

#endif
