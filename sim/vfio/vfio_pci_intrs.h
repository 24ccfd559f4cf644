/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfio_pci_intrs.h - what the files of interrupt handling share */
#ifndef VFIO_PCI_INTRS_H
#define VFIO_PCI_INTRS_H

#include <linux/irqbypass.h>

#include "vfio_pci_priv.h"

/* One interrupt, in vdev->ctx by its index. */
struct vfio_pci_irq_ctx {
	struct vfio_pci_core_device	*vdev;
	struct eventfd_ctx		*trigger;	/* counted; INTx: may be NULL */
	struct virqfd			*unmask;	/* virqfd_lock */
	struct virqfd			*mask;
	char				*name;
	bool				masked;		/* irqlock */
	struct irq_bypass_producer	producer;
};

static inline bool irq_is(struct vfio_pci_core_device *vdev, int type)
{
	return vdev->irq_type == type;
}

static inline bool is_intx(struct vfio_pci_core_device *vdev)
{
	return irq_is(vdev, VFIO_PCI_INTX_IRQ_INDEX);
}

static inline bool is_irq_none(struct vfio_pci_core_device *vdev)
{
	return !is_intx(vdev) && !irq_is(vdev, VFIO_PCI_MSI_IRQ_INDEX) &&
	       !irq_is(vdev, VFIO_PCI_MSIX_IRQ_INDEX);
}

/* vfio_pci_intrs.c */
struct vfio_pci_irq_ctx *vfio_irq_ctx_get(struct vfio_pci_core_device *vdev, unsigned long index);
struct vfio_pci_irq_ctx *vfio_irq_ctx_alloc(struct vfio_pci_core_device *vdev,
					    unsigned long index);
void vfio_irq_ctx_free(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
		       unsigned long index);

/* vfio_pci_intx_mask.c */
void vfio_send_intx_eventfd(void *opaque, void *data);
bool vfio_pci_intx_mask_locked(struct vfio_pci_core_device *vdev);
void vfio_pci_intx_unmask_locked(struct vfio_pci_core_device *vdev);
int vfio_pci_intx_unmask_handler(void *opaque, void *data);
irqreturn_t vfio_intx_handler(int irq, void *dev_id);

/* vfio_pci_intx.c; all need igate */
int vfio_pci_set_intx_mask(struct vfio_pci_core_device *vdev, unsigned int start,
			   unsigned int count, u32 flags, void *data);
int vfio_pci_set_intx_unmask(struct vfio_pci_core_device *vdev, unsigned int start,
			     unsigned int count, u32 flags, void *data);
int vfio_pci_set_intx_trigger(struct vfio_pci_core_device *vdev, unsigned int start,
			      unsigned int count, u32 flags, void *data);

/* vfio_pci_intx_swap.c */
int vfio_intx_set_signal_swap(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
			      struct eventfd_ctx *trigger);

/* vfio_pci_msi.c; needs igate */
int vfio_pci_set_msi_trigger(struct vfio_pci_core_device *vdev, bool msix, unsigned int start,
			     unsigned int count, u32 flags, void *data);

#endif
