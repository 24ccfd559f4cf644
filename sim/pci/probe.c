// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - from config space to struct pci_dev
 *
 * Scanning runs under pci_lock_rescan_remove() (or at boot, when nobody else is
 * there). A device becomes visible when it is on its bus's list and in the driver
 * core; drivers get at it only after pci_bus_add_device().
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "as_linux.h"
#include "host.h"
#include "pci.h"

DEFINE_VARIANT(pci_assign_unlocked, "pci-assign-unlocked", "Linux 6.12 and later",
	       "a new device gets its addresses while it is being reset, which puts back none");

static void release_dev(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pci_iov_release(pdev);
	pci_free_cap_save_buffers(pdev);
	put_device(&pdev->bus->dev);
	kfree(pdev->driver_override);
	kfree(pdev);
}

struct pci_dev *pci_alloc_dev(struct pci_bus *bus)
{
	struct pci_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	INIT_LIST_HEAD(&dev->bus_list);
	dev->bus = bus ? to_pci_bus(get_device(&bus->dev)) : NULL;
	device_initialize(&dev->dev);
	dev->dev.release = release_dev;
	spin_lock_init(&dev->pcie_cap_lock);
	raw_spin_lock_init(&dev->msi_lock);
	return dev;
}

static void read_pcie(struct pci_dev *dev)
{
	u32 slot;

	if (!dev->pcie_cap)
		return;
	pci_read_config_word(dev, dev->pcie_cap + PCI_EXP_FLAGS, &dev->pcie_flags_reg);
	pci_read_config_dword(dev, dev->pcie_cap + PCI_EXP_DEVCAP, &dev->devcap);
	dev->pcie_mpss = dev->devcap & PCI_EXP_DEVCAP_PAYLOAD;
	if (!pcie_downstream_port(dev))
		return;
	pcie_capability_read_dword(dev, PCI_EXP_SLTCAP, &slot);
	dev->is_hotplug_bridge = dev->is_pciehp = !!(slot & PCI_EXP_SLTCAP_HPC);
	pcie_capability_read_dword(dev, PCI_EXP_LNKCAP, &slot);
	dev->link_active_reporting = !!(slot & PCI_EXP_LNKCAP_DLLLARC);
}

int pci_cfg_space_size(struct pci_dev *dev)
{
	u32 header;

	if (!pci_is_pcie(dev))
		return PCI_CFG_SPACE_SIZE;
	if (pci_read_config_dword(dev, PCI_CFG_SPACE_SIZE, &header) || header == ~0u)
		return PCI_CFG_SPACE_SIZE;
	return PCI_CFG_SPACE_EXP_SIZE;
}

static int read_header(struct pci_dev *dev)
{
	u32 class;

	pci_read_config_dword(dev, PCI_CLASS_REVISION, &class);
	dev->revision = class & 0xff;
	dev->class = class >> 8;
	switch (dev->hdr_type) {
	case PCI_HEADER_TYPE_NORMAL:
		dev->rom_base_reg = PCI_ROM_ADDRESS;
		pci_read_config_word(dev, PCI_SUBSYSTEM_VENDOR_ID, &dev->subsystem_vendor);
		pci_read_config_word(dev, PCI_SUBSYSTEM_ID, &dev->subsystem_device);
		break;
	case PCI_HEADER_TYPE_BRIDGE:
		dev->rom_base_reg = PCI_ROM_ADDRESS1;
		dev->transparent = (dev->class & 0xff) == 1;
		break;
	default:
		pci_err(dev, "unknown header type %02x, ignoring device\n", dev->hdr_type);
		return -EIO;
	}
	return 0;
}

static void read_subsystem_of_bridge(struct pci_dev *dev)
{
	int pos = pci_find_capability(dev, PCI_CAP_ID_SSVID);

	if (!pos)
		return;
	pci_read_config_word(dev, pos + PCI_SSVID_VENDOR_ID, &dev->subsystem_vendor);
	pci_read_config_word(dev, pos + PCI_SSVID_DEVICE_ID, &dev->subsystem_device);
}

static void read_irq(struct pci_dev *dev)
{
	u8 line;

	if (dev->is_virtfn)
		return;
	pci_read_config_byte(dev, PCI_INTERRUPT_PIN, &dev->pin);
	if (!dev->pin)
		return;
	pci_read_config_byte(dev, PCI_INTERRUPT_LINE, &line);
	dev->irq = line;
}

