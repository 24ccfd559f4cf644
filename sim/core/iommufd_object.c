// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_object.c - objects by id: made in two steps, destroyed when nobody uses them
 *
 *  X1  An id is reserved first and shows its object only when that is complete: user space
 *      that guesses an id finds nothing.
 *  X2  An object goes when users drops from 1 to 0 under the table's lock; then it waits for
 *      shortterm_users, who hold no lock that destroy() takes.
 *  X3  A file that stands for an object holds one of its users. When making the object
 *      fails, that file is released before the object is freed (BUGS D06).
 *
 * Locking: the table's own lock for ids and the first look-up.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/slab.h>

DEFINE_VARIANT(iommufd_abort_fput, "iommufd-abort-fput", "reverts 4e034bf045b1 (v6.17)",
	       "an iommufd object that cannot be made is freed before its file is released (D06)");

static const struct {
	void (*destroy)(struct iommufd_object *obj);
	size_t (*file_offset)(void);	/* of its struct file pointer, if it has a file */
} iommufd_object_ops[] = {
	[IOMMUFD_OBJ_DEVICE] = { .destroy = iommufd_device_destroy },
	[IOMMUFD_OBJ_HWPT_PAGING] = { .destroy = iommufd_hwpt_destroy },
	[IOMMUFD_OBJ_IOAS] = { .destroy = iommufd_ioas_destroy },
	[IOMMUFD_OBJ_ACCESS] = { .destroy = iommufd_access_destroy_object },
	[IOMMUFD_OBJ_FAULT] = {
		.destroy = iommufd_fault_destroy,
		.file_offset = iommufd_fault_file_offset,
	},
};

struct iommufd_object *_iommufd_object_alloc(struct iommufd_ctx *ictx, size_t size,
					     enum iommufd_object_type type)
{
	struct iommufd_object *obj = kzalloc(size, GFP_KERNEL_ACCOUNT);
	int ret;

	if (!obj)
		return ERR_PTR(-ENOMEM);
	refcount_set(&obj->users, 1);
	refcount_set(&obj->shortterm_users, 1);
	obj->type = type;
	ret = xa_alloc(&ictx->objects, &obj->id, XA_ZERO_ENTRY, xa_limit_31b, GFP_KERNEL_ACCOUNT);
	if (!ret)
		return obj;
	kfree(obj);
	return ERR_PTR(ret);
}

/* X1. From here on another thread may use and destroy it. */
void iommufd_object_finalize(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	WARN_ON(xa_store(&ictx->objects, obj->id, obj, GFP_KERNEL));
}

/* Instead of finalize, when a later step failed. */
void iommufd_object_abort_and_destroy(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	if (iommufd_object_ops[obj->type].file_offset) {
		struct file **file = (void *)obj + iommufd_object_ops[obj->type].file_offset();

		if (*file && variant(iommufd_abort_fput))
			fput(*file);		/* releases on the way back to user space */
		else if (*file)
			__fput_sync(*file);	/* X3 */
	}
	iommufd_object_ops[obj->type].destroy(obj);
	WARN_ON(xa_erase(&ictx->objects, obj->id));
	kfree(obj);
}

bool iommufd_lock_obj(struct iommufd_object *obj)
{
	bool used = refcount_inc_not_zero(&obj->users);

	if (used && refcount_inc_not_zero(&obj->shortterm_users))
		return true;
	/* Somebody destroys it, waiting for no one but us: he holds a user. */
	if (used)
		refcount_dec(&obj->users);
	return false;
}

struct iommufd_object *iommufd_get_object(struct iommufd_ctx *ictx, u32 id,
					  enum iommufd_object_type type)
{
	struct iommufd_object *obj;
	bool fits;

	xa_lock(&ictx->objects);
	obj = xa_load(&ictx->objects, id);
	fits = obj && (type == IOMMUFD_OBJ_ANY || type == obj->type) && iommufd_lock_obj(obj);
	xa_unlock(&ictx->objects);
	return fits ? obj : ERR_PTR(-ENOENT);
}

void iommufd_put_object(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	/* Users first: who sees no short-term user may free it at once. */
	refcount_dec(&obj->users);
	if (refcount_dec_and_test(&obj->shortterm_users))
		wake_up_interruptible_all(&ictx->destroy_wait);
}

static int iommufd_wait_shortterm(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	if (refcount_dec_and_test(&obj->shortterm_users))
		return 0;
	if (wait_event_timeout(ictx->destroy_wait, !refcount_read(&obj->shortterm_users),
			       msecs_to_jiffies(60000)))
		return 0;
	pr_crit("Time out waiting for iommufd object to become free\n");
	refcount_inc(&obj->shortterm_users);
	return -EBUSY;
}

static void iommufd_object_free(struct iommufd_object *obj)
{
	iommufd_object_ops[obj->type].destroy(obj);
	kfree(obj);
}

/* Under the table's lock. */
static void iommufd_object_unlist(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	__xa_erase(&ictx->objects, obj->id);
	if (obj->type == IOMMUFD_OBJ_IOAS &&
	    ictx->vfio_ioas == container_of(obj, struct iommufd_ioas, obj))
		ictx->vfio_ioas = NULL;
}

int iommufd_object_remove(struct iommufd_ctx *ictx, u32 id)
{
	struct iommufd_object *obj;
	int ret = 0;

	xa_lock(&ictx->objects);
	obj = xa_load(&ictx->objects, id);
	if (!obj)
		ret = -ENOENT;
	else if (!refcount_dec_if_one(&obj->users))
		ret = -EBUSY;
	else
		iommufd_object_unlist(ictx, obj);
	xa_unlock(&ictx->objects);
	if (ret)
		return ret;

	ret = iommufd_wait_shortterm(ictx, obj);
	if (!WARN_ON(ret))
		iommufd_object_free(obj);
	return ret;
}

/* A driver's own object: nobody but short-term users can have it besides. */
void iommufd_object_destroy_user(struct iommufd_ctx *ictx, struct iommufd_object *obj)
{
	if (WARN_ON(iommufd_wait_shortterm(ictx, obj)))
		return;

	xa_lock(&ictx->objects);
	refcount_dec(&obj->users);
	if (WARN_ON(!refcount_dec_if_one(&obj->users))) {
		refcount_set(&obj->shortterm_users, 1);
		obj = NULL;
	} else {
		iommufd_object_unlist(ictx, obj);
	}
	xa_unlock(&ictx->objects);
	if (obj)
		iommufd_object_free(obj);
}

/* The context goes: leaves first, until none is left. */
void iommufd_objects_destroy(struct iommufd_ctx *ictx)
{
	while (!xa_empty(&ictx->objects)) {
		struct iommufd_object *obj;
		unsigned long index;
		bool progress = false;

		xa_for_each(&ictx->objects, index, obj) {
			if (!refcount_dec_if_one(&obj->users))
				continue;
			xa_erase(&ictx->objects, index);
			iommufd_object_free(obj);
			progress = true;
		}
		if (WARN_ON(!progress))
			break;
	}
}
