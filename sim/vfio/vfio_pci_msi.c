// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_msi.c - MSI and MSI-X: an eventfd per vector
 *
 * Vectors are allocated when the first eventfds are set and kept until all are taken away; an
 * MSI-X device that can grow gets more as they are asked for. While vectors are written to the
 * device its memory must answer: hence memory_lock (W), with memory enabled, around each.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/interrupt.h>
#include <linux/msi.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "vfio_pci_intrs.h"

static irqreturn_t vfio_msihandler(int irq, void *arg)
{
	struct eventfd_ctx *trigger = arg;

	eventfd_signal(trigger);
	return IRQ_HANDLED;
}

/* As pci_alloc_irq_vectors(): positive is how many there would have been. */
static int vfio_msi_enable(struct vfio_pci_core_device *vdev, int nvec, bool msix)
{
	struct pci_dev *pdev = vdev->pdev;
	int ret;
	u16 cmd;

	if (!is_irq_none(vdev))
		return -EINVAL;

	cmd = vfio_pci_memory_lock_and_enable(vdev);
	ret = pci_alloc_irq_vectors(pdev, 1, nvec, msix ? PCI_IRQ_MSIX : PCI_IRQ_MSI);
	if (ret > 0 && ret < nvec)
		pci_free_irq_vectors(pdev);
	vfio_pci_memory_unlock_and_restore(vdev, cmd);
	if (ret < nvec)
		return ret;

	vdev->irq_type = msix ? VFIO_PCI_MSIX_IRQ_INDEX : VFIO_PCI_MSI_IRQ_INDEX;
	if (!msix)
		vdev->msi_qmax = fls(nvec * 2 - 1) - 1;	/* log2, for the capability */
	return 0;
}

/* The interrupt of @vector, allocated now if the device can do that. */
static int vfio_msi_alloc_irq(struct vfio_pci_core_device *vdev, unsigned int vector, bool msix)
{
	struct pci_dev *pdev = vdev->pdev;
	struct msi_map map;
	int irq;
	u16 cmd;

	irq = pci_irq_vector(pdev, vector);
	if (WARN_ON_ONCE(irq == 0))
		return -EINVAL;
	if (irq > 0 || !msix || !vdev->has_dyn_msix)
		return irq;

	cmd = vfio_pci_memory_lock_and_enable(vdev);
	map = pci_msix_alloc_irq_at(pdev, vector, NULL);
	vfio_pci_memory_unlock_and_restore(vdev, cmd);
	return map.index < 0 ? map.index : map.virq;
}

/* The vector's eventfd is taken away; its interrupt stays allocated. */
static void vfio_msi_clear_vector(struct vfio_pci_core_device *vdev, unsigned int vector,
				  struct vfio_pci_irq_ctx *ctx)
{
	u16 cmd;

	irq_bypass_unregister_producer(&ctx->producer);
	cmd = vfio_pci_memory_lock_and_enable(vdev);
	free_irq(pci_irq_vector(vdev->pdev, vector), ctx->trigger);
	vfio_pci_memory_unlock_and_restore(vdev, cmd);
	kfree(ctx->name);
	eventfd_ctx_put(ctx->trigger);
	vfio_irq_ctx_free(vdev, ctx, vector);
}

static int vfio_msi_request_irq(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
				int irq, bool msix)
{
	struct msi_msg msg;
	int ret;
	u16 cmd;

	cmd = vfio_pci_memory_lock_and_enable(vdev);
	if (msix) {	/* a reset by the back door may have cleared the table */
		get_cached_msi_msg(irq, &msg);
		pci_write_msi_msg(irq, &msg);
	}
	ret = request_irq(irq, vfio_msihandler, 0, ctx->name, ctx->trigger);
	vfio_pci_memory_unlock_and_restore(vdev, cmd);
	return ret;
}

/* Without bypass, interrupts go by the eventfd: slower, but all right. */
static void vfio_msi_offer_bypass(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
				  int irq)
{
	int ret;

	ctx->producer.token = ctx->trigger;
	ctx->producer.irq = irq;
	ret = irq_bypass_register_producer(&ctx->producer);
	if (!ret)
		return;
	dev_info(&vdev->pdev->dev, "irq bypass producer registration fails: %d\n", ret);
	ctx->producer.token = NULL;
}

