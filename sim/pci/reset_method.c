// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_method.c - the ways to reset one function, and which of them to use
 *
 * Each method can be asked (probe) whether it would work. They are asked once, when
 * the device is added, that is before its later siblings exist; "default" written to
 * reset_method asks again. -ENOTTY from a method means "try the next one", any other
 * error ends the reset. Linux also has methods of single devices, of ACPI and of CXL
 * ports; their places in the order are kept, and no device here has them.
 */
#include <linux/delay.h>
#include <linux/iommu.h>
#include <linux/pci_hotplug.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(pci_vf_resets_slot, "pci-vf-resets-slot", "Linux 6.12 and later",
	       "the bus method of a virtual function resets its card, and nobody restores that");

static int no_reset(struct pci_dev *dev, bool probe)
{
	return -ENOTTY;
}

int pcie_flr(struct pci_dev *dev)
{
	if (!pci_wait_for_pending_transaction(dev))
		pci_err(dev, "transactions still pending; resetting the function anyway\n");
	pcie_capability_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	if (dev->imm_ready)
		return 0;
	msleep(100);	/* the specification gives the device that long to be silent */
	return pci_dev_wait(dev, "FLR", PCIE_RESET_READY_POLL_MS);
}

int pcie_reset_flr(struct pci_dev *dev, bool probe)
{
	if (dev->dev_flags & PCI_DEV_FLAGS_NO_FLR_RESET || !(dev->devcap & PCI_EXP_DEVCAP_FLR))
		return -ENOTTY;
	return probe ? 0 : pcie_flr(dev);
}

/* The capability of conventional devices: it must say both that it resets and that it is quiet. */
static bool has_af_flr(struct pci_dev *dev)
{
	const u8 both = PCI_AF_CAP_TP | PCI_AF_CAP_FLR;
	u8 cap = 0;

	if (dev->af_cap && !(dev->dev_flags & PCI_DEV_FLAGS_NO_FLR_RESET))
		pci_read_config_byte(dev, dev->af_cap + PCI_AF_CAP, &cap);
	return (cap & both) == both;
}

static int af_flr(struct pci_dev *dev, bool probe)
{
	const int ctrl = dev->af_cap + PCI_AF_CTRL;

	if (!has_af_flr(dev))
		return -ENOTTY;
	if (probe)
		return 0;
	/* the status bit is looked at through the control word, which is aligned */
	if (!pci_wait_for_pending(dev, ctrl, PCI_AF_STATUS_TP << 8))
		pci_err(dev, "reset by AF over transactions that are under way\n");
	pci_write_config_byte(dev, ctrl, PCI_AF_CTRL_FLR);
	msleep(100);
	return pci_dev_wait(dev, "AF_FLR", PCIE_RESET_READY_POLL_MS);
}

/* A device that does not promise otherwise resets itself on its way from D3hot to D0. */
static bool resets_by_power(struct pci_dev *dev)
{
	u16 csr = PCI_PM_CTRL_NO_SOFT_RESET;

	if (dev->pm_cap && !(dev->dev_flags & PCI_DEV_FLAGS_NO_PM_RESET))
		pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	return !(csr & PCI_PM_CTRL_NO_SOFT_RESET);
}

static void go_to_state(struct pci_dev *dev, pci_power_t state)
{
	u16 csr;

	pci_read_config_word(dev, dev->pm_cap + PCI_PM_CTRL, &csr);
	csr = (csr & ~PCI_PM_CTRL_STATE_MASK) | state;
	pci_write_config_word(dev, dev->pm_cap + PCI_PM_CTRL, csr);
	pci_dev_d3_sleep(dev);
}

static int pm_reset(struct pci_dev *dev, bool probe)
{
	if (!resets_by_power(dev))
		return -ENOTTY;
	if (probe)
		return 0;
	if (READ_ONCE(dev->current_state) != PCI_D0)
		return -EINVAL;
	go_to_state(dev, PCI_D3hot);
	go_to_state(dev, PCI_D0);
	return pci_dev_wait(dev, "PM D3hot->D0", PCIE_RESET_READY_POLL_MS);
}

int pci_reset_hotplug_slot(struct hotplug_slot *hotplug, bool probe)
{
	int ret = -ENOTTY;

	if (!hotplug || !try_module_get(hotplug->owner))
		return ret;
	if (hotplug->ops->reset_slot)
		ret = hotplug->ops->reset_slot(hotplug, probe);
	module_put(hotplug->owner);
	return ret;
}

/* The bus below a bridge, if @dev is all that is on it. */
static int parent_bus_reset(struct pci_dev *dev, bool probe)
{
	struct pci_dev *other;
	bool alone = true;

	if (pci_is_root_bus(dev->bus) || READ_ONCE(dev->subordinate) || !dev->bus->self ||
	    dev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET)
		return -ENOTTY;
	down_read(&pci_bus_sem);
	list_for_each_entry(other, &dev->bus->devices, bus_list)
		alone &= other == dev;
	up_read(&pci_bus_sem);
	if (!alone)
		return -ENOTTY;
	return probe ? 0 : pci_bridge_secondary_bus_reset(dev->bus->self);
}

/* The slot is the card's: a VF is never alone there, although it has no function beside it. */
static bool is_alone_in_slot(const struct pci_dev *dev)
{
	if (dev->is_virtfn && !as_6_12(pci_vf_resets_slot))
		return false;
	return !READ_ONCE(dev->subordinate) && !dev->multifunction &&
	       !(dev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET);
}

