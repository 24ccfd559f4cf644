// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * err.c - recovery: asking every driver below a port what it needs, and doing it
 *
 *	error_detected	each says: fine, can recover, need a reset, hopeless
 *	(frozen: the link is reset here)
 *	mmio_enabled	if all can recover without a reset
 *	slot_reset	if one needed a reset
 *	resume
 *
 * The worst answer counts; a driver without callbacks makes recovery impossible. Each
 * is called under its device's lock, for the devices that were there when the error
 * came. Linux calls them from inside pci_walk_bus(), that is with pci_bus_sem held for
 * reading, while others hold a device lock and wait for pci_bus_sem (variant
 * aer-walks-under-bus-sem).
 */
#include <linux/aer.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_variants.h"

DEFINE_VARIANT(aer_walks_under_bus_sem, "aer-walks-under-bus-sem", "Linux 6.12 and later",
	       "error recovery takes device locks with pci_bus_sem held for reading");
DEFINE_VARIANT(aer_lets_sleep_whom_it_finds, "aer-lets-sleep-whom-it-finds",
	       "Linux 6.12 and later",
	       "error recovery ends a use of devices that came after it began that of others");

/* What is below the port, each counted. */
struct affected {
	unsigned int	count;
	unsigned int	max;
	struct pci_dev	*dev[];
};

static pci_ers_result_t merge(pci_ers_result_t orig, pci_ers_result_t new)
{
	if (new == PCI_ERS_RESULT_NO_AER_DRIVER)
		return PCI_ERS_RESULT_NO_AER_DRIVER;
	if (new == PCI_ERS_RESULT_NONE)
		return orig;
	switch (orig) {
	case PCI_ERS_RESULT_CAN_RECOVER:
	case PCI_ERS_RESULT_RECOVERED:
		return new;
	case PCI_ERS_RESULT_DISCONNECT:
		return new == PCI_ERS_RESULT_NEED_RESET ? new : orig;
	}
	return orig;
}

bool pci_dev_set_io_state(struct pci_dev *dev, pci_channel_state_t new)
{
	pci_channel_state_t old;

	if (new == pci_channel_io_perm_failure) {
		xchg(&dev->error_state, new);
		return true;
	}
	if (new == pci_channel_io_frozen) {
		old = cmpxchg(&dev->error_state, pci_channel_io_normal, new);
		return old != pci_channel_io_perm_failure;
	}
	old = cmpxchg(&dev->error_state, pci_channel_io_frozen, new);
	return old != pci_channel_io_perm_failure;
}

int pci_dev_set_disconnected(struct pci_dev *dev, void *unused)
{
	pci_dev_set_io_state(dev, pci_channel_io_perm_failure);
	return 0;
}

static const struct pci_error_handlers *handlers(struct pci_dev *dev)
{
	return dev->driver ? dev->driver->err_handler : NULL;
}

static pci_ers_result_t detected(struct pci_dev *dev, pci_channel_state_t state)
{
	const struct pci_error_handlers *h = handlers(dev);

	if (pci_dev_is_disconnected(dev))
		return PCI_ERS_RESULT_DISCONNECT;
	if (!pci_dev_set_io_state(dev, state))
		return PCI_ERS_RESULT_NONE;
	if (h && h->error_detected)
		return h->error_detected(dev, state);
	/* bridges have nothing of their own to lose */
	if (dev->hdr_type == PCI_HEADER_TYPE_BRIDGE)
		return PCI_ERS_RESULT_NONE;
	pci_info(dev, "can't recover (no error_detected callback)\n");
	return PCI_ERS_RESULT_NO_AER_DRIVER;
}

static int report_detected(struct pci_dev *dev, void *data, pci_channel_state_t state)
{
	pci_ers_result_t vote;

	device_lock(&dev->dev);
	vote = detected(dev, state);
	*(pci_ers_result_t *)data = merge(*(pci_ers_result_t *)data, vote);
	device_unlock(&dev->dev);
	return 0;
}

static int report_frozen(struct pci_dev *dev, void *data)
{
	return report_detected(dev, data, pci_channel_io_frozen);
}

static int report_normal(struct pci_dev *dev, void *data)
{
	return report_detected(dev, data, pci_channel_io_normal);
}

/* Only user space is told: the drivers' devices stay as the error left them. */
static int report_perm_failure(struct pci_dev *dev, void *unused)
{
	kobject_uevent(&dev->dev.kobj, KOBJ_CHANGE);
	return 0;
}

/* Recovery restores nothing itself: a driver does in ->slot_reset(), or leaves it to its user. */
static int note_left_reset(struct pci_dev *dev, void *unused)
{
	device_lock(&dev->dev);
	if (!handlers(dev) || !handlers(dev)->slot_reset)
		dev->left_reset = true;
	device_unlock(&dev->dev);
	return 0;
}

static int report_mmio_enabled(struct pci_dev *dev, void *data)
{
	const struct pci_error_handlers *h;

	device_lock(&dev->dev);
	h = handlers(dev);
	if (h && h->mmio_enabled)
		*(pci_ers_result_t *)data = merge(*(pci_ers_result_t *)data, h->mmio_enabled(dev));
	device_unlock(&dev->dev);
	return 0;
}

static int report_slot_reset(struct pci_dev *dev, void *data)
{
	const struct pci_error_handlers *h;

	device_lock(&dev->dev);
	h = handlers(dev);
	if (h && h->slot_reset && pci_dev_set_io_state(dev, pci_channel_io_normal))
		*(pci_ers_result_t *)data = merge(*(pci_ers_result_t *)data, h->slot_reset(dev));
	device_unlock(&dev->dev);
	return 0;
}

