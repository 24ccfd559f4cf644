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

struct vfio_pci_ioeventfd {
	struct list_head		next;		/* ioeventfds_lock */
	struct vfio_pci_core_device	*vdev;
	struct virqfd			*virqfd;
	/* fixed at creation */
	void __iomem			*addr;
	u64				data;
	loff_t				pos;
	int				bar;
	int				count;
	bool				test_mem;
};

static void vfio_pci_ioeventfd_do_write(struct vfio_pci_ioeventfd *ioeventfd, bool test_mem)
{
	struct vfio_pci_core_device *vdev = ioeventfd->vdev;

	switch (ioeventfd->count) {
	case 1:
		vfio_pci_core_iowrite8(vdev, test_mem, ioeventfd->data, ioeventfd->addr);
		break;
	case 2:
		vfio_pci_core_iowrite16(vdev, test_mem, ioeventfd->data, ioeventfd->addr);
		break;
	case 4:
		vfio_pci_core_iowrite32(vdev, test_mem, ioeventfd->data, ioeventfd->addr);
		break;
	case 8:
		vfio_pci_core_iowrite64(vdev, test_mem, ioeventfd->data, ioeventfd->addr);
		break;
	}
}

/* 1: could not, let the thread do it. */
static int vfio_pci_ioeventfd_handler(void *opaque, void *unused)
{
	struct vfio_pci_ioeventfd *ioeventfd = opaque;
	struct vfio_pci_core_device *vdev = ioeventfd->vdev;

	if (!ioeventfd->test_mem) {
		vfio_pci_ioeventfd_do_write(ioeventfd, false);
		return 0;
	}
	if (!down_read_trylock(&vdev->memory_lock))
		return 1;
	if (__vfio_pci_memory_enabled(vdev))
		vfio_pci_ioeventfd_do_write(ioeventfd, false);
	up_read(&vdev->memory_lock);
	return 0;
}

static void vfio_pci_ioeventfd_thread(void *opaque, void *unused)
{
	struct vfio_pci_ioeventfd *ioeventfd = opaque;

	vfio_pci_ioeventfd_do_write(ioeventfd, ioeventfd->test_mem);
}

static void vfio_pci_ioeventfd_free(struct vfio_pci_ioeventfd *ioeventfd)
{
	vfio_virqfd_disable(&ioeventfd->virqfd);
	list_del(&ioeventfd->next);
	ioeventfd->vdev->ioeventfds_nr--;
	kfree(ioeventfd);
}

/* The device is being closed: nobody else is left. */
void vfio_pci_ioeventfds_release(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_ioeventfd *ioeventfd, *next;

	list_for_each_entry_safe(ioeventfd, next, &vdev->ioeventfds_list, next)
		vfio_pci_ioeventfd_free(ioeventfd);
}

static struct vfio_pci_ioeventfd *vfio_pci_ioeventfd_find(struct vfio_pci_core_device *vdev,
							  int bar, loff_t pos, u64 data,
							  int count)
{
	struct vfio_pci_ioeventfd *it;

	list_for_each_entry(it, &vdev->ioeventfds_list, next)
		if (it->pos == pos && it->bar == bar && it->data == data && it->count == count)
			return it;
	return NULL;
}

static int vfio_pci_ioeventfd_add(struct vfio_pci_core_device *vdev, int bar, loff_t pos,
				  u64 data, int count, int fd)
{
	struct vfio_pci_ioeventfd *ioeventfd;
	int ret;

	if (vdev->ioeventfds_nr >= VFIO_PCI_IOEVENTFD_MAX)
		return -ENOSPC;

	ioeventfd = kzalloc(sizeof(*ioeventfd), GFP_KERNEL_ACCOUNT);
	if (!ioeventfd)
		return -ENOMEM;
	ioeventfd->vdev = vdev;
	ioeventfd->addr = vdev->barmap[bar] + pos;
	ioeventfd->data = data;
	ioeventfd->pos = pos;
	ioeventfd->bar = bar;
	ioeventfd->count = count;
	ioeventfd->test_mem = vdev->pdev->resource[bar].flags & IORESOURCE_MEM;

	ret = vfio_virqfd_enable(ioeventfd, vfio_pci_ioeventfd_handler,
				 vfio_pci_ioeventfd_thread, NULL, &ioeventfd->virqfd, fd);
	if (ret) {
		kfree(ioeventfd);
		return ret;
	}
	list_add(&ioeventfd->next, &vdev->ioeventfds_list);
	vdev->ioeventfds_nr++;
	return 0;
}

int vfio_pci_ioeventfd(struct vfio_pci_core_device *vdev, loff_t offset, u64 data, int count,
		       int fd)
{
	loff_t pos = offset & VFIO_PCI_OFFSET_MASK;
	u64 bar = VFIO_PCI_OFFSET_TO_INDEX((u64)offset);
	struct vfio_pci_ioeventfd *ioeventfd;
	int ret;

	if (bar > VFIO_PCI_BAR5_REGION_INDEX)
		return -EINVAL;
	if (pos + count > pci_resource_len(vdev->pdev, bar))
		return -EINVAL;
	/* Not a way around SET_IRQS. */
	if (bar == vdev->msix_bar && pos + count > vdev->msix_offset &&
	    pos < vdev->msix_offset + vdev->msix_size)
		return -EINVAL;

	ret = vfio_pci_core_setup_barmap(vdev, bar);
	if (ret)
		return ret;

	mutex_lock(&vdev->ioeventfds_lock);
	ioeventfd = vfio_pci_ioeventfd_find(vdev, bar, pos, data, count);
	if (ioeventfd && fd == -1)
		vfio_pci_ioeventfd_free(ioeventfd);
	else if (ioeventfd)
		ret = -EEXIST;
	else if (fd < 0)
		ret = -ENODEV;
	else
		ret = vfio_pci_ioeventfd_add(vdev, bar, pos, data, count, fd);
	mutex_unlock(&vdev->ioeventfds_lock);
	return ret;
}
