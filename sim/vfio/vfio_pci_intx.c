// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_intx.c - the level-triggered interrupt: handled, masked, told to the user, unmasked
 *
 * A level stays up until the device is served, which only the user can do: so each interrupt is
 * masked when it is taken, and the user unmasks it. Masking happens in the device (DisINTx) if
 * it can, and at the interrupt controller otherwise.
 *
 * Invariants:
 *  X1  Changes of setup are made under igate, ->masked under irqlock.
 *  X2  The handler is registered for as long as the context lives, and irq_type with it. The
 *      eventfd alone is exchanged: the old one is put when neither the handler nor an unmask
 *      thread can still have it.
 *
 * Unmasking may come from an eventfd's wakeup, where nothing may sleep, so neither can igate be
 * taken there: this is what X2 is for.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "vfio_pci_intrs.h"

DEFINE_VARIANT(vfio_pci_intx_mask_unlocked, "vfio-pci-intx-mask-unlocked",
	       "reverts 810cd4bb5345 (v6.9)",
	       "config space and power management mask INTx without igate (P09)");

void vfio_send_intx_eventfd(void *opaque, void *data)
{
	struct vfio_pci_core_device *vdev = opaque;
	struct vfio_pci_irq_ctx *ctx = data;
	struct eventfd_ctx *trigger;

	if (!is_intx(vdev) || vdev->virq_disabled)
		return;
	/* Before v6.9 the pointer could go away at any time: plain, for the race to be seen. */
	if (variant(vfio_pci_intx_swap_handler))
		trigger = ctx->trigger;
	else
		trigger = READ_ONCE(ctx->trigger);
	if (trigger)
		eventfd_signal(trigger);
}

/* True if it was not masked before. */
static bool __vfio_pci_intx_mask(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_irq_ctx *ctx;
	bool masked_changed = false;
	unsigned long flags;

	if (!variant(vfio_pci_intx_mask_unlocked))
		lockdep_assert_held(&vdev->igate);

	spin_lock_irqsave(&vdev->irqlock, flags);
	if (!is_intx(vdev)) {	/* DisINTx written while another kind is in use */
		if (vdev->pci_2_3)
			pci_intx(vdev->pdev, 0);
		goto out_unlock;
	}

	ctx = vfio_irq_ctx_get(vdev, 0);
	if (WARN_ON_ONCE(!ctx) || ctx->masked)
		goto out_unlock;
	if (vdev->pci_2_3)
		pci_intx(vdev->pdev, 0);
	else
		disable_irq_nosync(vdev->pdev->irq);
	ctx->masked = true;
	masked_changed = true;
out_unlock:
	spin_unlock_irqrestore(&vdev->irqlock, flags);
	return masked_changed;
}

bool vfio_pci_intx_mask(struct vfio_pci_core_device *vdev)
{
	bool mask_changed;

	if (variant(vfio_pci_intx_mask_unlocked))
		return __vfio_pci_intx_mask(vdev);

	mutex_lock(&vdev->igate);
	mask_changed = __vfio_pci_intx_mask(vdev);
	mutex_unlock(&vdev->igate);
	return mask_changed;
}

/*
 * 1 if the device is already asking again: it stays masked, and the eventfd is to be signalled.
 * Not from here: this runs as a wakeup, with a wait queue's lock held.
 */
static int vfio_pci_intx_unmask_handler(void *opaque, void *data)
{
	struct vfio_pci_core_device *vdev = opaque;
	struct vfio_pci_irq_ctx *ctx = data;
	struct pci_dev *pdev = vdev->pdev;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&vdev->irqlock, flags);
	if (!is_intx(vdev)) {
		if (vdev->pci_2_3)
			pci_intx(pdev, 1);
	} else if (ctx->masked && !vdev->virq_disabled) {
		if (!vdev->pci_2_3)
			enable_irq(pdev->irq);
		else if (!pci_check_and_unmask_intx(pdev))
			ret = 1;
		ctx->masked = ret;
	}
	spin_unlock_irqrestore(&vdev->irqlock, flags);
	return ret;
}

