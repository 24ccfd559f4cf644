// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_main.c - /dev/iommu: contexts and their ioctls
 *
 * Each ioctl's structure begins with its size as user space knows it: shorter ones are
 * filled up with zeros, longer ones must be zero where we do not know them.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/miscdevice.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "kernel/variant.h"

int iommufd_ucmd_respond(struct iommufd_ucmd *ucmd, size_t cmd_len)
{
	const size_t wanted = min_t(size_t, cmd_len, ucmd->user_size);

	return copy_to_user(ucmd->ubuffer, ucmd->cmd, wanted) ? -EFAULT : 0;
}

static int destroy_object(struct iommufd_ucmd *ucmd)
{
	const struct iommu_destroy *args = ucmd->cmd;

	return iommufd_object_remove(ucmd->ictx, args->id);
}

/* How pinned memory is accounted, before there is any object. */
static int set_account_mm(struct iommufd_ctx *ictx, u64 value)
{
	if (!xa_empty(&ictx->objects))
		return -EBUSY;
	if (value > 1)
		return -EINVAL;
	ictx->account_mm = value;	/* both count in the mm here: one process, one user */
	return 0;
}

/* The only option there is is one of the context, not of an object. */
static int get_or_set_option(struct iommufd_ucmd *ucmd)
{
	struct iommu_option __user *user = ucmd->ubuffer;
	struct iommu_option *args = ucmd->cmd;
	int ret = 0;

	if (args->__reserved || args->option_id != IOMMU_OPTION_RLIMIT_MODE || args->object_id)
		return -EOPNOTSUPP;
	switch (args->op) {
	case IOMMU_OPTION_OP_SET:
		ret = set_account_mm(ucmd->ictx, args->val64);
		break;
	case IOMMU_OPTION_OP_GET:
		args->val64 = ucmd->ictx->account_mm;
		break;
	default:
		return -EOPNOTSUPP;
	}
	return ret ?: put_user(args->val64, &user->val64);
}

static void use_for_vfio(struct iommufd_ctx *ictx, struct iommufd_ioas *ioas)
{
	xa_lock(&ictx->objects);
	ictx->vfio_ioas = ioas;
	xa_unlock(&ictx->objects);
}

static int choose_for_vfio(struct iommufd_ctx *ictx, u32 id)
{
	struct iommufd_ioas *ioas = iommufd_get_ioas(ictx, id);

	if (IS_ERR(ioas))
		return PTR_ERR(ioas);
	use_for_vfio(ictx, ioas);
	iommufd_put_object(ictx, &ioas->obj);
	return 0;
}

/* Which address space a vfio container's mappings go to. */
static int vfio_address_space(struct iommufd_ucmd *ucmd)
{
	struct iommu_vfio_ioas *args = ucmd->cmd;
	int ret;

	if (args->__reserved || args->op > IOMMU_VFIO_IOAS_CLEAR)
		return -EOPNOTSUPP;
	if (args->op == IOMMU_VFIO_IOAS_SET)
		return choose_for_vfio(ucmd->ictx, args->ioas_id);
	if (args->op == IOMMU_VFIO_IOAS_CLEAR) {
		use_for_vfio(ucmd->ictx, NULL);
		return 0;
	}
	ret = iommufd_vfio_compat_ioas_get_id(ucmd->ictx, &args->ioas_id);
	return ret ?: iommufd_ucmd_respond(ucmd, sizeof(*args));
}

struct call {
	unsigned int	cmd;
	unsigned int	least;		/* bytes that every user knows */
	unsigned int	size;		/* bytes that we know */
	int		(*run)(struct iommufd_ucmd *ucmd);
};

#define ARGS_MAX	64u	/* bytes; no structure below is larger */
#define CALL(cmd, fn, type, last)						\
	[cmd & 0xff] = { cmd, offsetofend(struct type, last),			\
			 sizeof(struct type) +						\
			 BUILD_BUG_ON_ZERO(sizeof(struct type) > ARGS_MAX), fn }

/* By the low byte of the ioctl's number. */
static const struct call calls[256] = {
	CALL(IOMMU_IOAS_ALLOC, iommufd_ioas_alloc_ioctl, iommu_ioas_alloc, out_ioas_id),
	CALL(IOMMU_IOAS_IOVA_RANGES, iommufd_ioas_iova_ranges, iommu_ioas_iova_ranges,
	     out_iova_alignment),
	CALL(IOMMU_IOAS_MAP, iommufd_ioas_map, iommu_ioas_map, iova),
	CALL(IOMMU_IOAS_UNMAP, iommufd_ioas_unmap, iommu_ioas_unmap, length),
	CALL(IOMMU_IOAS_COPY, iommufd_ioas_copy, iommu_ioas_copy, src_iova),
	CALL(IOMMU_VFIO_IOAS, vfio_address_space, iommu_vfio_ioas, __reserved),
	CALL(IOMMU_HWPT_ALLOC, iommufd_hwpt_alloc, iommu_hwpt_alloc, __reserved),
	CALL(IOMMU_FAULT_QUEUE_ALLOC, iommufd_fault_alloc, iommu_fault_alloc, out_fault_fd),
	CALL(IOMMU_OPTION, get_or_set_option, iommu_option, val64),
	CALL(IOMMU_DESTROY, destroy_object, iommu_destroy, id),
};