static int vfio_msi_fill_ctx(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
			     unsigned int vector, int fd, int irq, bool msix)
{
	int ret;

	ctx->name = kasprintf(GFP_KERNEL_ACCOUNT, "vfio-msi%s[%d](%s)", msix ? "x" : "", vector,
			      pci_name(vdev->pdev));
	if (!ctx->name)
		return -ENOMEM;

	ctx->trigger = eventfd_ctx_fdget(fd);
	if (IS_ERR(ctx->trigger)) {
		ret = PTR_ERR(ctx->trigger);
		goto out_name;
	}
	ret = vfio_msi_request_irq(vdev, ctx, irq, msix);
	if (ret)
		goto out_trigger;
	vfio_msi_offer_bypass(vdev, ctx, irq);
	return 0;

out_trigger:
	eventfd_ctx_put(ctx->trigger);
out_name:
	kfree(ctx->name);
	return ret;
}

static int vfio_msi_set_vector_signal(struct vfio_pci_core_device *vdev, unsigned int vector,
				      int fd, bool msix)
{
	struct vfio_pci_irq_ctx *ctx = vfio_irq_ctx_get(vdev, vector);
	int irq, ret;

	if (ctx)
		vfio_msi_clear_vector(vdev, vector, ctx);
	if (fd < 0)
		return 0;

	irq = vfio_msi_alloc_irq(vdev, vector, msix);
	if (irq < 0)
		return irq;
	ctx = vfio_irq_ctx_alloc(vdev, vector);
	if (!ctx)
		return -ENOMEM;
	ret = vfio_msi_fill_ctx(vdev, ctx, vector, fd, irq, msix);
	if (ret)
		vfio_irq_ctx_free(vdev, ctx, vector);
	return ret;
}

/* All or none: a bad eventfd in the middle takes away those before it. */
static int vfio_msi_set_block(struct vfio_pci_core_device *vdev, unsigned int start,
			      unsigned int count, s32 *fds, bool msix)
{
	unsigned int i, j;
	int ret = 0;

	for (i = 0; i < count && !ret; i++)
		ret = vfio_msi_set_vector_signal(vdev, start + i, fds ? fds[i] : -1, msix);
	if (ret)
		for (j = start; j < start + i; j++)
			vfio_msi_set_vector_signal(vdev, j, -1, msix);
	return ret;
}

static void vfio_msi_disable(struct vfio_pci_core_device *vdev, bool msix)
{
	struct vfio_pci_irq_ctx *ctx;
	unsigned long i;
	u16 cmd;

	xa_for_each(&vdev->ctx, i, ctx) {
		vfio_virqfd_disable(&ctx->unmask);
		vfio_virqfd_disable(&ctx->mask);
		vfio_msi_set_vector_signal(vdev, i, -1, msix);
	}

	cmd = vfio_pci_memory_lock_and_enable(vdev);
	pci_free_irq_vectors(vdev->pdev);
	vfio_pci_memory_unlock_and_restore(vdev, cmd);

	if (vdev->nointx)	/* going back to INTx has switched it on */
		pci_intx(vdev->pdev, 0);
	vdev->irq_type = VFIO_PCI_NUM_IRQS;
}

static int vfio_pci_set_msi_eventfds(struct vfio_pci_core_device *vdev, bool msix,
				     unsigned int start, unsigned int count, s32 *fds)
{
	int ret;

	if (!is_irq_none(vdev))
		return vfio_msi_set_block(vdev, start, count, fds, msix);

	ret = vfio_msi_enable(vdev, start + count, msix);
	if (ret)
		return ret;
	ret = vfio_msi_set_block(vdev, start, count, fds, msix);
	if (ret)
		vfio_msi_disable(vdev, msix);
	return ret;
}

int vfio_pci_set_msi_trigger(struct vfio_pci_core_device *vdev, bool msix, unsigned int start,
			     unsigned int count, u32 flags, void *data)
{
	int index = msix ? VFIO_PCI_MSIX_IRQ_INDEX : VFIO_PCI_MSI_IRQ_INDEX;
	struct vfio_pci_irq_ctx *ctx;
	unsigned int i;

	if (irq_is(vdev, index) && !count && flags & VFIO_IRQ_SET_DATA_NONE) {
		vfio_msi_disable(vdev, msix);
		return 0;
	}
	if (!irq_is(vdev, index) && !is_irq_none(vdev))
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return vfio_pci_set_msi_eventfds(vdev, msix, start, count, data);
	if (!irq_is(vdev, index))
		return -EINVAL;

	for (i = start; i < start + count; i++) {
		ctx = vfio_irq_ctx_get(vdev, i);
		if (ctx && (flags & VFIO_IRQ_SET_DATA_NONE || ((u8 *)data)[i - start]))
			eventfd_signal(ctx->trigger);
	}
	return 0;
}
