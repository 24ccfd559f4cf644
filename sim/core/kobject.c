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

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list vargs)
{
	char *name, *slash;

	if (kobj->name && !fmt)
		return 0;
	name = kvasprintf(GFP_KERNEL, fmt, vargs);
	if (!name)
		return -ENOMEM;
	/* A slash would end a path component. */
	for (slash = name; (slash = strchr(slash, '/')); )
		*slash = '!';
	kfree(kobj->name);
	kobj->name = name;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list vargs;
	int ret;

	va_start(vargs, fmt);
	ret = kobject_set_name_vargs(kobj, fmt, vargs);
	va_end(vargs);
	return ret;
}
EXPORT_SYMBOL_GPL(kobject_set_name);

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	WARN(kobj->state_initialized, "kobject: tried to init an initialized object\n");
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->state_in_sysfs = 0;
	kobj->state_add_uevent_sent = 0;
	kobj->state_remove_uevent_sent = 0;
	kobj->state_initialized = 1;
	kobj->ktype = ktype;
}
EXPORT_SYMBOL_GPL(kobject_init);

static void kobj_kset_join(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	kset_get(kobj->kset);
	spin_lock(&kobj->kset->list_lock);
	list_add_tail(&kobj->entry, &kobj->kset->list);
	spin_unlock(&kobj->kset->list_lock);
}

static void kobj_kset_leave(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	spin_lock(&kobj->kset->list_lock);
	list_del_init(&kobj->entry);
	spin_unlock(&kobj->kset->list_lock);
	kset_put(kobj->kset);
}

static int create_dir(struct kobject *kobj)
{
	int ret = sysfs_create_dir(kobj);

	if (ret || !kobj->ktype)
		return ret;
	ret = sysfs_create_groups(kobj, kobj->ktype->default_groups);
	if (ret)
		sysfs_remove_dir(kobj);
	return ret;
}

static int kobject_add_internal(struct kobject *kobj)
{
	struct kobject *parent = kobject_get(kobj->parent);
	int ret;

	if (WARN(!kobj->name || !kobj->name[0], "kobject: registered with an empty name\n")) {
		kobject_put(parent);
		return -EINVAL;
	}
	if (kobj->kset) {
		if (!parent)
			parent = kobject_get(&kobj->kset->kobj);
		kobj_kset_join(kobj);
		kobj->parent = parent;
	}
	ret = create_dir(kobj);
	if (ret) {
		kobj_kset_leave(kobj);
		kobject_put(parent);
		kobj->parent = NULL;
		if (ret == -EEXIST)
			pr_err("kobject: registration failed for %s with -EEXIST\n", kobj->name);
		return ret;
	}
	WRITE_ONCE(kobj->state_in_sysfs, true);
	return 0;
}

static int kobject_add_varg(struct kobject *kobj, struct kobject *parent, const char *fmt,
			    va_list vargs)
{
	int ret = kobject_set_name_vargs(kobj, fmt, vargs);

	if (ret)
		return ret;
	kobj->parent = parent;
	return kobject_add_internal(kobj);
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int ret;

	if (WARN(!kobj->state_initialized, "kobject: added before it was initialised\n"))
		return -EINVAL;
	va_start(args, fmt);
	ret = kobject_add_varg(kobj, parent, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(kobject_add);

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int ret;

	kobject_init(kobj, ktype);
	va_start(args, fmt);
	ret = kobject_add_varg(kobj, parent, fmt, args);
	va_end(args);
	return ret;
}
EXPORT_SYMBOL_GPL(kobject_init_and_add);

/* All but the parent, which children's paths still need. */
static void __kobject_del(struct kobject *kobj)
{
	if (kobj->ktype)
		sysfs_remove_groups(kobj, kobj->ktype->default_groups);
	if (kobj->state_add_uevent_sent && !kobj->state_remove_uevent_sent)
		kobject_uevent(kobj, KOBJ_REMOVE);
	sysfs_remove_dir(kobj);
	WRITE_ONCE(kobj->state_in_sysfs, false);
	kobj_kset_leave(kobj);
	kobj->parent = NULL;
}

void kobject_del(struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj)
		return;
	parent = kobj->parent;
	__kobject_del(kobj);
	kobject_put(parent);
}
EXPORT_SYMBOL_GPL(kobject_del);

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj) {
		WARN(!kobj->state_initialized, "kobject: get before it was initialised\n");
		kref_get(&kobj->kref);
	}
	return kobj;
}
EXPORT_SYMBOL_GPL(kobject_get);

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	if (kobj && !kref_get_unless_zero(&kobj->kref))
		kobj = NULL;
	return kobj;
}
EXPORT_SYMBOL_GPL(kobject_get_unless_zero);

static void kobject_release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	struct kobject *parent = kobj->parent;
	const struct kobj_type *t = kobj->ktype;
	const char *name = kobj->name;

	if (kobj->state_in_sysfs)
		__kobject_del(kobj);
	else
		parent = NULL;
	WARN(!t || !t->release, "kobject: '%s': does not have a release() function\n", name);
	if (t && t->release)
		t->release(kobj);
	kfree(name);
	kobject_put(parent);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	/* The bit shares its word with others that change; this one no longer does. */
	WARN(!data_race(kobj->state_initialized), "kobject: put before it was initialised\n");
	kref_put(&kobj->kref, kobject_release);
}
EXPORT_SYMBOL_GPL(kobject_put);

static void dynamic_kobj_release(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type dynamic_kobj_ktype = {
	.release	= dynamic_kobj_release,
	.sysfs_ops	= &kobj_sysfs_ops,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);
	int ret;

	if (!kobj)
		return NULL;
	kobject_init(kobj, &dynamic_kobj_ktype);
	ret = kobject_add(kobj, parent, "%s", name);
	if (ret) {
		pr_warn("kobject: %s: kobject_add error: %d\n", name, ret);
		kobject_put(kobj);
		kobj = NULL;
	}
	return kobj;
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

static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct kobj_attribute *kattr = container_of(attr, struct kobj_attribute, attr);

	return kattr->show ? kattr->show(kobj, kattr, buf) : -EIO;
}

static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	struct kobj_attribute *kattr = container_of(attr, struct kobj_attribute, attr);

	return kattr->store ? kattr->store(kobj, kattr, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = {
	.show	= kobj_attr_show,
	.store	= kobj_attr_store,
};
EXPORT_SYMBOL_GPL(kobj_sysfs_ops);
