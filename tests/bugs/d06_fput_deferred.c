// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d06_fput_deferred.c - an object freed while its file's release is still to come
 *
 * An ioctl makes an object and a file that counts it, then has to give up. It puts
 * the file and frees the object; the release, which only runs on the way back to
 * user space, then uses the object. __fput_sync() is the cure (4e034bf045b1).
 */
#include "core/user_world.h"

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/refcount.h>
#include <linux/slab.h>

struct object {
	refcount_t	users;
};

static bool sync_put;

static int object_release(struct inode *inode, struct file *file)
{
	struct object *object = file->private_data;

	refcount_dec(&object->users);
	return 0;
}

static const struct file_operations object_fops = { .release = object_release };

static long alloc_and_abort(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);
	struct file *file;

	refcount_set(&object->users, 2);
	file = anon_inode_getfile("[object]", &object_fops, object, O_RDWR);
	if (sync_put)
		__fput_sync(file);
	else
		fput(file);
	kfree(object);
	return -EIO;
}

static void abort_an_object(void)
{
	cr_assert(syscall_enter("alloc"));
	cr_assert_eq(syscall_exit(alloc_and_abort()), -EIO);
}

Test(d06_fput_deferred, a_deferred_put_uses_the_freed_object)
{
	sync_put = false;
	user_world_expect(abort_an_object, 1, FINDING_UAF);
}

Test(d06_fput_deferred, a_synchronous_put_is_silent)
{
	sync_put = true;
	user_world_expect_clean(abort_an_object, 1);
}
