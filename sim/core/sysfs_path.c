// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_path.c - paths below /sys: lookup, listing, where links point
 */
#include "core/sysfs.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/kernfs.h"

#define LINKS_MAX	8	/* as many as Linux' nested ones of old; sysfs has one in a path */

/* One component on from @kn, whose reference is consumed. */
static struct kernfs_node *step(struct kernfs_node *kn, const char *name)
{
	struct kernfs_node *next;

	if (!kernfs_is_dir(kn)) {
		next = ERR_PTR(-ENOTDIR);
	} else if (!strcmp(name, ".")) {
		return kn;
	} else if (!strcmp(name, "..")) {
		next = kn->parent ?: kn;
		kernfs_get(next);
	} else {
		next = kernfs_find_child(kn, name) ?: sysfs_set_materialise(kn, name);
		if (!IS_ERR_OR_NULL(next) && READ_ONCE(next->removing)) {
			kernfs_put(next);
			next = NULL;
		}
		if (!next)
			next = ERR_PTR(-ENOENT);
	}
	kernfs_put(kn);
	return next;
}

/* Through links, if @kn is one; its reference is consumed. */
static struct kernfs_node *follow(struct kernfs_node *kn)
{
	struct kernfs_node *target;
	int links;

	for (links = 0; kn->kind == SYSFS_LINK; links++) {
		target = links < LINKS_MAX ? kn->link.target : ERR_PTR(-ELOOP);
		if (!IS_ERR(target))
			kernfs_get(target);
		kernfs_put(kn);
		if (IS_ERR(target))
			return target;
		kn = target;
	}
	return kn;
}

struct kernfs_node *sysfs_lookup(const char *path, unsigned int flags)
{
	struct kernfs_node *kn = sysfs_root;
	char name[NAME_MAX + 1];
	size_t length;

	if (!kn)
		return ERR_PTR(-ENOENT);
	kernfs_get(kn);
	for (;;) {
		path += strspn(path, "/");
		if (!*path)
			break;
		length = strcspn(path, "/");
		if (length > NAME_MAX) {
			kernfs_put(kn);
			return ERR_PTR(-ENAMETOOLONG);
		}
		memcpy(name, path, length);
		name[length] = '\0';
		path += length;

		kn = follow(kn);
		if (!IS_ERR(kn))
			kn = step(kn, name);
		if (IS_ERR(kn))
			return kn;
	}
	return flags & SYSFS_NOFOLLOW ? kn : follow(kn);
}

enum sysfs_kind sysfs_kind(const struct kernfs_node *kn)
{
	return kn->kind;
}

const char *sysfs_name(const struct kernfs_node *kn)
{
	return kn->name;
}

umode_t sysfs_mode(const struct kernfs_node *kn)
{
	return kn->mode;
}

loff_t sysfs_size(const struct kernfs_node *kn)
{
	if (kn->kind != SYSFS_FILE)
		return 0;
	if (kn->file.bin)
		return container_of(kn->file.attr, const struct bin_attribute, attr)->size;
	return 4096;
}

static unsigned int depth(const struct kernfs_node *kn)
{
	unsigned int n = 0;

	while ((kn = kn->parent))
		n++;
	return n;
}

static const struct kernfs_node *ancestor(const struct kernfs_node *kn, unsigned int at_depth)
{
	unsigned int n = depth(kn);

	while (n-- > at_depth)
		kn = kn->parent;
	return kn;
}

/* The deepest directory that both are below. */
static unsigned int common_depth(const struct kernfs_node *a, const struct kernfs_node *b)
{
	unsigned int n = min(depth(a), depth(b));

	while (ancestor(a, n) != ancestor(b, n))
		n--;
	return n;
}

ssize_t sysfs_readlink(const struct kernfs_node *kn, char *buf, size_t size)
{
	const struct kernfs_node *target;
	unsigned int shared, up, d;
	char path[512];
	size_t at = 0;

	if (kn->kind != SYSFS_LINK)
		return -EINVAL;
	target = kn->link.target;
	shared = common_depth(kn->parent, target);
	up = depth(kn->parent) - shared;
	while (up--)
		at += scnprintf(path + at, sizeof(path) - at, "../");
	for (d = shared + 1; d <= depth(target); d++)
		at += scnprintf(path + at, sizeof(path) - at, "%s%s", ancestor(target, d)->name,
				d < depth(target) ? "/" : "");
	at = min(at, size);
	memcpy(buf, path, at);
	return at;
}

struct listing {
	const char	*after;		/* the least name greater than this is looked for */
	const char	*best;
	enum sysfs_kind	kind;
};

static void consider(struct listing *l, const char *name, enum sysfs_kind kind)
{
	if (l->after && strcmp(name, l->after) <= 0)
		return;
	if (l->best && strcmp(name, l->best) >= 0)
		return;
	l->best = name;
	l->kind = kind;
}

static void find_next(struct kernfs_node *dir, struct listing *l)
{
	struct kernfs_node *kn;
	struct sysfs_set *set;
	unsigned int i;

	lockdep_assert_held(&sysfs_lock);
	l->best = NULL;
	list_for_each_entry(kn, &dir->dir.children, sibling)
		if (!kn->removing)
			consider(l, kn->name, kn->kind);
	list_for_each_entry(set, &dir->dir.sets, entry)
		for (i = 0; i < set->nr; i++)
			if (set->modes[i])
				consider(l, sysfs_set_attr(set, i)->name, SYSFS_FILE);
}

ssize_t sysfs_listdir(const struct kernfs_node *dir, unsigned int index, char *name, size_t size,
		      enum sysfs_kind *kind)
{
	struct kernfs_node *kn = (struct kernfs_node *)dir;
	struct listing l = {};
	ssize_t ret = 0;

	if (!kernfs_is_dir(dir))
		return -ENOTDIR;
	spin_lock(&sysfs_lock);
	do {
		find_next(kn, &l);
		l.after = l.best;
	} while (l.best && index--);
	if (l.best) {
		ret = strscpy(name, l.best, size);
		*kind = l.kind;
	}
	spin_unlock(&sysfs_lock);
	return ret;
}
