// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_vfio_device.c - VFIO: what a device descriptor can do
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vfio.h>

#include "core/syscall.h"

#include "scenario/host.h"

#define REGION_SHIFT	40
#define HOT_RESET_MAX	64

long scn_do_VFIO_DEVICE_GET_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_GET_INFO, &info);
}

long scn_do_VFIO_DEVICE_GET_REGION_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = (u32)args[1].num };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_GET_REGION_INFO, &info);
}

long scn_do_VFIO_DEVICE_GET_IRQ_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = (u32)args[1].num };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_GET_IRQ_INFO, &info);
}

/* One element a vector behind the head; the list of descriptors also counts them. */
long scn_do_VFIO_DEVICE_SET_IRQS(struct scn_task *task, const struct scn_arg *args)
{
	struct {
		struct vfio_irq_set	head;
		s32			fds[SCN_LIST_LENGTH_MAX];
	} set = { 0 };
	u8 *bools = (u8 *)set.fds;
	unsigned int i, given = args[4].form == SCN_LIST ? args[4].num : 0;

	set.head.flags = (u32)(args[2].num | args[3].num);
	set.head.index = (u32)args[1].num;
	set.head.start = (u32)args[5].num;
	set.head.count = (u32)(args[6].form == SCN_ABSENT ? given : args[6].num);
	set.head.argsz = sizeof(set.head);
	if (args[3].num == VFIO_IRQ_SET_DATA_EVENTFD) {
		for (i = 0; i < given; i++)
			set.fds[i] = scn_fd(task, &task->machine->program->list[args[4].ref + i]);
		set.head.argsz += given * sizeof(set.fds[0]);
	} else if (args[3].num == VFIO_IRQ_SET_DATA_BOOL) {
		memset(bools, 1, sizeof(set.fds));
		set.head.argsz += min_t(u32, set.head.count, sizeof(set.fds));
	}
	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_SET_IRQS, &set);
}

long scn_do_VFIO_DEVICE_RESET(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_RESET, 0);
}

long scn_do_VFIO_DEVICE_GET_PCI_HOT_RESET_INFO(struct scn_task *task, const struct scn_arg *args)
{
	struct {
		struct vfio_pci_hot_reset_info		head;
		struct vfio_pci_dependent_device	devices[HOT_RESET_MAX];
	} info = { .head = { .argsz = sizeof(info) } };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info);
}

long scn_do_VFIO_DEVICE_PCI_HOT_RESET(struct scn_task *task, const struct scn_arg *args)
{
	struct {
		struct vfio_pci_hot_reset	head;
		s32				fds[SCN_LIST_LENGTH_MAX];
	} reset = { 0 };
	unsigned int i, count = args[1].form == SCN_LIST ? args[1].num : 0;

	reset.head.argsz = sizeof(reset.head) + count * sizeof(reset.fds[0]);
	reset.head.count = count;
	for (i = 0; i < count; i++)
		reset.fds[i] = scn_fd(task, &task->machine->program->list[args[1].ref + i]);
	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_PCI_HOT_RESET, &reset);
}

long scn_do_VFIO_DEVICE_IOEVENTFD(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_device_ioeventfd io = {
		.argsz = sizeof(io), .flags = (u32)args[5].num,
		.offset = (args[1].num << REGION_SHIFT) + args[2].num, .data = args[3].num,
		.fd = scn_fd(task, &args[4]),
	};

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_IOEVENTFD, &io);
}

long scn_do_region_read(struct scn_task *task, const struct scn_arg *args)
{
	loff_t offset = (loff_t)((args[1].num << REGION_SHIFT) + args[2].num);
	size_t size = args[3].num;
	void *own = NULL, *buffer;
	long ret;

	if (args[4].form == SCN_NAMED)
		buffer = (void *)scn_address(task, &args[4]);
	else
		buffer = own = calloc(1, size ? size : 1);
	ret = ksys_pread(scn_fd(task, &args[0]), buffer, size, offset);
	free(own);
	return ret;
}

long scn_do_region_write(struct scn_task *task, const struct scn_arg *args)
{
	loff_t offset = (loff_t)((args[1].num << REGION_SHIFT) + args[2].num);
	u64 value = args[3].num;

	if (args[4].num > sizeof(value))
		return -EINVAL;
	return ksys_pwrite(scn_fd(task, &args[0]), &value, args[4].num, offset);
}
