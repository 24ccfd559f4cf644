// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resource.c - who claims which addresses
 *
 * A tree for each of the two address spaces. The children of a range are in order of address, and
 * no two of them overlap. Ranges that describe a device may have others inside them; one that is
 * IORESOURCE_BUSY is some driver's alone.
 *
 * Locking: resource_lock covers ->child, ->sibling and ->parent of all that are in a tree.
 */
#include <linux/ioport.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct resource ioport_resource = {
	.name = "PCI IO", .start = 0, .end = IO_SPACE_LIMIT, .flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

struct resource iomem_resource = {
	.name = "PCI mem", .start = 0, .end = -1, .flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

static DEFINE_SPINLOCK(resource_lock);

static bool encloses(const struct resource *outer, const struct resource *inner)
{
	return outer->start <= inner->start && outer->end >= inner->end;
}

/* NULL: @new is a child of @root now. Else what is in its way, @root where it reaches over that. */
static struct resource *place(struct resource *root, struct resource *new)
{
	struct resource **link = &root->child;

	lockdep_assert_held(&resource_lock);
	if (new->end < new->start || !encloses(root, new))
		return root;
	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	if (*link && (*link)->start <= new->end)
		return *link;
	new->sibling = *link;
	new->parent = root;
	*link = new;
	return NULL;
}

int request_resource(struct resource *root, struct resource *new)
{
	struct resource *in_the_way;

	spin_lock(&resource_lock);
	in_the_way = place(root, new);
	spin_unlock(&resource_lock);
	return in_the_way ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

/* Around @first, a child of @parent, and those behind it that @new overlaps: whole ones only. */
static int place_around(struct resource *parent, struct resource *new, struct resource *first)
{
	struct resource **link = &parent->child, *last = first;

	lockdep_assert_held(&resource_lock);
	if (!encloses(new, first))
		return -EBUSY;
	for (; last->sibling && last->sibling->start <= new->end; last = last->sibling)
		if (!encloses(new, last->sibling))
			return -EBUSY;
	while (*link != first)
		link = &(*link)->sibling;
	*link = new;
	new->parent = parent;
	new->sibling = last->sibling;
	new->child = first;
	last->sibling = NULL;
	for (; first; first = first->sibling)
		first->parent = new;
	return 0;
}

/* Of two that are the same, the later one is the outer one. */
static int insert(struct resource *parent, struct resource *new)
{
	struct resource *other;

	for (;;) {
		other = place(parent, new);
		if (!other)
			return 0;
		if (other == parent || other == new)
			return -EBUSY;
		if (!encloses(other, new) || encloses(new, other))
			return place_around(parent, new, other);
		parent = other;
	}
}

int insert_resource(struct resource *parent, struct resource *new)
{
	int ret;

	spin_lock(&resource_lock);
	ret = insert(parent, new);
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(insert_resource);

int release_resource(struct resource *old)
{
	struct resource **link;
	int ret = -EINVAL;

	spin_lock(&resource_lock);
	for (link = &old->parent->child; *link; link = &(*link)->sibling)
		if (*link == old) {
			*link = old->sibling;
			old->parent = NULL;
			ret = 0;
			break;
		}
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(release_resource);

struct resource *__request_region(struct resource *parent, resource_size_t start,
				  resource_size_t n, const char *name, int flags)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL), *other;

	if (!res)
		return NULL;
	*res = (struct resource){
		.name = name, .start = start, .end = start + n - 1,
		.flags = resource_type(parent) | IORESOURCE_BUSY | flags,
	};
	spin_lock(&resource_lock);
	other = place(parent, res);
	while (other && other != parent && !(other->flags & IORESOURCE_BUSY)) {
		parent = other;
		other = place(parent, res);
	}
	spin_unlock(&resource_lock);
	if (!other)
		return res;
	kfree(res);
	return NULL;
}
EXPORT_SYMBOL(__request_region);

void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	const struct resource region = { .start = start, .end = start + n - 1 };
	struct resource **link = &parent->child, *res;

	spin_lock(&resource_lock);
	while ((res = *link)) {
		if (!encloses(res, &region))
			link = &res->sibling;
		else if (!(res->flags & IORESOURCE_BUSY))
			link = &res->child;
		else
			break;
	}
	if (res && encloses(&region, res))
		*link = res->sibling;
	else
		res = NULL;
	spin_unlock(&resource_lock);
	if (!res)
		pr_warn("Trying to free nonexistent resource <%016llx-%016llx>\n",
			(unsigned long long)region.start, (unsigned long long)region.end);
	kfree(res);
}
EXPORT_SYMBOL(__release_region);
