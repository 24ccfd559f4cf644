/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/kobject.c, uevent.c */
#ifndef _KOBJECT_H_
#define _KOBJECT_H_

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/kobject_ns.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/stdarg.h>
#include <linux/sysfs.h>
#include <linux/types.h>
#include <linux/uidgid.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define UEVENT_NUM_ENVP		64	/* variables in one event */
#define UEVENT_BUFFER_SIZE	2048	/* and their bytes */

enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
	KOBJ_MOVE,
	KOBJ_ONLINE,
	KOBJ_OFFLINE,
	KOBJ_BIND,
	KOBJ_UNBIND,
};

/*
 * A counted object with a directory in sysfs. Embedded; the ktype's release() frees
 * the whole when the last reference goes. An object holds its parent and its kset.
 */
struct kobject {
	const char		*name;
	struct list_head	entry;		/* kset->list_lock: */
	struct kobject		*parent;	/* counted from kobject_add() to kobject_del() */
	struct kset		*kset;		/* counted likewise */
	const struct kobj_type	*ktype;
	struct kernfs_node	*sd;		/* owned; its directory, NULL if none */
	struct kref		kref;

	/* Bits in Linux; apart here, since a get looks at the first while a del sets others. */
	bool			state_initialized;
	bool			state_in_sysfs;
	bool			state_add_uevent_sent;
	bool			state_remove_uevent_sent;
	bool			uevent_suppress;
};

__printf(2, 3) int kobject_set_name(struct kobject *kobj, const char *name, ...);
__printf(2, 0) int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list vargs);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

/* From here on, only kobject_put() ends it, also after an error below. */
void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);

/* Gives it a name and a directory under @parent, else under its kset, else at the top. */
__printf(3, 4) __must_check int kobject_add(struct kobject *kobj, struct kobject *parent,
					    const char *fmt, ...);
__printf(4, 5) __must_check int kobject_init_and_add(struct kobject *kobj,
						     const struct kobj_type *ktype,
						     struct kobject *parent,
						     const char *fmt, ...);

/* Out of sysfs and off its parent; waits for readers and writers of its files. */
void kobject_del(struct kobject *kobj);

struct kobject * __must_check kobject_create_and_add(const char *name, struct kobject *parent);

struct kobject *kobject_get(struct kobject *kobj);
struct kobject * __must_check kobject_get_unless_zero(struct kobject *kobj);

/* NULL is allowed. The last one may call release(), under whatever the caller holds. */
void kobject_put(struct kobject *kobj);

/* "/devices/..." in fresh memory, or NULL. */
char *kobject_get_path(const struct kobject *kobj, gfp_t flag);

struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;
	const struct attribute_group **default_groups;
	const struct kobj_ns_type_operations *(*child_ns_type)(const struct kobject *kobj);
	const void *(*namespace)(const struct kobject *kobj);
	void (*get_ownership)(const struct kobject *kobj, kuid_t *uid, kgid_t *gid);
};

struct kobj_uevent_env {
	char	*argv[3];
	char	*envp[UEVENT_NUM_ENVP];
	int	envp_idx;
	char	buf[UEVENT_BUFFER_SIZE];
	int	buflen;
};

struct kset_uevent_ops {
	int (* const filter)(const struct kobject *kobj);
	const char *(* const name)(const struct kobject *kobj);
	int (* const uevent)(const struct kobject *kobj, struct kobj_uevent_env *env);
};

struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			 size_t count);
};

extern const struct sysfs_ops kobj_sysfs_ops;

/* A set of kobjects, itself one: the directory they appear in by default. */
struct kset {
	struct list_head		list;		/* list_lock: */
	spinlock_t			list_lock;
	struct kobject			kobj;
	const struct kset_uevent_ops	*uevent_ops;
};

void kset_init(struct kset *kset);
int __must_check kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);
struct kset * __must_check kset_create_and_add(const char *name, const struct kset_uevent_ops *u,
					       struct kobject *parent_kobj);

static inline struct kset *to_kset(struct kobject *kobj)
{
	return kobj ? container_of(kobj, struct kset, kobj) : NULL;
}

static inline struct kset *kset_get(struct kset *k)
{
	return k ? to_kset(kobject_get(&k->kobj)) : NULL;
}

static inline void kset_put(struct kset *k)
{
	kobject_put(&k->kobj);
}

static inline const struct kobj_type *get_ktype(const struct kobject *kobj)
{
	return kobj->ktype;
}

/* The member of that name with a reference, or NULL. */
struct kobject *kset_find_obj(struct kset *kset, const char *name);

extern struct kobject *kernel_kobj;	/* /sys/kernel */

/*
 * Events to user space. There is no udev: each event goes into the trace and to the
 * listeners of "core/uevent.h".
 */
int kobject_uevent(struct kobject *kobj, enum kobject_action action);
int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp[]);
__printf(2, 3) int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...);

#endif
