/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_MMAN_H
#define _KSIM_LINUX_MMAN_H

#ifndef PROT_READ
#include_next <linux/mman.h>
#endif

#endif
