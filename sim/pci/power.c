// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * power.c - power states of a device
 *
 * There is no platform that could cut a device's main power, so D3cold is where a
 * device is that does not answer; asking for it gives D3hot.
 *
 * ->current_state is what the register was last seen to say. Runtime PM, whoever resets or
 * enables the device and its user each look and write, with no lock in common: each access
 * is marked, and whoever needs the state to stay keeps the others away himself.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/pm_runtime.h>

#include "as_linux.h"
#include "aspm.h"
#include "pci.h"

DEFINE_VARIANT(pci_pm_enabled_early, "pci-pm-enabled-early", "before 51c0996dadae (2026)",
	       "a new device falls asleep before its BARs have addresses, and wakes up without");

const char *pci_power_names[] = { "error", "D0", "D1", "D2", "D3hot", "D3cold", "unknown" };

static pci_power_t noted(const struct pci_dev *dev)
{
	return READ_ONCE(dev->current_state);
}

static void note(struct pci_dev *dev, pci_power_t state)
{
	WRITE_ONCE(dev->current_state, state);
}

void pci_dev_d3_sleep(struct pci_dev *dev)
{
	unsigned int delay = dev->d3hot_delay;

	if (delay)
		msleep(delay);
}

void pci_pm_init(struct pci_dev *dev)
{
	u16 pmc;

	pm_runtime_forbid(&dev->dev);
	pm_runtime_set_active(&dev->dev);
	if (as_6_12(pci_pm_enabled_early))
		pm_runtime_enable(&dev->dev);
	dev->d3hot_delay = PCI_PM_D3HOT_WAIT;
	dev->d3cold_delay = PCI_PM_D3COLD_WAIT;
	if (!dev->pm_cap)
		return;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_PMC, &pmc);
	dev->d3cold_allowed = true;
	dev->d1_support = !!(pmc & PCI_PM_CAP_D1);
	dev->d2_support = !!(pmc & PCI_PM_CAP_D2);
	dev->pme_support = (pmc & PCI_PM_CAP_PME_MASK) >> PCI_PM_CAP_PME_SHIFT;
}

/* User space may allow it to sleep once it is visible; what it wakes up with is there only now. */
void pci_pm_allow_suspend(struct pci_dev *dev)
{
	if (!as_6_12(pci_pm_enabled_early))
		pm_runtime_enable(&dev->dev);
}

void pci_update_current_state(struct pci_dev *dev, pci_power_t state)
{
	u16 csr;

	if (!dev->pm_cap) {
		note(dev, state);
		return;
	}
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	note(dev, PCI_POSSIBLE_ERROR(csr) ? PCI_D3cold : csr & PCI_PM_CTRL_STATE_MASK);
}

/* 0, or 1 if the registers were lost on the way, or a negative errno. */
int pci_power_up(struct pci_dev *dev)
{
	bool lost;
	u16 csr;

	if (!dev->pm_cap) {
		note(dev, PCI_D0);
		return -EIO;
	}
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	if (pci_dev_is_disconnected(dev) || PCI_POSSIBLE_ERROR(csr)) {
		note(dev, PCI_D3cold);
		return -EIO;
	}
	lost = !(csr & PCI_PM_CTRL_NO_SOFT_RESET) &&
	       ((csr & PCI_PM_CTRL_STATE_MASK) == PCI_D3hot || noted(dev) >= PCI_D3hot);
	if (csr & PCI_PM_CTRL_STATE_MASK) {
		pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, 0);
		if ((csr & PCI_PM_CTRL_STATE_MASK) == PCI_D3hot)
			pci_dev_d3_sleep(dev);
		if (lost && pci_dev_wait(dev, "power up D3hot->D0uninitialized",
					 PCIE_RESET_READY_POLL_MS)) {
			note(dev, PCI_D3cold);
			return -EIO;
		}
	}
	note(dev, PCI_D0);
	return lost;
}

