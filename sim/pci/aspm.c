// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aspm.c - the link below a port when a function on it changes its power state
 *
 * The policy is "off": both ends of the link get their ASPM bits cleared. Linux
 * weighs latencies of the whole path and has several policies; left out. What is
 * kept is the order of locks: pci_bus_sem, then aspm_lock.
 */
#include <linux/mutex.h>
#include <linux/rwsem.h>

#include "kernel/variant.h"

#include "aspm.h"
#include "pci.h"

DEFINE_VARIANT(aspm_recursive_bus_sem, "aspm-recursive-bus-sem",
	       "reverts f93e71aea6c6, 1e560864159d (v6.8, CVE-2024-26605)",
	       "a power state change from inside pci_walk_bus() takes pci_bus_sem again (C28)");

static DEFINE_MUTEX(aspm_lock);

static void switch_off(struct pci_dev *port)
{
	struct pci_dev *child;

	lockdep_assert_held(&pci_bus_sem);
	mutex_lock(&aspm_lock);
	pcie_capability_clear_word(port, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_ASPMC);
	list_for_each_entry(child, &port->subordinate->devices, bus_list)
		pcie_capability_clear_word(child, PCI_EXP_LNKCTL, PCI_EXP_LNKCTL_ASPMC);
	mutex_unlock(&aspm_lock);
}

void pcie_aspm_pm_state_change(struct pci_dev *port, bool locked)
{
	if (variant(aspm_recursive_bus_sem))
		locked = false;
	if (!pcie_downstream_port(port))
		return;
	if (!locked)
		down_read(&pci_bus_sem);
	if (port->subordinate)
		switch_off(port);
	if (!locked)
		up_read(&pci_bus_sem);
}
