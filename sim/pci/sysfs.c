// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs.c - the files of a PCI device and of the bus
 *
 * A store() runs with an active reference on its file; taking the device away waits
 * for it. "remove" therefore takes its own file out first, and only the one writer
 * that did so goes on.
 */
#include <linux/bitops.h>
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/kstrtox.h>
#include <linux/pm_runtime.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(pci_sysfs_remove_no_ref, "pci-sysfs-remove-no-ref", "Linux 6.12 and later",
	       "the remove file uses a device that hot-unplug has removed and freed meanwhile");
DEFINE_VARIANT(pci_sysfs_keeps_file, "pci-sysfs-keeps-file", "Linux 6.12 and later",
	       "a device's rescan file waits for who removes the device and waits for the file");

#define FIELD_ATTR(field, format)							\
static ssize_t field##_show(struct device *dev, struct device_attribute *attr, char *buf) \
{											\
	return sysfs_emit(buf, format "\n", to_pci_dev(dev)->field);			\
}											\
static DEVICE_ATTR_RO(field)

FIELD_ATTR(vendor, "0x%04x");
FIELD_ATTR(device, "0x%04x");
FIELD_ATTR(subsystem_vendor, "0x%04x");
FIELD_ATTR(subsystem_device, "0x%04x");
FIELD_ATTR(revision, "0x%02x");
FIELD_ATTR(class, "0x%06x");

static ssize_t d3cold_allowed_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", data_race(to_pci_dev(dev)->d3cold_allowed));
}

static ssize_t d3cold_allowed_store(struct device *dev, struct device_attribute *attr,
				    const char *buf, size_t count)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	WRITE_ONCE(pdev->d3cold_allowed, !!val);
	pm_runtime_resume(dev);
	return count;
}
static DEVICE_ATTR_RW(d3cold_allowed);

static ssize_t irq_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", data_race(to_pci_dev(dev)->irq));
}
static DEVICE_ATTR_RO(irq);

static ssize_t power_state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	/* Runtime PM may change it at any time: the answer is one of the past either way. */
	return sysfs_emit(buf, "%s\n",
			  pci_power_name(READ_ONCE(to_pci_dev(dev)->current_state)));
}
static DEVICE_ATTR_RO(power_state);

static ssize_t resource_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	int last = READ_ONCE(pdev->subordinate) ? PCI_NUM_RESOURCES : PCI_BRIDGE_RESOURCES;
	size_t len = 0;

	for (int i = 0; i < last; i++) {
		const struct resource *res = &pdev->resource[i]; /* may just be assigned */

		len += sysfs_emit_at(buf, len, "0x%016llx 0x%016llx 0x%016lx\n",
				     READ_ONCE(res->start), READ_ONCE(res->end),
				     READ_ONCE(res->flags));
	}
	return len;
}
static DEVICE_ATTR_RO(resource);

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	return sysfs_emit(buf, "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X\n", pdev->vendor,
			  pdev->device, pdev->subsystem_vendor, pdev->subsystem_device,
			  (u8)(pdev->class >> 16), (u8)(pdev->class >> 8), (u8)pdev->class);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t dma_mask_bits_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", fls64(to_pci_dev(dev)->dma_mask));
}
static DEVICE_ATTR_RO(dma_mask_bits);

static ssize_t enable_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", atomic_read(&to_pci_dev(dev)->enable_cnt));
}

static ssize_t enable_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	unsigned long val;
	ssize_t ret = 0;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	device_lock(dev);
	if (dev->driver)
		ret = -EBUSY;
	else if (val)
		ret = pci_enable_device(pdev);
	else if (pci_is_enabled(pdev))
		pci_disable_device(pdev);
	else
		ret = -EIO;
	device_unlock(dev);
	return ret < 0 ? ret : count;
}
static DEVICE_ATTR_RW(enable);

static ssize_t msi_bus_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_bus *below = pci_bus_below(pdev);
	bool allowed = below ? !(below->bus_flags & PCI_BUS_FLAGS_NO_MSI) :
			       !READ_ONCE(pdev->no_msi);

	pci_bus_below_put(below);
	return sysfs_emit(buf, "%u\n", allowed);
}

static ssize_t msi_bus_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t count)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_bus *below;
	unsigned long val;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	below = pci_bus_below(pdev);
	if (!below)
		WRITE_ONCE(pdev->no_msi, !val);
	else if (val)
		below->bus_flags &= ~PCI_BUS_FLAGS_NO_MSI;
	else
		below->bus_flags |= PCI_BUS_FLAGS_NO_MSI;
	pci_bus_below_put(below);
	return count;
}
static DEVICE_ATTR_RW(msi_bus);

