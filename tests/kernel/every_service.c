// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_service.c - memory, messages, warnings, modules: see every_way.h
 */
#include "every_way.h"

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "kernel/module.h"

static spinlock_t lock;
static void *cached;

/* Under a spinlock there is no sleep: the allocation says so, or is made before. */
static void fills_cache(void *atomic)
{
	void *fresh;

	spin_lock(&lock);
	access_to(&cached);
	if (!cached) {
		cached = kmalloc(16, atomic ? GFP_ATOMIC : GFP_KERNEL);
		spin_unlock(&lock);
		return;
	}
	spin_unlock(&lock);
	fresh = kmemdup("text", 5, GFP_KERNEL);
	BUG_ON(!fresh || strcmp(fresh, "text"));
	kfree(fresh);
}

static void kmalloc_program(void *atomic)
{
	spin_lock_init(&lock);
	cached = NULL;
	in_parallel(fills_cache, fills_cache, atomic);
	kfree(cached);
}

static void kmalloc_right(void)
{
	kmalloc_program(&lock);
}

static void kmalloc_wrong(void)
{
	kmalloc_program(NULL);
}

struct cell {
	int	number;
	char	rest[20];
};

static struct kmem_cache *cells;

static void uses_cell(void *returns)
{
	struct cell *cell = kmem_cache_zalloc(cells, GFP_KERNEL);

	BUG_ON(!cell || cell->number);
	cell->number = 1;
	if (returns)
		kmem_cache_free(cells, cell);
}

static void cache_program(void *returns)
{
	cells = KMEM_CACHE(cell, 0);
	in_parallel(uses_cell, uses_cell, returns);
	kmem_cache_destroy(cells);
}

static void cache_right(void)
{
	cache_program(&cells);
}

static void cache_wrong(void)
{
	cache_program(NULL);
}

/* The last of two frees; who frees what he no longer owns is found out. */
static int owners;

static void drops_buffer(void *counts)
{
	bool last;

	spin_lock(&lock);
	access_to(&owners);
	last = !--owners;
	spin_unlock(&lock);
	if (last || !counts)
		kfree(cached);
}

static void kfree_program(void *counts)
{
	spin_lock_init(&lock);
	owners = 2;
	cached = kzalloc(64, GFP_KERNEL);
	in_parallel(drops_buffer, drops_buffer, counts);
}

static void kfree_right(void)
{
	kfree_program(&lock);
}

static void kfree_wrong(void)
{
	kfree_program(NULL);
}

static int parse(bool fails)
{
	char *text __free(kfree) = kstrdup("text", GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	return fails ? -EINVAL : 0;
}

static int parse_by_hand(bool fails)
{
	char *text = kstrdup("text", GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	if (fails)
		return -EINVAL;
	kfree(text);
	return 0;
}

static void free_right(void)
{
	BUG_ON(parse(ex_choose(2)) > 0);
}

static void free_wrong(void)
{
	BUG_ON(parse_by_hand(ex_choose(2)) > 0);
}

/* A reference keeps its module; without one it may go under its user's feet. */
static int nr_loaded;

static int probe_init(void)
{
	set(&nr_loaded, 1);
	return 0;
}

static void probe_exit(void)
{
	set(&nr_loaded, 0);
}

static struct module probe_module;
static const struct module_entry probe_entry
	__attribute__((used, retain, section("ksim_modules"),
		       aligned(__alignof__(struct module_entry)))) = {
	.module = &probe_module, .name = "every_way_probe", .init = probe_init,
	.exit = probe_exit,
};

static void uses_module(void *counts)
{
	if (counts) {
		if (!try_module_get(&probe_module))
			return;
	} else if (!module_is_live(&probe_module) || !module_refcount(&probe_module)) {
		access_to(&probe_module);
	}
	if (counts)
		BUG_ON(!seen(&nr_loaded));
	module_put(&probe_module);
}

static void unloads_module(void *unused)
{
	int ret = module_unload("every_way_probe");

	BUG_ON(ret && ret != -EWOULDBLOCK);
}

static void module_program(void *counts)
{
	BUG_ON(module_load("every_way_probe"));
	in_parallel(uses_module, unloads_module, counts);
	if (seen(&nr_loaded))
		BUG_ON(module_unload("every_way_probe"));
}

static void module_right(void)
{
	module_program(&lock);
}

static void module_wrong(void)
{
	module_program(NULL);
}

static void warns(void *wrong)
{
	access_to(&owners);
	WARN_ON_ONCE(wrong);
	WARN(wrong, "number %d", 7);
	pr_info("said %s\n", "so");
}

static void warn_right(void)
{
	in_parallel(warns, warns, NULL);
}

static void warn_wrong(void)
{
	in_parallel(warns, warns, &lock);
}

static void bug_right(void)
{
	BUG_ON(IS_ERR(&lock) || !IS_ERR(ERR_PTR(-EINVAL)) || PTR_ERR(ERR_PTR(-EINVAL)) != -EINVAL);
}

static void bug_wrong(void)
{
	BUG_ON(!IS_ERR(&lock));
}

static void counts_preempted(void *enables)
{
	preempt_disable();
	access_to(&owners);
	if (enables)
		preempt_enable();
	might_sleep();
	if (!enables)
		preempt_enable();
}

static void preempt_right(void)
{
	in_parallel(counts_preempted, counts_preempted, &lock);
}

static void preempt_wrong(void)
{
	in_parallel(counts_preempted, counts_preempted, NULL);
}

const struct primitive every_service[] = {
	{ "kmalloc", kmalloc_right, kmalloc_wrong, "may sleep under a spinlock",
	  "BUG: sleeping function called from invalid context" },
	{ "kmem_cache", cache_right, cache_wrong, "destroys it with objects left",
	  "BUG: Objects remaining" },
	{ "kfree", kfree_right, kfree_wrong, "frees twice", "KASAN: double-free",
	  .sanitized = true },
	{ "__free(kfree)", free_right, free_wrong, "returns early, by hand", "memory leak",
	  .alone = true },
	{ "modules", module_right, module_wrong, "puts a reference it did not get",
	  "WARNING: module refcount underflow" },
	{ "WARN and printk", warn_right, warn_wrong, "makes the condition true", "WARNING in" },
	{ "BUG_ON and ERR_PTR", bug_right, bug_wrong, "makes the condition true", "kernel BUG",
	  .alone = true },
	{ "preempt_disable", preempt_right, preempt_wrong, "sleeps inside",
	  "BUG: sleeping function called from invalid context" },
	{ .name = NULL },
};
