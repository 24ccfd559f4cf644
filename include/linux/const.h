/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_CONST_H
#define _KSIM_LINUX_CONST_H

#include_next <linux/const.h>
#include <linux/compiler.h>

#ifndef UL
#define UL(x)		(_UL(x))
#define ULL(x)		(_ULL(x))
#endif

#endif
