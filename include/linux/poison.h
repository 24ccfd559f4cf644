/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_POISON_H
#define _KSIM_LINUX_POISON_H

/* What stands in the links of an entry after list_del(): not NULL, and never mapped. */
#define POISON_POINTER_DELTA	0xdead000000000000UL
#define LIST_POISON1		((void *)0x100 + POISON_POINTER_DELTA)
#define LIST_POISON2		((void *)0x122 + POISON_POINTER_DELTA)
#define POISON_INUSE		0x5a
#define POISON_FREE		0x6b
#define POISON_END		0xa5

#endif
