// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_logging.c - dirty tracking by the device: VFIO_DEVICE_FEATURE_DMA_LOGGING_*
 *
 * The core checks the ranges and walks the user's bitmap. Whether logging runs at all is the
 * driver's to know.
 */
#include <linux/align.h>
#include <linux/err.h>
#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio.h"
#include "vfio_args.h"

/* As many as fit into a page. */
#define LOG_MAX_RANGES	(PAGE_SIZE / sizeof(struct vfio_device_feature_dma_logging_range))

static int add_range(struct rb_root_cached *ranges, struct interval_tree_node *node,
		     const struct vfio_device_feature_dma_logging_range *range, u64 page_size)
{
	const u64 last = range->iova + range->length - 1;
	u64 unused;

	if (!IS_ALIGNED(range->iova | range->length, page_size))
		return -EINVAL;
	if (check_add_overflow(range->iova, range->length, &unused))
		return -EOVERFLOW;
	if (interval_tree_iter_first(ranges, range->iova, last))
		return -EINVAL;
	node->start = range->iova;
	node->last = last;
	interval_tree_insert(node, ranges);
	return 0;
}

static int get_ranges(const struct vfio_device_feature_dma_logging_control *control,
		      struct interval_tree_node *nodes, struct rb_root_cached *ranges)
{
	const struct vfio_device_feature_dma_logging_range __user *from =
		u64_to_user_ptr(control->ranges);
	struct vfio_device_feature_dma_logging_range one;
	int err = 0;
	u32 i;

	for (i = 0; !err && i < control->num_ranges; i++) {
		err = copy_from_user(&one, from + i, sizeof(one)) ? -EFAULT : 0;
		if (!err)
			err = add_range(ranges, nodes + i, &one, control->page_size);
	}
	return err;
}

/* The driver may choose another page size: the user must hear of it, or it does not start. */
static int start_and_tell(struct vfio_device *vdev, struct rb_root_cached *ranges,
			  struct vfio_device_feature_dma_logging_control *control,
			  void __user *to)
{
	const struct vfio_log_ops *ops = vdev->log_ops;
	int err = ops->log_start(vdev, ranges, control->num_ranges, &control->page_size);

	if (err)
		return err;
	err = vfio_args_put(to, control, sizeof(*control));
	if (err)
		ops->log_stop(vdev);
	return err;
}

static int start(struct vfio_device *vdev,
		 struct vfio_device_feature_dma_logging_control *control, void __user *to)
{
	struct rb_root_cached ranges = RB_ROOT_CACHED;
	struct interval_tree_node *nodes;
	int err;

	nodes = kmalloc_array(control->num_ranges, sizeof(*nodes), GFP_KERNEL);
	if (!nodes)
		return -ENOMEM;
	err = get_ranges(control, nodes, &ranges);
	if (!err)
		err = start_and_tell(vdev, &ranges, control, to);
	kfree(nodes);
	return err;
}

/* As for migration: 1 when the device is to be asked, else what to return. */
static int check(const struct vfio_device *vdev, u32 flags, size_t argsz, u32 op, size_t size)
{
	return vdev->log_ops ? vfio_check_feature(flags, argsz, op, size) : -ENOTTY;
}

int vfio_ioctl_device_feature_logging_start(struct vfio_device *device, u32 flags,
					    void __user *arg, size_t argsz)
{
	struct vfio_device_feature_dma_logging_control control;
	int ret = check(device, flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(control));

	if (ret != 1)
		return ret;
	if (copy_from_user(&control, arg, sizeof(control)))
		return -EFAULT;
	if (control.num_ranges > LOG_MAX_RANGES)
		return -E2BIG;
	return control.num_ranges ? start(device, &control, arg) : -EINVAL;
}

int vfio_ioctl_device_feature_logging_stop(struct vfio_device *device, u32 flags,
					   void __user *arg, size_t argsz)
{
	int ret = check(device, flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);

	return ret == 1 ? device->log_ops->log_stop(device) : ret;
}

static int read_and_clear(struct iova_bitmap *iter, unsigned long iova, size_t length,
			  void *opaque)
{
	struct vfio_device *vdev = opaque;

	return vdev->log_ops->log_read_and_clear(vdev, iova, length, iter);
}

static int report(struct vfio_device *vdev,
		  const struct vfio_device_feature_dma_logging_report *asked)
{
	struct iova_bitmap *bitmap;
	u64 unused;
	int err;

	if (asked->page_size < SZ_4K || !is_power_of_2(asked->page_size))
		return -EINVAL;
	if (check_add_overflow(asked->iova, asked->length, &unused))
		return -EOVERFLOW;
	bitmap = iova_bitmap_alloc(asked->iova, asked->length, asked->page_size,
				   u64_to_user_ptr(asked->bitmap));
	if (IS_ERR(bitmap))
		return PTR_ERR(bitmap);
	err = iova_bitmap_for_each(bitmap, vdev, read_and_clear);
	iova_bitmap_free(bitmap);
	return err;
}

int vfio_ioctl_device_feature_logging_report(struct vfio_device *device, u32 flags,
					     void __user *arg, size_t argsz)
{
	struct vfio_device_feature_dma_logging_report asked;
	int ret = check(device, flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(asked));

	if (ret != 1)
		return ret;
	return copy_from_user(&asked, arg, sizeof(asked)) ? -EFAULT : report(device, &asked);
}
