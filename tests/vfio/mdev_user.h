/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mdev_user.h - commands of the sample mediated device */
#ifndef TESTS_VFIO_MDEV_USER_H
#define TESTS_VFIO_MDEV_USER_H

#include "vfio/iommufd_user.h"

#include "vfio/sample_mdev.h"

struct mdev_command {
	u64	iova;
	u32	len, cmd;
};

/* What the device says of it. */
static inline int mdev_command(int device, u32 cmd, u64 iova, u32 len)
{
	struct mdev_command args = { iova, len, cmd };
	int status = -1;

	user_want_eq(ksys_pwrite(device, &args, sizeof(args), SAMPLE_REG_IOVA), sizeof(args));
	user_want_eq(ksys_pread(device, &status, 4, SAMPLE_REG_STATUS), 4);
	return status;
}

/* The state of the page at @iova is the device's: filled, summed up, pinned and let go. */
static inline void mdev_use_page(int device, u64 iova)
{
	user_want_eq(mdev_command(device, SAMPLE_CMD_FILL, iova, 100), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_SUM, iova, 100), 100 * 0x5a);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, iova, 0), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, iova, 0), -EBUSY);
	user_want_eq(mdev_command(device, SAMPLE_CMD_UNPIN, 0, 0), 0);
}

#endif
