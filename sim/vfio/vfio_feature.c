// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_feature.c - VFIO_DEVICE_FEATURE: which feature, and is the request well formed
 */
#include <linux/array_size.h>

#include "vfio.h"
#include "vfio_args.h"

#define GET_AND_SET	(VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET)
#define ALL_OPS		(GET_AND_SET | VFIO_DEVICE_FEATURE_PROBE)

struct feature {
	u32	id;
	int	(*handle)(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz);
};

/* What the core does for all drivers, on top of their operations. */
static const struct feature core_features[] = {
	{ VFIO_DEVICE_FEATURE_MIGRATION, vfio_ioctl_device_feature_migration },
	{ VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, vfio_ioctl_device_feature_mig_device_state },
	{ VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, vfio_ioctl_device_feature_migration_data_size },
	{ VFIO_DEVICE_FEATURE_DMA_LOGGING_START, vfio_ioctl_device_feature_logging_start },
	{ VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, vfio_ioctl_device_feature_logging_stop },
	{ VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, vfio_ioctl_device_feature_logging_report },
};

/* The rest is the driver's; its ->handle is NULL if it has none. */
static struct feature find_feature(const struct vfio_device *vdev, u32 id)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(core_features); i++)
		if (core_features[i].id == id)
			return core_features[i];
	return (struct feature){ id, vdev->ops->device_feature };
}

long vfio_ioctl_device_feature(struct vfio_device *device, struct vfio_device_feature __user *arg)
{
	const size_t head = offsetofend(struct vfio_device_feature, flags);
	struct vfio_device_feature args;
	struct feature feature;
	int err = vfio_args_get(&args, arg, head, VFIO_DEVICE_FEATURE_MASK | ALL_OPS);

	if (err)
		return err;
	/* GET and SET together is a question that only PROBE may ask. */
	if ((args.flags & ALL_OPS) == GET_AND_SET)
		return -EINVAL;

	feature = find_feature(device, args.flags & VFIO_DEVICE_FEATURE_MASK);
	if (!feature.handle)
		return -ENOTTY;
	return feature.handle(device, args.flags, arg->data, args.argsz - head);
}