static struct attribute *pci_dev_attrs[] = {
	&dev_attr_power_state.attr,
	&dev_attr_resource.attr,
	&dev_attr_vendor.attr,
	&dev_attr_device.attr,
	&dev_attr_subsystem_vendor.attr,
	&dev_attr_subsystem_device.attr,
	&dev_attr_revision.attr,
	&dev_attr_class.attr,
	&dev_attr_irq.attr,
	&dev_attr_modalias.attr,
	&dev_attr_dma_mask_bits.attr,
	&dev_attr_enable.attr,
	&dev_attr_msi_bus.attr,
	&dev_attr_d3cold_allowed.attr,
	NULL,
};

static const struct attribute_group pci_dev_group = {
	.attrs = pci_dev_attrs,
};

/* Config space in the widest aligned pieces that fit, as a user's access. */
static unsigned int piece(loff_t off, size_t left)
{
	if (!(off & 3) && left >= 4)
		return 4;
	return !(off & 1) && left >= 2 ? 2 : 1;
}

static void config_get(struct pci_dev *dev, loff_t off, unsigned int size, char *to)
{
	u32 dword;
	u16 word;
	u8 byte;

	if (size == 4) {
		pci_user_read_config_dword(dev, off, &dword);
		memcpy(to, &dword, 4);
	} else if (size == 2) {
		pci_user_read_config_word(dev, off, &word);
		memcpy(to, &word, 2);
	} else {
		pci_user_read_config_byte(dev, off, &byte);
		*to = byte;
	}
}

static void config_put(struct pci_dev *dev, loff_t off, unsigned int size, const char *from)
{
	u32 dword = 0;

	memcpy(&dword, from, size);
	if (size == 4)
		pci_user_write_config_dword(dev, off, dword);
	else if (size == 2)
		pci_user_write_config_word(dev, off, dword);
	else
		pci_user_write_config_byte(dev, off, dword);
}

static ssize_t config_access(struct pci_dev *dev, char *buf, loff_t off, size_t count,
			     unsigned int limit, bool write)
{
	if (off >= limit)
		return 0;
	if (count > limit - off)
		count = limit - off;
	pm_runtime_get_sync(&dev->dev);
	for (size_t done = 0; done < count; ) {
		unsigned int size = piece(off + done, count - done);

		if (write)
			config_put(dev, off + done, size, buf + done);
		else
			config_get(dev, off + done, size, buf + done);
		done += size;
	}
	pm_runtime_put(&dev->dev);
	return count;
}

/* Without privilege only the header's first part: some devices hang beyond it. */
static ssize_t config_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	struct pci_dev *dev = to_pci_dev(kobj_to_dev(kobj));

	return config_access(dev, buf, off, count, capable(CAP_SYS_ADMIN) ? dev->cfg_size : 64,
			     false);
}

static ssize_t config_write(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			    char *buf, loff_t off, size_t count)
{
	struct pci_dev *dev = to_pci_dev(kobj_to_dev(kobj));

	return config_access(dev, buf, off, count, dev->cfg_size, true);
}
static BIN_ATTR_RW(config, 0);

static struct bin_attribute *pci_dev_config_attrs[] = {
	&bin_attr_config,
	NULL,
};

static const struct attribute_group pci_dev_config_group = {
	.bin_attrs = pci_dev_config_attrs,
};

/* The file is not left over the reset: nothing else keeps the device from being removed in it. */
static ssize_t reset_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	unsigned long val;
	int ret;

	if (kstrtoul(buf, 0, &val) < 0 || val != 1)
		return -EINVAL;
	pm_runtime_get_sync(dev);
	ret = pci_reset_function(to_pci_dev(dev));
	pm_runtime_put(dev);
	return ret < 0 ? ret : count;
}
static DEVICE_ATTR_WO(reset);

static struct attribute *pci_dev_reset_attrs[] = {
	&dev_attr_reset.attr,
	NULL,
};

static umode_t reset_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return pci_reset_supported(to_pci_dev(kobj_to_dev(kobj))) ? attr->mode : 0;
}

static const struct attribute_group pci_dev_reset_group = {
	.attrs = pci_dev_reset_attrs,
	.is_visible = reset_visible,
};

/*
 * For a store() that takes a lock under which somebody removes @dev, and then waits for @dev's
 * files to be left: this one is left first. The device may be gone when it is entered again
 * (Linux keeps it, but for the remove file: variant pci-sysfs-keeps-file).
 */
static struct kernfs_node *leave_file(struct device *dev, struct device_attribute *attr)
{
	get_device(dev);
	return as_6_12(pci_sysfs_keeps_file) ? NULL :
	       sysfs_break_active_protection(&dev->kobj, &attr->attr);
}

static void enter_file(struct device *dev, struct kernfs_node *kn)
{
	if (kn)
		sysfs_unbreak_active_protection(kn);
	put_device(dev);
}

