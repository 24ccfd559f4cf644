// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_caps.c - capability chains and SET_IRQS arguments, for drivers
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vfio.h"

/* Links are offsets from the start of the chain. 0 ends it: nothing links to the first one. */
static struct vfio_info_cap_header *cap_at(struct vfio_info_cap *caps, u32 offset)
{
	return (void *)caps->buf + offset;
}

static struct vfio_info_cap_header *last_cap(struct vfio_info_cap *caps)
{
	struct vfio_info_cap_header *cap = cap_at(caps, 0);

	while (cap->next)
		cap = cap_at(caps, cap->next);
	return cap;
}

/* Out of memory, nothing of the chain is left: the caller need not clean up. */
static int caps_grow(struct vfio_info_cap *caps, size_t by)
{
	void *grown = krealloc(caps->buf, caps->size + by, GFP_KERNEL);

	if (!grown) {
		kfree(caps->buf);
		*caps = (struct vfio_info_cap){};
		return -ENOMEM;
	}
	memset(grown + caps->size, 0, by);	/* the user sees all of it */
	caps->buf = grown;
	caps->size += by;
	return 0;
}

struct vfio_info_cap_header *vfio_info_cap_add(struct vfio_info_cap *caps, size_t size, u16 id,
					       u16 version)
{
	const size_t aligned = ALIGN(size, sizeof(u64));	/* for the one after it */
	const size_t offset = caps->size;
	struct vfio_info_cap_header *added;
	int err = caps_grow(caps, aligned);

	if (err)
		return ERR_PTR(err);
	if (offset)
		last_cap(caps)->next = offset;
	added = cap_at(caps, offset);
	added->version = version;
	added->id = id;
	return added;
}
EXPORT_SYMBOL_GPL(vfio_info_cap_add);

void vfio_info_cap_shift(struct vfio_info_cap *caps, size_t offset)
{
	struct vfio_info_cap_header *cap;
	u32 at = 0, next;

	WARN_ON(!IS_ALIGNED(offset, sizeof(u64)));
	do {
		cap = cap_at(caps, at);
		next = cap->next;
		if (next)
			cap->next = next + offset;
		at = next;
	} while (at);
}
EXPORT_SYMBOL(vfio_info_cap_shift);

int vfio_info_add_capability(struct vfio_info_cap *caps, struct vfio_info_cap_header *cap,
			     size_t size)
{
	const size_t contents = size - sizeof(*cap);
	struct vfio_info_cap_header *added = vfio_info_cap_add(caps, size, cap->id, cap->version);

	if (!IS_ERR(added))
		memcpy(added + 1, cap + 1, contents);
	return PTR_ERR_OR_ZERO(added);
}
EXPORT_SYMBOL(vfio_info_add_capability);

/* Bytes of data per interrupt, or -EINVAL for none or several data types. */
static int irq_data_size(u32 flags)
{
	const u32 type = flags & VFIO_IRQ_SET_DATA_TYPE_MASK;

	if (type == VFIO_IRQ_SET_DATA_EVENTFD)
		return sizeof(s32);
	if (type == VFIO_IRQ_SET_DATA_BOOL)
		return sizeof(u8);
	return type == VFIO_IRQ_SET_DATA_NONE ? 0 : -EINVAL;
}

/* By itself, and with [start, start + count) that does not wrap around. */
static bool irq_set_sane(const struct vfio_irq_set *set)
{
	const u32 known = VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK;

	return set->argsz >= offsetofend(struct vfio_irq_set, count) && !(set->flags & ~known) &&
	       set->count < U32_MAX - set->start;
}

int vfio_set_irqs_validate_and_prepare(struct vfio_irq_set *hdr, int num_irqs, int max_irq_type,
				       size_t *data_size)
{
	int per_irq;
	size_t all;

	if (!irq_set_sane(hdr) || hdr->index >= max_irq_type || num_irqs <= hdr->start ||
	    num_irqs - hdr->start < hdr->count)
		return -EINVAL;
	if (data_size)
		*data_size = 0;

	per_irq = irq_data_size(hdr->flags);
	if (per_irq <= 0)
		return per_irq;
	all = (size_t)per_irq * hdr->count;
	if (!data_size || hdr->argsz - offsetofend(struct vfio_irq_set, count) < all)
		return -EINVAL;		/* no data expected, or not all of it there */
	*data_size = all;
	return 0;
}
EXPORT_SYMBOL(vfio_set_irqs_validate_and_prepare);
