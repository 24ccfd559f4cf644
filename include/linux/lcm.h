/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/math.c */
#ifndef _KSIM_LINUX_LCM_H
#define _KSIM_LINUX_LCM_H

#include <linux/math.h>

#endif
