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
	eventfd_signal(arg);
	return IRQ_HANDLED;
}

static int index_of(bool msix)
{
	return msix ? VFIO_PCI_MSIX_IRQ_INDEX : VFIO_PCI_MSI_IRQ_INDEX;
}

/* All or nothing: fewer vectors than asked for are given back, and their number returned. */
static int alloc_vectors(struct pci_dev *pdev, int wanted, bool msix)
{
	int got = pci_alloc_irq_vectors(pdev, 1, wanted, msix ? PCI_IRQ_MSIX : PCI_IRQ_MSI);

	if (got > 0 && got < wanted)
		pci_free_irq_vectors(pdev);
	return got;
}

/* As pci_alloc_irq_vectors(): positive is how many there would have been. */
static int msi_enable(struct vfio_pci_core_device *core, int wanted, bool msix)
{
	int got;
	u16 cmd;

	if (!is_irq_none(core))
		return -EINVAL;
	cmd = vfio_pci_memory_lock_and_enable(core);
	got = alloc_vectors(core->pdev, wanted, msix);
	vfio_pci_memory_unlock_and_restore(core, cmd);
	if (got < wanted)
		return got;

	core->irq_type = index_of(msix);
	if (!msix)
		core->msi_qmax = fls(wanted * 2 - 1) - 1;	/* log2, for the capability */
	return 0;
}

static int add_msix_vector(struct vfio_pci_core_device *core, unsigned int vector)
{
	struct msi_map map;
	u16 cmd;

	cmd = vfio_pci_memory_lock_and_enable(core);
	map = pci_msix_alloc_irq_at(core->pdev, vector, NULL);
	vfio_pci_memory_unlock_and_restore(core, cmd);
	return map.index < 0 ? map.index : map.virq;
}

/* The interrupt of @vector, allocated now if the device can do that. */
static int vector_irq(struct vfio_pci_core_device *core, unsigned int vector, bool msix)
{
	int irq = pci_irq_vector(core->pdev, vector);

	if (WARN_ON_ONCE(irq == 0))
		return -EINVAL;
	if (irq < 0 && msix && core->has_dyn_msix)
		return add_msix_vector(core, vector);
	return irq;
}

static int vector_request(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *ctx,
			  int irq, bool msix)
{
	struct msi_msg msg;
	int err;
	u16 cmd = vfio_pci_memory_lock_and_enable(core);

	if (msix) {	/* a reset by the back door may have cleared the table */
		get_cached_msi_msg(irq, &msg);
		pci_write_msi_msg(irq, &msg);
	}
	err = request_irq(irq, vfio_msihandler, 0, ctx->name, ctx->trigger);
	vfio_pci_memory_unlock_and_restore(core, cmd);
	return err;
}

static void vector_release(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *ctx,
			   unsigned int vector)
{
	u16 cmd = vfio_pci_memory_lock_and_enable(core);

	free_irq(pci_irq_vector(core->pdev, vector), ctx->trigger);
	vfio_pci_memory_unlock_and_restore(core, cmd);
}

/* Without bypass, interrupts go by the eventfd: slower, but all right. */
static void offer_bypass(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *ctx, int irq)
{
	struct irq_bypass_producer *offer = &ctx->producer;
	int err;

	offer->irq = irq;
	offer->token = ctx->trigger;
	err = irq_bypass_register_producer(offer);
	if (err) {
		pci_info(core->pdev, "interrupt %d goes without bypass (%d)\n", irq, err);
		offer->token = NULL;
	}
}

/* @ctx has its name: now its eventfd, which is told of @irq. */
static int ctx_listen(struct vfio_pci_core_device *core, struct vfio_pci_irq_ctx *ctx, int fd,
		      int irq, bool msix)
{
	struct eventfd_ctx *listener = eventfd_ctx_fdget(fd);
	int err;

	if (IS_ERR(listener))
		return PTR_ERR(listener);
	ctx->trigger = listener;
	err = vector_request(core, ctx, irq, msix);
	if (err) {
		eventfd_ctx_put(listener);
		return err;
	}
	offer_bypass(core, ctx, irq);
	return 0;
}

