// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_slot.c - a port as the slot above a card: presence, link, power, events
 *
 * The port tells of events in status bits that software clears. An interrupt goes
 * out when one of its three sources (slot, error log, containment) begins to have
 * something to tell; after that, clearing and looking again is software's duty.
 */
#include <linux/pci_regs.h>

#include "hw_fn.h"

#define SOURCE_SLOT	1u
#define SOURCE_AER	2u
#define SOURCE_DPC	4u

#define PLUG_MS		50

static bool has_slot(const struct pci_hw_fn *port)
{
	return port->caps.exp &&
	       hw_cfg(port, port->caps.exp) >> 16 & PCI_EXP_FLAGS_SLOT;
}

static u16 slot_reg(const struct pci_hw_fn *port, unsigned int reg)
{
	return hw_cfg16(port, port->caps.exp + reg);
}

static u32 slot_source(const struct pci_hw_fn *port)
{
	u16 ctl = slot_reg(port, PCI_EXP_SLTCTL);
	u16 want = ctl & (PCI_EXP_SLTCTL_ABPE | PCI_EXP_SLTCTL_PFDE | PCI_EXP_SLTCTL_MRLSCE |
			  PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_CCIE);

	if (ctl & PCI_EXP_SLTCTL_DLLSCE)
		want |= PCI_EXP_SLTSTA_DLLSC;
	if (!(ctl & PCI_EXP_SLTCTL_HPIE))
		return 0;
	return slot_reg(port, PCI_EXP_SLTSTA) & want ? SOURCE_SLOT : 0;
}

/* Root ports alone collect what others report: a port inside has no such registers. */
static u32 aer_source(const struct pci_hw_fn *port)
{
	u32 status, command;

	if (!port->caps.aer || port->bus->bridge)
		return 0;
	status = hw_cfg(port, port->caps.aer + PCI_ERR_ROOT_STATUS);
	command = hw_cfg(port, port->caps.aer + PCI_ERR_ROOT_COMMAND);
	if ((status & PCI_ERR_ROOT_COR_RCV && command & PCI_ERR_ROOT_CMD_COR_EN) ||
	    (status & PCI_ERR_ROOT_NONFATAL_RCV && command & PCI_ERR_ROOT_CMD_NONFATAL_EN) ||
	    (status & PCI_ERR_ROOT_FATAL_RCV && command & PCI_ERR_ROOT_CMD_FATAL_EN))
		return SOURCE_AER;
	return 0;
}

static u32 dpc_source(const struct pci_hw_fn *port)
{
	if (!port->caps.dpc)
		return 0;
	if (hw_cfg16(port, port->caps.dpc + PCI_EXP_DPC_STATUS) & PCI_EXP_DPC_STATUS_INTERRUPT &&
	    hw_cfg16(port, port->caps.dpc + PCI_EXP_DPC_CTL) & PCI_EXP_DPC_CTL_INT_EN)
		return SOURCE_DPC;
	return 0;
}

/* After any change of what the port tells or of who wants to hear it. */
void hw_port_update(struct pci_hw_fn *port)
{
	u32 now, before;

	if (!port->below || !port->caps.exp)
		return;
	now = (has_slot(port) ? slot_source(port) : 0) | aer_source(port) | dpc_source(port);
	before = __atomic_exchange_n(&port->telling, now, __ATOMIC_ACQ_REL);
	pci_hw_intx(port, now);
	if (now & ~before)
		pci_hw_msi(port, 0);
}

static void slot_event(struct pci_hw_fn *port, u16 bits)
{
	if (!has_slot(port))
		return;
	hw_cfg_set16(port, port->caps.exp + PCI_EXP_SLTSTA, bits);
	hw_port_update(port);
}

static bool occupied(const struct pci_hw_fn *port)
{
	const struct pci_hw_fn *fn;

	list_for_each_entry(fn, &port->below->functions, on_bus)
		if (hw_load(&fn->present))
			return true;
	return false;
}

