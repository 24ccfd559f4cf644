// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rbtree.c - red-black trees, augmented or not
 *
 * True between calls:
 *  R1  A red node has a black parent; the root is black.
 *  R2  Every path from a node down to a missing child passes as many black nodes.
 *
 * Left and right are one case here: child(node, side) is the link on that side, and !side is the
 * other. Links are stored with WRITE_ONCE() and a subtree is never out of reach of a lockless
 * reader for longer than a rotation takes; such a reader may miss nodes, but finds its end.
 */
#include <linux/rbtree_augmented.h>

#include <linux/export.h>

#define RB_BLACK	1UL

enum side { LEFT, RIGHT };

static struct rb_node **child(struct rb_node *node, enum side side)
{
	return side == LEFT ? &node->rb_left : &node->rb_right;
}

static enum side side_of(const struct rb_node *node, const struct rb_node *parent)
{
	return parent->rb_left == node ? LEFT : RIGHT;
}

/* A missing child counts as black. */
static bool is_red(const struct rb_node *node)
{
	return node && !(node->__rb_parent_color & RB_BLACK);
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (unsigned long)parent | (node->__rb_parent_color & RB_BLACK);
}

static void set_black(struct rb_node *node)
{
	node->__rb_parent_color |= RB_BLACK;
}

static void set_red(struct rb_node *node)
{
	node->__rb_parent_color &= ~RB_BLACK;
}

static void copy_color(struct rb_node *node, const struct rb_node *from)
{
	if (is_red(from))
		set_red(node);
	else
		set_black(node);
}

/* Whatever points at @old below @parent points at @new. */
static void change_child(struct rb_root *root, struct rb_node *parent, struct rb_node *old,
			 struct rb_node *new)
{
	if (!parent)
		WRITE_ONCE(root->rb_node, new);
	else
		WRITE_ONCE(*child(parent, side_of(old, parent)), new);
}

/* @node goes down to @side; its other child, which is returned, comes up in its place. */
static struct rb_node *rotate(struct rb_root *root, struct rb_node *node, enum side side,
			      void (*augment_rotate)(struct rb_node *old, struct rb_node *new))
{
	struct rb_node *up = *child(node, !side);
	struct rb_node *parent = rb_parent(node);
	struct rb_node *middle = *child(up, side);

	WRITE_ONCE(*child(node, !side), middle);
	if (middle)
		set_parent(middle, node);
	WRITE_ONCE(*child(up, side), node);
	change_child(root, parent, node, up);
	set_parent(up, parent);
	set_parent(node, up);
	augment_rotate(node, up);
	return up;
}

/* @node is red and may have a red parent: R1 is all that can be wrong. */
void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old, struct rb_node *new))
{
	struct rb_node *parent;

	while ((parent = rb_parent(node)) && is_red(parent)) {
		struct rb_node *grandparent = rb_parent(parent);
		enum side side = side_of(parent, grandparent);
		struct rb_node *uncle = *child(grandparent, !side);

		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grandparent);
			node = grandparent;
			continue;
		}
		if (side_of(node, parent) != side)
			parent = rotate(root, parent, side, augment_rotate);
		set_black(parent);
		set_red(grandparent);
		rotate(root, grandparent, !side, augment_rotate);
		break;
	}
	set_black(root->rb_node);
}
EXPORT_SYMBOL(__rb_insert_augmented);

/* The subtree on @parent's @side is one black node short: R2. */
static void fix_short_side(struct rb_root *root, struct rb_node *parent, enum side side,
			   void (*augment_rotate)(struct rb_node *old, struct rb_node *new))
{
	while (parent) {
		struct rb_node *node = *child(parent, side);
		struct rb_node *sibling = *child(parent, !side);

		if (is_red(node)) {
			set_black(node);
			return;
		}
		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(root, parent, side, augment_rotate);
			sibling = *child(parent, !side);
		}
		if (is_red(*child(sibling, side)) || is_red(*child(sibling, !side))) {
			if (!is_red(*child(sibling, !side)))
				sibling = rotate(root, sibling, !side, augment_rotate);
			copy_color(sibling, parent);
			set_black(parent);
			rotate(root, parent, side, augment_rotate);
			set_black(*child(sibling, side));
			set_black(*child(sibling, !side));
			return;
		}
		/* Both sides are short now: it is the parent's parent that must make up for it. */
		set_red(sibling);
		node = parent;
		parent = rb_parent(node);
		if (is_red(node) || !parent) {
			set_black(node);
			return;
		}
		side = side_of(node, parent);
	}
}

