/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, for kernels before 6.12, which have it here */
#ifndef _KSIM_ASM_UNALIGNED_H
#define _KSIM_ASM_UNALIGNED_H

#include <linux/unaligned.h>

#endif
