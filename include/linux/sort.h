/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/sort.c */
#ifndef _KSIM_LINUX_SORT_H
#define _KSIM_LINUX_SORT_H

#include <linux/types.h>

/* In place, not stable, n log n at worst. @swap_func may be NULL. */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func);
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv);

#endif
