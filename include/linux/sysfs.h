/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/sysfs_file.c, sysfs_group.c, sysfs_dir.c */
#ifndef _SYSFS_H_
#define _SYSFS_H_

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernfs.h>
#include <linux/kobject_ns.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/stat.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct address_space;
struct bin_attribute;
struct file;
struct kobject;
struct module;
struct vm_area_struct;

/*
 * A file in sysfs. Reading and writing hold an active reference on it: removal
 * waits for whoever is inside show() or store(), so neither outlives its object,
 * and both may deadlock against a remover that holds a lock they want. lockdep
 * sees that wait as a lock of class @key (or @skey, for static attributes).
 */
struct attribute {
	const char		*name;
	umode_t			mode;
	bool			ignore_lockdep:1;
	struct lock_class_key	*key;
	struct lock_class_key	skey;
};

/* For attributes in dynamic memory: each place that makes them is a class of its own. */
#define sysfs_attr_init(attr)				\
do {							\
	static struct lock_class_key __key;		\
							\
	(attr)->key = &__key;				\
} while (0)

#define sysfs_bin_attr_init(bin_attr)	sysfs_attr_init(&(bin_attr)->attr)

/*
 * @name: subdirectory, or NULL for the object's own directory. is_visible() is asked
 * once per attribute, when the group is created: 0 hides it, else its mode.
 */
struct attribute_group {
	const char		*name;
	umode_t			(*is_visible)(struct kobject *kobj, struct attribute *attr, int n);
	umode_t			(*is_bin_visible)(struct kobject *kobj, struct bin_attribute *attr,
						  int n);
	struct attribute	**attrs;
	struct bin_attribute	**bin_attrs;
};

#define SYSFS_PREALLOC		010000
#define SYSFS_GROUP_INVISIBLE	020000

#define __DEFINE_SYSFS_GROUP_VISIBLE(name, type, otherwise)				\
	static inline umode_t sysfs_group_visible_##name(struct kobject *kobj,		\
							 struct type *attr, int n)	\
	{										\
		if (n == 0 && !name##_group_visible(kobj))				\
			return SYSFS_GROUP_INVISIBLE;					\
		return otherwise;							\
	}

#define DEFINE_SYSFS_GROUP_VISIBLE(name)	\
	__DEFINE_SYSFS_GROUP_VISIBLE(name, attribute, name##_attr_visible(kobj, attr, n))
#define DEFINE_SIMPLE_SYSFS_GROUP_VISIBLE(name)	\
	__DEFINE_SYSFS_GROUP_VISIBLE(name, attribute, attr->mode)
#define DEFINE_SYSFS_BIN_GROUP_VISIBLE(name)	\
	__DEFINE_SYSFS_GROUP_VISIBLE(name, bin_attribute, name##_attr_visible(kobj, attr, n))
#define DEFINE_SIMPLE_SYSFS_BIN_GROUP_VISIBLE(name)	\
	__DEFINE_SYSFS_GROUP_VISIBLE(name, bin_attribute, attr->attr.mode)

#define SYSFS_GROUP_VISIBLE(fn)		sysfs_group_visible_##fn

#define __ATTR(_name, _mode, _show, _store) {				\
	.attr	= { .name = __stringify(_name), .mode = (_mode) },	\
	.show	= _show,						\
	.store	= _store,						\
}

#define __ATTR_PREALLOC(_name, _mode, _show, _store)	\
	__ATTR(_name, SYSFS_PREALLOC | (_mode), _show, _store)

#define __ATTR_RO_MODE(_name, _mode) {					\
	.attr	= { .name = __stringify(_name), .mode = (_mode) },	\
	.show	= _name##_show,						\
}

#define __ATTR_WO(_name) {						\
	.attr	= { .name = __stringify(_name), .mode = 0200 },		\
	.store	= _name##_store,					\
}

#define __ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store) {		\
	.attr	= { .name = __stringify(_name), .mode = (_mode),	\
		    .ignore_lockdep = true },				\
	.show	= _show,						\
	.store	= _store,						\
}

#define __ATTR_RO(_name)		__ATTR_RO_MODE(_name, 0444)
#define __ATTR_RW_MODE(_name, _mode)	__ATTR(_name, _mode, _name##_show, _name##_store)
#define __ATTR_RW(_name)		__ATTR_RW_MODE(_name, 0644)
#define __ATTR_NULL			{ .attr = { .name = NULL } }

#define __ATTRIBUTE_GROUPS(_name)				\
static const struct attribute_group *_name##_groups[] = {	\
	&_name##_group,						\
	NULL,							\
}

#define ATTRIBUTE_GROUPS(_name)					\
static const struct attribute_group _name##_group = {		\
	.attrs = _name##_attrs,					\
};								\
__ATTRIBUTE_GROUPS(_name)

