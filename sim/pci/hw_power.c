// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_power.c - who answers, and when: power states, resets and their timing
 *
 * A request reaches a function if every bridge on the way is itself reachable, in
 * D0, not resetting what is below it, and has its link up. A function that was just
 * reset answers nothing until ->ready_ns; whoever asks reads ones.
 */
#include <linux/pci_regs.h>

#include "exec/exec.h"

#include "hw_fn.h"

#define D3HOT_MS	10
#define RESET_MS	20

static unsigned int power_state(const struct pci_hw_fn *fn)
{
	return fn->caps.pm ? hw_cfg16(fn, fn->caps.pm + PCI_PM_CTRL) & PCI_PM_CTRL_STATE_MASK : 0;
}

static bool forwards(const struct pci_hw_fn *bridge)
{
	return !(hw_cfg16(bridge, PCI_BRIDGE_CONTROL) & PCI_BRIDGE_CTL_BUS_RESET) &&
	       !power_state(bridge) && !hw_load(&bridge->link_down);
}

static bool ready(const struct pci_hw_fn *fn, u64 now)
{
	return hw_load(&fn->present) && __atomic_load_n(&fn->ready_ns, __ATOMIC_RELAXED) <= now;
}

/* Config requests get here and are answered. */
bool hw_reachable(const struct pci_hw_fn *fn)
{
	u64 now = ex_now();

	for (; fn; fn = fn->bus->bridge) {
		const struct pci_hw_fn *pf = fn->pf;

		if (!ready(fn, now) || (pf && !ready(pf, now)))
			return false;
		if (fn->bus->bridge && !forwards(fn->bus->bridge))
			return false;
	}
	return true;
}

static u64 bar_register(const struct pci_hw_fn *fn, int bar)
{
	u64 value;

	if (bar == HW_ROM)
		return hw_cfg(fn, fn->below ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS) &
		       PCI_ROM_ADDRESS_MASK;
	value = hw_cfg(fn, PCI_BASE_ADDRESS_0 + bar * 4);
	value &= fn->bar[bar].flags & PCI_HW_BAR_IO ? ~3ull : ~15ull;
	if (fn->bar[bar].flags & PCI_HW_BAR_64)
		value |= (u64)hw_cfg(fn, PCI_BASE_ADDRESS_0 + bar * 4 + 4) << 32;
	return value;
}

bool pci_hw_decodes(const struct pci_hw_fn *fn, int bar)
{
	u32 need = fn->bar[bar].flags & PCI_HW_BAR_IO ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;

	if (!hw_reachable(fn) || power_state(fn))
		return false;
	if (fn->pf)
		return hw_cfg(fn->pf, fn->pf->caps.sriov + PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_MSE;
	if (bar == HW_ROM && !(hw_cfg(fn, fn->below ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS) &
			       PCI_ROM_ADDRESS_ENABLE))
		return false;
	return hw_cfg16(fn, PCI_COMMAND) & need && bar_register(fn, bar) == fn->bar[bar].addr;
}

/* What QEMU emulates has been reset by the time that it is asked again. */
void hw_not_ready(struct pci_hw_fn *fn, u32 ms)
{
	if (fn->desc->flags & PCI_HW_QEMU)
		return;
	__atomic_store_n(&fn->ready_ns, ex_now() + ms * HW_NS_PER_MS, __ATOMIC_RELAXED);
}

/* Error logs and the slot's registers outlive a reset of the function they describe. */
static bool sticky(const struct pci_hw_fn *fn, unsigned int where, bool function_only)
{
	const struct hw_caps *caps = &fn->caps;

	if (caps->aer && where - caps->aer < 0x2c)
		return true;
	if (caps->exp && where == caps->exp + PCI_EXP_SLTCTL)
		return true;
	return function_only && caps->exp && where == caps->exp + PCI_EXP_LNKCTL;
}

void hw_reset(struct pci_hw_fn *fn, bool function_only)
{
	for (unsigned int i = 0; i < fn->cfg_len / 4; i++)
		if (!sticky(fn, i * 4, function_only))
			hw_store(&fn->cfg[i], fn->por[i]);
	for (unsigned int i = 0; i < fn->msix_count; i++) {
		hw_store(&fn->msix_table[i * 4 + 3], PCI_MSIX_ENTRY_CTRL_MASKBIT);
		hw_clear_bits(&fn->msix_pba[i / 32], 1u << (i & 31));
	}
	hw_store(&fn->intx, 0);
	hw_store(&fn->intx_times, 0);
	hw_intx_update(fn);
	if (fn->caps.sriov)
		hw_sriov_written(fn);
	if (fn->model && fn->model->reset)
		fn->model->reset(fn);
	else
		hw_bar_clear(fn);
}

void hw_reset_below(struct pci_hw_bus *bus)
{
	struct pci_hw_fn *fn;

	list_for_each_entry(fn, &bus->functions, on_bus) {
		if (!hw_load(&fn->present))
			continue;
		hw_reset(fn, false);
		if (!__atomic_load_n(&fn->dev, __ATOMIC_ACQUIRE))
			hw_store(&fn->fresh, 1);
		if (fn->below)
			hw_reset_below(fn->below);
	}
}

static void wake_below(struct pci_hw_bus *bus)
{
	struct pci_hw_fn *fn;

	list_for_each_entry(fn, &bus->functions, on_bus) {
		hw_not_ready(fn, fn->desc->bus_reset_ms ?: RESET_MS);
		if (fn->below)
			wake_below(fn->below);
	}
}

void hw_power_written(struct pci_hw_fn *fn, u32 old, u32 new)
{
	if ((old & PCI_PM_CTRL_STATE_MASK) != PCI_PM_CTRL_STATE_MASK ||
	    (new & PCI_PM_CTRL_STATE_MASK))
		return;
	if (!(new & PCI_PM_CTRL_NO_SOFT_RESET) && !(fn->desc->flags & PCI_HW_QEMU))
		hw_reset(fn, true);
	hw_not_ready(fn, D3HOT_MS);
}

static void flr(struct pci_hw_fn *fn)
{
	hw_reset(fn, true);
	hw_not_ready(fn, fn->desc->flr_ms ?: RESET_MS);
}

void hw_devctl_written(struct pci_hw_fn *fn, u32 value)
{
	if (hw_cfg(fn, fn->caps.exp + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR)
		flr(fn);
}

void hw_af_written(struct pci_hw_fn *fn, u32 value)
{
	flr(fn);
}

void hw_bridge_control_written(struct pci_hw_fn *fn, u32 old, u32 new)
{
	const u32 bit = (u32)PCI_BRIDGE_CTL_BUS_RESET << 16;

	if (!(old & bit) && new & bit) {
		hw_reset_below(fn->below);
		hw_link_update(fn);
	} else if (old & bit && !(new & bit)) {
		wake_below(fn->below);
		hw_link_update(fn);
	}
}
