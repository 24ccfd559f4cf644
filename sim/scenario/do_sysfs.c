// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_sysfs.c - what an administrator writes into sysfs
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/syscall.h"
#include "kernel/module.h"

#define PATH_SIZE	128

static long write_device(struct scn_task *task, const struct scn_arg *device, const char *file,
			 const char *text)
{
	char path[PATH_SIZE];

	scn_device_path(task->machine, device->ref, file, path, sizeof(path));
	return scn_write_file(path, text);
}

static long write_device_number(struct scn_task *task, const struct scn_arg *device,
				const char *file, u64 number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return write_device(task, device, file, text);
}

long scn_do_bind(struct scn_task *task, const struct scn_arg *args)
{
	char address[SCN_DEVICE_NAME], path[PATH_SIZE];

	scn_device_name(task->machine, args[0].ref, address);
	snprintf(path, sizeof(path), "/sys/bus/%s/drivers/%s/bind",
		 scn_device_bus(task->machine, args[0].ref), scn_string_arg(task, &args[1]));
	return scn_write_file(path, address);
}

long scn_do_unbind(struct scn_task *task, const struct scn_arg *args)
{
	char address[SCN_DEVICE_NAME];

	scn_device_name(task->machine, args[0].ref, address);
	return write_device(task, &args[0], "driver/unbind", address);
}

long scn_do_driver_override(struct scn_task *task, const struct scn_arg *args)
{
	const char *driver = scn_string_arg(task, &args[1]);

	return write_device(task, &args[0], "driver_override",
			    strcmp(driver, "none") ? driver : "\n");
}

long scn_do_probe(struct scn_task *task, const struct scn_arg *args)
{
	char address[SCN_DEVICE_NAME], path[PATH_SIZE];

	scn_device_name(task->machine, args[0].ref, address);
	snprintf(path, sizeof(path), "/sys/bus/%s/drivers_probe",
		 scn_device_bus(task->machine, args[0].ref));
	return scn_write_file(path, address);
}

long scn_do_remove(struct scn_task *task, const struct scn_arg *args)
{
	return write_device(task, &args[0], "remove", "1");
}

long scn_do_rescan(struct scn_task *task, const struct scn_arg *args)
{
	return scn_write_file("/sys/bus/pci/rescan", "1");
}

long scn_do_reset(struct scn_task *task, const struct scn_arg *args)
{
	return write_device(task, &args[0], "reset", "1");
}

long scn_do_reset_method(struct scn_task *task, const struct scn_arg *args)
{
	return write_device(task, &args[0], "reset_method", scn_string_arg(task, &args[1]));
}

long scn_do_sriov_numvfs(struct scn_task *task, const struct scn_arg *args)
{
	return write_device_number(task, &args[0], "sriov_numvfs", args[1].num);
}

long scn_do_enable(struct scn_task *task, const struct scn_arg *args)
{
	return write_device_number(task, &args[0], "enable", args[1].num);
}

long scn_do_power_control(struct scn_task *task, const struct scn_arg *args)
{
	return write_device(task, &args[0], "power/control", args[1].num ? "on" : "auto");
}

long scn_do_mdev_create(struct scn_task *task, const struct scn_arg *args)
{
	return scn_make_mdev(task->machine, args[0].ref);
}

long scn_do_modprobe(struct scn_task *task, const struct scn_arg *args)
{
	if (!syscall_enter("finit_module"))
		return -EINTR;
	return syscall_exit(module_load_with(scn_string_arg(task, &args[0]),
					     scn_string_arg(task, &args[1])));
}

long scn_do_rmmod(struct scn_task *task, const struct scn_arg *args)
{
	if (!syscall_enter("delete_module"))
		return -EINTR;
	return syscall_exit(module_unload(scn_string_arg(task, &args[0])));
}
