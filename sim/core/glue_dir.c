// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * glue_dir.c - the directory named after the class, between a parent and class devices
 *
 * /sys/devices/pci0000:00/0000:00:01.0/vfio-dev/vfio0: "vfio-dev" is one. It comes with the
 * first such child and goes with the last; gdp_mutex keeps a new child from finding
 * one that is on its way out.
 */
#include "core/base.h"

#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "core/core.h"
#include "core/kernfs.h"

static DEFINE_MUTEX(gdp_mutex);

static void glue_dir_release(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type glue_dir_ktype = {
	.release	= glue_dir_release,
	.sysfs_ops	= &kobj_sysfs_ops,
};

static struct kobject *glue_dir_create(struct subsys_private *sp, struct kobject *parent)
{
	struct kobject *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	int ret;

	if (!dir)
		return ERR_PTR(-ENOMEM);
	kobject_init(dir, &glue_dir_ktype);
	dir->kset = &sp->glue_dirs;
	ret = kobject_add(dir, parent, "%s", sp->class->name);
	if (ret) {
		kobject_put(dir);
		return ERR_PTR(ret);
	}
	return dir;
}

static struct kobject *glue_dir_find(struct subsys_private *sp, struct kobject *parent)
{
	struct kobject *k, *found = NULL;

	spin_lock(&sp->glue_dirs.list_lock);
	list_for_each_entry(k, &sp->glue_dirs.list, entry) {
		if (k->parent == parent) {
			found = kobject_get(k);
			break;
		}
	}
	spin_unlock(&sp->glue_dirs.list_lock);
	return found;
}

/* Where @dev's directory goes; a glue directory is returned with a reference. */
struct kobject *get_device_parent(struct device *dev, struct device *parent)
{
	struct subsys_private *sp = dev->p->class_sp;
	struct kobject *parent_kobj, *dir;

	if (!sp)
		return parent ? &parent->kobj : NULL;
	if (parent && parent->class)
		return &parent->kobj;
	mutex_lock(&gdp_mutex);
	parent_kobj = parent ? &parent->kobj : virtual_kobj;
	dir = glue_dir_find(sp, parent_kobj) ?: glue_dir_create(sp, parent_kobj);
	mutex_unlock(&gdp_mutex);
	return dir;
}

static bool is_glue_dir(struct kobject *kobj)
{
	return kobj && kobj->ktype == &glue_dir_ktype;
}

void cleanup_glue_dir(struct device *dev, struct kobject *glue_dir)
{
	if (!is_glue_dir(glue_dir))
		return;
	mutex_lock(&gdp_mutex);
	/* The last reference is ours: whoever has found it too will add a child to it. */
	if (kref_read(&glue_dir->kref) == 1 && list_empty(&glue_dir->sd->dir.children))
		kobject_del(glue_dir);
	kobject_put(glue_dir);
	mutex_unlock(&gdp_mutex);
}
