// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aer.c - advanced error reporting: from a root port's log to recovery
 *
 * The root port's interrupt collects what it was told (which function, how bad) and
 * its thread handles one error after the other: correctable ones are cleared and
 * told, others go through recovery.
 *
 * Locking: fifo_lock covers the queue between the interrupt and its thread.
 */
#include <linux/aer.h>

#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "pci.h"
#include "portdrv.h"

#define SOURCES_MAX	128	/* more than that at once is a broken machine: dropped, told */

struct source {
	u32	status;
	u32	id;
};

struct aer_rpc {
	struct pci_dev	*port;		/* borrowed */
	int		irq;
	spinlock_t	fifo_lock;
	unsigned int	first, count;	/* fifo_lock */
	struct source	fifo[SOURCES_MAX];
};

bool pci_aer_available(void)
{
	return true;
}

int pcie_aer_is_native(struct pci_dev *dev)
{
	return dev->aer_cap && pci_find_host_bridge(dev->bus)->native_aer;
}

void pci_aer_init(struct pci_dev *dev)
{
	if (dev->aer_cap && !dev->is_virtfn)
		pcie_capability_set_word(dev, PCI_EXP_DEVCTL,
					 PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE |
					 PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE);
}

int pci_aer_clear_nonfatal_status(struct pci_dev *dev)
{
	u32 status, severity;

	if (!pcie_aer_is_native(dev))
		return -EIO;
	pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, &status);
	pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_SEVER, &severity);
	status &= ~severity;
	if (status)
		pci_write_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, status);
	return 0;
}

static void clear_fatal_status(struct pci_dev *dev)
{
	u32 status;

	if (!dev->aer_cap)
		return;
	pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, &status);
	if (status && !PCI_POSSIBLE_ERROR(status))
		pci_write_config_dword(dev, dev->aer_cap + PCI_ERR_UNCOR_STATUS, status);
}

/* What is below the port starts afresh. */
static pci_ers_result_t aer_reset_link(struct pci_dev *bridge)
{
	struct pci_dev *root = pcie_find_root_port(bridge);
	struct pcie_port *services = pci_get_drvdata(root);
	int ret = pci_bus_error_reset(bridge, &services->leaving);

	if (!ret)
		clear_fatal_status(bridge);
	return ret ? PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_RECOVERED;
}

static void handle_correctable(struct pci_dev *dev)
{
	u32 status;

	if (dev->aer_cap) {
		pci_read_config_dword(dev, dev->aer_cap + PCI_ERR_COR_STATUS, &status);
		pci_write_config_dword(dev, dev->aer_cap + PCI_ERR_COR_STATUS, status);
	}
	device_lock(&dev->dev);
	if (dev->driver && dev->driver->err_handler &&
	    dev->driver->err_handler->cor_error_detected)
		dev->driver->err_handler->cor_error_detected(dev);
	device_unlock(&dev->dev);
}

static struct pci_dev *source_of(struct aer_rpc *rpc, u16 id)
{
	return pci_get_domain_bus_and_slot(pci_domain_nr(rpc->port->bus), PCI_BUS_NUM(id),
					   id & 0xff);
}

static void handle_source(struct aer_rpc *rpc, const struct source *src)
{
	struct pci_dev *dev;

	if (src->status & PCI_ERR_ROOT_COR_RCV) {
		dev = source_of(rpc, src->id & 0xffff);
		if (dev)
			handle_correctable(dev);
		pci_dev_put(dev);
	}
	if (!(src->status & PCI_ERR_ROOT_UNCOR_RCV))
		return;
	dev = source_of(rpc, src->id >> 16);
	if (!dev)
		return;
	pcie_do_recovery(dev, src->status & PCI_ERR_ROOT_FATAL_RCV ? pci_channel_io_frozen :
								     pci_channel_io_normal,
			 aer_reset_link);
	pci_dev_put(dev);
}

static bool fifo_get(struct aer_rpc *rpc, struct source *src)
{
	bool got;

	spin_lock_irq(&rpc->fifo_lock);
	got = rpc->count;
	if (got) {
		*src = rpc->fifo[rpc->first];
		rpc->first = (rpc->first + 1) % SOURCES_MAX;
		rpc->count--;
	}
	spin_unlock_irq(&rpc->fifo_lock);
	return got;
}

static bool fifo_put(struct aer_rpc *rpc, const struct source *src)
{
	unsigned long flags;
	bool room;

	spin_lock_irqsave(&rpc->fifo_lock, flags);
	room = rpc->count < SOURCES_MAX;
	if (room)
		rpc->fifo[(rpc->first + rpc->count++) % SOURCES_MAX] = *src;
	spin_unlock_irqrestore(&rpc->fifo_lock, flags);
	return room;
}

static irqreturn_t aer_irq(int irq, void *data)
{
	struct aer_rpc *rpc = data;
	int pos = rpc->port->aer_cap;
	struct source src;

	pci_read_config_dword(rpc->port, pos + PCI_ERR_ROOT_STATUS, &src.status);
	if (!(src.status & (PCI_ERR_ROOT_UNCOR_RCV | PCI_ERR_ROOT_COR_RCV)) ||
	    PCI_POSSIBLE_ERROR(src.status))
		return IRQ_NONE;
	pci_read_config_dword(rpc->port, pos + PCI_ERR_ROOT_ERR_SRC, &src.id);
	pci_write_config_dword(rpc->port, pos + PCI_ERR_ROOT_STATUS, src.status);
	if (!fifo_put(rpc, &src)) {
		pci_err(rpc->port, "too many errors at once\n");
		return IRQ_HANDLED;
	}
	return IRQ_WAKE_THREAD;
}

static irqreturn_t aer_isr(int irq, void *data)
{
	struct aer_rpc *rpc = data;
	struct source src;

	while (fifo_get(rpc, &src))
		handle_source(rpc, &src);
	return IRQ_HANDLED;
}

int aer_probe(struct pci_dev *port, struct pcie_port *services, int irq)
{
	struct aer_rpc *rpc = kzalloc(sizeof(*rpc), GFP_KERNEL);
	int pos = port->aer_cap, ret;
	u32 status;

	if (!rpc)
		return -ENOMEM;
	rpc->port = port;
	rpc->irq = irq;
	spin_lock_init(&rpc->fifo_lock);
	ret = request_threaded_irq(irq, aer_irq, aer_isr, IRQF_SHARED, "aerdrv", rpc);
	if (ret) {
		kfree(rpc);
		return ret;
	}
	services->aer = rpc;
	pci_read_config_dword(port, pos + PCI_ERR_ROOT_STATUS, &status);
	pci_write_config_dword(port, pos + PCI_ERR_ROOT_STATUS, status);
	pci_write_config_dword(port, pos + PCI_ERR_ROOT_COMMAND,
			       PCI_ERR_ROOT_CMD_COR_EN | PCI_ERR_ROOT_CMD_NONFATAL_EN |
			       PCI_ERR_ROOT_CMD_FATAL_EN);
	return 0;
}

void aer_remove(struct pci_dev *port, struct pcie_port *services)
{
	pci_write_config_dword(port, port->aer_cap + PCI_ERR_ROOT_COMMAND, 0);
	free_irq(services->aer->irq, services->aer);
	kfree(services->aer);
	services->aer = NULL;
}
