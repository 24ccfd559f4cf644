/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/kernfs.c, sysfs_rw.c */
#ifndef _LINUX_KERNFS_H
#define _LINUX_KERNFS_H

#include <linux/types.h>

/*
 * A name in sysfs: directory, file or link. Opaque; "core/kernfs.h" has its insides.
 * Linux' kernfs also serves cgroups; here it is what sysfs stands on, no more.
 */
struct kernfs_node;

void kernfs_get(struct kernfs_node *kn);
void kernfs_put(struct kernfs_node *kn);

/* The child @name of directory @parent with a reference, or NULL. */
struct kernfs_node *kernfs_find_and_get(struct kernfs_node *parent, const char *name);

/* Tells pollers of @kn's file that its value changed. */
void kernfs_notify(struct kernfs_node *kn);

#endif
