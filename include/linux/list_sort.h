/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/list_sort.c */
#ifndef _KSIM_LINUX_LIST_SORT_H
#define _KSIM_LINUX_LIST_SORT_H

#include <linux/types.h>

struct list_head;

/* Above 0: @a goes behind @b. Equal entries keep their order. */
typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(void *priv,
	const struct list_head *a, const struct list_head *b);

__attribute__((nonnull(2, 3)))
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif
