// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kset.c - sets of kobjects
 */
#include <linux/kobject.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

void kset_init(struct kset *k)
{
	/* The type is the caller's and stays; the rest of the object starts afresh. */
	kobject_init(&k->kobj, k->kobj.ktype);
	spin_lock_init(&k->list_lock);
	INIT_LIST_HEAD(&k->list);
}
EXPORT_SYMBOL_GPL(kset_init);

int kset_register(struct kset *k)
{
	struct kobject *own;
	int error;

	if (WARN(!k || !k->kobj.ktype, "kset: registered without a type\n"))
		return -EINVAL;
	kset_init(k);
	own = &k->kobj;
	error = kobject_add(own, own->parent, NULL);
	if (!error) {
		kobject_uevent(own, KOBJ_ADD);
		return 0;
	}
	/* The caller frees what it allocated; the name it gave is ours. */
	kfree(own->name);
	own->name = NULL;
	return error;
}
EXPORT_SYMBOL_GPL(kset_register);

void kset_unregister(struct kset *k)
{
	struct kobject *own = k ? &k->kobj : NULL;

	kobject_del(own);
	kobject_put(own);
}
EXPORT_SYMBOL_GPL(kset_unregister);

static bool is_called(const struct kobject *member, const char *name)
{
	return member->name && strcmp(member->name, name) == 0;
}

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *member, *found = NULL;

	spin_lock(&kset->list_lock);
	list_for_each_entry(member, &kset->list, entry) {
		if (!is_called(member, name))
			continue;
		/* It may be on its way out: then there is none of that name any more. */
		found = kobject_get_unless_zero(member);
		break;
	}
	spin_unlock(&kset->list_lock);
	return found;
}
EXPORT_SYMBOL_GPL(kset_find_obj);

static void free_created(struct kobject *own)
{
	kfree(container_of(own, struct kset, kobj));
}

static const struct kobj_type created_kset_type = {
	.sysfs_ops	= &kobj_sysfs_ops,
	.release	= free_created,
};

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *uevent_ops,
				 struct kobject *parent_kobj)
{
	struct kset *created = kzalloc(sizeof(*created), GFP_KERNEL);

	if (!created)
		return NULL;
	created->uevent_ops = uevent_ops;
	created->kobj.ktype = &created_kset_type;
	created->kobj.parent = parent_kobj;
	if (!kobject_set_name(&created->kobj, "%s", name) && !kset_register(created))
		return created;
	kfree(created);		/* its name is gone already, or never was */
	return NULL;
}
EXPORT_SYMBOL_GPL(kset_create_and_add);