static void __vfio_pci_intx_unmask(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_irq_ctx *ctx = vfio_irq_ctx_get(vdev, 0);

	if (!variant(vfio_pci_intx_mask_unlocked))
		lockdep_assert_held(&vdev->igate);

	if (vfio_pci_intx_unmask_handler(vdev, ctx) > 0)
		vfio_send_intx_eventfd(vdev, ctx);
}

void vfio_pci_intx_unmask(struct vfio_pci_core_device *vdev)
{
	if (variant(vfio_pci_intx_mask_unlocked)) {
		__vfio_pci_intx_unmask(vdev);
		return;
	}
	mutex_lock(&vdev->igate);
	__vfio_pci_intx_unmask(vdev);
	mutex_unlock(&vdev->igate);
}

irqreturn_t vfio_intx_handler(int irq, void *dev_id)
{
	struct vfio_pci_irq_ctx *ctx = dev_id;
	struct vfio_pci_core_device *vdev = ctx->vdev;
	irqreturn_t ret = IRQ_NONE;
	unsigned long flags;

	spin_lock_irqsave(&vdev->irqlock, flags);
	if (!vdev->pci_2_3) {	/* the line is ours alone */
		disable_irq_nosync(vdev->pdev->irq);
		ctx->masked = true;
		ret = IRQ_HANDLED;
	} else if (!ctx->masked && pci_check_and_mask_intx(vdev->pdev)) {
		ctx->masked = true;
		ret = IRQ_HANDLED;
	}
	spin_unlock_irqrestore(&vdev->irqlock, flags);

	if (ret == IRQ_HANDLED)
		vfio_send_intx_eventfd(vdev, ctx);
	return ret;
}

static void vfio_intx_free_ctx(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx)
{
	kfree(ctx->name);
	vfio_irq_ctx_free(vdev, ctx, 0);
	vdev->irq_type = VFIO_PCI_NUM_IRQS;
}

/* Masked to begin with if the user has DisINTx set; that bit also survives in the device. */
static int vfio_intx_request_irq(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx)
{
	struct pci_dev *pdev = vdev->pdev;
	unsigned long irqflags = IRQF_SHARED;
	int ret;

	ctx->masked = vdev->virq_disabled;
	if (vdev->pci_2_3) {
		pci_intx(pdev, !ctx->masked);
	} else {
		irqflags = ctx->masked ? IRQF_NO_AUTOEN : 0;
		irq_set_status_flags(pdev->irq, IRQ_DISABLE_UNLAZY);
	}

	ret = request_irq(pdev->irq, vfio_intx_handler, irqflags, ctx->name, ctx);
	if (ret && !vdev->pci_2_3)
		irq_clear_status_flags(pdev->irq, IRQ_DISABLE_UNLAZY);
	return ret;
}

static int vfio_intx_enable(struct vfio_pci_core_device *vdev, struct eventfd_ctx *trigger)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vfio_pci_irq_ctx *ctx;
	int ret;

	if (!is_irq_none(vdev))
		return -EINVAL;
	if (!pdev->irq || pdev->irq == IRQ_NOTCONNECTED)
		return -ENODEV;

	ctx = vfio_irq_ctx_alloc(vdev, 0);
	if (!ctx)
		return -ENOMEM;
	ctx->name = kasprintf(GFP_KERNEL_ACCOUNT, "vfio-intx(%s)", pci_name(pdev));
	if (!ctx->name) {
		vfio_irq_ctx_free(vdev, ctx, 0);
		return -ENOMEM;
	}
	ctx->vdev = vdev;
	ctx->trigger = trigger;
	vdev->irq_type = VFIO_PCI_INTX_IRQ_INDEX;	/* the handler may look at once */

	ret = vfio_intx_request_irq(vdev, ctx);
	if (ret)
		vfio_intx_free_ctx(vdev, ctx);
	return ret;
}

