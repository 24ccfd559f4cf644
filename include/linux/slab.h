/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/slab.c */
/*
 * slab.h - kmalloc and caches over the run's heap
 *
 * Every allocation is a fault point named after its function. With a gfp that may
 * block it is might_sleep() too. Sizes are exact: an overrun by one byte is one.
 */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/instruction_pointer.h>
#include <linux/overflow.h>
#include <linux/types.h>

#define SLAB_HWCACHE_ALIGN	((__force slab_flags_t)0x00002000U)
#define SLAB_PANIC		((__force slab_flags_t)0x00040000U)
#define SLAB_TYPESAFE_BY_RCU	((__force slab_flags_t)0x00080000U)
#define SLAB_ACCOUNT		((__force slab_flags_t)0x04000000U)
#define SLAB_RECLAIM_ACCOUNT	((__force slab_flags_t)0x00020000U)

#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(x)	((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

#define ARCH_KMALLOC_MINALIGN	8
#define KMALLOC_MAX_SIZE	(1UL << 22)

void *__kmalloc(size_t size, gfp_t gfp) __attribute__((malloc));
void *__krealloc(const void *p, size_t size, gfp_t gfp);
void kfree(const void *p);
void kfree_sensitive(const void *p);
size_t ksize(const void *p);
void *__kvmalloc(size_t size, gfp_t gfp);
void kvfree(const void *p);
char *kstrdup(const char *s, gfp_t gfp);
const char *kstrdup_const(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *src, size_t size, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t size, gfp_t gfp);
void kfree_const(const void *p);

#define kmalloc(size, gfp)		__kmalloc(size, gfp)
#define kzalloc(size, gfp)		__kmalloc(size, (gfp) | __GFP_ZERO)
#define kmalloc_node(size, gfp, node)	((void)(node), kmalloc(size, gfp))
#define kzalloc_node(size, gfp, node)	((void)(node), kzalloc(size, gfp))
#define kmalloc_array(n, size, gfp)	__kmalloc(size_mul(n, size), gfp)
#define kcalloc(n, size, gfp)		__kmalloc(size_mul(n, size), (gfp) | __GFP_ZERO)
#define krealloc(p, size, gfp)		__krealloc(p, size, gfp)
#define krealloc_array(p, n, size, gfp)	__krealloc(p, size_mul(n, size), gfp)
#define kvmalloc(size, gfp)		__kvmalloc(size, gfp)
#define kvzalloc(size, gfp)		__kvmalloc(size, (gfp) | __GFP_ZERO)
#define kcalloc_node(n, size, gfp, node)	((void)(node), kcalloc(n, size, gfp))
#define kvmalloc_array(n, size, gfp)	__kvmalloc(size_mul(n, size), gfp)
#define kvcalloc(n, size, gfp)		__kvmalloc(size_mul(n, size), (gfp) | __GFP_ZERO)
#define kmemdup_array(src, n, size, gfp)	kmemdup(src, size_mul(n, size), gfp)

struct kmem_cache;

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *));
/* Which part of an object may be copied to user space is not checked. */
#define kmem_cache_create_usercopy(name, size, align, flags, useroffset, usersize, ctor)	\
	((void)(useroffset), (void)(usersize),					\
	 kmem_cache_create(name, size, align, flags, ctor))
void kmem_cache_destroy(struct kmem_cache *cache);
void *__kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *p);

#define kmem_cache_alloc(cache, gfp)	__kmem_cache_alloc(cache, gfp)
#define kmem_cache_zalloc(cache, gfp)	__kmem_cache_alloc(cache, (gfp) | __GFP_ZERO)
#define KMEM_CACHE(type, flags)							\
	kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))
DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#endif