static int report_resume(struct pci_dev *dev, void *unused)
{
	const struct pci_error_handlers *h;

	device_lock(&dev->dev);
	h = handlers(dev);
	if (pci_dev_set_io_state(dev, pci_channel_io_normal) && h && h->resume)
		h->resume(dev);
	device_unlock(&dev->dev);
	return 0;
}

static int keep_awake(struct pci_dev *dev, void *unused)
{
	pm_runtime_get_sync(&dev->dev);
	atomic_inc(&dev->recovery_uses);
	return 0;
}

/* A device that came in between was not kept awake. */
static int let_sleep(struct pci_dev *dev, void *unused)
{
	if (as_6_12(aer_lets_sleep_whom_it_finds) ||
	    atomic_dec_if_positive(&dev->recovery_uses) >= 0)
		pm_runtime_put(&dev->dev);
	return 0;
}

static int count_one(struct pci_dev *dev, void *count)
{
	++*(unsigned int *)count;
	return 0;
}

static int remember(struct pci_dev *dev, void *data)
{
	struct affected *all = data;

	if (all->count == all->max)	/* somebody has just plugged something in */
		return 1;
	all->dev[all->count++] = pci_dev_get(dev);
	return 0;
}

static struct affected *get_affected(struct pci_bus *below)
{
	unsigned int count = 0;
	struct affected *all;

	pci_walk_bus(below, count_one, &count);
	all = kzalloc(struct_size(all, dev, count), GFP_KERNEL);
	if (!all)
		return NULL;
	all->max = count;
	pci_walk_bus(below, remember, all);
	return all;
}

static void put_affected(struct affected *all)
{
	while (all->count)
		pci_dev_put(all->dev[--all->count]);
	kfree(all);
}

struct nth {
	unsigned int	left;
	struct pci_dev	*dev;
};

static int count_down(struct pci_dev *dev, void *data)
{
	struct nth *nth = data;

	if (nth->left--)
		return 0;
	nth->dev = pci_dev_get(dev);
	return 1;
}

/* Without memory: one after the other by number, which may miss the neighbour of one removed. */
static void walk_by_number(struct pci_bus *below, int (*cb)(struct pci_dev *, void *), void *data)
{
	for (unsigned int i = 0;; i++) {
		struct nth nth = { .left = i };

		pci_walk_bus(below, count_down, &nth);
		if (!nth.dev)
			return;
		cb(nth.dev, data);
		pci_dev_put(nth.dev);
	}
}

static void walk_bus(struct pci_bus *below, int (*cb)(struct pci_dev *, void *), void *data)
{
	struct affected *all;

	if (as_6_12(aer_walks_under_bus_sem)) {
		pci_walk_bus(below, cb, data);
		return;
	}
	all = get_affected(below);
	if (!all) {
		walk_by_number(below, cb, data);
		return;
	}
	for (unsigned int i = 0; i < all->count; i++)
		cb(all->dev[i], data);
	put_affected(all);
}

/*
 * Every device below @bridge, or a @bridge that is none itself. Below a port without a bus, for
 * which there was no memory, is nobody; Linux takes the port, whose unbinding waits for us.
 */
static void walk_bridge(struct pci_dev *bridge, int (*cb)(struct pci_dev *, void *), void *data)
{
	struct pci_bus *below = pci_bus_below(bridge);

	if (below)
		walk_bus(below, cb, data);
	else if (!pci_is_bridge(bridge) || as_6_12(aer_blocks_on_port_lock))
		cb(bridge, data);
	pci_bus_below_put(below);
}

static struct pci_dev *affected_bridge(struct pci_dev *dev)
{
	int type = pci_pcie_type(dev);

	if (type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_DOWNSTREAM ||
	    type == PCI_EXP_TYPE_RC_EC || type == PCI_EXP_TYPE_RC_END)
		return dev;
	return pci_upstream_bridge(dev);
}

/* @dev: where the error came from; @reset_subordinates resets what is below a port. */
pci_ers_result_t pcie_do_recovery(struct pci_dev *dev, pci_channel_state_t state,
				  pci_ers_result_t (*reset_subordinates)(struct pci_dev *pdev))
{
	pci_ers_result_t status = PCI_ERS_RESULT_CAN_RECOVER;
	struct pci_dev *bridge = affected_bridge(dev);

	if (!bridge)
		return PCI_ERS_RESULT_DISCONNECT;
	walk_bridge(bridge, keep_awake, NULL);
	if (state == pci_channel_io_frozen) {
		walk_bridge(bridge, report_frozen, &status);
		if (reset_subordinates(bridge) != PCI_ERS_RESULT_RECOVERED) {
			pci_warn(bridge, "subordinate device reset failed\n");
			status = PCI_ERS_RESULT_DISCONNECT;
			goto out_failed;
		}
		walk_bridge(bridge, note_left_reset, NULL);
	} else {
		walk_bridge(bridge, report_normal, &status);
	}
	if (status == PCI_ERS_RESULT_CAN_RECOVER) {
		status = PCI_ERS_RESULT_RECOVERED;
		walk_bridge(bridge, report_mmio_enabled, &status);
	}
	if (status == PCI_ERS_RESULT_NEED_RESET) {
		status = PCI_ERS_RESULT_RECOVERED;
		walk_bridge(bridge, report_slot_reset, &status);
	}
	if (status != PCI_ERS_RESULT_RECOVERED)
		goto out_failed;
	walk_bridge(bridge, report_resume, NULL);
	pci_aer_clear_nonfatal_status(dev);
	walk_bridge(bridge, let_sleep, NULL);
	pci_info(bridge, "device recovery successful\n");
	return status;

out_failed:
	walk_bridge(bridge, let_sleep, NULL);
	walk_bridge(bridge, report_perm_failure, NULL);
	pci_info(bridge, "device recovery failed\n");
	return status;
}
