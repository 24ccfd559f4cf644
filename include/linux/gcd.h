/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/math.c */
#ifndef _KSIM_LINUX_GCD_H
#define _KSIM_LINUX_GCD_H

#include <linux/math.h>

#endif
