// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_vfio.c - VFIO: opening, groups, containers and DMA
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <linux/vfio.h>

#include "core/iommu.h"
#include "core/syscall.h"

#define PATH_SIZE	128

long scn_do_open_group(struct scn_task *task, const struct scn_arg *args)
{
	long group = scn_group_of(task, &args[0]);
	char path[PATH_SIZE];

	if (group < 0)
		return group;
	snprintf(path, sizeof(path), "/dev/vfio/%s%ld", iommu_absent ? "noiommu-" : "", group);
	return ksys_open(path, (int)args[1].num);
}

/* The one name in the device's vfio-dev folder is that of its character device. */
long scn_do_open_cdev(struct scn_task *task, const struct scn_arg *args)
{
	char path[PATH_SIZE], names[64];
	long length;

	scn_device_path(task->machine, args[0].ref, "vfio-dev", path, sizeof(path));
	length = ksys_listdir(path, names, sizeof(names));
	if (length <= 0)
		return length ? length : -ENOENT;
	names[strcspn(names, "\n")] = '\0';
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", names);
	return ksys_open(path, (int)args[1].num);
}

long scn_do_own(struct scn_task *task, const struct scn_arg *args)
{
	char address[SCN_DEVICE_NAME], path[PATH_SIZE];
	long ret;

	scn_device_name(task->machine, args[0].ref, address);
	scn_device_path(task->machine, args[0].ref, "driver_override", path, sizeof(path));
	ret = scn_write_file(path, "vfio-pci");
	if (ret)
		return ret;
	scn_device_path(task->machine, args[0].ref, "driver/unbind", path, sizeof(path));
	ret = scn_write_file(path, address);
	if (ret && ret != -ENOENT)
		return ret;
	return scn_write_file("/sys/bus/pci/drivers_probe", address);
}

static long get_device_fd(struct scn_task *task, int group, const struct scn_arg *device)
{
	char address[SCN_DEVICE_NAME];

	scn_device_name(task->machine, device->ref, address);
	return scn_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, address);
}

/* Group and container stay open: their descriptors live as long as the process. */
long scn_do_attach(struct scn_task *task, const struct scn_arg *args)
{
	long group, container, ret;
	int fd;

	group = scn_do_open_group(task, (struct scn_arg []){ args[0], { .num = O_RDWR } });
	if (group < 0)
		return group;
	container = ksys_open("/dev/vfio/vfio", O_RDWR);
	if (container < 0)
		return container;
	fd = (int)container;
	ret = scn_ioctl(group, VFIO_GROUP_SET_CONTAINER, &fd);
	if (!ret)
		ret = ksys_ioctl(container, VFIO_SET_IOMMU,
				 iommu_absent ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU);
	return ret ? ret : get_device_fd(task, group, &args[0]);
}

long scn_do_VFIO_GET_API_VERSION(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), VFIO_GET_API_VERSION, 0);
}

long scn_do_VFIO_CHECK_EXTENSION(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), VFIO_CHECK_EXTENSION, args[1].num);
}

long scn_do_VFIO_SET_IOMMU(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), VFIO_SET_IOMMU, args[1].num);
}

long scn_do_VFIO_IOMMU_GET_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_iommu_type1_info info = { .argsz = sizeof(info) };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_IOMMU_GET_INFO, &info);
}

long scn_do_VFIO_IOMMU_MAP_DMA(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = (u32)args[4].num,
		.vaddr = scn_address(task, &args[1]), .iova = args[2].num, .size = args[3].num,
	};

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_IOMMU_MAP_DMA, &map);
}

long scn_do_VFIO_IOMMU_UNMAP_DMA(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .flags = (u32)args[3].num,
		.iova = args[1].num, .size = args[2].num,
	};

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_IOMMU_UNMAP_DMA, &unmap);
}

/* A page of 4 KiB a bit, for as large a range as the bitmap here covers. */
long scn_do_VFIO_IOMMU_DIRTY_PAGES(struct scn_task *task, const struct scn_arg *args)
{
	u64 bits[64] = { 0 };
	struct {
		struct vfio_iommu_type1_dirty_bitmap		head;
		struct vfio_iommu_type1_dirty_bitmap_get	range;
	} dirty = {
		.head = { .argsz = sizeof(dirty), .flags = (u32)args[1].num },
		.range = { .iova = args[2].num, .size = args[3].num,
			   .bitmap = { .pgsize = 4096, .data = (void *)bits } },
	};

	dirty.range.bitmap.size = min_t(u64, (args[3].num / 4096 + 63) / 64 * 8, sizeof(bits));
	return scn_ioctl(scn_fd(task, &args[0]), VFIO_IOMMU_DIRTY_PAGES, &dirty);
}

long scn_do_VFIO_GROUP_GET_STATUS(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_GROUP_GET_STATUS, &status);
}

long scn_do_VFIO_GROUP_SET_CONTAINER(struct scn_task *task, const struct scn_arg *args)
{
	int container = scn_fd(task, &args[1]);

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_GROUP_SET_CONTAINER, &container);
}

long scn_do_VFIO_GROUP_UNSET_CONTAINER(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), VFIO_GROUP_UNSET_CONTAINER, 0);
}

/* Whoever has the physical function tells this to those whom the virtual ones are for. */
static void token_text(const struct scn_arg *token, char *text, size_t size)
{
	snprintf(text, size, "00000000-0000-4000-8000-%012x", (u32)token->num);
}

long scn_do_open_with_token(struct scn_task *task, const struct scn_arg *args)
{
	char address[SCN_DEVICE_NAME], token[UUID_STRING_LEN + 1], name[PATH_SIZE];

	scn_device_name(task->machine, args[1].ref, address);
	token_text(&args[2], token, sizeof(token));
	snprintf(name, sizeof(name), "%s vf_token=%s", address, token);
	return scn_ioctl(scn_fd(task, &args[0]), VFIO_GROUP_GET_DEVICE_FD, name);
}

long scn_do_VFIO_DEVICE_FEATURE_PCI_VF_TOKEN(struct scn_task *task, const struct scn_arg *args)
{
	struct {
		struct vfio_device_feature	head;
		uuid_t				token;
	} feature = { .head = { .argsz = sizeof(feature), .flags = VFIO_DEVICE_FEATURE_SET |
				VFIO_DEVICE_FEATURE_PCI_VF_TOKEN } };
	char token[UUID_STRING_LEN + 1];

	token_text(&args[1], token, sizeof(token));
	uuid_parse(token, &feature.token);
	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_FEATURE, &feature);
}

long scn_do_VFIO_GROUP_GET_DEVICE_FD(struct scn_task *task, const struct scn_arg *args)
{
	return get_device_fd(task, scn_fd(task, &args[0]), &args[1]);
}
