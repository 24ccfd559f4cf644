/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/rbtree.c */
#ifndef _KSIM_LINUX_RBTREE_AUGMENTED_H
#define _KSIM_LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>

/*
 * Trees whose nodes each know something about all below them, such as the highest end of an
 * interval. The tree says when that must be computed again:
 *  propagate(node, stop)  from @node up to @stop, since something below @node changed;
 *  copy(old, new)         @new stands where @old stood;
 *  rotate(old, new)       @new went up to where @old was, @old is below it now.
 * rb_insert_augmented() wants the path down to the new node to be right already.
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old, struct rb_node *new));
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

static inline void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
				       const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool newleft,
					      const struct rb_augment_callbacks *augment)
{
	if (newleft)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/* @RBCOMPUTE(node, true) says whether @RBAUGMENTED was right already, and makes it so. */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBCOMPUTE)	\
static inline void RBNAME##_propagate(struct rb_node *rb, struct rb_node *stop)	\
{										\
	while (rb != stop) {							\
		RBSTRUCT *node = rb_entry(rb, RBSTRUCT, RBFIELD);		\
		if (RBCOMPUTE(node, true))					\
			break;							\
		rb = rb_parent(&node->RBFIELD);					\
	}									\
}										\
static inline void RBNAME##_copy(struct rb_node *rb_old, struct rb_node *rb_new)	\
{										\
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD);			\
	RBSTRUCT *new = rb_entry(rb_new, RBSTRUCT, RBFIELD);			\
	new->RBAUGMENTED = old->RBAUGMENTED;					\
}										\
static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)	\
{										\
	RBSTRUCT *old = rb_entry(rb_old, RBSTRUCT, RBFIELD);			\
	RBSTRUCT *new = rb_entry(rb_new, RBSTRUCT, RBFIELD);			\
	new->RBAUGMENTED = old->RBAUGMENTED;					\
	RBCOMPUTE(old, false);							\
}										\
RBSTATIC const struct rb_augment_callbacks RBNAME = {				\
	.propagate = RBNAME##_propagate,					\
	.copy = RBNAME##_copy,							\
	.rotate = RBNAME##_rotate						\
};

/* The same for the maximum of @RBCOMPUTE(node) over a subtree. */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE,	\
				 RBAUGMENTED, RBCOMPUTE)			\
static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)		\
{										\
	RBTYPE max = RBCOMPUTE(node);						\
	if (node->RBFIELD.rb_left) {						\
		RBSTRUCT *child = rb_entry(node->RBFIELD.rb_left, RBSTRUCT, RBFIELD);	\
		if (child->RBAUGMENTED > max)					\
			max = child->RBAUGMENTED;				\
	}									\
	if (node->RBFIELD.rb_right) {						\
		RBSTRUCT *child = rb_entry(node->RBFIELD.rb_right, RBSTRUCT, RBFIELD);	\
		if (child->RBAUGMENTED > max)					\
			max = child->RBAUGMENTED;				\
	}									\
	if (exit && node->RBAUGMENTED == max)					\
		return true;							\
	node->RBAUGMENTED = max;						\
	return false;								\
}										\
RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBNAME##_compute_max)

#endif
