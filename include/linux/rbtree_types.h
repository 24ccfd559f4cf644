/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_RBTREE_TYPES_H
#define _KSIM_LINUX_RBTREE_TYPES_H

#include <linux/compiler_types.h>
#include <linux/stddef.h>

struct rb_node {
	unsigned long	__rb_parent_color;	/* bit 0: black */
	struct rb_node	*rb_right;
	struct rb_node	*rb_left;
} __attribute__((aligned(sizeof(long))));

struct rb_root {
	struct rb_node	*rb_node;
};

struct rb_root_cached {
	struct rb_root	rb_root;
	struct rb_node	*rb_leftmost;
};

#define RB_ROOT		((struct rb_root){ NULL, })
#define RB_ROOT_CACHED	((struct rb_root_cached){ { NULL, }, NULL })

#endif
