// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * syscall_path.c - system calls that take a path: nodes below /dev, attributes below /sys
 *
 * There are no other files, and no directories or symbolic links below /dev.
 */
#include "syscall.h"

#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kernfs.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "devtmpfs.h"
#include "file.h"
#include "mem.h"
#include "module_sysfs.h"
#include "sysfs.h"

#define NAME_SIZE	256

/* What is behind @mount in @path, without slashes before it; NULL if it is elsewhere. */
static const char *path_below(const char *path, const char *mount)
{
	size_t len = strlen(mount);

	if (strncmp(path, mount, len) || (path[len] && path[len] != '/'))
		return NULL;
	path += len;
	while (*path == '/')
		path++;
	return path;
}

/* The open has left the cdev here, with a reference; nothing if it failed. */
static void dev_inode_evict(struct inode *inode)
{
	cdev_put(inode->i_cdev);
}

static struct inode *dev_inode(const char *name)
{
	struct inode *inode;
	umode_t mode;
	dev_t dev;
	int ret = devtmpfs_lookup(name, &dev, &mode);

	if (ret)
		return mem_inode(name);
	inode = alloc_anon_inode(NULL);
	if (IS_ERR(inode))
		return inode;
	inode->i_mode = S_IFCHR | (mode & S_IALLUGO);
	inode->i_rdev = dev;
	inode->i_fop = &def_chr_fops;
	inode->i_evict = dev_inode_evict;
	return inode;
}

static void sysfs_inode_evict(struct inode *inode)
{
	kernfs_put(inode->i_private);
}

static struct inode *sysfs_inode(struct kernfs_node *kn)
{
	struct inode *inode = ERR_PTR(-EISDIR);

	if (sysfs_kind(kn) == SYSFS_FILE)
		inode = alloc_anon_inode(NULL);
	if (IS_ERR(inode)) {
		kernfs_put(kn);
		return inode;
	}
	inode->i_mode = sysfs_mode(kn);
	inode->i_size = sysfs_size(kn);
	inode->i_fop = &sysfs_file_operations;
	inode->i_private = kn;
	inode->i_evict = sysfs_inode_evict;
	return inode;
}

static struct kernfs_node *lookup_sys(const char *path, unsigned int flags)
{
	const char *below = path_below(path, "/sys");
	int ret = below ? 0 : -ENOENT;

	if (below && path_below(below, "module"))
		ret = module_sysfs_update();
	return ret ? ERR_PTR(ret) : sysfs_lookup(below, flags);
}

static struct inode *path_inode(const char *path)
{
	const char *below = path_below(path, "/dev");
	struct kernfs_node *kn;

	if (below)
		return dev_inode(below);
	kn = lookup_sys(path, 0);
	return IS_ERR(kn) ? ERR_CAST(kn) : sysfs_inode(kn);
}

static long open_path(const char *path, int flags)
{
	struct inode *inode;
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(flags);
	if (fd < 0)
		return fd;
	inode = path_inode(path);
	file = IS_ERR(inode) ? ERR_CAST(inode) : open_inode(inode, "path", flags);
	if (!IS_ERR(inode))
		iput(inode);	/* the file has its own reference */
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

long ksys_open(const char *path, int flags)
{
	if (!syscall_enter("openat"))
		return -EINTR;
	return syscall_exit(open_path(path, flags));
}

static long do_readlink(const char *path, char *buf, size_t size)
{
	struct kernfs_node *kn = lookup_sys(path, SYSFS_NOFOLLOW);
	long ret = -EINVAL;

	if (IS_ERR(kn))
		return PTR_ERR(kn);
	if (sysfs_kind(kn) == SYSFS_LINK)
		ret = sysfs_readlink(kn, buf, size);
	kernfs_put(kn);
	return ret;
}

long ksys_readlink(const char *path, char *buf, size_t size)
{
	if (!syscall_enter("readlink"))
		return -EINTR;
	return syscall_exit(do_readlink(path, buf, size));
}

/* Adds "name\n"; what does not fit is left out, as of a directory read with a small buffer. */
static size_t list_add_name(char *buf, size_t size, size_t used, const char *name, size_t len)
{
	if (used + len + 2 > size)
		return used;
	memcpy(buf + used, name, len);
	buf[used + len] = '\n';
	buf[used + len + 1] = 0;
	return used + len + 1;
}

static long list_sys(const char *path, char *buf, size_t size)
{
	struct kernfs_node *dir = lookup_sys(path, 0);
	char name[NAME_SIZE];
	enum sysfs_kind kind;
	size_t used = 0;
	unsigned int i;
	ssize_t len;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	if (sysfs_kind(dir) != SYSFS_DIRECTORY) {
		kernfs_put(dir);
		return -ENOTDIR;
	}
	for (i = 0; (len = sysfs_listdir(dir, i, name, sizeof(name), &kind)) > 0; i++)
		used = list_add_name(buf, size, used, name, len);
	kernfs_put(dir);
	return used;
}

/* The part of a node's name that is directly in the directory @below; 0: it is not in it. */
static size_t child_of(const char *node, const char *below, const char **child)
{
	size_t len = strlen(below);

	if (len) {
		if (strncmp(node, below, len) || node[len] != '/')
			return 0;
		node += len + 1;
	}
	*child = node;
	return strchrnul(node, '/') - node;
}

static int name_cmp(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int cmp = memcmp(a, b, min(a_len, b_len));

	return cmp ? cmp : (int)a_len - (int)b_len;
}

/* The first name of the directory in order behind @name, which is replaced; its length or 0. */
static size_t next_dev_name(const char *below, char *name, size_t after)
{
	char node[NAME_SIZE], best[NAME_SIZE];
	size_t best_len = 0, len;
	const char *child;
	unsigned int i;

	for (i = 0; devtmpfs_list(i, node, sizeof(node)) > 0; i++) {
		len = child_of(node, below, &child);
		if (!len || (after && name_cmp(child, len, name, after) <= 0))
			continue;
		if (best_len && name_cmp(child, len, best, best_len) >= 0)
			continue;
		memcpy(best, child, len);
		best_len = len;
	}
	memcpy(name, best, best_len);
	return best_len;
}

static long list_dev(const char *below, char *buf, size_t size)
{
	char name[NAME_SIZE];
	size_t used = 0, len = 0;

	while ((len = next_dev_name(below, name, len)))
		used = list_add_name(buf, size, used, name, len);
	return used ? used : -ENOENT;
}

static long do_listdir(const char *path, char *buf, size_t size)
{
	const char *below = path_below(path, "/dev");

	if (!size)
		return -EINVAL;
	buf[0] = 0;
	if (below)
		return list_dev(below, buf, size);
	return list_sys(path, buf, size);
}

long ksys_listdir(const char *path, char *buf, size_t size)
{
	if (!syscall_enter("getdents64"))
		return -EINTR;
	return syscall_exit(do_listdir(path, buf, size));
}
