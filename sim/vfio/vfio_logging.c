// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_logging.c - dirty tracking by the device: VFIO_DEVICE_FEATURE_DMA_LOGGING_*
 *
 * The core checks the ranges and walks the user's bitmap. Whether logging runs at all is the
 * driver's to know.
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio.h"

/* As many as fit into a page. */
#define LOG_MAX_RANGES	(PAGE_SIZE / sizeof(struct vfio_device_feature_dma_logging_range))

/* One node from the first to the last range. */
static void vfio_combine_all(struct rb_root_cached *root)
{
	struct interval_tree_node *first, *node, *next;
	unsigned long last;

	first = interval_tree_iter_first(root, 0, ULONG_MAX);
	if (WARN_ON_ONCE(!first))
		return;

	last = first->last;
	node = interval_tree_iter_next(first, 0, ULONG_MAX);
	while (node) {
		next = interval_tree_iter_next(node, 0, ULONG_MAX);
		last = node->last;
		interval_tree_remove(node, root);
		node = next;
	}
	first->last = last;
}

/* The node before the smallest gap, and in @after the one behind it. */
static struct interval_tree_node *vfio_smallest_gap(struct rb_root_cached *root,
						    struct interval_tree_node **after)
{
	struct interval_tree_node *prev = NULL, *curr, *before = NULL;
	unsigned long min_gap = ULONG_MAX;

	for (curr = interval_tree_iter_first(root, 0, ULONG_MAX); curr;
	     curr = interval_tree_iter_next(curr, 0, ULONG_MAX)) {
		if (prev && curr->start - prev->last < min_gap) {
			min_gap = curr->start - prev->last;
			before = prev;
			*after = curr;
		}
		prev = curr;
	}
	return before;
}

/* For devices with fewer trackers than ranges: cover them by @req_nodes, wasting least. */
void vfio_combine_iova_ranges(struct rb_root_cached *root, u32 cur_nodes, u32 req_nodes)
{
	struct interval_tree_node *before, *after;

	if (req_nodes == 1) {
		vfio_combine_all(root);
		return;
	}

	for (; cur_nodes > req_nodes; cur_nodes--) {
		before = vfio_smallest_gap(root, &after);
		if (WARN_ON_ONCE(!before))
			return;
		before->last = after->last;
		interval_tree_remove(after, root);
	}
}
EXPORT_SYMBOL_GPL(vfio_combine_iova_ranges);

static int vfio_log_add_range(struct rb_root_cached *root, struct interval_tree_node *node,
			      const struct vfio_device_feature_dma_logging_range *range,
			      u64 page_size)
{
	u64 end;

	if (!IS_ALIGNED(range->iova, page_size) || !IS_ALIGNED(range->length, page_size))
		return -EINVAL;
	if (check_add_overflow(range->iova, range->length, &end))
		return -EOVERFLOW;

	node->start = range->iova;
	node->last = range->iova + range->length - 1;
	if (interval_tree_iter_first(root, node->start, node->last))
		return -EINVAL;
	interval_tree_insert(node, root);
	return 0;
}

static int vfio_log_copy_ranges(const struct vfio_device_feature_dma_logging_control *control,
				struct interval_tree_node *nodes, struct rb_root_cached *root)
{
	struct vfio_device_feature_dma_logging_range __user *ranges;
	struct vfio_device_feature_dma_logging_range range;
	int i, ret;

	ranges = u64_to_user_ptr(control->ranges);
	for (i = 0; i < control->num_ranges; i++) {
		if (copy_from_user(&range, &ranges[i], sizeof(range)))
			return -EFAULT;
		ret = vfio_log_add_range(root, &nodes[i], &range, control->page_size);
		if (ret)
			return ret;
	}
	return 0;
}

int vfio_ioctl_device_feature_logging_start(struct vfio_device *device, u32 flags,
					    void __user *arg, size_t argsz)
{
	struct vfio_device_feature_dma_logging_control control;
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct interval_tree_node *nodes;
	int ret;

	if (!device->log_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(control));
	if (ret != 1)
		return ret;
	if (copy_from_user(&control, arg, sizeof(control)))
		return -EFAULT;
	if (!control.num_ranges)
		return -EINVAL;
	if (control.num_ranges > LOG_MAX_RANGES)
		return -E2BIG;

	nodes = kmalloc_array(control.num_ranges, sizeof(*nodes), GFP_KERNEL);
	if (!nodes)
		return -ENOMEM;

	ret = vfio_log_copy_ranges(&control, nodes, &root);
	if (!ret)
		ret = device->log_ops->log_start(device, &root, control.num_ranges,
						 &control.page_size);
	/* The driver may have chosen another page size: say so, or do not start. */
	if (!ret && copy_to_user(arg, &control, sizeof(control))) {
		ret = -EFAULT;
		device->log_ops->log_stop(device);
	}
	kfree(nodes);
	return ret;
}

int vfio_ioctl_device_feature_logging_stop(struct vfio_device *device, u32 flags,
					   void __user *arg, size_t argsz)
{
	int ret;

	if (!device->log_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);
	if (ret != 1)
		return ret;
	return device->log_ops->log_stop(device);
}

static int vfio_device_log_read_and_clear(struct iova_bitmap *iter, unsigned long iova,
					  size_t length, void *opaque)
{
	struct vfio_device *device = opaque;

	return device->log_ops->log_read_and_clear(device, iova, length, iter);
}

int vfio_ioctl_device_feature_logging_report(struct vfio_device *device, u32 flags,
					     void __user *arg, size_t argsz)
{
	struct vfio_device_feature_dma_logging_report report;
	struct iova_bitmap *iter;
	u64 end;
	int ret;

	if (!device->log_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(report));
	if (ret != 1)
		return ret;
	if (copy_from_user(&report, arg, sizeof(report)))
		return -EFAULT;
	if (report.page_size < SZ_4K || !is_power_of_2(report.page_size))
		return -EINVAL;
	if (check_add_overflow(report.iova, report.length, &end))
		return -EOVERFLOW;

	iter = iova_bitmap_alloc(report.iova, report.length, report.page_size,
				 u64_to_user_ptr(report.bitmap));
	if (IS_ERR(iter))
		return PTR_ERR(iter);
	ret = iova_bitmap_for_each(iter, device, vfio_device_log_read_and_clear);
	iova_bitmap_free(iter);
	return ret;
}