static int vector_set(struct vfio_pci_core_device *core, unsigned int vector, int fd, bool msix)
{
	struct vfio_pci_irq_ctx *fresh;
	int err, irq = vector_irq(core, vector, msix);

	if (irq < 0)
		return irq;
	fresh = vfio_irq_ctx_alloc(core, vector);
	if (!fresh)
		return -ENOMEM;
	fresh->name = kasprintf(GFP_KERNEL_ACCOUNT, "vfio-msi%s[%d](%s)", msix ? "x" : "", vector,
				pci_name(core->pdev));
	err = fresh->name ? ctx_listen(core, fresh, fd, irq, msix) : -ENOMEM;
	if (err) {
		kfree(fresh->name);
		vfio_irq_ctx_free(core, fresh, vector);
	}
	return err;
}

/* The vector's eventfd is taken away; its interrupt stays allocated. */
static void vector_clear(struct vfio_pci_core_device *core, unsigned int vector)
{
	struct vfio_pci_irq_ctx *ctx = vfio_irq_ctx_get(core, vector);

	if (!ctx)
		return;
	irq_bypass_unregister_producer(&ctx->producer);
	vector_release(core, ctx, vector);
	kfree(ctx->name);
	eventfd_ctx_put(ctx->trigger);
	vfio_irq_ctx_free(core, ctx, vector);
}

static int vector_replace(struct vfio_pci_core_device *core, unsigned int vector, int fd,
			  bool msix)
{
	vector_clear(core, vector);
	return fd < 0 ? 0 : vector_set(core, vector, fd, msix);
}

/* All or none: a bad eventfd in the middle takes away those before it. No @fds: all are cleared. */
static int vectors_replace(struct vfio_pci_core_device *core, unsigned int start,
			   unsigned int count, const s32 *fds, bool msix)
{
	unsigned int i;
	int err;

	for (i = 0; i < count; i++) {
		err = vector_replace(core, start + i, fds ? fds[i] : -1, msix);
		if (err)
			break;
	}
	if (i == count)
		return 0;
	while (i--)
		vector_clear(core, start + i);
	return err;
}

static void msi_disable(struct vfio_pci_core_device *core)
{
	struct vfio_pci_irq_ctx *ctx;
	unsigned long vector;
	u16 cmd;

	xa_for_each(&core->ctx, vector, ctx) {
		vfio_virqfd_disable(&ctx->unmask);
		vfio_virqfd_disable(&ctx->mask);
		vector_clear(core, vector);
	}
	cmd = vfio_pci_memory_lock_and_enable(core);
	pci_free_irq_vectors(core->pdev);
	vfio_pci_memory_unlock_and_restore(core, cmd);

	if (core->nointx)	/* going back to INTx has switched it on */
		pci_intx(core->pdev, 0);
	core->irq_type = VFIO_PCI_NUM_IRQS;
}

/* The first eventfds decide how many vectors there are. */
static int set_eventfds(struct vfio_pci_core_device *core, bool msix, unsigned int start,
			unsigned int count, const s32 *fds)
{
	const bool first = is_irq_none(core);
	int err = first ? msi_enable(core, start + count, msix) : 0;

	if (err)
		return err;
	err = vectors_replace(core, start, count, fds, msix);
	if (err && first)
		msi_disable(core);
	return err;
}

/* As if the device had sent them: those that are @wanted, or all. */
static int signal_vectors(struct vfio_pci_core_device *core, unsigned int start,
			  unsigned int count, const u8 *wanted)
{
	struct vfio_pci_irq_ctx *ctx;
	unsigned int i;

	for (i = 0; i < count; i++) {
		ctx = vfio_irq_ctx_get(core, start + i);
		if (ctx && (!wanted || wanted[i]))
			eventfd_signal(ctx->trigger);
	}
	return 0;
}

int vfio_pci_set_msi_trigger(struct vfio_pci_core_device *vdev, bool msix, unsigned int start,
			     unsigned int count, u32 flags, void *data)
{
	const bool in_use = irq_is(vdev, index_of(msix));
	const bool no_data = flags & VFIO_IRQ_SET_DATA_NONE;

	if (in_use && no_data && !count) {
		msi_disable(vdev);
		return 0;
	}
	if (!in_use && !is_irq_none(vdev))
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return set_eventfds(vdev, msix, start, count, data);
	return in_use ? signal_vectors(vdev, start, count, no_data ? NULL : data) : -EINVAL;
}
