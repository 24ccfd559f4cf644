// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kset.c - sets of kobjects
 */
#include <linux/kobject.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

static void kset_init_lists(struct kset *k)
{
	INIT_LIST_HEAD(&k->list);
	spin_lock_init(&k->list_lock);
}

void kset_init(struct kset *k)
{
	kobject_init(&k->kobj, k->kobj.ktype);
	kset_init_lists(k);
}
EXPORT_SYMBOL_GPL(kset_init);

int kset_register(struct kset *k)
{
	int ret;

	if (WARN(!k || !k->kobj.ktype, "kset: registered without a type\n"))
		return -EINVAL;
	kset_init(k);
	ret = kobject_add(&k->kobj, k->kobj.parent, NULL);
	if (ret) {
		/* The caller frees what it allocated; the name it gave is ours. */
		kfree(k->kobj.name);
		k->kobj.name = NULL;
		return ret;
	}
	kobject_uevent(&k->kobj, KOBJ_ADD);
	return 0;
}
EXPORT_SYMBOL_GPL(kset_register);

void kset_unregister(struct kset *k)
{
	if (!k)
		return;
	kobject_del(&k->kobj);
	kobject_put(&k->kobj);
}
EXPORT_SYMBOL_GPL(kset_unregister);

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *k, *found = NULL;

	spin_lock(&kset->list_lock);
	list_for_each_entry(k, &kset->list, entry) {
		if (kobject_name(k) && !strcmp(kobject_name(k), name)) {
			found = kobject_get_unless_zero(k);
			break;
		}
	}
	spin_unlock(&kset->list_lock);
	return found;
}
EXPORT_SYMBOL_GPL(kset_find_obj);

static void kset_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct kset, kobj));
}

static const struct kobj_type kset_ktype = {
	.release	= kset_release,
	.sysfs_ops	= &kobj_sysfs_ops,
};

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *uevent_ops,
				 struct kobject *parent_kobj)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	if (kobject_set_name(&kset->kobj, "%s", name)) {
		kfree(kset);
		return NULL;
	}
	kset->uevent_ops = uevent_ops;
	kset->kobj.parent = parent_kobj;
	kset->kobj.ktype = &kset_ktype;
	if (kset_register(kset)) {
		kfree(kset);
		return NULL;
	}
	return kset;
}
EXPORT_SYMBOL_GPL(kset_create_and_add);