/* X2: exchange the eventfd. */
static int vfio_intx_set_signal(struct vfio_pci_core_device *vdev, struct eventfd_ctx *trigger)
{
	struct vfio_pci_irq_ctx *ctx = vfio_irq_ctx_get(vdev, 0);
	struct eventfd_ctx *old;

	if (WARN_ON_ONCE(!ctx))
		return -EINVAL;
	if (variant(vfio_pci_intx_swap_handler))
		return vfio_intx_set_signal_swap(vdev, ctx, trigger);

	old = ctx->trigger;
	WRITE_ONCE(ctx->trigger, trigger);
	if (old) {
		synchronize_irq(vdev->pdev->irq);
		vfio_virqfd_flush_thread(&ctx->unmask);
		eventfd_ctx_put(old);
	}
	return 0;
}

static void vfio_intx_disable(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_irq_ctx *ctx = vfio_irq_ctx_get(vdev, 0);
	struct pci_dev *pdev = vdev->pdev;

	if (WARN_ON_ONCE(!ctx)) {
		vdev->irq_type = VFIO_PCI_NUM_IRQS;
		return;
	}
	vfio_virqfd_disable(&ctx->unmask);
	vfio_virqfd_disable(&ctx->mask);
	if (variant(vfio_pci_intx_swap_handler) && !ctx->trigger) {
		vfio_intx_free_ctx(vdev, ctx);	/* no handler without an eventfd, then */
		return;
	}
	free_irq(pdev->irq, ctx);
	if (!vdev->pci_2_3)
		irq_clear_status_flags(pdev->irq, IRQ_DISABLE_UNLAZY);
	if (ctx->trigger)
		eventfd_ctx_put(ctx->trigger);
	vfio_intx_free_ctx(vdev, ctx);
}

int vfio_pci_set_intx_unmask(struct vfio_pci_core_device *vdev, unsigned int start,
			     unsigned int count, u32 flags, void *data)
{
	struct vfio_pci_irq_ctx *ctx;
	int fd;

	if (!is_intx(vdev) || start || count != 1)
		return -EINVAL;

	if (flags & VFIO_IRQ_SET_DATA_EVENTFD) {
		ctx = vfio_irq_ctx_get(vdev, 0);
		if (WARN_ON_ONCE(!ctx))
			return -EINVAL;
		fd = *(s32 *)data;
		if (fd >= 0)
			return vfio_virqfd_enable(vdev, vfio_pci_intx_unmask_handler,
						  vfio_send_intx_eventfd, ctx, &ctx->unmask, fd);
		vfio_virqfd_disable(&ctx->unmask);
		return 0;
	}
	if (flags & VFIO_IRQ_SET_DATA_NONE || *(u8 *)data)
		__vfio_pci_intx_unmask(vdev);
	return 0;
}

int vfio_pci_set_intx_mask(struct vfio_pci_core_device *vdev, unsigned int start,
			   unsigned int count, u32 flags, void *data)
{
	if (!is_intx(vdev) || start || count != 1)
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return -ENOTTY;
	if (flags & VFIO_IRQ_SET_DATA_NONE || *(u8 *)data)
		__vfio_pci_intx_mask(vdev);
	return 0;
}

static int vfio_pci_set_intx_eventfd(struct vfio_pci_core_device *vdev, int fd)
{
	struct eventfd_ctx *trigger = NULL;
	int ret;

	if (fd >= 0) {
		trigger = eventfd_ctx_fdget(fd);
		if (IS_ERR(trigger))
			return PTR_ERR(trigger);
	}
	ret = is_intx(vdev) ? vfio_intx_set_signal(vdev, trigger)
			    : vfio_intx_enable(vdev, trigger);
	if (ret && trigger)
		eventfd_ctx_put(trigger);
	return ret;
}

int vfio_pci_set_intx_trigger(struct vfio_pci_core_device *vdev, unsigned int start,
			      unsigned int count, u32 flags, void *data)
{
	if (is_intx(vdev) && !count && flags & VFIO_IRQ_SET_DATA_NONE) {
		vfio_intx_disable(vdev);
		return 0;
	}
	if ((!is_intx(vdev) && !is_irq_none(vdev)) || start || count != 1)
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return vfio_pci_set_intx_eventfd(vdev, *(s32 *)data);
	if (!is_intx(vdev))
		return -EINVAL;

	if (flags & VFIO_IRQ_SET_DATA_NONE || *(u8 *)data)
		vfio_send_intx_eventfd(vdev, vfio_irq_ctx_get(vdev, 0));
	return 0;
}
