/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: another name for linux/atomic.h */
#ifndef _KSIM_ASM_ATOMIC_H
#define _KSIM_ASM_ATOMIC_H

#include <linux/atomic.h>

#endif
