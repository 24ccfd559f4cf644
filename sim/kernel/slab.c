// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab.c - kmalloc and caches, on the run's heap
 */
#include <linux/slab.h>

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "exec/exec.h"

#include "finding.h"
#include "hooks.h"
#include "timers.h"

struct kmem_cache {
	const char	*name;		/* borrowed */
	size_t		size;
	size_t		align;
	void		(*ctor)(void *object);
	unsigned int	live;		/* atomic: objects handed out */
};

/* What each allocation checks before it is made; true if it shall fail. */
static bool refuse(const char *site, gfp_t gfp)
{
	if (gfpflags_allow_blocking(gfp))
		might_sleep();
	return ex_fail(site) && !(gfp & __GFP_NOFAIL);
}

/*
 * Whoever lets a user choose the size is told, unless he asked for no warning. An array whose
 * size overflows, SIZE_MAX then, is refused without a word.
 */
static bool is_too_large(size_t size, size_t most, gfp_t gfp)
{
	if (likely(size <= most))
		return false;
	WARN_ON(size != SIZE_MAX && !(gfp & __GFP_NOWARN));
	return true;
}

static void *alloc_at(size_t size, size_t most, gfp_t gfp, unsigned long ip)
{
	if (refuse("kmalloc", gfp) || is_too_large(size, most, gfp))
		return NULL;
	if (!size)
		return ZERO_SIZE_PTR;
	return gfp & __GFP_ZERO ? ex_zalloc(size, ip) : ex_alloc(size, ip);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	return alloc_at(size, KMALLOC_MAX_SIZE, gfp, _RET_IP_);
}

void *__kvmalloc(size_t size, gfp_t gfp)
{
	return alloc_at(size, INT_MAX, gfp, _RET_IP_);
}

void *__krealloc(const void *p, size_t size, gfp_t gfp)
{
	void *fresh;

	if (!size) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	fresh = alloc_at(size, KMALLOC_MAX_SIZE, gfp, _RET_IP_);
	if (fresh && !ZERO_OR_NULL_PTR(p)) {
		memcpy(fresh, p, min(ksize(p), size));
		kfree(p);
	}
	return fresh;
}

static void free_at(const void *p, unsigned long ip)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	hook_point(EX_WRITE, p);	/* gone for everybody: an event like any other */
	if (ex_alive(p, 1)) {
		debug_check_no_locks_freed(p, ex_alloc_size(p));
		timers_check_freed(p, ex_alloc_size(p));
	}
	ex_free((void *)p, ip);
}

void kfree(const void *p)
{
	free_at(p, _RET_IP_);
}

void kvfree(const void *p)
{
	free_at(p, _RET_IP_);
}

void kfree_sensitive(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		memset((void *)p, 0, ksize(p));
	free_at(p, _RET_IP_);
}

size_t ksize(const void *p)
{
	return ZERO_OR_NULL_PTR(p) ? 0 : ex_alloc_size(p);
}

/* Strings in the program's own constants are not distinguished: all are copied. */
const char *kstrdup_const(const char *s, gfp_t gfp)
{
	return kstrdup(s, gfp);
}

void kfree_const(const void *p)
{
	free_at(p, _RET_IP_);
}

static void *duplicate(const void *src, size_t size, size_t room, gfp_t gfp, unsigned long ip)
{
	char *copy = alloc_at(room, KMALLOC_MAX_SIZE, gfp, ip);

	if (!copy)
		return NULL;
	memcpy(copy, src, size);
	if (room > size)
		copy[size] = 0;
	return copy;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? duplicate(s, strlen(s), strlen(s) + 1, gfp, _RET_IP_) : NULL;
}

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	size_t length = s ? strnlen(s, max) : 0;

	return s ? duplicate(s, length, length + 1, gfp, _RET_IP_) : NULL;
}

void *kmemdup(const void *src, size_t size, gfp_t gfp)
{
	return duplicate(src, size, size, gfp, _RET_IP_);
}

char *kmemdup_nul(const char *s, size_t size, gfp_t gfp)
{
	return s ? duplicate(s, size, size + 1, gfp, _RET_IP_) : NULL;
}

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL);

	(void)flags;
	if (!cache)
		return NULL;
	cache->name = name;
	cache->size = size;
	cache->align = align;
	cache->ctor = ctor;
	return cache;
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	if (cache->live)
		finding_report(FINDING_LEAK, "BUG: Objects remaining in cache in %F",
			       "BUG %s: %u objects remaining on kmem_cache_destroy()",
			       cache->name, cache->live);
	kfree(cache);
}

void *__kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	void *object;

	if (refuse("kmem_cache_alloc", gfp))
		return NULL;
	object = ex_alloc_aligned(cache->size, cache->align, _RET_IP_);
	if (!object)
		return NULL;
	__atomic_add_fetch(&cache->live, 1, __ATOMIC_RELAXED);
	if (gfp & __GFP_ZERO)
		memset(object, 0, cache->size);
	if (cache->ctor)
		cache->ctor(object);
	return object;
}

void kmem_cache_free(struct kmem_cache *cache, void *p)
{
	if (!p)
		return;
	__atomic_sub_fetch(&cache->live, 1, __ATOMIC_RELAXED);
	free_at(p, _RET_IP_);
}
