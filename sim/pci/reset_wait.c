// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_wait.c - waiting until a device answers again
 */
#include <linux/delay.h>
#include <linux/rwsem.h>

#include "kernel/variant.h"

#include "pci.h"

DEFINE_VARIANT(pci_wait_child_no_ref, "pci-wait-child-no-ref",
	       "reverts 11a1f4bc4736 (v6.11, CVE-2024-42302)",
	       "waiting for the bus below a port holds no reference to the device it polls (C21)");

/* VFs have no identity of their own, so that it is the command register that is read. */
static bool answers(struct pci_dev *dev)
{
	u32 value;

	pci_read_config_dword(dev, PCI_COMMAND, &value);
	return !PCI_POSSIBLE_ERROR(value);
}

/* Until config space answers, with pauses that double. -ENOTTY if it never does. */
int pci_dev_wait(struct pci_dev *dev, const char *what, int timeout_ms)
{
	for (int pause_ms = 1; !pci_dev_is_disconnected(dev); pause_ms *= 2) {
		if (answers(dev))
			return 0;
		if (pause_ms > timeout_ms) {
			pci_warn(dev, "silent %d ms after %s: given up\n", pause_ms - 1, what);
			break;
		}
		msleep(pause_ms);
	}
	return -ENOTTY;
}

/* 1 as soon as @mask is clear, which it may take three pauses to be; else 0. */
int pci_wait_for_pending(struct pci_dev *dev, int pos, u16 mask)
{
	unsigned int pause_ms = 100;
	u16 status;

	pci_read_config_word(dev, pos, &status);
	for (; status & mask && pause_ms <= 400; pause_ms *= 2) {
		msleep(pause_ms);
		pci_read_config_word(dev, pos, &status);
	}
	return !(status & mask);
}

int pci_wait_for_pending_transaction(struct pci_dev *dev)
{
	if (!pci_is_pcie(dev))
		return 1;
	return pci_wait_for_pending(dev, dev->pcie_cap + PCI_EXP_DEVSTA, PCI_EXP_DEVSTA_TRPND);
}

/* The longest that a device on @bus wants to be left alone after power on, in ms. */
static unsigned int settle_ms(struct pci_bus *bus)
{
	unsigned int min_delay = 100, max_delay = 0;
	struct pci_dev *dev;

	list_for_each_entry(dev, &bus->devices, bus_list) {
		min_delay = min(min_delay, dev->d3cold_delay);
		max_delay = max(max_delay, dev->d3cold_delay);
	}
	return max(min_delay, max_delay);
}

/* The link below @port, once up, says that the card is alive however slow it is. */
static int wait_for_card(struct pci_dev *port, struct pci_dev *child, unsigned int delay,
			 const char *what)
{
	u16 status;

	msleep(delay);
	if (!pci_dev_wait(child, what, PCI_RESET_WAIT - delay))
		return 0;
	if (!port->link_active_reporting)
		return -ENOTTY;
	pcie_capability_read_word(port, PCI_EXP_LNKSTA, &status);
	if (!(status & PCI_EXP_LNKSTA_DLLLA))
		return -ENOTTY;
	return pci_dev_wait(child, what, PCIE_RESET_READY_POLL_MS - PCI_RESET_WAIT);
}

/* After the secondary side of @bridge was reset or powered. 0, or -ENOTTY: nobody there. */
int pci_bridge_wait_for_secondary_bus(struct pci_dev *bridge, const char *what)
{
	struct pci_dev *child = NULL;
	unsigned int delay = 0;
	int ret = 0;

	if (pci_dev_is_disconnected(bridge) || !pci_is_bridge(bridge))
		return 0;
	down_read(&pci_bus_sem);
	if (bridge->subordinate && !list_empty(&bridge->subordinate->devices)) {
		delay = settle_ms(bridge->subordinate);
		child = list_first_entry(&bridge->subordinate->devices, struct pci_dev, bus_list);
		if (!variant(pci_wait_child_no_ref))
			pci_dev_get(child);	/* hot-unplug may take it meanwhile */
	}
	up_read(&pci_bus_sem);
	if (!child)
		return 0;
	if (!delay)
		ret = 0;
	else if (!pci_is_pcie(bridge))
		msleep(1000 + delay);
	else if (pcie_downstream_port(bridge))
		ret = wait_for_card(bridge, child, delay, what);
	if (!variant(pci_wait_child_no_ref))
		pci_dev_put(child);
	return ret;
}
