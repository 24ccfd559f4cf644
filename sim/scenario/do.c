// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do.c - what the handlers of operations share
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/process.h"
#include "core/syscall.h"
#include "pci/hw.h"

int scn_fd(const struct scn_task *task, const struct scn_arg *arg)
{
	if (arg->form == SCN_NAMED)
		return (int)__atomic_load_n(&task->machine->values[arg->ref], __ATOMIC_RELAXED);
	return (int)(long)arg->num;
}

unsigned long scn_address(const struct scn_task *task, const struct scn_arg *arg)
{
	long base;

	if (arg->form != SCN_NAMED)
		return 0;
	base = __atomic_load_n(&task->machine->values[arg->ref], __ATOMIC_RELAXED);
	return base < 0 ? 0 : base + arg->num;
}

const char *scn_string_arg(const struct scn_task *task, const struct scn_arg *arg)
{
	return scn_text_of(task->machine->program, arg->ref);
}

struct pci_hw_fn *scn_hardware(const struct scn_task *task, const struct scn_arg *arg)
{
	u32 address = task->machine->addresses[arg->ref];

	return pci_hw_find(address >> 16, address >> 8 & 0xff, address & 0xff);
}

void scn_device_name(const struct scn_machine *machine, unsigned int device, char *text)
{
	u32 address = machine->addresses[device];

	if (address & SCN_MDEV) {
		snprintf(text, SCN_DEVICE_NAME, "83b8f4f2-509f-382f-3c1e-e6bfe0fa%04x",
			 address & 0xffff);
		return;
	}
	snprintf(text, SCN_DEVICE_NAME, "%04x:%02x:%02x.%x", address >> 16, address >> 8 & 0xff,
		 address >> 3 & 31, address & 7);
}

const char *scn_device_bus(const struct scn_machine *machine, unsigned int device)
{
	return machine->addresses[device] & SCN_MDEV ? "mdev" : "pci";
}

void scn_device_path(const struct scn_machine *machine, unsigned int device, const char *file,
		     char *path, size_t size)
{
	char name[SCN_DEVICE_NAME];

	scn_device_name(machine, device, name);
	snprintf(path, size, "/sys/bus/%s/devices/%s/%s", scn_device_bus(machine, device), name,
		 file);
}

long scn_write_file(const char *path, const char *text)
{
	long fd = ksys_open(path, O_WRONLY), ret;

	if (fd < 0)
		return fd;
	ret = ksys_write(fd, text, strlen(text));
	ksys_close(fd);
	return ret < 0 ? ret : 0;
}

long scn_make_mdev(const struct scn_machine *machine, unsigned int device)
{
	char uuid[SCN_DEVICE_NAME];

	if (!(machine->addresses[device] & SCN_MDEV))
		return -ENODEV;
	scn_device_name(machine, device, uuid);
	return scn_write_file("/sys/devices/virtual/sample_mdev/sample_mdev/"
			      "mdev_supported_types/sample_mdev-1/create", uuid);
}

long scn_read_link_name(const char *path, char *name, size_t size)
{
	char target[256];
	const char *last;
	long length;

	length = ksys_readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return length;
	target[length] = '\0';
	last = strrchr(target, '/');
	strscpy(name, last ? last + 1 : target, size);
	return 0;
}

long scn_group_of(const struct scn_task *task, const struct scn_arg *device)
{
	char path[96], name[16];
	unsigned int group;
	long ret;

	scn_device_path(task->machine, device->ref, "iommu_group", path, sizeof(path));
	ret = scn_read_link_name(path, name, sizeof(name));
	if (!ret)
		ret = kstrtouint(name, 10, &group);
	return ret ? ret : (long)group;
}

long scn_ioctl(int fd, unsigned int request, void *argument)
{
	return ksys_ioctl(fd, request, (unsigned long)argument);
}