static int bus_or_slot_reset(struct pci_dev *dev, bool probe)
{
	struct pci_slot *slot = pci_slot_hold(dev);
	int ret = -ENOTTY;

	if (slot && is_alone_in_slot(dev))
		ret = pci_slot_reset(slot, probe);
	pci_slot_drop(slot);
	return ret == -ENOTTY ? parent_bus_reset(dev, probe) : ret;
}

/* It stays alone there until it is reset. */
static int bus_reset(struct pci_dev *dev, bool probe)
{
	int ret;

	if (probe)
		return bus_or_slot_reset(dev, probe);
	pci_no_scan_begin();
	ret = bus_or_slot_reset(dev, probe);
	pci_no_scan_end();
	return ret;
}

/* pci_dev.reset_methods[] holds places in this table, 0 ends it. */
static const struct {
	int		(*reset)(struct pci_dev *dev, bool probe);
	const char	*name;
} methods[PCI_NUM_RESET_METHODS] = {
	{ },
	{ no_reset,		"device_specific" },
	{ no_reset,		"acpi" },
	{ pcie_reset_flr,	"flr" },
	{ af_flr,		"af_flr" },
	{ pm_reset,		"pm" },
	{ bus_reset,		"bus" },
	{ no_reset,		"cxl_bus" },
};

bool pci_reset_supported(struct pci_dev *dev)
{
	return READ_ONCE(dev->reset_methods[0]) != 0;
}

/* Whoever resets looks without a lock, and finds one of both, or some of each. */
static void set_methods(struct pci_dev *dev, const u8 *methods)
{
	for (int i = 0; i < PCI_NUM_RESET_METHODS; i++)
		WRITE_ONCE(dev->reset_methods[i], methods[i]);
}

void pci_init_reset_methods(struct pci_dev *dev)
{
	u8 found[PCI_NUM_RESET_METHODS] = { 0 };
	int count = 0;

	for (int m = 1; m < PCI_NUM_RESET_METHODS; m++) {
		int ret = methods[m].reset(dev, PCI_RESET_PROBE);

		if (!ret)
			found[count++] = m;
		else if (ret != -ENOTTY)
			break;
	}
	set_methods(dev, found);
}

/* With the device lock held and the state saved. */
int __pci_reset_function_locked(struct pci_dev *dev)
{
	might_sleep();
	for (int i = 0; i < PCI_NUM_RESET_METHODS; i++) {
		int m = READ_ONCE(dev->reset_methods[i]), ret;

		if (!m)
			break;
		ret = pci_dev_reset_iommu_prepare(dev);
		if (ret)
			return ret;
		ret = methods[m].reset(dev, PCI_RESET_DO_RESET);
		pci_dev_reset_iommu_done(dev);
		if (ret != -ENOTTY)
			return ret;
	}
	return -ENOTTY;
}

static ssize_t reset_method_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	ssize_t len = 0;

	for (int i = 0; i < PCI_NUM_RESET_METHODS; i++) {
		int m = READ_ONCE(pdev->reset_methods[i]);

		if (!m)
			break;
		len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "", methods[m].name);
	}
	return len ? len + sysfs_emit_at(buf, len, "\n") : 0;
}

static int lookup(const char *name)
{
	for (int m = 1; m < PCI_NUM_RESET_METHODS; m++)
		if (sysfs_streq(name, methods[m].name))
			return m;
	return 0;
}

/* The methods named in @list, which is cut up on the way. */
static int parse(struct pci_dev *dev, char *list, u8 *wanted)
{
	int count = 0, m;
	char *name;

	while ((name = strsep(&list, " "))) {
		if (sysfs_streq(name, ""))
			continue;
		m = lookup(strim(name));
		if (!m || methods[m].reset(dev, PCI_RESET_PROBE) ||
		    count == PCI_NUM_RESET_METHODS - 1)
			return -EINVAL;
		wanted[count++] = m;
	}
	return 0;
}

static ssize_t reset_method_store(struct device *dev, struct device_attribute *attr,
				  const char *buf, size_t count)
{
	u8 wanted[PCI_NUM_RESET_METHODS] = { 0 };
	struct pci_dev *pdev = to_pci_dev(dev);
	char *list;
	int ret;

	if (sysfs_streq(buf, "")) {
		WRITE_ONCE(pdev->reset_methods[0], 0);
		pci_warn(pdev, "All device reset methods disabled by user\n");
		return count;
	}
	if (sysfs_streq(buf, "default")) {
		pci_init_reset_methods(pdev);
		return count;
	}
	list = kstrndup(buf, count, GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	ret = parse(pdev, list, wanted);
	if (!ret)
		set_methods(pdev, wanted);
	kfree(list);
	return ret ?: count;
}
static DEVICE_ATTR_RW(reset_method);

static umode_t reset_method_is_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return pci_reset_supported(to_pci_dev(kobj_to_dev(kobj))) ? attr->mode : 0;
}

static struct attribute *reset_method_attrs[] = {
	&dev_attr_reset_method.attr,
	NULL,
};

const struct attribute_group pci_dev_reset_method_attr_group = {
	.attrs = reset_method_attrs,
	.is_visible = reset_method_is_visible,
};
