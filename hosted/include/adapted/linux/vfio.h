/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio.h - the hosted tree's <linux/vfio.h>, with what our drivers know and it does not
 *
 * Our drivers are written for 6.12 and for some that was only proposed. Members that the tree's
 * structs lack are slipped in before a member that every version has, so that hosted files and
 * ours agree on the layout. The hosted core never looks at them.
 */
#ifndef HOSTED_ADAPTED_LINUX_VFIO_H
#define HOSTED_ADAPTED_LINUX_VFIO_H

#include <linux/list.h>
#include <linux/types.h>
#include <uapi/linux/vfio.h>

struct vfio_device;

#define migration_get_state							\
	unused_before_reset_state)(void);					\
	void (*migration_reset_state)(struct vfio_device *device);		\
	int (*migration_get_state

/* The system's uAPI header and the kernel's own share the name of their guard. */
#undef VFIO_H
#include KSIM_HOST_HEADER

#undef migration_get_state

#endif
