// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_args.c - how type1 and vfio-pci answer with a chain of capabilities
 *
 * Part of ours alone: it goes with our drivers where another VFIO core is hosted.
 */
#include "vfio_args.h"

#include <linux/errno.h>
#include <linux/export.h>

/*
 * A buffer that is too small for the chain gets none of it, and learns in @argsz how large it
 * would have to be.
 */
int vfio_info_put_caps(struct vfio_info_cap *caps, void __user *arg, size_t size, u32 *argsz,
		       u32 *cap_offset)
{
	const size_t needed = size + caps->size;

	*cap_offset = 0;
	if (*argsz < needed) {
		*argsz = needed;
		return 0;
	}
	vfio_info_cap_shift(caps, size);
	if (vfio_args_put(arg + size, caps->buf, caps->size))
		return -EFAULT;
	*cap_offset = size;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_info_put_caps);