/* @node, which has two children, gives its place to the node that follows it. */
static void erase_inner(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	struct rb_node *next = node->rb_right;
	struct rb_node *short_parent, *orphan;
	enum side short_side = RIGHT;
	bool was_black;

	while (next->rb_left)
		next = next->rb_left;
	was_black = !is_red(next);
	orphan = next->rb_right;
	short_parent = next;
	if (next != node->rb_right) {
		short_parent = rb_parent(next);
		short_side = LEFT;
		WRITE_ONCE(short_parent->rb_left, orphan);
		if (orphan)
			set_parent(orphan, short_parent);
		WRITE_ONCE(next->rb_right, node->rb_right);
		set_parent(node->rb_right, next);
	}
	augment->copy(node, next);
	if (short_parent != next)
		augment->propagate(short_parent, next);

	WRITE_ONCE(next->rb_left, node->rb_left);
	set_parent(node->rb_left, next);
	change_child(root, rb_parent(node), node, next);
	next->__rb_parent_color = node->__rb_parent_color;
	augment->propagate(next, NULL);
	if (was_black)
		fix_short_side(root, short_parent, short_side, augment->rotate);
}

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent = rb_parent(node);
	struct rb_node *only = node->rb_left ? node->rb_left : node->rb_right;
	enum side side;

	if (node->rb_left && node->rb_right) {
		erase_inner(node, root, augment);
		return;
	}
	side = parent ? side_of(node, parent) : LEFT;
	change_child(root, parent, node, only);
	if (only)
		set_parent(only, parent);
	augment->propagate(parent, NULL);
	if (is_red(node))
		return;
	if (only)
		set_black(only);	/* it was red: a black one would be one too many, by R2 */
	else
		fix_short_side(root, parent, side, augment->rotate);
}
EXPORT_SYMBOL(rb_erase_augmented);

static void no_propagate(struct rb_node *node, struct rb_node *stop)
{
	(void)node;
	(void)stop;
}

static void no_copy(struct rb_node *old, struct rb_node *new)
{
	(void)old;
	(void)new;
}

static const struct rb_augment_callbacks not_augmented = {
	.propagate = no_propagate,
	.copy = no_copy,
	.rotate = no_copy,
};

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	__rb_insert_augmented(node, root, not_augmented.rotate);
}
EXPORT_SYMBOL(rb_insert_color);

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	rb_erase_augmented(node, root, &not_augmented);
}
EXPORT_SYMBOL(rb_erase);

static struct rb_node *outermost(struct rb_node *node, enum side side)
{
	while (node && *child(node, side))
		node = *child(node, side);
	return node;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, LEFT);
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, RIGHT);
}
EXPORT_SYMBOL(rb_last);

/* In order, towards @side; NULL too for a node that is on no tree. */
static struct rb_node *neighbour(const struct rb_node *node, enum side side)
{
	struct rb_node *pos = (struct rb_node *)node;
	struct rb_node *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (*child(pos, side))
		return outermost(*child(pos, side), !side);
	while ((parent = rb_parent(pos)) && side_of(pos, parent) == side)
		pos = parent;
	return parent;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, RIGHT);
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, LEFT);
}
EXPORT_SYMBOL(rb_prev);

static struct rb_node *deepest_left(struct rb_node *node)
{
	while (node->rb_left || node->rb_right)
		node = node->rb_left ? node->rb_left : node->rb_right;
	return node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? deepest_left(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = node ? rb_parent(node) : NULL;

	if (parent && side_of(node, parent) == LEFT && parent->rb_right)
		return deepest_left(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);

static void adopt_children(struct rb_node *victim, struct rb_node *new)
{
	*new = *victim;
	if (victim->rb_left)
		set_parent(victim->rb_left, new);
	if (victim->rb_right)
		set_parent(victim->rb_right, new);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	adopt_children(victim, new);
	change_child(root, rb_parent(victim), victim, new);
}
EXPORT_SYMBOL(rb_replace_node);

void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	struct rb_node *parent = rb_parent(victim);
	struct rb_node **link = parent ? child(parent, side_of(victim, parent)) : &root->rb_node;

	adopt_children(victim, new);
	smp_store_release(link, new);	/* @new is whole before a reader can reach it */
}
EXPORT_SYMBOL(rb_replace_node_rcu);
