// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_intx_swap.c - a new eventfd for INTx by a new handler, as before v6.9
 *
 * What was wrong, P08: an unmask eventfd is not covered by the interrupt. Its wakeup, or the
 * worker that it starts, reads ctx->trigger at any time.
 *
 *	SET_IRQS trigger = -1			unmask eventfd's worker
 *	free_irq()
 *						trigger = ctx->trigger
 *	eventfd_ctx_put(ctx->trigger)
 *	ctx->trigger = NULL
 *						eventfd_signal(trigger): freed
 */
#include <linux/eventfd.h>
#include <linux/interrupt.h>

#include "vfio_pci_intrs.h"

DEFINE_VARIANT(vfio_pci_intx_swap_handler, "vfio-pci-intx-swap-handler",
	       "reverts 18c198c96a81 (v6.9)",
	       "setting the INTx eventfd frees the handler and the old eventfd at once (P08)");

int vfio_intx_set_signal_swap(struct vfio_pci_core_device *vdev, struct vfio_pci_irq_ctx *ctx,
			      struct eventfd_ctx *trigger)
{
	struct pci_dev *pdev = vdev->pdev;
	int ret = 0;

	if (ctx->trigger) {
		free_irq(pdev->irq, ctx);
		eventfd_ctx_put(ctx->trigger);
		ctx->trigger = NULL;
	}
	if (!trigger)
		return 0;

	ctx->trigger = trigger;
	ret = request_irq(pdev->irq, vfio_intx_handler, vdev->pci_2_3 ? IRQF_SHARED : 0,
			  ctx->name, ctx);
	if (ret)
		ctx->trigger = NULL;
	return ret;
}
