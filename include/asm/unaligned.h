/* SPDX-License-Identifier: GPL-2.0-or-later */
/* where kernels before 6.12 have linux/unaligned.h */
#ifndef _KSIM_ASM_UNALIGNED_H
#define _KSIM_ASM_UNALIGNED_H

#include <linux/unaligned.h>

#endif
