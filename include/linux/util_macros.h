/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_UTIL_MACROS_H
#define _KSIM_LINUX_UTIL_MACROS_H

#include <linux/math.h>
#include <linux/stddef.h>

#define PTR_IF(cond, ptr)	((cond) ? (ptr) : NULL)
#define u64_to_user_ptr(x)	((void __user *)(uintptr_t)(u64)(x))
#define is_insidevar(ptr, var)	\
	((uintptr_t)(ptr) >= (uintptr_t)(var) && (uintptr_t)(ptr) < (uintptr_t)(var) + sizeof(var))

#endif
