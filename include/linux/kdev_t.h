/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header; not the system's, whose minors have 8 bits */
#ifndef _KSIM_LINUX_KDEV_T_H
#define _KSIM_LINUX_KDEV_T_H

#include <linux/types.h>

#define MINORBITS	20
#define MINORMASK	((1U << MINORBITS) - 1)

#define MAJOR(dev)	((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	((unsigned int)((dev) & MINORMASK))
#define MKDEV(ma, mi)	((dev_t)(((unsigned int)(ma) << MINORBITS) | (mi)))

#endif
