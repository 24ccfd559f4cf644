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

static ssize_t read_file(struct kobject *kobj, struct attribute *attr, char *page)
{
	struct class_attribute *file = container_of(attr, struct class_attribute, attr);

	if (!file->show)
		return -EIO;
	return file->show(to_subsys_private(kobj)->class, file, page);
}

static ssize_t write_file(struct kobject *kobj, struct attribute *attr, const char *text,
			  size_t size)
{
	struct class_attribute *file = container_of(attr, struct class_attribute, attr);

	if (!file->store)
		return -EIO;
	return file->store(to_subsys_private(kobj)->class, file, text, size);
}

static const struct sysfs_ops class_file_ops = {
	.show	= read_file,
	.store	= write_file,
};

static void class_end(struct kobject *kobj)
{
	struct subsys_private *insides = to_subsys_private(kobj);
	const struct class *gone = insides->class;

	if (gone->class_release)
		gone->class_release(gone);
	kfree(insides);
}

static const struct kobj_type class_kobj_type = {
	.release	= class_end,
	.sysfs_ops	= &class_file_ops,
};

static struct device *member(struct klist_node *node)
{
	return container_of(node, struct device_private, knode_class)->device;
}

static void hold_member(struct klist_node *node)
{
	get_device(member(node));
}

static void drop_member(struct klist_node *node)
{
	put_device(member(node));
}

static struct subsys_private *class_alloc(const struct class *class)
{
	struct subsys_private *sp = kzalloc(sizeof(*sp), GFP_KERNEL);

	if (!sp)
		return NULL;
	klist_init(&sp->klist_devices, hold_member, drop_member);
	INIT_LIST_HEAD(&sp->glue_dirs.list);
	spin_lock_init(&sp->glue_dirs.list_lock);
	/* Never added: a set for lookups, whose members must not see its count drop to zero. */
	kobject_init(&sp->glue_dirs.kobj, &class_kobj_type);
	sp->class = class;
	sp->subsys.kobj.kset = class_kset;
	sp->subsys.kobj.ktype = &class_kobj_type;
	if (kobject_set_name(&sp->subsys.kobj, "%s", class->name)) {
		kfree(sp);
		return NULL;
	}
	return sp;
}

/* The caller still owns the class: class_end() is for classes that were there. */
static void forget(struct subsys_private *insides)
{
	kobject_del(&insides->subsys.kobj);
	kfree(insides->subsys.kobj.name);
	kfree(insides);
}

int class_register(const struct class *class)
{
	struct subsys_private *insides = class_alloc(class);
	int error;

	if (!insides)
		return -ENOMEM;
	error = kset_register(&insides->subsys);
	if (error) {
		kfree(insides);
		return error;
	}
	error = sysfs_create_groups(&insides->subsys.kobj, class->class_groups);
	if (error)
		forget(insides);
	return error;
}
EXPORT_SYMBOL_GPL(class_register);

void class_unregister(const struct class *class)
{
	struct subsys_private *insides = class_to_subsys(class);

	if (insides) {
		sysfs_remove_groups(&insides->subsys.kobj, class->class_groups);
		kset_unregister(&insides->subsys);
	}
	subsys_put(insides);
}
EXPORT_SYMBOL_GPL(class_unregister);

bool class_is_registered(const struct class *class)
{
	struct subsys_private *insides = class_to_subsys(class);

	subsys_put(insides);
	return insides != NULL;
}
EXPORT_SYMBOL_GPL(class_is_registered);

static void free_created(const struct class *created)
{
	kfree(created);
}

struct class *class_create(const char *name)
{
	struct class *created = kzalloc(sizeof(*created), GFP_KERNEL);
	int error = -ENOMEM;

	if (created) {
		created->name = name;
		created->class_release = free_created;
		error = class_register(created);
	}
	if (!error)
		return created;
	kfree(created);
	return ERR_PTR(error);
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
	struct klist_node *place = &dev->p->knode_class;

	if (klist_node_attached(place))
		klist_del(place);
}

int class_create_file_ns(const struct class *class, const struct class_attribute *attr,
			 const void *ns)
{
	struct subsys_private *insides = class_to_subsys(class);
	int error = -EINVAL;

	if (insides)
		error = sysfs_create_file_ns(&insides->subsys.kobj, &attr->attr, ns);
	subsys_put(insides);
	return error;
}
EXPORT_SYMBOL_GPL(class_create_file_ns);

void class_remove_file_ns(const struct class *class, const struct class_attribute *attr,
			  const void *ns)
{
	struct subsys_private *insides = class_to_subsys(class);

	if (insides)
		sysfs_remove_file_ns(&insides->subsys.kobj, &attr->attr, ns);
	subsys_put(insides);
}
EXPORT_SYMBOL_GPL(class_remove_file_ns);
