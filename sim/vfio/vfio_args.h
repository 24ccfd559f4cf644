/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_args.h - arguments of calls, which all begin with the size that the user knows and flags
 */
#ifndef VFIO_ARGS_H
#define VFIO_ARGS_H

#include <linux/errno.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#define VFIO_ARGS_ANY_FLAGS	(~0u)

/*
 * Fetch the @size bytes that a call cannot do without to @args. The user must know of all of
 * them, and may set no flag outside @flags_known.
 */
static inline int vfio_args_get(void *args, const void __user *from, size_t size, u32 flags_known)
{
	const u32 *argsz = args, *flags = argsz + 1;

	if (copy_from_user(args, from, size))
		return -EFAULT;
	return *argsz < size || *flags & ~flags_known ? -EINVAL : 0;
}

static inline int vfio_args_put(void __user *to, const void *args, size_t size)
{
	return copy_to_user(to, args, size) ? -EFAULT : 0;
}

/* vfio_args.c: for calls that answer with a struct of @size bytes at @arg, and @caps behind it. */
int vfio_info_put_caps(struct vfio_info_cap *caps, void __user *arg, size_t size, u32 *argsz,
		       u32 *cap_offset);

#endif
