// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_intx.c - the level-triggered interrupt: set up, told to the user, taken away
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
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "vfio_pci_intrs.h"

static void intx_free(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	kfree(intx->name);
	vfio_irq_ctx_free(core, intx, 0);
	core->irq_type = VFIO_PCI_NUM_IRQS;
}

static struct vfio_pci_irq_ctx *intx_alloc(struct vfio_pci_core_device *core)
{
	struct vfio_pci_irq_ctx *fresh = vfio_irq_ctx_alloc(core, 0);

	if (!fresh)
		return NULL;
	fresh->vdev = core;
	fresh->name = kasprintf(GFP_KERNEL_ACCOUNT, "vfio-intx(%s)", pci_name(core->pdev));
	if (fresh->name)
		return fresh;
	vfio_irq_ctx_free(core, fresh, 0);
	return NULL;
}

static int request_shared(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	pci_intx(core->pdev, !intx->masked);
	return request_irq(core->pdev->irq, vfio_intx_handler, IRQF_SHARED, intx->name, intx);
}

/* Disabled means disabled at the controller at once: the device would not stop asking. */
static int request_exclusive(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	const unsigned long flags = intx->masked ? IRQF_NO_AUTOEN : 0;
	const unsigned int irq = core->pdev->irq;
	int err;

	irq_set_status_flags(irq, IRQ_DISABLE_UNLAZY);
	err = request_irq(irq, vfio_intx_handler, flags, intx->name, intx);
	if (err)
		irq_clear_status_flags(irq, IRQ_DISABLE_UNLAZY);
	return err;
}

static int intx_enable(struct vfio_pci_core_device *core, struct eventfd_ctx *listener)
{
	const unsigned int irq = core->pdev->irq;
	struct vfio_pci_irq_ctx *intx;
	int err;

	if (!is_irq_none(core))
		return -EINVAL;
	if (irq == 0 || irq == IRQ_NOTCONNECTED)
		return -ENODEV;
	intx = intx_alloc(core);
	if (!intx)
		return -ENOMEM;

	intx->trigger = listener;
	/* Masked to begin with if the user has DisINTx set; the bit also survives in the device. */
	intx->masked = READ_ONCE(core->virq_disabled);
	core->irq_type = VFIO_PCI_INTX_IRQ_INDEX;	/* the handler may look at once */
	err = core->pci_2_3 ? request_shared(core, intx) : request_exclusive(core, intx);
	if (err)
		intx_free(core, intx);
	return err;
}

/* X2: exchange the eventfd. */
static int intx_set_listener(struct vfio_pci_core_device *core, struct eventfd_ctx *listener)
{
	struct vfio_pci_irq_ctx *intx = vfio_irq_ctx_get(core, 0);
	struct eventfd_ctx *before;

	if (WARN_ON_ONCE(!intx))
		return -EINVAL;
	if (variant(vfio_pci_intx_swap_handler))
		return vfio_intx_set_signal_swap(core, intx, listener);

	before = intx->trigger;
	WRITE_ONCE(intx->trigger, listener);
	if (!before)
		return 0;
	synchronize_irq(core->pdev->irq);
	vfio_virqfd_flush_thread(&intx->unmask);
	eventfd_ctx_put(before);
	return 0;
}

/* No interrupt comes any more, and whoever was told of them is forgotten. */
static void intx_release_irq(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *intx)
{
	const unsigned int irq = core->pdev->irq;

	if (variant(vfio_pci_intx_swap_handler) && !intx->trigger)
		return;		/* no handler without an eventfd, then */
	free_irq(irq, intx);
	if (!core->pci_2_3)
		irq_clear_status_flags(irq, IRQ_DISABLE_UNLAZY);
	if (intx->trigger)
		eventfd_ctx_put(intx->trigger);
}

static int intx_disable(struct vfio_pci_core_device *core)
{
	struct vfio_pci_irq_ctx *intx = vfio_irq_ctx_get(core, 0);

	if (WARN_ON_ONCE(!intx)) {
		core->irq_type = VFIO_PCI_NUM_IRQS;
		return 0;
	}
	vfio_virqfd_disable(&intx->unmask);
	vfio_virqfd_disable(&intx->mask);
	intx_release_irq(core, intx);
	intx_free(core, intx);
	return 0;
}

/* From now on, whatever is written to @fd unmasks; -1 ends that. */
static int intx_unmask_by_eventfd(struct vfio_pci_core_device *core, int fd)
{
	struct vfio_pci_irq_ctx *intx = vfio_irq_ctx_get(core, 0);

	if (WARN_ON_ONCE(!intx))
		return -EINVAL;
	if (fd < 0) {
		vfio_virqfd_disable(&intx->unmask);
		return 0;
	}
	return vfio_virqfd_enable(core, vfio_pci_intx_unmask_handler, vfio_send_intx_eventfd,
				  intx, &intx->unmask, fd);
}

/* There is one, number 0. */
static bool names_intx(unsigned int start, unsigned int count)
{
	return start == 0 && count == 1;
}

/* To do it now: without data, or with a true value. */
static bool wants_now(u32 flags, const void *data)
{
	return flags & VFIO_IRQ_SET_DATA_NONE || *(const u8 *)data;
}

int vfio_pci_set_intx_unmask(struct vfio_pci_core_device *vdev, unsigned int start,
			     unsigned int count, u32 flags, void *data)
{
	if (!is_intx(vdev) || !names_intx(start, count))
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return intx_unmask_by_eventfd(vdev, *(s32 *)data);
	if (wants_now(flags, data))
		vfio_pci_intx_unmask_locked(vdev);
	return 0;
}

int vfio_pci_set_intx_mask(struct vfio_pci_core_device *vdev, unsigned int start,
			   unsigned int count, u32 flags, void *data)
{
	if (!is_intx(vdev) || !names_intx(start, count))
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return -ENOTTY;
	if (wants_now(flags, data))
		vfio_pci_intx_mask_locked(vdev);
	return 0;
}

/* -1: nobody is told, but interrupts are taken and masked all the same. */
static int intx_trigger_eventfd(struct vfio_pci_core_device *core, int fd)
{
	struct eventfd_ctx *listener = fd < 0 ? NULL : eventfd_ctx_fdget(fd);
	int err;

	if (IS_ERR(listener))
		return PTR_ERR(listener);
	err = is_intx(core) ? intx_set_listener(core, listener) : intx_enable(core, listener);
	if (err && listener)
		eventfd_ctx_put(listener);
	return err;
}

int vfio_pci_set_intx_trigger(struct vfio_pci_core_device *vdev, unsigned int start,
			      unsigned int count, u32 flags, void *data)
{
	if (is_intx(vdev) && !count && flags & VFIO_IRQ_SET_DATA_NONE)
		return intx_disable(vdev);
	if (!names_intx(start, count) || (!is_intx(vdev) && !is_irq_none(vdev)))
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return intx_trigger_eventfd(vdev, *(s32 *)data);
	if (!is_intx(vdev))
		return -EINVAL;
	if (wants_now(flags, data))
		vfio_send_intx_eventfd(vdev, vfio_irq_ctx_get(vdev, 0));
	return 0;
}
