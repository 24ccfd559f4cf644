// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_error.c - a function reports an error: AER logs, root port, containment
 *
 * The error is logged where it happened and a message travels up. A port with
 * containment switched on stops it: the link goes down and the port interrupts. Any
 * other error arrives in the root port's log, which interrupts if asked to.
 */
#include <linux/aer.h>
#include <linux/pci_regs.h>

#include "hw_fn.h"

static bool uncorrectable(int severity)
{
	return severity != AER_CORRECTABLE;
}

static bool fatal(int severity)
{
	return severity == AER_FATAL || severity == DPC_FATAL;
}

static void log_error(struct pci_hw_fn *fn, int severity)
{
	unsigned int pos = fn->caps.aer;
	u16 seen = !uncorrectable(severity) ? PCI_EXP_DEVSTA_CED :
		   fatal(severity) ? PCI_EXP_DEVSTA_FED : PCI_EXP_DEVSTA_NFED;

	if (fn->caps.exp)
		hw_cfg_set16(fn, fn->caps.exp + PCI_EXP_DEVSTA, seen);
	if (!pos)
		return;
	if (!uncorrectable(severity))
		hw_set_bits(&fn->cfg[(pos + PCI_ERR_COR_STATUS) / 4], PCI_ERR_COR_RCVR);
	else
		hw_set_bits(&fn->cfg[(pos + PCI_ERR_UNCOR_STATUS) / 4],
			    fatal(severity) ? PCI_ERR_UNC_DLP : PCI_ERR_UNC_COMP_TIME);
}

static bool contains(const struct pci_hw_fn *port, int severity)
{
	u16 ctl;

	if (!port->caps.dpc || !uncorrectable(severity))
		return false;
	if (severity == DPC_FATAL)
		return true;
	ctl = hw_cfg16(port, port->caps.dpc + PCI_EXP_DPC_CTL);
	if (ctl & PCI_EXP_DPC_CTL_EN_NONFATAL)
		return true;
	return ctl & PCI_EXP_DPC_CTL_EN_FATAL && fatal(severity);
}

static u16 requester(const struct pci_hw_fn *fn)
{
	return (hw_busnr(fn->bus) + fn->vf_bus) << 8 | fn->devfn;
}

static void contain(struct pci_hw_fn *port, const struct pci_hw_fn *from, int severity)
{
	u16 why = fatal(severity) ? PCI_EXP_DPC_STATUS_TRIGGER_RSN_FE :
				    PCI_EXP_DPC_STATUS_TRIGGER_RSN_NFE;

	hw_set_bits(&port->cfg[(port->caps.dpc + PCI_EXP_DPC_STATUS) / 4],
		    PCI_EXP_DPC_STATUS_TRIGGER | PCI_EXP_DPC_STATUS_INTERRUPT | why |
		    (u32)requester(from) << 16);
	hw_link_update(port);
	hw_port_update(port);
}

static void root_receives(struct pci_hw_fn *root, const struct pci_hw_fn *from, int severity)
{
	unsigned int pos = root->caps.aer;
	u32 *status, *source;

	if (!pos)
		return;
	status = &root->cfg[(pos + PCI_ERR_ROOT_STATUS) / 4];
	source = &root->cfg[(pos + PCI_ERR_ROOT_ERR_SRC) / 4];
	if (!uncorrectable(severity)) {
		hw_clear_bits(source, 0xffff);
		hw_set_bits(source, requester(from));
		hw_set_bits(status, PCI_ERR_ROOT_COR_RCV);
	} else {
		hw_clear_bits(source, 0xffff0000);
		hw_set_bits(source, (u32)requester(from) << 16);
		hw_set_bits(status, PCI_ERR_ROOT_UNCOR_RCV |
				    (fatal(severity) ? PCI_ERR_ROOT_FATAL_RCV :
						       PCI_ERR_ROOT_NONFATAL_RCV));
	}
	hw_port_update(root);
}

void pci_hw_inject_error(struct pci_hw_fn *fn, int severity)
{
	struct pci_hw_fn *port;

	if (!hw_reachable(fn))
		return;
	log_error(fn, severity);
	for (port = fn->bus->bridge; port; port = port->bus->bridge) {
		if (contains(port, severity)) {
			contain(port, fn, severity);
			return;
		}
		if (!port->bus->bridge)
			root_receives(port, fn, severity);
	}
}

/* Software clears the trigger: the link may come back. */
void hw_dpc_written(struct pci_hw_fn *port, u32 old, u32 new)
{
	if ((old ^ new) & PCI_EXP_DPC_STATUS_TRIGGER)
		hw_link_update(port);
	hw_port_update(port);
}