static int set_d0(struct pci_dev *dev, bool locked)
{
	int ret = pci_power_up(dev);
	u16 csr;

	if (ret < 0)
		return noted(dev) == PCI_D0 ? 0 : ret;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	note(dev, csr & PCI_PM_CTRL_STATE_MASK);
	if (noted(dev) == PCI_D0 && ret > 0)
		for (int i = 0; i < PCI_STD_NUM_BARS; i++)
			pci_update_resource(dev, i);
	if (dev->bus->self)
		pcie_aspm_pm_state_change(dev->bus->self, locked);
	return 0;
}

static int set_lower(struct pci_dev *dev, pci_power_t state)
{
	u16 csr;

	if (!dev->pm_cap)
		return -EIO;
	if (noted(dev) <= PCI_D3cold && noted(dev) > state)
		return -EINVAL;
	if ((state == PCI_D1 && !dev->d1_support) || (state == PCI_D2 && !dev->d2_support))
		return -EIO;
	if (noted(dev) == state)
		return 0;
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	if (PCI_POSSIBLE_ERROR(csr)) {
		note(dev, PCI_D3cold);
		return -EIO;
	}
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL,
			      (csr & ~PCI_PM_CTRL_STATE_MASK) | state);
	if (state == PCI_D3hot)
		pci_dev_d3_sleep(dev);
	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	note(dev, csr & PCI_PM_CTRL_STATE_MASK);
	return 0;
}

/* @locked: the caller holds pci_bus_sem. */
static int set_power_state(struct pci_dev *dev, pci_power_t state, bool locked)
{
	if (state > PCI_D3hot)
		state = PCI_D3hot;
	if (noted(dev) == state)
		return 0;
	if (state <= PCI_D0)
		return set_d0(dev, locked);
	if (state >= PCI_D3hot && dev->dev_flags & PCI_DEV_FLAGS_NO_D3)
		return 0;
	return set_lower(dev, state);
}

int pci_set_power_state(struct pci_dev *dev, pci_power_t state)
{
	return set_power_state(dev, state, false);
}

int pci_set_power_state_locked(struct pci_dev *dev, pci_power_t state)
{
	lockdep_assert_held(&pci_bus_sem);
	return set_power_state(dev, state, true);
}

pci_power_t pci_choose_state(struct pci_dev *dev, pm_message_t state)
{
	return state.event == PM_EVENT_ON || !dev->pm_cap ? PCI_D0 : PCI_D3hot;
}

bool pci_pme_capable(struct pci_dev *dev, pci_power_t state)
{
	return dev->pm_cap && dev->pme_support & 1 << state;
}

int pci_enable_wake(struct pci_dev *dev, pci_power_t state, bool enable)
{
	if (enable && !pci_pme_capable(dev, state))
		return -EINVAL;
	if (dev->pme_support)
		pci_clear_and_set_config_dword(dev, dev->pm_cap + PCI_PM_CTRL,
					       PCI_PM_CTRL_PME_ENABLE,
					       enable ? PCI_PM_CTRL_PME_ENABLE : 0);
	dev->wakeup_prepared = enable;
	return 0;
}

int pci_wake_from_d3(struct pci_dev *dev, bool enable)
{
	return pci_enable_wake(dev, PCI_D3hot, enable);
}

int pci_prepare_to_sleep(struct pci_dev *dev)
{
	return dev->pm_cap ? pci_set_power_state(dev, PCI_D3hot) : -EIO;
}

int pci_back_from_sleep(struct pci_dev *dev)
{
	return pci_set_power_state(dev, PCI_D0);
}

void pci_d3cold_enable(struct pci_dev *dev)
{
	dev->no_d3cold = false;
}

void pci_d3cold_disable(struct pci_dev *dev)
{
	dev->no_d3cold = true;
}

static int note_one(struct pci_dev *dev, void *state)
{
	note(dev, *(pci_power_t *)state);
	return 0;
}

void pci_bus_set_current_state(struct pci_bus *bus, pci_power_t state)
{
	if (bus)
		pci_walk_bus(bus, note_one, &state);
}

static int resume_one(struct pci_dev *dev, void *unused)
{
	pm_request_resume(&dev->dev);
	return 0;
}

void pci_resume_bus(struct pci_bus *bus)
{
	if (bus)
		pci_walk_bus(bus, resume_one, NULL);
}
