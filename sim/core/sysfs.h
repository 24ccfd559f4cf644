/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs.h - the tree behind /sys, for whoever resolves paths and opens files
 *
 * A kernfs_node is held by reference while it is in use, which keeps its memory and
 * name; only an active reference, taken inside the file operations below for each
 * single read or write, keeps the object behind it.
 */
#ifndef CORE_SYSFS_H
#define CORE_SYSFS_H

#include <linux/kernfs.h>
#include <linux/types.h>

struct file_operations;

enum sysfs_kind {
	SYSFS_DIRECTORY,
	SYSFS_FILE,
	SYSFS_LINK,
};

#define SYSFS_NOFOLLOW	1u	/* a link at the end of the path is itself the answer */

/*
 * The node at @path below /sys ("bus/pci/devices/0000:00:01.0/reset"; "" is the top;
 * "." and ".." work), with a reference: drop it by kernfs_put(). ERR_PTR(-ENOENT),
 * (-ENOTDIR) or (-ELOOP) otherwise.
 */
struct kernfs_node *sysfs_lookup(const char *path, unsigned int flags);

enum sysfs_kind sysfs_kind(const struct kernfs_node *kn);
const char *sysfs_name(const struct kernfs_node *kn);
umode_t sysfs_mode(const struct kernfs_node *kn);	/* type and permissions */
loff_t sysfs_size(const struct kernfs_node *kn);	/* 4096 for text files */

/*
 * Where a link points, as readlink() has it: relative, "../../../bus/pci/drivers/x".
 * Returns the length, without a final zero, at most @size.
 */
ssize_t sysfs_readlink(const struct kernfs_node *kn, char *buf, size_t size);

/*
 * Name number @index of a directory, in order of name: bytes copied, 0 past the last.
 * What comes and goes between two calls may be missed or seen twice, as in Linux.
 */
ssize_t sysfs_listdir(const struct kernfs_node *dir, unsigned int index, char *name, size_t size,
		      enum sysfs_kind *kind);

/*
 * For opens: an inode whose ->i_private is the node (one reference, the inode's) gets
 * these. Text files are shown once when read from the start, and each write is one store().
 */
extern const struct file_operations sysfs_file_operations;

/*
 * The same without a file, with kernel buffers, one show() or store() each; the whole
 * path in one call. Returns bytes or a negative errno, -ENODEV when removed meanwhile.
 */
ssize_t sysfs_read(const char *path, char *buf, size_t size);
ssize_t sysfs_write(const char *path, const char *text);

#endif
