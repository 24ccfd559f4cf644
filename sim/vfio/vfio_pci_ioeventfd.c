// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_ioeventfd.c - an eventfd that writes a fixed value to a BAR when it is signalled
 *
 * The write happens where the signal comes from, in atomic context, if memory_lock can be had at
 * once, and in a worker otherwise.
 */
#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

/* What is to be written, and where. */
struct doorbell {
	loff_t	pos;
	u64	data;
	int	bar;
	int	width;		/* in bytes */
};

struct vfio_pci_ioeventfd {
	struct list_head		next;		/* ioeventfds_lock */
	struct virqfd			*virqfd;
	/* fixed at creation */
	struct vfio_pci_core_device	*vdev;
	struct doorbell			bell;
	void __iomem			*addr;
	bool				is_memory;
};

/* @check: look under memory_lock whether the device answers. */
static void ring(struct vfio_pci_ioeventfd *entry, bool check)
{
	struct vfio_pci_core_device *core = entry->vdev;
	const u64 data = entry->bell.data;

	switch (entry->bell.width) {
	case sizeof(u64):
		vfio_pci_core_iowrite64(core, check, data, entry->addr);
		break;
	case sizeof(u32):
		vfio_pci_core_iowrite32(core, check, data, entry->addr);
		break;
	case sizeof(u16):
		vfio_pci_core_iowrite16(core, check, data, entry->addr);
		break;
	case sizeof(u8):
		vfio_pci_core_iowrite8(core, check, data, entry->addr);
		break;
	}
}

/* 1: could not without sleeping, let the thread do it. */
static int ring_atomic(void *opaque, void *unused)
{
	struct vfio_pci_ioeventfd *entry = opaque;
	struct rw_semaphore *lock = &entry->vdev->memory_lock;

	if (!entry->is_memory) {
		ring(entry, false);
		return 0;
	}
	if (!down_read_trylock(lock))
		return 1;
	if (__vfio_pci_memory_enabled(entry->vdev))
		ring(entry, false);	/* it has been looked at */
	up_read(lock);
	return 0;
}

static void ring_in_thread(void *opaque, void *unused)
{
	struct vfio_pci_ioeventfd *entry = opaque;

	ring(entry, entry->is_memory);
}

static void entry_free(struct vfio_pci_ioeventfd *entry)
{
	vfio_virqfd_disable(&entry->virqfd);
	entry->vdev->ioeventfds_nr--;
	list_del(&entry->next);
	kfree(entry);
}

/* The device is being closed: nobody else is left. */
void vfio_pci_ioeventfds_release(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_ioeventfd *entry, *tmp;

	list_for_each_entry_safe(entry, tmp, &vdev->ioeventfds_list, next)
		entry_free(entry);
}

static bool same_bell(const struct doorbell *a, const struct doorbell *b)
{
	return a->pos == b->pos && a->bar == b->bar && a->data == b->data && a->width == b->width;
}

static struct vfio_pci_ioeventfd *entry_find(struct vfio_pci_core_device *core,
					     const struct doorbell *bell)
{
	struct vfio_pci_ioeventfd *entry;

	list_for_each_entry(entry, &core->ioeventfds_list, next)
		if (same_bell(&entry->bell, bell))
			return entry;
	return NULL;
}

static int entry_add(struct vfio_pci_core_device *core, const struct doorbell *bell, int fd)
{
	const struct resource *res = &core->pdev->resource[bell->bar];
	struct vfio_pci_ioeventfd *fresh;
	int err;

	if (core->ioeventfds_nr >= VFIO_PCI_IOEVENTFD_MAX)
		return -ENOSPC;
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	if (!fresh)
		return -ENOMEM;

	fresh->bell = *bell;
	fresh->vdev = core;
	fresh->addr = core->barmap[bell->bar] + bell->pos;
	fresh->is_memory = res->flags & IORESOURCE_MEM;
	err = vfio_virqfd_enable(fresh, ring_atomic, ring_in_thread, NULL, &fresh->virqfd, fd);
	if (err) {
		kfree(fresh);
		return err;
	}
	core->ioeventfds_nr++;
	list_add(&fresh->next, &core->ioeventfds_list);
	return 0;
}

/* Each doorbell once: an eventfd to set it up, -1 to take it away. */
static int entry_set(struct vfio_pci_core_device *core, const struct doorbell *bell, int fd)
{
	struct vfio_pci_ioeventfd *there = entry_find(core, bell);

	if (!there)
		return fd < 0 ? -ENODEV : entry_add(core, bell, fd);
	if (fd != -1)
		return -EEXIST;
	entry_free(there);
	return 0;
}

/* Within a BAR, and not a way around SET_IRQS. */
static bool may_ring(struct vfio_pci_core_device *core, const struct doorbell *bell)
{
	const loff_t end = bell->pos + bell->width;
	const loff_t table = core->msix_offset;

	if (end > pci_resource_len(core->pdev, bell->bar))
		return false;
	return bell->bar != core->msix_bar || end <= table || bell->pos >= table + core->msix_size;
}

int vfio_pci_ioeventfd(struct vfio_pci_core_device *vdev, loff_t offset, u64 data, int count,
		       int fd)
{
	const u64 index = VFIO_PCI_OFFSET_TO_INDEX((u64)offset);
	const struct doorbell bell = {
		.pos = offset & VFIO_PCI_OFFSET_MASK, .data = data, .bar = index, .width = count,
	};
	int err;

	if (index > VFIO_PCI_BAR5_REGION_INDEX || !may_ring(vdev, &bell))
		return -EINVAL;
	err = vfio_pci_core_setup_barmap(vdev, bell.bar);
	if (err)
		return err;

	mutex_lock(&vdev->ioeventfds_lock);
	err = entry_set(vdev, &bell, fd);
	mutex_unlock(&vdev->ioeventfds_lock);
	return err;
}
