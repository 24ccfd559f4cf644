/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/slab.c */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/slab.h>

#define vmalloc(size)		kvmalloc(size, GFP_KERNEL)
#define vzalloc(size)		kvzalloc(size, GFP_KERNEL)
#define vmalloc_user(size)	kvzalloc(size, GFP_KERNEL)
#define vcalloc(n, size)	kvcalloc(n, size, GFP_KERNEL)
#define vfree(p)		kvfree(p)

#endif