#define BIN_ATTRIBUTE_GROUPS(_name)				\
static const struct attribute_group _name##_group = {		\
	.bin_attrs = _name##_attrs,				\
};								\
__ATTRIBUTE_GROUPS(_name)

/* A file of raw bytes: read() and write() see each access with its offset. */
struct bin_attribute {
	struct attribute	attr;
	size_t			size;
	void			*private;
	struct address_space	*(*f_mapping)(void);
	ssize_t (*read)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			char *buf, loff_t off, size_t count);
	ssize_t (*write)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 char *buf, loff_t off, size_t count);
	loff_t (*llseek)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 loff_t off, int whence);
	int (*mmap)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
		    struct vm_area_struct *vma);
};

#define __BIN_ATTR(_name, _mode, _read, _write, _size) {		\
	.attr	= { .name = __stringify(_name), .mode = _mode },	\
	.read	= _read,						\
	.write	= _write,						\
	.size	= _size,						\
}

#define __BIN_ATTR_RO(_name, _size)		__BIN_ATTR(_name, 0444, _name##_read, NULL, _size)
#define __BIN_ATTR_WO(_name, _size)		__BIN_ATTR(_name, 0200, NULL, _name##_write, _size)
#define __BIN_ATTR_RW(_name, _size)	\
	__BIN_ATTR(_name, 0644, _name##_read, _name##_write, _size)
#define __BIN_ATTR_ADMIN_RO(_name, _size)	__BIN_ATTR(_name, 0400, _name##_read, NULL, _size)
#define __BIN_ATTR_ADMIN_RW(_name, _size)	\
	__BIN_ATTR(_name, 0600, _name##_read, _name##_write, _size)
#define __BIN_ATTR_NULL				__ATTR_NULL

#define BIN_ATTR(_name, _mode, _read, _write, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR(_name, _mode, _read, _write, _size)
#define BIN_ATTR_RO(_name, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_RO(_name, _size)
#define BIN_ATTR_WO(_name, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_WO(_name, _size)
#define BIN_ATTR_RW(_name, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_RW(_name, _size)
#define BIN_ATTR_ADMIN_RO(_name, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_ADMIN_RO(_name, _size)
#define BIN_ATTR_ADMIN_RW(_name, _size)	\
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_ADMIN_RW(_name, _size)

struct sysfs_ops {
	ssize_t	(*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	ssize_t	(*store)(struct kobject *kobj, struct attribute *attr, const char *buf,
			 size_t count);
};

int __must_check sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr,
				      const void *ns);
int __must_check sysfs_create_files(struct kobject *kobj, const struct attribute * const *attrs);

/* Both wait until nobody is inside the file's show() or store(). */
void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns);
void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *attrs);

/*
 * Removal from inside the file's own store(). Of several writers that try at once, one
 * gets true, after the file is gone; the others false, and they do nothing more.
 */
bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr);

/* Give the caller's active reference up, so that the file may be removed meanwhile. */
struct kernfs_node *sysfs_break_active_protection(struct kobject *kobj,
						  const struct attribute *attr);
void sysfs_unbreak_active_protection(struct kernfs_node *kn);

int __must_check sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr);
void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr);

/* In @kobj's directory, a link @name to that of @target; NULL @kobj: at the top of sysfs. */
int __must_check sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name);
int __must_check sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target,
					  const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);
void sysfs_delete_link(struct kobject *kobj, struct kobject *target, const char *name);

/* All or nothing. */
int __must_check sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp);
int __must_check sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups);

/* Asks is_visible() again and adds or removes files to match. */
int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp);

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups);

int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp);
void sysfs_unmerge_group(struct kobject *kobj, const struct attribute_group *grp);

void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr);

/* Into the page that show() was given, at most PAGE_SIZE; the length written. */
__printf(2, 3)
int sysfs_emit(char *buf, const char *fmt, ...);
__printf(3, 4)
int sysfs_emit_at(char *buf, int at, const char *fmt, ...);

static inline int __must_check sysfs_create_file(struct kobject *kobj,
						 const struct attribute *attr)
{
	return sysfs_create_file_ns(kobj, attr, NULL);
}

static inline void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr)
{
	sysfs_remove_file_ns(kobj, attr, NULL);
}

static inline void sysfs_notify_dirent(struct kernfs_node *kn)
{
	kernfs_notify(kn);
}

static inline struct kernfs_node *sysfs_get_dirent(struct kernfs_node *parent, const char *name)
{
	return kernfs_find_and_get(parent, name);
}

static inline struct kernfs_node *sysfs_get(struct kernfs_node *kn)
{
	kernfs_get(kn);
	return kn;
}

static inline void sysfs_put(struct kernfs_node *kn)
{
	kernfs_put(kn);
}

#endif
