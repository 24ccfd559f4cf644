// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * class.c - classes: devices grouped by what they do
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"

struct kset *class_kset;

struct subsys_private *class_to_subsys(const struct class *class)
{
	return subsys_find(class_kset, class);
}

static ssize_t class_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct class_attribute *class_attr = container_of(attr, struct class_attribute, attr);
	struct subsys_private *sp = to_subsys_private(kobj);

	return class_attr->show ? class_attr->show(sp->class, class_attr, buf) : -EIO;
}

static ssize_t class_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				size_t count)
{
	struct class_attribute *class_attr = container_of(attr, struct class_attribute, attr);
	struct subsys_private *sp = to_subsys_private(kobj);

	return class_attr->store ? class_attr->store(sp->class, class_attr, buf, count) : -EIO;
}

static const struct sysfs_ops class_sysfs_ops = {
	.show	= class_attr_show,
	.store	= class_attr_store,
};

static void class_release(struct kobject *kobj)
{
	struct subsys_private *sp = to_subsys_private(kobj);
	const struct class *class = sp->class;

	if (class->class_release)
		class->class_release(class);
	kfree(sp);
}

static const struct kobj_type class_ktype = {
	.sysfs_ops	= &class_sysfs_ops,
	.release	= class_release,
};

static void klist_class_get(struct klist_node *n)
{
	get_device(container_of(n, struct device_private, knode_class)->device);
}

static void klist_class_put(struct klist_node *n)
{
	put_device(container_of(n, struct device_private, knode_class)->device);
}

static struct subsys_private *class_alloc(const struct class *class)
{
	struct subsys_private *sp = kzalloc(sizeof(*sp), GFP_KERNEL);

	if (!sp)
		return NULL;
	klist_init(&sp->klist_devices, klist_class_get, klist_class_put);
	INIT_LIST_HEAD(&sp->glue_dirs.list);
	spin_lock_init(&sp->glue_dirs.list_lock);
	/* Never added: a set for lookups, whose members must not see its count drop to zero. */
	kobject_init(&sp->glue_dirs.kobj, &class_ktype);
	sp->class = class;
	sp->subsys.kobj.kset = class_kset;
	sp->subsys.kobj.ktype = &class_ktype;
	if (kobject_set_name(&sp->subsys.kobj, "%s", class->name)) {
		kfree(sp);
		return NULL;
	}
	return sp;
}

int class_register(const struct class *class)
{
	struct subsys_private *sp = class_alloc(class);
	int ret;

	if (!sp)
		return -ENOMEM;
	ret = kset_register(&sp->subsys);
	if (ret) {
		kfree(sp);
		return ret;
	}
	ret = sysfs_create_groups(&sp->subsys.kobj, class->class_groups);
	if (ret) {
		/* The caller still owns the class: release() is for classes that were there. */
		kobject_del(&sp->subsys.kobj);
		kfree(sp->subsys.kobj.name);
		kfree(sp);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(class_register);

void class_unregister(const struct class *class)
{
	struct subsys_private *sp = class_to_subsys(class);

	if (!sp)
		return;
	sysfs_remove_groups(&sp->subsys.kobj, class->class_groups);
	kset_unregister(&sp->subsys);
	subsys_put(sp);
}
EXPORT_SYMBOL_GPL(class_unregister);

bool class_is_registered(const struct class *class)
{
	struct subsys_private *sp = class_to_subsys(class);

	subsys_put(sp);
	return sp;
}
EXPORT_SYMBOL_GPL(class_is_registered);

static void class_create_release(const struct class *cls)
{
	kfree(cls);
}

struct class *class_create(const char *name)
{
	struct class *cls = kzalloc(sizeof(*cls), GFP_KERNEL);
	int ret;

	if (!cls)
		return ERR_PTR(-ENOMEM);
	cls->name = name;
	cls->class_release = class_create_release;
	ret = class_register(cls);
	if (ret) {
		kfree(cls);
		return ERR_PTR(ret);
	}
	return cls;
}
EXPORT_SYMBOL_GPL(class_create);

void class_destroy(const struct class *cls)
{
	if (!IS_ERR_OR_NULL(cls))
		class_unregister(cls);
}
EXPORT_SYMBOL_GPL(class_destroy);

/* By device_add(), last of all; Linux also tells interfaces, which nobody here has. */
void class_add_device(struct device *dev)
{
	struct subsys_private *sp = dev->p->class_sp;

	if (sp)
		klist_add_tail(&dev->p->knode_class, &sp->klist_devices);
}

void class_remove_device(struct device *dev)
{
	if (klist_node_attached(&dev->p->knode_class))
		klist_del(&dev->p->knode_class);
}

int class_create_file_ns(const struct class *class, const struct class_attribute *attr,
			 const void *ns)
{
	struct subsys_private *sp = class_to_subsys(class);
	int ret;

	if (!sp)
		return -EINVAL;
	ret = sysfs_create_file_ns(&sp->subsys.kobj, &attr->attr, ns);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(class_create_file_ns);

void class_remove_file_ns(const struct class *class, const struct class_attribute *attr,
			  const void *ns)
{
	struct subsys_private *sp = class_to_subsys(class);

	if (!sp)
		return;
	sysfs_remove_file_ns(&sp->subsys.kobj, &attr->attr, ns);
	subsys_put(sp);
}
EXPORT_SYMBOL_GPL(class_remove_file_ns);
