// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dpc.c - downstream port containment: the port has cut the link, bring it back
 *
 * Shares the port's interrupt with the hot-plug controller, which sees the same link
 * go down: it asks pci_dpc_recovered() before it takes the loss of the link for the
 * loss of the card.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "pci.h"
#include "portdrv.h"

struct dpc_port {
	struct pci_dev	*port;		/* borrowed */
	int		irq;
};

static DECLARE_WAIT_QUEUE_HEAD(dpc_completed_waitqueue);

static bool completed(struct pci_dev *port)
{
	u16 status;

	pci_read_config_word(port, port->dpc_cap + PCI_EXP_DPC_STATUS, &status);
	if (!PCI_POSSIBLE_ERROR(status) && status & PCI_EXP_DPC_STATUS_TRIGGER)
		return false;
	return !test_bit(PCI_DPC_RECOVERING, &port->priv_flags);
}

/* Was the last loss of the link a containment that has been recovered from? */
bool pci_dpc_recovered(struct pci_dev *pdev)
{
	if (!pdev->dpc_cap)
		return false;
	wait_event_timeout(dpc_completed_waitqueue, completed(pdev), msecs_to_jiffies(4000));
	return test_and_clear_bit(PCI_DPC_RECOVERED, &pdev->priv_flags);
}

static void wait_for_link_down(struct pci_dev *port)
{
	u16 status;

	for (int i = 0; i < 100; i++) {
		pcie_capability_read_word(port, PCI_EXP_LNKSTA, &status);
		if (!(status & PCI_EXP_LNKSTA_DLLLA))
			return;
		msleep(10);
	}
}

static pci_ers_result_t dpc_reset_link(struct pci_dev *port)
{
	pci_ers_result_t ret = PCI_ERS_RESULT_RECOVERED;

	set_bit(PCI_DPC_RECOVERING, &port->priv_flags);
	wait_for_link_down(port);
	pci_write_config_word(port, port->dpc_cap + PCI_EXP_DPC_STATUS,
			      PCI_EXP_DPC_STATUS_TRIGGER);
	if (pci_bridge_wait_for_secondary_bus(port, "DPC")) {
		clear_bit(PCI_DPC_RECOVERED, &port->priv_flags);
		ret = PCI_ERS_RESULT_DISCONNECT;
	} else {
		set_bit(PCI_DPC_RECOVERED, &port->priv_flags);
	}
	clear_bit(PCI_DPC_RECOVERING, &port->priv_flags);
	wake_up_all(&dpc_completed_waitqueue);
	return ret;
}

static irqreturn_t dpc_handler(int irq, void *data)
{
	struct dpc_port *dpc = data;

	pcie_do_recovery(dpc->port, pci_channel_io_frozen, dpc_reset_link);
	return IRQ_HANDLED;
}

static irqreturn_t dpc_irq(int irq, void *data)
{
	struct pci_dev *port = ((struct dpc_port *)data)->port;
	u16 status;

	pci_read_config_word(port, port->dpc_cap + PCI_EXP_DPC_STATUS, &status);
	if (!(status & PCI_EXP_DPC_STATUS_INTERRUPT) || PCI_POSSIBLE_ERROR(status))
		return IRQ_NONE;
	pci_write_config_word(port, port->dpc_cap + PCI_EXP_DPC_STATUS,
			      PCI_EXP_DPC_STATUS_INTERRUPT);
	return status & PCI_EXP_DPC_STATUS_TRIGGER ? IRQ_WAKE_THREAD : IRQ_HANDLED;
}

static void set_control(struct pci_dev *port, u16 set)
{
	const u16 all = PCI_EXP_DPC_CTL_EN_FATAL | PCI_EXP_DPC_CTL_EN_NONFATAL |
			PCI_EXP_DPC_CTL_INT_EN;
	u16 ctl;

	pci_read_config_word(port, port->dpc_cap + PCI_EXP_DPC_CTL, &ctl);
	pci_write_config_word(port, port->dpc_cap + PCI_EXP_DPC_CTL, (ctl & ~all) | set);
}

int dpc_probe(struct pci_dev *port, struct pcie_port *services, int irq)
{
	struct dpc_port *dpc = kzalloc(sizeof(*dpc), GFP_KERNEL);
	int ret;

	if (!dpc)
		return -ENOMEM;
	dpc->port = port;
	dpc->irq = irq;
	ret = request_threaded_irq(irq, dpc_irq, dpc_handler, IRQF_SHARED, "pcie-dpc", dpc);
	if (ret) {
		kfree(dpc);
		return ret;
	}
	services->dpc = dpc;
	set_control(port, PCI_EXP_DPC_CTL_EN_FATAL | PCI_EXP_DPC_CTL_INT_EN);
	return 0;
}

void dpc_remove(struct pci_dev *port, struct pcie_port *services)
{
	set_control(port, 0);
	free_irq(services->dpc->irq, services->dpc);
	kfree(services->dpc);
	services->dpc = NULL;
}
