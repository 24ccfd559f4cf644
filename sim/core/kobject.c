// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kobject.c - counted objects with a place in sysfs, and sets of them
 *
 *  M1  An added kobject holds its parent, and its kset while on the kset's list.
 *  M2  release() runs once, when the last reference goes; nothing of the object is touched
 *      after it.
 */
#include <linux/kobject.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/sysfs_dir.h"

/* A slash would end a path component. */
static void replace_slashes(char *name)
{
	for (; *name; name++)
		if (*name == '/')
			*name = '!';
}

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list vargs)
{
	char *fresh;

	if (!fmt && kobj->name)
		return 0;	/* named before */
	fresh = kvasprintf(GFP_KERNEL, fmt, vargs);
	if (!fresh)
		return -ENOMEM;
	replace_slashes(fresh);
	kfree(kobj->name);
	kobj->name = fresh;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list words;
	int error;

	va_start(words, fmt);
	error = kobject_set_name_vargs(kobj, fmt, words);
	va_end(words);
	return error;
}
EXPORT_SYMBOL_GPL(kobject_set_name);

/* Name, parent and kset stay: they may have been set before. */
void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	WARN(kobj->state_initialized, "kobject: initialised twice\n");
	kobj->ktype = ktype;
	kobj->state_initialized = 1;
	kobj->state_in_sysfs = 0;
	kobj->state_add_uevent_sent = kobj->state_remove_uevent_sent = 0;
	INIT_LIST_HEAD(&kobj->entry);
	kref_init(&kobj->kref);
}
EXPORT_SYMBOL_GPL(kobject_init);

static void kset_enter(struct kset *set, struct kobject *member)
{
	if (!set)
		return;
	kset_get(set);
	spin_lock(&set->list_lock);
	list_add_tail(&member->entry, &set->list);
	spin_unlock(&set->list_lock);
}

static void kset_leave(struct kset *set, struct kobject *member)
{
	if (!set)
		return;
	spin_lock(&set->list_lock);
	list_del_init(&member->entry);
	spin_unlock(&set->list_lock);
	kset_put(set);
}

static int show_in_sysfs(struct kobject *kobj)
{
	int error = sysfs_create_dir(kobj);

	if (!error && kobj->ktype) {
		error = sysfs_create_groups(kobj, kobj->ktype->default_groups);
		if (error)
			sysfs_remove_dir(kobj);
	}
	return error;
}

/* Who has no parent of its own is shown below its set. */
static struct kobject *hold_parent(const struct kobject *kobj)
{
	if (kobj->parent || !kobj->kset)
		return kobject_get(kobj->parent);
	return kobject_get(&kobj->kset->kobj);
}

static int enter_tree(struct kobject *kobj)
{
	struct kobject *parent;
	int error;

	if (WARN(!kobj->name || !*kobj->name, "kobject: added without a name\n"))
		return -EINVAL;
	parent = hold_parent(kobj);
	kset_enter(kobj->kset, kobj);
	kobj->parent = parent;
	error = show_in_sysfs(kobj);
	if (!error) {
		WRITE_ONCE(kobj->state_in_sysfs, true);
		return 0;
	}
	kset_leave(kobj->kset, kobj);
	kobj->parent = NULL;
	kobject_put(parent);
	if (error == -EEXIST)
		pr_err("kobject: there is a '%s' in that place already\n", kobj->name);
	return error;
}

static __printf(3, 0) int add_named(struct kobject *kobj, struct kobject *parent,
				    const char *fmt, va_list words)
{
	int error = kobject_set_name_vargs(kobj, fmt, words);

	if (error)
		return error;
	kobj->parent = parent;
	return enter_tree(kobj);
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list words;
	int error;

	if (WARN(!kobj->state_initialized, "kobject: added before it was initialised\n"))
		return -EINVAL;
	va_start(words, fmt);
	error = add_named(kobj, parent, fmt, words);
	va_end(words);
	return error;
}
EXPORT_SYMBOL_GPL(kobject_add);

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list words;
	int error;

	kobject_init(kobj, ktype);
	va_start(words, fmt);
	error = add_named(kobj, parent, fmt, words);
	va_end(words);
	return error;
}
EXPORT_SYMBOL_GPL(kobject_init_and_add);

