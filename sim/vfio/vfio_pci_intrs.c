// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_intrs.c - VFIO_DEVICE_SET_IRQS: which interrupts there are, and who handles them
 *
 * Invariant, under igate:
 *  I1  irq_type names the one kind that is in use, VFIO_PCI_NUM_IRQS none; vdev->ctx holds its
 *      interrupts.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "vfio_pci_intrs.h"

DEFINE_VARIANT(vfio_pci_err_device_lock, "vfio-pci-err-device-lock", "reverts 3be3a074cf5b (v3.14)",
	       "setting the error eventfd takes device_lock (P02)");

int vfio_pci_get_irq_count(struct vfio_pci_core_device *vdev, int irq_type)
{
	struct pci_dev *pdev = vdev->pdev;
	u16 flags;

	switch (irq_type) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return vdev->vconfig[PCI_INTERRUPT_PIN] ? 1 : 0;
	case VFIO_PCI_MSI_IRQ_INDEX:
		if (!pdev->msi_cap)
			return 0;
		pci_read_config_word(pdev, pdev->msi_cap + PCI_MSI_FLAGS, &flags);
		return 1 << ((flags & PCI_MSI_FLAGS_QMASK) >> 1);
	case VFIO_PCI_MSIX_IRQ_INDEX:
		if (!pdev->msix_cap)
			return 0;
		pci_read_config_word(pdev, pdev->msix_cap + PCI_MSIX_FLAGS, &flags);
		return (flags & PCI_MSIX_FLAGS_QSIZE) + 1;
	case VFIO_PCI_ERR_IRQ_INDEX:
		return pci_is_pcie(pdev);
	case VFIO_PCI_REQ_IRQ_INDEX:
		return 1;
	default:
		return 0;
	}
}

struct vfio_pci_irq_ctx *vfio_irq_ctx_get(struct vfio_pci_core_device *vdev, unsigned long index)
{
	return xa_load(&vdev->ctx, index);
}

struct vfio_pci_irq_ctx *vfio_irq_ctx_alloc(struct vfio_pci_core_device *vdev,
					    unsigned long index)
{
	struct vfio_pci_irq_ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL_ACCOUNT);

	if (ctx && xa_insert(&vdev->ctx, index, ctx, GFP_KERNEL_ACCOUNT)) {
		kfree(ctx);
		return NULL;
	}
	return ctx;
}

void vfio_irq_ctx_free(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
		       unsigned long index)
{
	xa_erase(&vdev->ctx, index);
	kfree(ctx);
}

static int vfio_pci_set_err_trigger(struct vfio_pci_core_device *vdev, unsigned int start,
				    unsigned int count, u32 flags, void *data)
{
	struct device *dev = &vdev->pdev->dev;
	int ret;

	if (start || count > 1)
		return -EINVAL;
	if (variant(vfio_pci_err_device_lock))
		device_lock(dev);
	ret = vfio_pci_set_ctx_trigger_single(vdev, &vdev->err_trigger, count, flags, data);
	if (variant(vfio_pci_err_device_lock))
		device_unlock(dev);
	return ret;
}

static int vfio_pci_set_req_trigger(struct vfio_pci_core_device *vdev, unsigned int start,
				    unsigned int count, u32 flags, void *data)
{
	if (start || count > 1)
		return -EINVAL;
	return vfio_pci_set_ctx_trigger_single(vdev, &vdev->req_trigger, count, flags, data);
}

static int vfio_pci_set_intx(struct vfio_pci_core_device *vdev, u32 action, unsigned int start,
			     unsigned int count, u32 flags, void *data)
{
	switch (action) {
	case VFIO_IRQ_SET_ACTION_MASK:
		return vfio_pci_set_intx_mask(vdev, start, count, flags, data);
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return vfio_pci_set_intx_unmask(vdev, start, count, flags, data);
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return vfio_pci_set_intx_trigger(vdev, start, count, flags, data);
	default:
		return -ENOTTY;
	}
}

/* Needs igate, or that nobody else has the device open. @data has been checked for its size. */
int vfio_pci_set_irqs_ioctl(struct vfio_pci_core_device *vdev, u32 flags, unsigned int index,
			    unsigned int start, unsigned int count, void *data)
{
	u32 action = flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;

	if (index == VFIO_PCI_INTX_IRQ_INDEX)
		return vfio_pci_set_intx(vdev, action, start, count, flags, data);
	if (action != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -ENOTTY;

	switch (index) {
	case VFIO_PCI_MSI_IRQ_INDEX:
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return vfio_pci_set_msi_trigger(vdev, index == VFIO_PCI_MSIX_IRQ_INDEX, start,
						count, flags, data);
	case VFIO_PCI_ERR_IRQ_INDEX:
		if (!pci_is_pcie(vdev->pdev))
			return -ENOTTY;
		return vfio_pci_set_err_trigger(vdev, start, count, flags, data);
	case VFIO_PCI_REQ_IRQ_INDEX:
		return vfio_pci_set_req_trigger(vdev, start, count, flags, data);
	default:
		return -ENOTTY;
	}
}
