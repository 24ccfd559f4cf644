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

static void vfio_pci_eventfd_rcu_free(struct rcu_head *rcu)
{
	struct vfio_pci_eventfd *eventfd = container_of(rcu, struct vfio_pci_eventfd, rcu);

	eventfd_ctx_put(eventfd->ctx);
	kfree(eventfd);
}

/* Takes over @ctx, NULL for none, unless it fails. */
int vfio_pci_eventfd_replace_locked(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    struct eventfd_ctx *ctx)
{
	struct vfio_pci_eventfd *new = NULL, *old;

	lockdep_assert_held(&vdev->igate);

	if (ctx) {
		new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
		if (!new)
			return -ENOMEM;
		new->ctx = ctx;
	}

	old = rcu_replace_pointer(*peventfd, new, lockdep_is_held(&vdev->igate));
	if (old)
		call_rcu(&old->rcu, vfio_pci_eventfd_rcu_free);
	return 0;
}

static void vfio_pci_eventfd_drop_unlocked(struct vfio_pci_eventfd __rcu **peventfd)
{
	struct vfio_pci_eventfd *old = *peventfd;

	if (!old)
		return;
	vfio_pci_eventfd_rcu_free(&old->rcu);
	*peventfd = NULL;
}

void vfio_pci_eventfds_release(struct vfio_pci_core_device *vdev)
{
	if (variant(vfio_pci_eventfd_unlocked)) {
		vfio_pci_eventfd_drop_unlocked(&vdev->err_trigger);
		vfio_pci_eventfd_drop_unlocked(&vdev->req_trigger);
		return;
	}
	mutex_lock(&vdev->igate);
	vfio_pci_eventfd_replace_locked(vdev, &vdev->err_trigger, NULL);
	vfio_pci_eventfd_replace_locked(vdev, &vdev->req_trigger, NULL);
	mutex_unlock(&vdev->igate);
}

static int vfio_pci_eventfd_set(struct vfio_pci_core_device *vdev,
				struct vfio_pci_eventfd __rcu **peventfd, int fd)
{
	struct eventfd_ctx *ctx = NULL;
	int ret;

	if (fd < -1)
		return -EINVAL;
	if (fd >= 0) {
		ctx = eventfd_ctx_fdget(fd);
		if (IS_ERR(ctx))
			return PTR_ERR(ctx);
	}
	ret = vfio_pci_eventfd_replace_locked(vdev, peventfd, ctx);
	if (ret)
		eventfd_ctx_put(ctx);
	return ret;
}

/* SET_IRQS for one of the two. Without an eventfd as data it is a test: signal, or take away. */
int vfio_pci_set_ctx_trigger_single(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    unsigned int count, u32 flags, void *data)
{
	struct vfio_pci_eventfd *eventfd;

	eventfd = rcu_dereference_protected(*peventfd, lockdep_is_held(&vdev->igate));

	if (flags & VFIO_IRQ_SET_DATA_NONE) {
		if (!eventfd)
			return -EINVAL;
		if (!count)
			return vfio_pci_eventfd_replace_locked(vdev, peventfd, NULL);
		eventfd_signal(eventfd->ctx);
		return 0;
	}
	if (!count)
		return -EINVAL;
	if (flags & VFIO_IRQ_SET_DATA_BOOL) {
		if (*(u8 *)data && eventfd)
			eventfd_signal(eventfd->ctx);
		return 0;
	}
	return vfio_pci_eventfd_set(vdev, peventfd, *(s32 *)data);
}

void vfio_pci_core_request(struct vfio_device *core_vdev, unsigned int count)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);
	struct vfio_pci_eventfd *eventfd;

	rcu_read_lock();
	eventfd = rcu_dereference(vdev->req_trigger);
	if (eventfd) {
		if (!(count % 10))
			pci_notice_ratelimited(vdev->pdev,
					       "Relaying device request to user (#%u)\n", count);
		eventfd_signal(eventfd->ctx);
	} else if (!count) {
		pci_warn(vdev->pdev,
			 "No device request channel registered, blocked until released by user\n");
	}
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(vfio_pci_core_request);

pci_ers_result_t vfio_pci_core_aer_err_detected(struct pci_dev *pdev, pci_channel_state_t state)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(&pdev->dev);
	struct vfio_pci_eventfd *eventfd;

	rcu_read_lock();
	eventfd = rcu_dereference(vdev->err_trigger);
	if (eventfd)
		eventfd_signal(eventfd->ctx);
	rcu_read_unlock();
	return PCI_ERS_RESULT_CAN_RECOVER;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_aer_err_detected);

const struct pci_error_handlers vfio_pci_core_err_handlers = {
	.error_detected = vfio_pci_core_aer_err_detected,
};
EXPORT_SYMBOL_GPL(vfio_pci_core_err_handlers);
