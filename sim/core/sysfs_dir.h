/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs_dir.h - directories, for kobjects and for named groups
 */
#ifndef CORE_SYSFS_DIR_H
#define CORE_SYSFS_DIR_H

#include <linux/kobject.h>

/* Both for kobject_add() and kobject_del(). */
int sysfs_create_dir(struct kobject *kobj);
void sysfs_remove_dir(struct kobject *kobj);

/* A directory whose files belong to @kobj, with a reference; ERR_PTR on failure. */
struct kernfs_node *sysfs_make_dir(struct kernfs_node *parent, const char *name,
				   struct kobject *kobj);
/* Drops the reference, too. */
void sysfs_remove_tree(struct kernfs_node *dir);

#endif
