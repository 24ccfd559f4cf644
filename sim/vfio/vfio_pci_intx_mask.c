// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_intx_mask.c - the level-triggered interrupt: handled, masked, unmasked
 *
 * A level stays up until the device is served, which only the user can do: so each interrupt is
 * masked when it is taken, and the user unmasks it. Masking happens in the device (DisINTx) if
 * it can, and at the interrupt controller otherwise.
 *
 * Locking: igate -> irqlock. What may come from an eventfd's wakeup takes irqlock alone.
 */
#include <linux/bug.h>
#include <linux/eventfd.h>
#include <linux/interrupt.h>
#include <linux/lockdep.h>

#include "vfio_pci_intrs.h"

DEFINE_VARIANT(vfio_pci_intx_mask_unlocked, "vfio-pci-intx-mask-unlocked",
	       "reverts 810cd4bb5345 (v6.9)",
	       "config space and power management mask INTx without igate (P09)");

void vfio_send_intx_eventfd(void *opaque, void *data)
{
	struct vfio_pci_core_device *core = opaque;
	struct vfio_pci_irq_ctx *intx = data;
	struct eventfd_ctx *listener;

	if (!is_intx(core) || READ_ONCE(core->virq_disabled))
		return;
	/* Before v6.9 the pointer could go away at any time: plain, for the race to be seen. */
	listener = variant(vfio_pci_intx_swap_handler) ? intx->trigger : READ_ONCE(intx->trigger);
	if (listener)
		eventfd_signal(listener);
}

/* Where the device cannot hold the line back, the interrupt controller does. */
static void line_off(struct vfio_pci_core_device *core)
{
	if (core->pci_2_3)
		pci_intx(core->pdev, 0);
	else
		disable_irq_nosync(core->pdev->irq);
}

/* False if the device is asking at this very moment: it stays off then. */
static bool line_on(struct vfio_pci_core_device *core)
{
	if (core->pci_2_3)
		return pci_check_and_unmask_intx(core->pdev);
	enable_irq(core->pdev->irq);
	return true;
}

/* DisINTx written while another kind of interrupt, or none, is in use: the device's alone. */
static void disintx_write(struct vfio_pci_core_device *core, bool enable)
{
	if (core->pci_2_3)
		pci_intx(core->pdev, enable);
}

static bool mask_locked(struct vfio_pci_core_device *core)
{
	struct vfio_pci_irq_ctx *intx;

	if (!is_intx(core)) {
		disintx_write(core, false);
		return false;
	}
	intx = vfio_irq_ctx_get(core, 0);
	if (WARN_ON_ONCE(!intx) || intx->masked)
		return false;
	line_off(core);
	intx->masked = true;
	return true;
}

/* True if it was not masked before. */
bool vfio_pci_intx_mask_locked(struct vfio_pci_core_device *core)
{
	unsigned long flags;
	bool changed;

	if (!variant(vfio_pci_intx_mask_unlocked))
		lockdep_assert_held(&core->igate);
	spin_lock_irqsave(&core->irqlock, flags);
	changed = mask_locked(core);
	spin_unlock_irqrestore(&core->irqlock, flags);
	return changed;
}

bool vfio_pci_intx_mask(struct vfio_pci_core_device *vdev)
{
	const bool locked = !variant(vfio_pci_intx_mask_unlocked);
	bool changed;

	if (locked)
		mutex_lock(&vdev->igate);
	changed = vfio_pci_intx_mask_locked(vdev);
	if (locked)
		mutex_unlock(&vdev->igate);
	return changed;
}

/* True if the device is asking again, and the user must be told. */
static bool unmask_locked(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	if (!is_intx(core)) {
		disintx_write(core, true);
		return false;
	}
	if (!intx->masked || READ_ONCE(core->virq_disabled))
		return false;
	intx->masked = !line_on(core);
	return intx->masked;
}

/*
 * 1 if the eventfd is to be signalled. Not from here: this runs as a wakeup, with a wait queue's
 * lock held.
 */
int vfio_pci_intx_unmask_handler(void *opaque, void *data)
{
	struct vfio_pci_core_device *core = opaque;
	unsigned long flags;
	bool again;

	spin_lock_irqsave(&core->irqlock, flags);
	again = unmask_locked(core, data);
	spin_unlock_irqrestore(&core->irqlock, flags);
	return again;
}

void vfio_pci_intx_unmask_locked(struct vfio_pci_core_device *core)
{
	struct vfio_pci_irq_ctx *intx = vfio_irq_ctx_get(core, 0);

	if (!variant(vfio_pci_intx_mask_unlocked))
		lockdep_assert_held(&core->igate);
	if (vfio_pci_intx_unmask_handler(core, intx))
		vfio_send_intx_eventfd(core, intx);
}

void vfio_pci_intx_unmask(struct vfio_pci_core_device *vdev)
{
	const bool locked = !variant(vfio_pci_intx_mask_unlocked);

	if (locked)
		mutex_lock(&vdev->igate);
	vfio_pci_intx_unmask_locked(vdev);
	if (locked)
		mutex_unlock(&vdev->igate);
}

/* Was it the device, and is it quiet now? One that cannot say has the line for itself. */
static bool take_interrupt(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	if (!core->pci_2_3)
		line_off(core);
	else if (intx->masked || !pci_check_and_mask_intx(core->pdev))
		return false;
	intx->masked = true;
	return true;
}

irqreturn_t vfio_intx_handler(int irq, void *dev_id)
{
	struct vfio_pci_irq_ctx *intx = dev_id;
	struct vfio_pci_core_device *core = intx->vdev;
	unsigned long flags;
	bool ours;

	spin_lock_irqsave(&core->irqlock, flags);
	ours = take_interrupt(core, intx);
	spin_unlock_irqrestore(&core->irqlock, flags);
	if (!ours)
		return IRQ_NONE;
	vfio_send_intx_eventfd(core, intx);
	return IRQ_HANDLED;
}
