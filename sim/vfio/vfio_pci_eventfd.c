// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_eventfd.c - the two eventfds that are not interrupts: an error happened, give it back
 *
 * Invariant:
 *  E1  err_trigger and req_trigger are changed under igate and read under RCU: what a reader
 *      finds lives until the grace period ends. Readers come from AER and from unregistration,
 *      which must not wait for igate.
 */
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_eventfd_unlocked, "vfio-pci-eventfd-unlocked",
	       "reverts b872d0640840 (v5.8)",
	       "close drops the error and request eventfds without a lock or a grace period (P03)");

/* E1: nobody can find it any more. */
static void slot_free(struct rcu_head *rcu)
{
	struct vfio_pci_eventfd *gone = container_of(rcu, struct vfio_pci_eventfd, rcu);

	eventfd_ctx_put(gone->ctx);
	kfree(gone);
}

static struct vfio_pci_eventfd *slot_new(struct eventfd_ctx *ctx)
{
	struct vfio_pci_eventfd *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);

	if (fresh)
		fresh->ctx = ctx;
	return fresh;
}

/* Takes over @ctx, NULL for none, unless it fails. */
int vfio_pci_eventfd_replace_locked(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    struct eventfd_ctx *ctx)
{
	struct vfio_pci_eventfd *old, *fresh = ctx ? slot_new(ctx) : NULL;

	lockdep_assert_held(&vdev->igate);
	if (ctx && !fresh)
		return -ENOMEM;
	old = rcu_replace_pointer(*peventfd, fresh, lockdep_is_held(&vdev->igate));
	if (old)
		call_rcu(&old->rcu, slot_free);
	return 0;
}

static void drop_unlocked(struct vfio_pci_eventfd __rcu **slot)
{
	struct vfio_pci_eventfd *old = *slot;

	if (old) {
		slot_free(&old->rcu);
		*slot = NULL;
	}
}

void vfio_pci_eventfds_release(struct vfio_pci_core_device *vdev)
{
	if (variant(vfio_pci_eventfd_unlocked)) {
		drop_unlocked(&vdev->err_trigger);
		drop_unlocked(&vdev->req_trigger);
		return;
	}
	mutex_lock(&vdev->igate);
	vfio_pci_eventfd_replace_locked(vdev, &vdev->err_trigger, NULL);
	vfio_pci_eventfd_replace_locked(vdev, &vdev->req_trigger, NULL);
	mutex_unlock(&vdev->igate);
}

/* -1 stands for none, other numbers below zero for a mistake. */
static int set_slot(struct vfio_pci_core_device *core, struct vfio_pci_eventfd __rcu **slot,
		    int fd)
{
	struct eventfd_ctx *ctx;
	int err;

	if (fd == -1)
		return vfio_pci_eventfd_replace_locked(core, slot, NULL);
	ctx = fd < 0 ? ERR_PTR(-EINVAL) : eventfd_ctx_fdget(fd);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	err = vfio_pci_eventfd_replace_locked(core, slot, ctx);
	if (err)
		eventfd_ctx_put(ctx);
	return err;
}

/* With no data at all: take the eventfd away (no interrupt), or signal it (one). */
static int take_or_signal(struct vfio_pci_core_device *core,
			  struct vfio_pci_eventfd __rcu **slot, unsigned int count)
{
	struct vfio_pci_eventfd *cur;

	cur = rcu_dereference_protected(*slot, lockdep_is_held(&core->igate));
	if (!cur)
		return -EINVAL;
	if (!count)
		return vfio_pci_eventfd_replace_locked(core, slot, NULL);
	eventfd_signal(cur->ctx);
	return 0;
}

static int signal_if(struct vfio_pci_core_device *core, struct vfio_pci_eventfd __rcu **slot,
		     bool wanted)
{
	struct vfio_pci_eventfd *cur;

	cur = rcu_dereference_protected(*slot, lockdep_is_held(&core->igate));
	if (cur && wanted)
		eventfd_signal(cur->ctx);
	return 0;
}

/* SET_IRQS for one of the two: it has a single interrupt, and @data for that at most. */
int vfio_pci_set_ctx_trigger_single(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    unsigned int count, u32 flags, void *data)
{
	if (flags & VFIO_IRQ_SET_DATA_NONE)
		return take_or_signal(vdev, peventfd, count);
	if (!count)
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_BOOL)
		return signal_if(vdev, peventfd, *(u8 *)data);
	return set_slot(vdev, peventfd, *(s32 *)data);
}

/* E1, reader's side: false if nobody listens. */
static bool signal_slot(struct vfio_pci_eventfd __rcu **slot)
{
	struct vfio_pci_eventfd *cur;

	rcu_read_lock();
	cur = rcu_dereference(*slot);
	if (cur)
		eventfd_signal(cur->ctx);
	rcu_read_unlock();
	return cur;
}

/* Unregistration wants the device back, for the @count-th time: the log hears less often. */
void vfio_pci_core_request(struct vfio_device *core_vdev, unsigned int count)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);
	bool told = signal_slot(&core->req_trigger);

	if (told && count % 10 == 0)
		pci_notice_ratelimited(core->pdev, "asked the user for it (%u)\n", count);
	if (!told && count == 0)
		pci_warn(core->pdev, "its user cannot be asked for it: waiting\n");
}
EXPORT_SYMBOL_GPL(vfio_pci_core_request);

/* The user, who alone knows the device, is told, and may reset it. */
pci_ers_result_t vfio_pci_core_aer_err_detected(struct pci_dev *pdev, pci_channel_state_t state)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);

	signal_slot(&core->err_trigger);
	return PCI_ERS_RESULT_CAN_RECOVER;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_aer_err_detected);

const struct pci_error_handlers vfio_pci_core_err_handlers = {
	.error_detected = vfio_pci_core_aer_err_detected,
};
EXPORT_SYMBOL_GPL(vfio_pci_core_err_handlers);