struct kernfs_node *pci_sysfs_lock_rescan(struct device *dev, struct device_attribute *attr)
{
	struct kernfs_node *kn = leave_file(dev, attr);

	pci_lock_rescan_remove();
	return kn;
}

void pci_sysfs_unlock_rescan(struct device *dev, struct kernfs_node *kn)
{
	pci_unlock_rescan_remove();
	enter_file(dev, kn);
}

static ssize_t remove_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	struct kernfs_node *kn;
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (!val)
		return count;
	if (as_6_12(pci_sysfs_remove_no_ref)) {
		if (device_remove_file_self(dev, attr))
			pci_stop_and_remove_bus_device_locked(to_pci_dev(dev));
		return count;
	}
	kn = pci_sysfs_lock_rescan(dev, attr);
	if (pci_dev_is_added(to_pci_dev(dev)))
		pci_stop_and_remove_bus_device(to_pci_dev(dev));
	pci_sysfs_unlock_rescan(dev, kn);
	return count;
}
static DEVICE_ATTR_IGNORE_LOCKDEP(remove, 0220, NULL, remove_store);

static ssize_t dev_rescan_store(struct device *dev, struct device_attribute *attr,
				const char *buf, size_t count)
{
	struct kernfs_node *kn;
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (!val)
		return count;
	kn = pci_sysfs_lock_rescan(dev, attr);
	if (pci_dev_is_added(to_pci_dev(dev)))
		pci_rescan_bus(to_pci_dev(dev)->bus);
	pci_sysfs_unlock_rescan(dev, kn);
	return count;
}
static struct device_attribute dev_attr_dev_rescan = __ATTR(rescan, 0200, NULL, dev_rescan_store);

static struct attribute *pci_dev_hp_attrs[] = {
	&dev_attr_remove.attr,
	&dev_attr_dev_rescan.attr,
	NULL,
};

static umode_t hp_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return to_pci_dev(kobj_to_dev(kobj))->is_virtfn ? 0 : attr->mode;
}

static const struct attribute_group pci_dev_hp_group = {
	.attrs = pci_dev_hp_attrs,
	.is_visible = hp_visible,
};

static ssize_t bus_number(struct device *dev, int reg, char *buf)
{
	u8 nr;

	if (pci_read_config_byte(to_pci_dev(dev), reg, &nr))
		return -EINVAL;
	return sysfs_emit(buf, "%u\n", nr);
}

static ssize_t secondary_bus_number_show(struct device *dev, struct device_attribute *attr,
					 char *buf)
{
	return bus_number(dev, PCI_SECONDARY_BUS, buf);
}
static DEVICE_ATTR_RO(secondary_bus_number);

static ssize_t subordinate_bus_number_show(struct device *dev, struct device_attribute *attr,
					   char *buf)
{
	return bus_number(dev, PCI_SUBORDINATE_BUS, buf);
}
static DEVICE_ATTR_RO(subordinate_bus_number);

static ssize_t reset_subordinate_store(struct device *dev, struct device_attribute *attr,
				       const char *buf, size_t count)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_bus *below;
	unsigned long val;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (!val)
		return count;
	below = pci_bus_below(pdev);
	ret = below ? pci_try_reset_bus_below(below) : -ENOTTY;
	pci_bus_below_put(below);
	return ret ?: count;
}
static DEVICE_ATTR_WO(reset_subordinate);

static struct attribute *pci_bridge_attrs[] = {
	&dev_attr_subordinate_bus_number.attr,
	&dev_attr_secondary_bus_number.attr,
	&dev_attr_reset_subordinate.attr,
	NULL,
};

static umode_t bridge_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return pci_is_bridge(to_pci_dev(kobj_to_dev(kobj))) ? attr->mode : 0;
}

static const struct attribute_group pci_bridge_group = {
	.attrs = pci_bridge_attrs,
	.is_visible = bridge_visible,
};

const struct attribute_group *pci_dev_groups[] = {
	&pci_dev_group,
	&pci_dev_config_group,
	&pci_dev_reset_group,
	&pci_dev_reset_method_attr_group,
	&pci_dev_hp_group,
	&sriov_pf_dev_attr_group,
	&pci_bridge_group,
	NULL,
};

static ssize_t rescan_store(const struct bus_type *bus, const char *buf, size_t count)
{
	struct pci_bus *root = NULL;
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (val) {
		pci_lock_rescan_remove();
		while ((root = pci_find_next_bus(root)))
			pci_rescan_bus(root);
		pci_unlock_rescan_remove();
	}
	return count;
}
static BUS_ATTR_WO(rescan);

static struct attribute *pci_bus_attrs[] = {
	&bus_attr_rescan.attr,
	NULL,
};

static const struct attribute_group pci_bus_group = {
	.attrs = pci_bus_attrs,
};

const struct attribute_group *pci_bus_groups[] = {
	&pci_bus_group,
	NULL,
};
