// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pseudo_fs.c - file systems inside the kernel that exist to own inodes
 *
 * Nothing can be looked up in them. A mount is a superblock and a count; Linux also
 * has a tree of names and namespaces.
 *
 * Locking: pin_fs_lock covers the count and the mount of simple_pin_fs().
 */
#include <linux/pseudo_fs.h>

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/slab.h>

static DEFINE_SPINLOCK(pin_fs_lock);

/* A superblock in use: the vfsmount that callers see, and its own count. */
struct pseudo_mount {
	struct vfsmount		mnt;
	struct super_block	sb;
	atomic_t		count;
};

struct pseudo_fs_context *init_pseudo(struct fs_context *fc, unsigned long magic)
{
	struct pseudo_fs_context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (ctx) {
		ctx->magic = magic;
		fc->fs_private = ctx;
	}
	return ctx;
}

static int fill_super(struct super_block *sb, struct file_system_type *type)
{
	struct fs_context fc = { .fs_type = type };
	struct pseudo_fs_context *ctx;
	int ret = type->init_fs_context(&fc);

	ctx = fc.fs_private;
	if (!ret) {
		sb->s_type = type;
		sb->s_magic = ctx ? ctx->magic : 0;
	}
	kfree(ctx);
	return ret;
}

struct vfsmount *kern_mount(struct file_system_type *type)
{
	struct pseudo_mount *mount = kzalloc(sizeof(*mount), GFP_KERNEL);
	int ret;

	if (!mount)
		return ERR_PTR(-ENOMEM);
	if (!try_module_get(type->owner)) {
		ret = -ENODEV;
		goto out_free;
	}
	atomic_set(&mount->count, 1);
	ret = fill_super(&mount->sb, type);
	if (ret)
		goto out_module;
	mount->mnt.mnt_sb = &mount->sb;
	return &mount->mnt;

out_module:
	module_put(type->owner);
out_free:
	kfree(mount);
	return ERR_PTR(ret);
}

struct vfsmount *mntget(struct vfsmount *mnt)
{
	if (mnt)
		atomic_inc(&container_of(mnt, struct pseudo_mount, mnt)->count);
	return mnt;
}

void mntput(struct vfsmount *mnt)
{
	struct pseudo_mount *mount = container_of(mnt, struct pseudo_mount, mnt);
	struct file_system_type *type;

	if (!mnt || !atomic_dec_and_test(&mount->count))
		return;
	type = mount->sb.s_type;
	if (type->kill_sb)
		type->kill_sb(&mount->sb);
	module_put(type->owner);
	kfree(mount);
}

void kern_unmount(struct vfsmount *mnt)
{
	mntput(mnt);
}

void kill_anon_super(struct super_block *sb)
{
	sb->s_fs_info = NULL;
}

int simple_pin_fs(struct file_system_type *type, struct vfsmount **mount, int *count)
{
	struct vfsmount *mnt = NULL;

	spin_lock(&pin_fs_lock);
	if (!*mount) {
		spin_unlock(&pin_fs_lock);
		mnt = kern_mount(type);
		if (IS_ERR(mnt))
			return PTR_ERR(mnt);
		spin_lock(&pin_fs_lock);
		if (!*mount)
			*mount = mnt;
	}
	mntget(*mount);
	++*count;
	spin_unlock(&pin_fs_lock);
	/* The pins hold it from here on; a mount that lost the race goes. */
	mntput(mnt);
	return 0;
}

void simple_release_fs(struct vfsmount **mount, int *count)
{
	struct vfsmount *mnt;

	spin_lock(&pin_fs_lock);
	mnt = *mount;
	if (!--*count)
		*mount = NULL;
	spin_unlock(&pin_fs_lock);
	mntput(mnt);
}
