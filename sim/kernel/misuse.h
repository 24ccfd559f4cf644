/* SPDX-License-Identifier: GPL-2.0-or-later */
/* misuse.h - findings about primitives used in ways that they forbid */
#ifndef KERNEL_MISUSE_H
#define KERNEL_MISUSE_H

#include <linux/atomic_point.h>
#include <linux/lockdep_types.h>
#include <linux/types.h>

#include "exec/exec.h"

/* The class of locks that were used without initialisation. */
extern struct lock_class_key misuse_key;

/* The lock at @map was never initialised. */
void misuse_uninitialised(const struct lockdep_map *map);
/* It is destroyed while somebody holds it. */
void misuse_destroy_held(const struct lockdep_map *map);
/* Memory of @size bytes at @ptr was used by @what after it was freed. */
void misuse_dead(const volatile void *ptr, const char *what);

/* The primitive is touched a last time after it let somebody else go on. */
static inline void misuse_late_touch(const volatile void *ptr, size_t size)
{
	if (HOOK_POINTS && !ex_alive(ptr, size))
		misuse_dead(ptr, "unlock");
}

#endif
