// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user_waits.c - where hosted files wait for user space, told from outside
 *
 * The linker sends calls of vfio_unregister_group_dev() from other files here
 * (-Wl,--wrap): what our own implementation says at the wait itself.
 */
#include <linux/vfio.h>

#include "kernel/waits_user.h"

void __real_vfio_unregister_group_dev(struct vfio_device *device);
void __wrap_vfio_unregister_group_dev(struct vfio_device *device);

void __wrap_vfio_unregister_group_dev(struct vfio_device *device)
{
	user_wait_begin("closes the device");
	__real_vfio_unregister_group_dev(device);
	user_wait_end();
}
