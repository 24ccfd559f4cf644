/* SPDX-License-Identifier: GPL-2.0-or-later */
/* edu_driver.h - the ioctls of /dev/edu */
#ifndef PCI_EDU_DRIVER_H
#define PCI_EDU_DRIVER_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define EDU_IOC_RESET		_IO('E', 0)		/* -EAGAIN: somebody has the device */
#define EDU_IOC_FACTORIAL	_IOWR('E', 1, __u32)	/* n in, n! out */

#endif /* PCI_EDU_DRIVER_H */
