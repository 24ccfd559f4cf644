/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_IRQRETURN_H
#define _LINUX_IRQRETURN_H

enum irqreturn {
	IRQ_NONE	= 0,		/* not ours, or nothing to do */
	IRQ_HANDLED	= 1 << 0,
	IRQ_WAKE_THREAD	= 1 << 1,	/* the rest belongs to the handler's thread */
};

typedef enum irqreturn irqreturn_t;

#define IRQ_RETVAL(x)	((x) ? IRQ_HANDLED : IRQ_NONE)

#endif
