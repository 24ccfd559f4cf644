// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_feature.c - VFIO_DEVICE_FEATURE: which feature, and is the request well formed
 */
#include <linux/uaccess.h>

#include "vfio.h"

#define VFIO_DEVICE_FEATURE_OPS \
	(VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_PROBE)

typedef int (*vfio_feature_fn)(struct vfio_device *device, u32 flags, void __user *arg,
			       size_t argsz);

static vfio_feature_fn vfio_core_feature(u32 feature)
{
	switch (feature) {
	case VFIO_DEVICE_FEATURE_MIGRATION:
		return vfio_ioctl_device_feature_migration;
	case VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE:
		return vfio_ioctl_device_feature_mig_device_state;
	case VFIO_DEVICE_FEATURE_MIG_DATA_SIZE:
		return vfio_ioctl_device_feature_migration_data_size;
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_START:
		return vfio_ioctl_device_feature_logging_start;
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP:
		return vfio_ioctl_device_feature_logging_stop;
	case VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT:
		return vfio_ioctl_device_feature_logging_report;
	default:
		return NULL;
	}
}

long vfio_ioctl_device_feature(struct vfio_device *device, struct vfio_device_feature __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_feature, flags);
	struct vfio_device_feature feature;
	vfio_feature_fn fn;
	u32 op;

	if (copy_from_user(&feature, arg, minsz))
		return -EFAULT;
	if (feature.argsz < minsz)
		return -EINVAL;
	if (feature.flags & ~(VFIO_DEVICE_FEATURE_MASK | VFIO_DEVICE_FEATURE_OPS))
		return -EINVAL;

	/* GET and SET together is a question that only PROBE may ask. */
	op = feature.flags & VFIO_DEVICE_FEATURE_OPS;
	if (op == (VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET))
		return -EINVAL;

	fn = vfio_core_feature(feature.flags & VFIO_DEVICE_FEATURE_MASK);
	if (!fn)
		fn = device->ops->device_feature;
	if (!fn)
		return -ENOTTY;
	return fn(device, feature.flags, arg->data, feature.argsz - minsz);
}
