/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_bo.h - memory that the copy engine moves VRAM to and from, kept for reuse */
#ifndef XE_BO_H
#define XE_BO_H

#include <linux/spinlock.h>
#include <linux/types.h>

#define XE_BO_KEPT_MAX		16u
#define XE_BO_KEPT_BYTES	(64u << 20)

struct xe_bo_pool {
	spinlock_t	lock;
	/* lock: */
	unsigned int	kept;
	size_t		bytes;
	struct {
		void	*vaddr;		/* owned */
		size_t	size;
	} bo[XE_BO_KEPT_MAX];
};

void xe_bo_pool_init(struct xe_bo_pool *pool);
void xe_bo_pool_fini(struct xe_bo_pool *pool);

/* @size bytes of anything. NULL: no memory. */
void *xe_bo_get(struct xe_bo_pool *pool, size_t size);
void xe_bo_put(struct xe_bo_pool *pool, void *vaddr, size_t size);

#endif