/* PCI 2.3 says that INTx can be disabled; older devices are found by trying. */
static void test_intx_masking(struct pci_dev *dev)
{
	u16 orig, toggled, new;

	pci_read_config_word(dev, PCI_COMMAND, &orig);
	toggled = orig ^ PCI_COMMAND_INTX_DISABLE;
	pci_write_config_word(dev, PCI_COMMAND, toggled);
	pci_read_config_word(dev, PCI_COMMAND, &new);
	pci_write_config_word(dev, PCI_COMMAND, orig);
	dev->broken_intx_masking = new != toggled;
}

/* Fill in what config space says; vendor, device, bus and devfn are known. */
int pci_setup_device(struct pci_dev *dev)
{
	u8 hdr_type;
	int ret;

	pci_hw_seen(dev);
	pci_read_config_byte(dev, PCI_HEADER_TYPE, &hdr_type);
	dev->sysdata = dev->bus->sysdata;
	dev->dev.parent = dev->bus->bridge;
	dev->dev.bus = &pci_bus_type;
	dev->hdr_type = hdr_type & PCI_HEADER_TYPE_MASK;
	/* A function that is not the first is one of several, whatever its header says. */
	dev->multifunction = (hdr_type & PCI_HEADER_TYPE_MFD) || PCI_FUNC(dev->devfn);
	dev->error_state = pci_channel_io_normal;
	dev->current_state = PCI_UNKNOWN;
	dev->dma_mask = 0xffffffff;
	pci_read_capabilities(dev);
	read_pcie(dev);
	dev->cfg_size = pci_cfg_space_size(dev);
	pci_read_ext_capabilities(dev);
	dev_set_name(&dev->dev, "%04x:%02x:%02x.%d", pci_domain_nr(dev->bus), dev->bus->number,
		     PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
	pci_cfg_access_init(dev);
	pci_dev_assign_slot(dev);
	ret = read_header(dev);
	if (ret)
		return ret;
	if (pci_is_bridge(dev))
		read_subsystem_of_bridge(dev);
	if (!pci_is_pcie(dev))	/* PCIe devices can */
		test_intx_masking(dev);
	read_irq(dev);
	if (!dev->is_virtfn)
		pci_read_bars(dev);
	return 0;
}

static void init_capabilities(struct pci_dev *dev)
{
	pci_msi_init(dev);
	pci_allocate_cap_save_buffers(dev);
	pci_pm_init(dev);
	pci_acs_init(dev);
	pci_aer_init(dev);
	pci_iov_init(dev);
	pci_init_reset_methods(dev);
}

/* From here on a reset of @bus finds @dev. */
static int list_device(struct pci_dev *dev, struct pci_bus *bus)
{
	if (!dev_name(&dev->dev))
		return -ENOMEM;		/* for naming it is what can have failed */
	dev->dev.dma_mask = &dev->dma_mask;
	dev->dev.coherent_dma_mask = 0xffffffffull;
	init_capabilities(dev);

	down_write(&pci_bus_sem);
	list_add_tail(&dev->bus_list, &bus->devices);
	up_write(&pci_bus_sem);
	pci_hw_set_dev(dev, true);
	return 0;
}

static int publish(struct pci_dev *dev)
{
	int ret;

	dev->match_driver = false;
	ret = device_add(&dev->dev);
	if (ret) {
		down_write(&pci_bus_sem);
		list_del_init(&dev->bus_list);
		up_write(&pci_bus_sem);
		pci_hw_set_dev(dev, false);
	}
	return ret;
}

/*
 * @dev becomes visible; not yet to drivers. On failure it is gone again, except for
 * the caller's reference. (Linux warns and goes on with half a device.)
 */
int pci_try_device_add(struct pci_dev *dev, struct pci_bus *bus)
{
	return list_device(dev, bus) ?: publish(dev);
}

void pci_device_add(struct pci_dev *dev, struct pci_bus *bus)
{
	WARN_ON(pci_try_device_add(dev, bus));
}

static struct pci_dev *scan_device(struct pci_bus *bus, int devfn)
{
	struct pci_dev *dev;
	u32 id;

	if (pci_bus_read_config_dword(bus, devfn, PCI_VENDOR_ID, &id) || id == ~0u || !id)
		return NULL;
	dev = pci_alloc_dev(bus);
	if (!dev)
		return NULL;
	dev->devfn = devfn;
	dev->vendor = id & 0xffff;
	dev->device = id >> 16;
	if (pci_setup_device(dev)) {
		pci_dev_put(dev);
		return NULL;
	}
	return dev;
}

/* The device at @devfn, if it is there and was not known; borrowed from the bus. */
struct pci_dev *pci_scan_single_device(struct pci_bus *bus, int devfn)
{
	struct pci_dev *dev = pci_get_slot(bus, devfn);
	int ret = 0;

	if (dev) {
		pci_dev_put(dev);
		return dev;
	}
	pci_scan_begin();
	dev = scan_device(bus, devfn);
	if (dev)
		ret = list_device(dev, bus);
	pci_scan_end();
	if (dev && (ret || publish(dev))) {
		pci_dev_put(dev);
		return NULL;
	}
	return dev;
}

/* How many new functions are in the slot of @devfn. */
int pci_scan_slot(struct pci_bus *bus, int devfn)
{
	struct pci_dev *dev;
	int found = 0;

	if (!pci_slot_wired(bus, PCI_SLOT(devfn)))
		return 0;
	for (int fn = 0; fn < 8; fn++) {
		dev = pci_scan_single_device(bus, devfn + fn);
		if (dev && !pci_dev_is_added(dev))
			found++;
		if (!fn && (!dev || !dev->multifunction))
			break;
	}
	return found;
}

static bool only_one_child(struct pci_bus *bus)
{
	return bus->self && pcie_downstream_port(bus->self);
}

static void scan_bridge(struct pci_bus *bus, struct pci_dev *dev)
{
	struct pci_bus *child = dev->subordinate;
	u32 numbers;

	pci_read_config_dword(dev, PCI_PRIMARY_BUS, &numbers);
	if (!(numbers >> 8 & 0xff) || numbers == ~0u)
		return;
	if (!child) {
		child = pci_add_new_bus(bus, dev, numbers >> 8 & 0xff);
		if (!child)
			return;
		child->sysdata = pci_hw_sysdata(dev);
		child->busn_end = numbers >> 16;
	}
	pci_scan_child_bus(child);
}

/* Devices of @bus first, then what is behind its bridges. Returns the last bus number. */
unsigned int pci_scan_child_bus(struct pci_bus *bus)
{
	struct pci_dev *dev;

	for (int slot = 0; slot < 32; slot++) {
		pci_scan_slot(bus, PCI_DEVFN(slot, 0));
		if (only_one_child(bus))
			break;
	}
	for_each_pci_bridge(dev, bus)
		scan_bridge(bus, dev);
	return pci_bus_max_busnr(bus);
}

static bool has_unassigned(const struct pci_dev *dev)
{
	for (int i = 0; i <= PCI_ROM_RESOURCE; i++)
		if (dev->resource[i].flags & IORESOURCE_UNSET)
			return true;
	return false;
}

/* User space sees its files and may reset it, which puts back the registers as they were before. */
static void assign_resources(struct pci_dev *dev)
{
	bool locked = !as_6_12(pci_assign_unlocked);

	if (locked)
		device_lock(&dev->dev);
	for (int i = 0; i <= PCI_ROM_RESOURCE; i++)
		if (dev->resource[i].flags & IORESOURCE_UNSET)
			pci_assign_resource(dev, i);
	if (locked)
		device_unlock(&dev->dev);
}

static void assign_unassigned(struct pci_bus *bus)
{
	struct pci_dev *dev;

	list_for_each_entry(dev, &bus->devices, bus_list) {
		if (has_unassigned(dev))
			assign_resources(dev);
		if (dev->subordinate)
			assign_unassigned(dev->subordinate);
	}
}

unsigned int pci_rescan_bus(struct pci_bus *bus)
{
	unsigned int max = pci_scan_child_bus(bus);

	assign_unassigned(bus);
	pci_bus_add_devices(bus);
	return max;
}

unsigned int pci_rescan_bus_bridge_resize(struct pci_dev *bridge)
{
	return pci_rescan_bus(bridge->subordinate);
}
