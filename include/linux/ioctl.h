/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_IOCTL_H
#define _KSIM_LINUX_IOCTL_H

#include_next <linux/ioctl.h>

#endif
