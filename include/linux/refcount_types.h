/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_REFCOUNT_TYPES_H
#define _KSIM_LINUX_REFCOUNT_TYPES_H

#include <linux/types.h>

/* A count of references that saturates instead of wrapping. */
typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#endif
