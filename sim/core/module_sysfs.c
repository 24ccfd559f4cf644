// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_sysfs.c - /sys/module/NAME/parameters, made when somebody first looks
 *
 * Linux makes the directories as modules come. Most worlds never look at them, and a
 * world is built in microseconds: so a path below /sys/module first calls
 * module_sysfs_update(), which makes the tree agree with what is loaded.
 *
 * Locking: module_sysfs_mutex covers everything here; a parameter's file takes
 * param_mutex around the variable, as Linux' kernel_param_lock() does.
 */
#include "module_sysfs.h"

#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

/* One module's directory. */
struct module_dir {
	struct list_head	entry;
	struct module		*module;
	struct kobject		*kobj;
	struct kobject		*parameters;
	struct list_head	files;
};

struct param_file {
	struct list_head	entry;
	struct kobj_attribute	attr;
	struct kernel_param	*param;
};

static DEFINE_MUTEX(module_sysfs_mutex);
static DEFINE_MUTEX(param_mutex);
static struct kobject *module_root;
static LIST_HEAD(module_dirs);

static ssize_t param_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct param_file *file = container_of(attr, struct param_file, attr);
	int ret;

	mutex_lock(&param_mutex);
	ret = file->param->ops->get(buf, file->param);
	mutex_unlock(&param_mutex);
	return ret;
}

static ssize_t param_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	struct param_file *file = container_of(attr, struct param_file, attr);
	int ret;

	mutex_lock(&param_mutex);
	ret = file->param->ops->set(buf, file->param);
	mutex_unlock(&param_mutex);
	return ret ? ret : count;
}

static int param_file_add(struct module_dir *dir, struct kernel_param *param)
{
	struct param_file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	int ret;

	if (!file)
		return -ENOMEM;
	file->param = param;
	sysfs_attr_init(&file->attr.attr);
	file->attr.attr.name = param->name;
	file->attr.attr.mode = param->perm;
	file->attr.show = param_show;
	file->attr.store = param_store;
	ret = sysfs_create_file(dir->parameters, &file->attr.attr);
	if (ret) {
		kfree(file);
		return ret;
	}
	list_add_tail(&file->entry, &dir->files);
	return 0;
}

static int params_add(struct module_dir *dir)
{
	struct kernel_param *param;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (param = kernel_param_at(i)); i++) {
		if (param->mod != dir->module || !param->perm)
			continue;
		if (!dir->parameters)
			dir->parameters = kobject_create_and_add("parameters", dir->kobj);
		ret = dir->parameters ? param_file_add(dir, param) : -ENOMEM;
	}
	return ret;
}

static void module_dir_remove(struct module_dir *dir)
{
	struct param_file *file, *next;

	list_for_each_entry_safe(file, next, &dir->files, entry) {
		sysfs_remove_file(dir->parameters, &file->attr.attr);
		kfree(file);
	}
	if (dir->parameters) {
		kobject_del(dir->parameters);
		kobject_put(dir->parameters);
	}
	kobject_del(dir->kobj);
	kobject_put(dir->kobj);
	list_del(&dir->entry);
	kfree(dir);
}

static int module_dir_add(struct module *module)
{
	struct module_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	int ret;

	if (!dir)
		return -ENOMEM;
	dir->module = module;
	INIT_LIST_HEAD(&dir->files);
	dir->kobj = kobject_create_and_add(module->name, module_root);
	if (!dir->kobj) {
		kfree(dir);
		return -ENOMEM;
	}
	list_add_tail(&dir->entry, &module_dirs);
	ret = params_add(dir);
	if (ret)
		module_dir_remove(dir);
	return ret;
}

static struct module_dir *module_dir_find(const struct module *module)
{
	struct module_dir *dir;

	list_for_each_entry(dir, &module_dirs, entry) {
		if (dir->module == module)
			return dir;
	}
	return NULL;
}

static bool is_loaded(struct module *module)
{
	return READ_ONCE(module->state) == MODULE_STATE_LIVE;
}

/* Modules that have parameters; the others have no directory here. */
static int add_loaded(void)
{
	struct kernel_param *param;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (param = kernel_param_at(i)); i++) {
		if (param->mod && is_loaded(param->mod) && !module_dir_find(param->mod))
			ret = module_dir_add(param->mod);
	}
	return ret;
}

int module_sysfs_update(void)
{
	struct module_dir *dir, *next;
	int ret = -ENOMEM;

	mutex_lock(&module_sysfs_mutex);
	if (!module_root)
		module_root = kobject_create_and_add("module", NULL);
	list_for_each_entry_safe(dir, next, &module_dirs, entry) {
		if (!is_loaded(dir->module))
			module_dir_remove(dir);
	}
	if (module_root)
		ret = add_loaded();
	mutex_unlock(&module_sysfs_mutex);
	return ret;
}

static void module_sysfs_exit(void)
{
	struct module_dir *dir, *next;

	list_for_each_entry_safe(dir, next, &module_dirs, entry)
		module_dir_remove(dir);
	if (module_root) {
		kobject_del(module_root);
		kobject_put(module_root);
	}
	module_root = NULL;
}
__exitcall_level(module_sysfs_exit, 85);