/* Linux answers the ioctls of a vfio container here, too; left out: vfio has its own. */
static const struct call *call_of(unsigned int cmd)
{
	const struct call *call = &calls[cmd & 0xff];

	return call->run && call->cmd == cmd ? call : NULL;
}

static long context_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	u64 args[ARGS_MAX / sizeof(u64)];
	struct iommufd_ucmd ucmd = {
		.ictx = file->private_data, .ubuffer = (void __user *)arg, .cmd = args,
	};
	const struct call *call = call_of(cmd);
	int ret;

	if (!call)
		return -ENOIOCTLCMD;
	ret = get_user(ucmd.user_size, (u32 __user *)arg);
	if (!ret && ucmd.user_size < call->least)
		ret = -EINVAL;
	if (!ret)
		ret = copy_struct_from_user(args, call->size, ucmd.ubuffer, ucmd.user_size);
	return ret ?: call->run(&ucmd);
}

static int context_open(struct inode *inode, struct file *file)
{
	struct iommufd_ctx *ictx = kzalloc(sizeof(*ictx), GFP_KERNEL_ACCOUNT);

	if (!ictx)
		return -ENOMEM;
	ictx->file = file;
	file->private_data = ictx;
	init_waitqueue_head(&ictx->destroy_wait);
	xa_init(&ictx->groups);
	xa_init_flags(&ictx->objects, XA_FLAGS_ALLOC1);
	return 0;
}

static int context_release(struct inode *inode, struct file *file)
{
	struct iommufd_ctx *ictx = file->private_data;

	iommufd_objects_destroy(ictx);
	xa_destroy(&ictx->objects);
	WARN_ON(!xa_empty(&ictx->groups));	/* they go with their last device */
	xa_destroy(&ictx->groups);
	kfree(ictx);
	return 0;
}

static const struct file_operations context_fops = {
	.owner		= THIS_MODULE,
	.open		= context_open,
	.release	= context_release,
	.unlocked_ioctl	= context_ioctl,
};

/* A context is its file: the one has the other's references. */
void iommufd_ctx_get(struct iommufd_ctx *ictx)
{
	get_file(ictx->file);
}
EXPORT_SYMBOL_GPL(iommufd_ctx_get);

void iommufd_ctx_put(struct iommufd_ctx *ictx)
{
	fput(ictx->file);
}
EXPORT_SYMBOL_GPL(iommufd_ctx_put);

static bool is_context(const struct file *file)
{
	return file->f_op == &context_fops;
}

struct iommufd_ctx *iommufd_ctx_from_file(struct file *file)
{
	return is_context(file) ? get_file(file)->private_data : ERR_PTR(-EBADFD);
}
EXPORT_SYMBOL_GPL(iommufd_ctx_from_file);

struct iommufd_ctx *iommufd_ctx_from_fd(int fd)
{
	struct file *file = fget(fd);

	if (file && is_context(file))
		return file->private_data;	/* with fget()'s reference */
	if (!file)
		return ERR_PTR(-EBADF);
	fput(file);
	return ERR_PTR(-EBADFD);
}
EXPORT_SYMBOL_GPL(iommufd_ctx_from_fd);

int iommufd_vfio_compat_ioas_get_id(struct iommufd_ctx *ictx, u32 *out_ioas_id)
{
	int ret = -ENODEV;

	xa_lock(&ictx->objects);
	if (ictx->vfio_ioas) {
		*out_ioas_id = ictx->vfio_ioas->obj.id;
		ret = 0;
	}
	xa_unlock(&ictx->objects);
	return ret;
}
EXPORT_SYMBOL_GPL(iommufd_vfio_compat_ioas_get_id);

/* Unless there is one. */
int iommufd_vfio_compat_ioas_create(struct iommufd_ctx *ictx)
{
	struct iommufd_ioas *ioas = iommufd_ioas_alloc(ictx);
	bool mine;

	if (IS_ERR(ioas))
		return PTR_ERR(ioas);
	xa_lock(&ictx->objects);
	mine = !ictx->vfio_ioas;
	if (mine)
		ictx->vfio_ioas = ioas;
	xa_unlock(&ictx->objects);
	if (mine)
		iommufd_object_finalize(ictx, &ioas->obj);
	else
		iommufd_object_abort_and_destroy(ictx, &ioas->obj);
	return 0;
}
EXPORT_SYMBOL_GPL(iommufd_vfio_compat_ioas_create);

int iommufd_vfio_compat_set_no_iommu(struct iommufd_ctx *ictx)
{
	u32 id;

	/* No device without IOMMU in a context that translates for others. */
	return iommufd_vfio_compat_ioas_get_id(ictx, &id) ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(iommufd_vfio_compat_set_no_iommu);

DEFINE_VARIANT(no_iommufd, "no-iommufd", "CONFIG_IOMMUFD is not set (Debian)",
	       "there is no /dev/iommu");

static struct miscdevice node = {
	.name		= "iommu",
	.nodename	= "iommu",
	.minor		= MISC_DYNAMIC_MINOR,
	.mode		= 0660,
	.fops		= &context_fops,
};

static int __init iommufd_init(void)
{
	return variant(no_iommufd) ? 0 : misc_register(&node);
}
device_initcall(iommufd_init);

static void __exit iommufd_exit(void)
{
	if (!variant(no_iommufd))
		misc_deregister(&node);
}
__exitcall(iommufd_exit);
