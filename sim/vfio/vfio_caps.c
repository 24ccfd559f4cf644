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

/* Links are offsets from the start of caps->buf until vfio_info_cap_shift(). */
struct vfio_info_cap_header *vfio_info_cap_add(struct vfio_info_cap *caps, size_t size, u16 id,
					       u16 version)
{
	struct vfio_info_cap_header *header, *last;
	void *buf;

	size = ALIGN(size, sizeof(u64));	/* so that the next one is aligned */
	buf = krealloc(caps->buf, caps->size + size, GFP_KERNEL);
	if (!buf) {
		kfree(caps->buf);
		caps->buf = NULL;
		caps->size = 0;
		return ERR_PTR(-ENOMEM);
	}

	header = buf + caps->size;
	memset(header, 0, size);	/* the user sees all of it */
	header->id = id;
	header->version = version;

	/* The first one finds itself, and links to offset 0, which ends the chain. */
	last = buf;
	while (last->next)
		last = buf + last->next;
	last->next = caps->size;

	caps->buf = buf;
	caps->size += size;
	return header;
}
EXPORT_SYMBOL_GPL(vfio_info_cap_add);

void vfio_info_cap_shift(struct vfio_info_cap *caps, size_t offset)
{
	struct vfio_info_cap_header *cap = caps->buf;
	u32 next;

	WARN_ON(!IS_ALIGNED(offset, sizeof(u64)));

	while (cap->next) {
		next = cap->next;
		cap->next += offset;
		cap = (void *)caps->buf + next;
	}
}
EXPORT_SYMBOL(vfio_info_cap_shift);

int vfio_info_add_capability(struct vfio_info_cap *caps, struct vfio_info_cap_header *cap,
			     size_t size)
{
	struct vfio_info_cap_header *header;

	header = vfio_info_cap_add(caps, size, cap->id, cap->version);
	if (IS_ERR(header))
		return PTR_ERR(header);
	memcpy(header + 1, cap + 1, size - sizeof(*header));
	return 0;
}
EXPORT_SYMBOL(vfio_info_add_capability);

/* Bytes of data per interrupt, or -EINVAL for none or several data types. */
static ssize_t vfio_irq_data_size(u32 flags)
{
	switch (flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_NONE:
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		return sizeof(u8);
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return sizeof(s32);
	default:
		return -EINVAL;
	}
}

int vfio_set_irqs_validate_and_prepare(struct vfio_irq_set *hdr, int num_irqs, int max_irq_type,
				       size_t *data_size)
{
	size_t minsz = offsetofend(struct vfio_irq_set, count);
	ssize_t size;

	if (hdr->argsz < minsz || hdr->index >= max_irq_type ||
	    hdr->count >= U32_MAX - hdr->start ||
	    (hdr->flags & ~(VFIO_IRQ_SET_DATA_TYPE_MASK | VFIO_IRQ_SET_ACTION_TYPE_MASK)))
		return -EINVAL;

	if (data_size)
		*data_size = 0;

	if (hdr->start >= num_irqs || hdr->start + hdr->count > num_irqs)
		return -EINVAL;

	size = vfio_irq_data_size(hdr->flags);
	if (size <= 0)
		return size;

	if (hdr->argsz - minsz < hdr->count * size || !data_size)
		return -EINVAL;
	*data_size = hdr->count * size;
	return 0;
}
EXPORT_SYMBOL(vfio_set_irqs_validate_and_prepare);
