/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_MAJOR_H
#define _KSIM_LINUX_MAJOR_H

#include_next <linux/major.h>

#endif
