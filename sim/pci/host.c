// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - host bridges: from the machine's hardware to Linux' root buses
 *
 * At boot every root of the described machine gets a host bridge, is scanned, and
 * its devices are offered to drivers. At shutdown the same backwards.
 */
#include <linux/init.h>
#include <linux/slab.h>

#include "core/core.h"
#include "core/iommu.h"
#include "core/physmem.h"

#include "host.h"
#include "hw_fn.h"
#include "pci.h"

static struct pci_hw_fn *target(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_hw_fn *fn = hw_at(bus->sysdata, bus->number, devfn);

	return fn && hw_reachable(fn) ? fn : NULL;
}

static int host_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	struct pci_hw_fn *fn = target(bus, devfn);

	if (where < 0 || where >= HW_CFG_MAX)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	*val = ~0u;
	if (fn && where < fn->cfg_size)
		*val = hw_config_read(fn, where, size);
	return PCIBIOS_SUCCESSFUL;
}

static int host_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	struct pci_hw_fn *fn = target(bus, devfn);

	if (where < 0 || where >= HW_CFG_MAX)
		return PCIBIOS_BAD_REGISTER_NUMBER;
	if (fn && where < fn->cfg_size)
		hw_config_write(fn, where, size, val);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops host_ops = {
	.read	= host_read,
	.write	= host_write,
};

/*
 * Could there be something in that slot? Linux finds out by asking all 32; a board
 * knows where its traces go.
 */
bool pci_slot_wired(struct pci_bus *bus, unsigned int slot)
{
	const struct pci_hw_bus *hw = bus->sysdata;

	for (unsigned int fn = 0; fn < 8; fn++)
		if (hw->at[slot * 8 + fn])
			return true;
	return false;
}

/* The hardware behind a new bus: @bridge's secondary side. */
void *pci_hw_sysdata(struct pci_dev *bridge)
{
	return pci_hw_of(bridge)->below;
}

/* Hardware learns whose DMA its DMA is. */
void pci_hw_set_dev(struct pci_dev *dev, bool alive)
{
	struct pci_hw_fn *fn = pci_hw_of(dev);

	if (fn)
		__atomic_store_n(&fn->dev, alive ? dev : NULL, __ATOMIC_RELEASE);
}

/* What config space says from now on is what Linux knows of the device. */
void pci_hw_seen(struct pci_dev *dev)
{
	struct pci_hw_fn *fn = pci_hw_of(dev);

	if (fn)
		hw_store(&fn->fresh, 0);
}

static void release_host(struct device *dev)
{
	kfree(to_pci_host_bridge(dev));
}

struct pci_host_bridge *pci_alloc_host_bridge(size_t priv)
{
	struct pci_host_bridge *host = kzalloc(sizeof(*host) + priv, GFP_KERNEL);

	if (!host)
		return NULL;
	device_initialize(&host->dev);
	host->dev.release = release_host;
	host->native_aer = 1;
	host->native_pcie_hotplug = 1;
	host->native_dpc = 1;
	return host;
}

void pci_free_host_bridge(struct pci_host_bridge *host)
{
	put_device(&host->dev);
}

struct pci_host_bridge *pci_find_host_bridge(struct pci_bus *bus)
{
	while (bus->parent)
		bus = bus->parent;
	return to_pci_host_bridge(bus->bridge);
}

/* Find everything behind @host and let drivers have it. */
int pci_host_probe(struct pci_host_bridge *host)
{
	int ret;

	dev_set_name(&host->dev, "pci%04x:%02x", host->domain_nr, host->busnr);
	ret = device_add(&host->dev);
	if (ret)
		return ret;
	if (!pci_create_root_bus_of(host)) {
		device_del(&host->dev);
		return -ENOMEM;
	}
	pci_scan_child_bus(host->bus);
	pci_bus_add_devices(host->bus);
	return 0;
}

static void remove_host(struct pci_bus *bus)
{
	struct pci_host_bridge *host = to_pci_host_bridge(bus->bridge);

	pci_walk_bus(bus, pci_check_at_rest, NULL);
	pci_lock_rescan_remove();
	pci_stop_root_bus(bus);
	pci_remove_root_bus(bus);
	pci_unlock_rescan_remove();
	put_device(&host->dev);
}

static int __init pci_init(void)
{
	static const struct mmio_decoder decoder = {
		.read = pci_hw_phys_read, .write = pci_hw_phys_write,
	};
	int ret;

	mmio_set_decoder(&decoder);
	ret = bus_register(&pci_bus_type);
	if (!ret)
		bus_set_guard(&pci_bus_type, &pci_unbind_guard);
	return ret ?: iommu_bus_register(&pci_bus_type, pci_device_group);
}
postcore_initcall(pci_init);

static int __init pci_scan_hosts(void)
{
	struct pci_hw_root *root = NULL;
	struct pci_host_bridge *host;
	int ret;

	while ((root = hw_next_root(root))) {
		host = pci_alloc_host_bridge(0);
		if (!host)
			return -ENOMEM;
		host->ops = &host_ops;
		host->domain_nr = root->domain;
		host->busnr = root->busnr;
		host->sysdata = &root->bus;
		ret = pci_host_probe(host);
		if (ret) {
			pci_free_host_bridge(host);
			return ret;
		}
	}
	return 0;
}
subsys_initcall(pci_scan_hosts);

/* While the IOMMU is still there to give the devices' groups back to. */
static void __exit pci_exit(void)
{
	while (!list_empty(&pci_root_buses))
		remove_host(list_first_entry(&pci_root_buses, struct pci_bus, node));
	pci_intx_shutdown();
	pci_slots_shutdown();
	iommu_bus_unregister(&pci_bus_type);
	bus_unregister(&pci_bus_type);
	mmio_set_decoder(NULL);
	pci_hw_free();
}
__exitcall_level(pci_exit, 60);
