// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devres_mem.c - memory and actions that end with the driver
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/base.h"

struct deferred_call {
	void (*fn)(void *arg);
	void *arg;
};

static void run_call(struct device *dev, void *res)
{
	const struct deferred_call *call = res;

	call->fn(call->arg);
}

static int same_call(struct device *dev, void *res, void *wanted)
{
	const struct deferred_call *a = res, *b = wanted;

	return a->fn == b->fn && a->arg == b->arg;
}

int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name)
{
	struct deferred_call *call = __devres_alloc_node(run_call, sizeof(*call), GFP_KERNEL,
							 NUMA_NO_NODE, name);

	if (!call)
		return -ENOMEM;
	*call = (struct deferred_call) { .fn = action, .arg = data };
	devres_add(dev, call);
	return 0;
}
EXPORT_SYMBOL_GPL(__devm_add_action);

/* Forgets the action. A driver that asks for one it never added is wrong. */
void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	struct deferred_call wanted = { action, data };
	int ret = devres_destroy(dev, run_call, same_call, &wanted);

	WARN_ON(ret);
}
EXPORT_SYMBOL_GPL(devm_remove_action);

/* Runs it now instead of at the driver's end. */
void devm_release_action(struct device *dev, void (*action)(void *), void *data)
{
	struct deferred_call wanted = { action, data };
	int ret = devres_release(dev, run_call, same_call, &wanted);

	WARN_ON(ret);
}
EXPORT_SYMBOL_GPL(devm_release_action);

/* Memory ends by being freed, which devres does itself; it only tells blocks from others. */
static void block_release(struct device *dev, void *res)
{
}

static int same_block(struct device *dev, void *res, void *wanted)
{
	return wanted == res;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	void *block;

	if (size == 0)
		return ZERO_SIZE_PTR;
	block = devres_alloc_raw(block_release, size, gfp, "block_release");
	if (!block)
		return NULL;
	devres_add(dev, block);
	return block;
}
EXPORT_SYMBOL_GPL(devm_kmalloc);

void devm_kfree(struct device *dev, const void *p)
{
	int ret;

	if (ZERO_OR_NULL_PTR(p))
		return;
	ret = devres_destroy(dev, block_release, same_block, (void *)p);
	WARN_ON(ret);
}
EXPORT_SYMBOL_GPL(devm_kfree);

/* Always a new block, as if none had room: what points into the old one shows. */
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp)
{
	size_t keep;
	void *moved;

	if (ZERO_OR_NULL_PTR(ptr))
		return devm_kmalloc(dev, size, gfp);

	keep = min(devres_size(ptr), size);
	moved = devm_kmalloc(dev, size, gfp);
	if (!moved)
		return NULL;		/* the old one is still the caller's */
	if (keep)
		memcpy(moved, ptr, keep);
	devm_kfree(dev, ptr);
	return moved;
}
EXPORT_SYMBOL_GPL(devm_krealloc);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *dup = devm_kmalloc(dev, len, gfp);

	return ZERO_OR_NULL_PTR(dup) ? dup : memcpy(dup, src, len);
}
EXPORT_SYMBOL_GPL(devm_kmemdup);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	if (!s)
		return NULL;
	return devm_kmemdup(dev, s, strlen(s) + 1, gfp);
}
EXPORT_SYMBOL_GPL(devm_kstrdup);

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap)
{
	size_t room;
	va_list dry;
	char *text;

	/* Printed twice: once for the length alone. */
	va_copy(dry, ap);
	room = vsnprintf(NULL, 0, fmt, dry) + 1;
	va_end(dry);

	text = devm_kmalloc(dev, room, gfp);
	if (text)
		vsnprintf(text, room, fmt, ap);
	return text;
}
EXPORT_SYMBOL_GPL(devm_kvasprintf);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = devm_kvasprintf(dev, gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL_GPL(devm_kasprintf);
