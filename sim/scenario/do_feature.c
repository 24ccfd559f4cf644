// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_feature.c - VFIO_DEVICE_FEATURE: migration, logging of DMA, low power
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vfio.h>

#include "core/syscall.h"

#define LOG_PAGE	4096u

/* Any feature's argument behind the common head. */
struct feature {
	struct vfio_device_feature	head;
	union {
		struct vfio_device_feature_migration			migration;
		struct vfio_device_feature_mig_state			state;
		struct vfio_device_feature_mig_data_size		size;
		struct vfio_device_feature_dma_logging_control		control;
		struct vfio_device_feature_dma_logging_report		report;
		struct vfio_device_low_power_entry_with_wakeup		wakeup;
	};
};

static long feature_ioctl(struct scn_task *task, const struct scn_arg *fd, u32 flags,
			  struct feature *feature, size_t size)
{
	feature->head.argsz = sizeof(feature->head) + size;
	feature->head.flags = flags;
	return scn_ioctl(scn_fd(task, fd), VFIO_DEVICE_FEATURE, feature);
}

long scn_do_VFIO_DEVICE_FEATURE_MIGRATION(struct scn_task *task, const struct scn_arg *args)
{
	struct feature feature = { 0 };

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
			     &feature, sizeof(feature.migration));
}

/* A state that comes with data returns their descriptor, others 0. */
long scn_do_VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE(struct scn_task *task,
						 const struct scn_arg *args)
{
	struct feature feature = { .state = { .device_state = (u32)args[1].num, .data_fd = -1 } };
	long ret;

	ret = feature_ioctl(task, &args[0],
			    VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
			    &feature, sizeof(feature.state));
	return ret || feature.state.data_fd < 0 ? ret : feature.state.data_fd;
}

long scn_do_VFIO_DEVICE_FEATURE_MIG_STATE_GET(struct scn_task *task, const struct scn_arg *args)
{
	struct feature feature = { 0 };
	long ret;

	ret = feature_ioctl(task, &args[0],
			    VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
			    &feature, sizeof(feature.state));
	return ret ? ret : (long)feature.state.device_state;
}

long scn_do_VFIO_DEVICE_FEATURE_MIG_DATA_SIZE(struct scn_task *task, const struct scn_arg *args)
{
	struct feature feature = { 0 };

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DATA_SIZE,
			     &feature, sizeof(feature.size));
}

long scn_do_VFIO_MIG_GET_PRECOPY_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_precopy_info info = { .argsz = sizeof(info) };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_MIG_GET_PRECOPY_INFO, &info);
}

long scn_do_VFIO_DEVICE_FEATURE_DMA_LOGGING_START(struct scn_task *task,
						  const struct scn_arg *args)
{
	struct vfio_device_feature_dma_logging_range range = {
		.iova = args[1].num, .length = args[2].num,
	};
	struct feature feature = {
		.control = { .page_size = LOG_PAGE, .num_ranges = 1, .ranges = (uintptr_t)&range },
	};

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_START,
			     &feature, sizeof(feature.control));
}

long scn_do_VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP(struct scn_task *task,
						 const struct scn_arg *args)
{
	struct feature feature = { 0 };

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP,
			     &feature, 0);
}

long scn_do_VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT(struct scn_task *task,
						   const struct scn_arg *args)
{
	u64 bits[64] = { 0 };
	struct feature feature = {
		.report = { .iova = args[1].num, .length = args[2].num, .page_size = LOG_PAGE,
			    .bitmap = (uintptr_t)bits },
	};

	if (args[2].num > (u64)sizeof(bits) * 8 * LOG_PAGE)
		return -E2BIG;		/* more than the buffer here can tell */
	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT,
			     &feature, sizeof(feature.report));
}

long scn_do_VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY(struct scn_task *task, const struct scn_arg *args)
{
	struct feature feature = { 0 };

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY,
			     &feature, 0);
}

long scn_do_VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP(struct scn_task *task,
							    const struct scn_arg *args)
{
	struct feature feature = { .wakeup = { .wakeup_eventfd = scn_fd(task, &args[1]) } };

	return feature_ioctl(task, &args[0], VFIO_DEVICE_FEATURE_SET |
			     VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP,
			     &feature, sizeof(feature.wakeup));
}

long scn_do_VFIO_DEVICE_FEATURE_LOW_POWER_EXIT(struct scn_task *task, const struct scn_arg *args)
{
	struct feature feature = { 0 };

	return feature_ioctl(task, &args[0],
			     VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_LOW_POWER_EXIT,
			     &feature, 0);
}