static bool link_wanted(const struct pci_hw_fn *port)
{
	if (hw_cfg16(port, PCI_BRIDGE_CONTROL) & PCI_BRIDGE_CTL_BUS_RESET)
		return false;
	if (slot_reg(port, PCI_EXP_LNKCTL) & PCI_EXP_LNKCTL_LD)
		return false;
	if (has_slot(port) && slot_reg(port, PCI_EXP_SLTCTL) & PCI_EXP_SLTCTL_PCC)
		return false;
	if (port->caps.dpc && hw_cfg16(port, port->caps.dpc + PCI_EXP_DPC_STATUS) &
			      PCI_EXP_DPC_STATUS_TRIGGER)
		return false;
	return occupied(port);
}

/* Is the link's state what everything around it asks for? Changes it if not. */
void hw_link_update(struct pci_hw_fn *port)
{
	unsigned int status = port->caps.exp + PCI_EXP_LNKSTA;
	bool up = hw_cfg16(port, status) & PCI_EXP_LNKSTA_DLLLA;
	bool want;

	if (!port->below || !port->caps.exp)
		return;
	want = link_wanted(port);
	hw_store(&port->link_down, !want);
	if (up == want)
		return;
	if (want) {
		hw_cfg_set16(port, status, PCI_EXP_LNKSTA_DLLLA);
	} else {
		hw_cfg_clear16(port, status, PCI_EXP_LNKSTA_DLLLA);
		hw_reset_below(port->below);
	}
	slot_event(port, PCI_EXP_SLTSTA_DLLSC);
}

/* While the machine is built: a card that is there at power on is no event. */
void hw_slot_init(struct pci_hw_fn *port)
{
	if (!port->caps.exp)
		return;
	if (has_slot(port))
		hw_cfg_set16(port, port->caps.exp + PCI_EXP_SLTSTA, PCI_EXP_SLTSTA_PDS);
	hw_cfg_set16(port, port->caps.exp + PCI_EXP_LNKSTA, PCI_EXP_LNKSTA_DLLLA);
	hw_store(&port->link_down, 0);
}

/* A controller without "no command completed" confirms each command. */
void hw_slot_written(struct pci_hw_fn *port, u32 old, u32 new)
{
	if (!has_slot(port))
		return;
	hw_link_update(port);
	if ((old ^ new) & 0xffff &&
	    !(hw_cfg(port, port->caps.exp + PCI_EXP_SLTCAP) & PCI_EXP_SLTCAP_NCCS))
		hw_cfg_set16(port, port->caps.exp + PCI_EXP_SLTSTA, PCI_EXP_SLTSTA_CC);
	hw_port_update(port);
}

/* All functions of the card that @fn is on. */
static void set_present(struct pci_hw_fn *fn, bool present)
{
	struct pci_hw_fn *other;

	list_for_each_entry(other, &fn->bus->functions, on_bus) {
		if (other->pf || (other->devfn ^ fn->devfn) & ~7)
			continue;
		if (present) {
			hw_reset(other, false);
			hw_not_ready(other, PLUG_MS);
			hw_store(&other->fresh, 1);
		}
		hw_store(&other->present, present);
		if (!present) {
			hw_store(&other->intx, 0);
			hw_intx_update(other);
		}
	}
}

static void card_changed(struct pci_hw_fn *port, bool present)
{
	if (!port || !port->caps.exp)
		return;
	if (has_slot(port)) {
		unsigned int status = port->caps.exp + PCI_EXP_SLTSTA;

		if (present)
			hw_cfg_set16(port, status, PCI_EXP_SLTSTA_PDS);
		else
			hw_cfg_clear16(port, status, PCI_EXP_SLTSTA_PDS);
		slot_event(port, PCI_EXP_SLTSTA_PDC);
	}
	hw_link_update(port);
}

void pci_hw_unplug(struct pci_hw_fn *fn)
{
	if (!hw_load(&fn->present))
		return;
	set_present(fn, false);
	card_changed(fn->bus->bridge, false);
}

void pci_hw_plug(struct pci_hw_fn *fn)
{
	if (hw_load(&fn->present))
		return;
	set_present(fn, true);
	card_changed(fn->bus->bridge, true);
}

void pci_hw_press_button(struct pci_hw_fn *port)
{
	slot_event(port, PCI_EXP_SLTSTA_ABP);
}
