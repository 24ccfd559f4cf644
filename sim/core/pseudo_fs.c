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

/* One more pin on the mount, if there is one. */
static bool pin_existing(struct vfsmount *const *mount, int *count)
{
	bool there;

	spin_lock(&pin_fs_lock);
	there = *mount != NULL;
	if (there) {
		mntget(*mount);
		*count += 1;
	}
	spin_unlock(&pin_fs_lock);
	return there;
}

int simple_pin_fs(struct file_system_type *type, struct vfsmount **mount, int *count)
{
	struct vfsmount *fresh;
	bool ours;

	if (pin_existing(mount, count))
		return 0;
	fresh = kern_mount(type);
	if (IS_ERR(fresh))
		return PTR_ERR(fresh);
	/* Whoever was quicker has put his there; ours goes then, and its pin is on his. */
	spin_lock(&pin_fs_lock);
	ours = !*mount;
	if (ours)
		*mount = fresh;
	else
		mntget(*mount);
	*count += 1;
	spin_unlock(&pin_fs_lock);
	if (!ours)
		mntput(fresh);
	return 0;
}

/* The reference that goes is the pin's; with the last one, the mount. */
void simple_release_fs(struct vfsmount **mount, int *count)
{
	struct vfsmount *pinned;

	spin_lock(&pin_fs_lock);
	pinned = *mount;
	*count -= 1;
	if (*count == 0)
		*mount = NULL;
	spin_unlock(&pin_fs_lock);
	mntput(pinned);
}