/* The parent, still held, for the caller to put: children's paths lead through it until then. */
static struct kobject *leave_tree(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;

	if (kobj->ktype)
		sysfs_remove_groups(kobj, kobj->ktype->default_groups);
	/* Whoever heard of it hears of its end, and once. */
	if (kobj->state_add_uevent_sent && !kobj->state_remove_uevent_sent)
		kobject_uevent(kobj, KOBJ_REMOVE);
	sysfs_remove_dir(kobj);
	WRITE_ONCE(kobj->state_in_sysfs, false);
	kset_leave(kobj->kset, kobj);
	kobj->parent = NULL;
	return parent;
}

void kobject_del(struct kobject *kobj)
{
	if (kobj)
		kobject_put(leave_tree(kobj));
}
EXPORT_SYMBOL_GPL(kobject_del);

struct kobject *kobject_get(struct kobject *kobj)
{
	if (!kobj)
		return NULL;
	WARN(!kobj->state_initialized, "kobject: get before it was initialised\n");
	kref_get(&kobj->kref);
	return kobj;
}
EXPORT_SYMBOL_GPL(kobject_get);

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}
EXPORT_SYMBOL_GPL(kobject_get_unless_zero);

static void kobject_end(struct kref *last)
{
	struct kobject *kobj = container_of(last, struct kobject, kref);
	const struct kobj_type *type = kobj->ktype;
	struct kobject *parent = NULL;
	const char *name;

	/* Its owner may have left it to us to take it out. */
	if (kobj->state_in_sysfs)
		parent = leave_tree(kobj);
	name = kobj->name;	/* ours, unlike the object once release() ran */
	if (!WARN(!type || !type->release, "kobject '%s': its type has no release()\n", name))
		type->release(kobj);
	kfree(name);
	kobject_put(parent);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	/* The bit shares its word with others that change; this one no longer does. */
	WARN(!data_race(kobj->state_initialized), "kobject: put before it was initialised\n");
	kref_put(&kobj->kref, kobject_end);
}
EXPORT_SYMBOL_GPL(kobject_put);

static void free_created(struct kobject *created)
{
	kfree(created);
}

static const struct kobj_type created_type = {
	.sysfs_ops	= &kobj_sysfs_ops,
	.release	= free_created,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *created = kzalloc(sizeof(*created), GFP_KERNEL);
	int error;

	if (!created)
		return NULL;
	error = kobject_init_and_add(created, &created_type, parent, "%s", name);
	if (!error)
		return created;
	pr_warn("kobject: no directory '%s': error %d\n", name, error);
	kobject_put(created);
	return NULL;
}
EXPORT_SYMBOL_GPL(kobject_create_and_add);

char *kobject_get_path(const struct kobject *kobj, gfp_t flag)
{
	const struct kobject *k;
	size_t length = 1, n;
	char *path;

	for (k = kobj; k; k = k->parent)
		length += strlen(kobject_name(k)) + 1;
	path = kzalloc(length, flag);
	if (!path)
		return NULL;
	for (k = kobj, length--; k; k = k->parent) {
		n = strlen(kobject_name(k));
		length -= n;
		memcpy(path + length, kobject_name(k), n);
		path[--length] = '/';
	}
	return path;
}
EXPORT_SYMBOL_GPL(kobject_get_path);

static ssize_t read_file(struct kobject *kobj, struct attribute *attr, char *page)
{
	struct kobj_attribute *file = container_of(attr, struct kobj_attribute, attr);

	if (!file->show)
		return -EIO;
	return file->show(kobj, file, page);
}

static ssize_t write_file(struct kobject *kobj, struct attribute *attr, const char *text,
			  size_t size)
{
	struct kobj_attribute *file = container_of(attr, struct kobj_attribute, attr);

	if (!file->store)
		return -EIO;
	return file->store(kobj, file, text, size);
}

const struct sysfs_ops kobj_sysfs_ops = {
	.show	= read_file,
	.store	= write_file,
};
EXPORT_SYMBOL_GPL(kobj_sysfs_ops);
