/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_SWAB_H
#define _KSIM_LINUX_SWAB_H

#include_next <linux/swab.h>

#define swab16		__swab16
#define swab32		__swab32
#define swab64		__swab64
#define swab		__swab

#endif
