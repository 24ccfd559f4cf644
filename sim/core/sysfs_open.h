/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs_open.h - an open file in sysfs
 */
#ifndef CORE_SYSFS_OPEN_H
#define CORE_SYSFS_OPEN_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>

struct kernfs_node;
struct vm_area_struct;
struct vm_operations_struct;

struct sysfs_open {
	struct kernfs_node	*kn;		/* counted */
	struct file		*file;		/* whose private_data this is */
	struct list_head	entry;		/* sysfs_lock: on kn->file.opens */
	bool			can_mmap;
	struct mutex		mutex;		/* one call of the attribute at a time */
	struct mutex		seq_lock;	/* one read of its text; outside of mutex */
	/* seq_lock: */
	char			*text;		/* as shown last; owned */
	size_t			length;
	int			event;		/* mutex: seen at that time */
	bool			mmapped;	/* mutex for setting, sysfs_lock for both */
	const struct vm_operations_struct *vm_ops;	/* the attribute's own */
};

int sysfs_fop_mmap(struct file *file, struct vm_area_struct *vma);

#endif
