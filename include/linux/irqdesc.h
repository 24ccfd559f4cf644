/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, by linux/irq.h */
#ifndef _LINUX_IRQDESC_H
#define _LINUX_IRQDESC_H

#include <linux/irq.h>

#endif
