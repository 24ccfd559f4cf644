// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iov_sysfs.c - sriov_numvfs and its neighbours
 */
#include <linux/device.h>
#include <linux/kstrtox.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(sriov_no_rescan_lock, "sriov-no-rescan-lock",
	       "reverts a5338e365c45 (v7.0); Fixes 18f9e9d150fc (v5.0)",
	       "sriov_numvfs removes VFs without the rescan-remove lock (C14)");
DEFINE_VARIANT(sriov_rescan_lock_second, "sriov-rescan-lock-second",
	       "a5338e365c45 (v7.0), as in Linux 6.12.117",
	       "sriov_numvfs takes the rescan-remove lock under the PF's device lock");
DEFINE_VARIANT(sriov_numvfs_unkillable, "sriov-numvfs-unkillable",
	       "Linux 6.12 and later",
	       "who reads sriov_numvfs waits for the PF's device lock whatever happens");

static ssize_t sriov_totalvfs_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", pci_sriov_get_totalvfs(to_pci_dev(dev)));
}
static DEVICE_ATTR_RO(sriov_totalvfs);

/*
 * Waits for a store that is under way, so that it shows what is, not what will be; or for a remove,
 * which may wait for a file that the reader has open: killing the reader is to end that.
 */
static ssize_t sriov_numvfs_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	u16 num_vfs;
	int ret = 0;

	if (as_6_12(sriov_numvfs_unkillable))
		device_lock(dev);
	else
		ret = device_lock_interruptible(dev);
	if (ret)
		return ret;
	num_vfs = to_pci_dev(dev)->sriov->num_vfs;
	device_unlock(dev);
	return sysfs_emit(buf, "%u\n", num_vfs);
}

/* With the device lock held. */
static int set_numvfs(struct pci_dev *dev, u16 nr)
{
	int ret;

	if (nr == dev->sriov->num_vfs)
		return 0;
	if (!dev->driver) {
		pci_info(dev, "without a driver, VFs can neither come nor go\n");
		return -ENOENT;
	}
	if (!dev->driver->sriov_configure) {
		pci_info(dev, "its driver does not take sriov_numvfs\n");
		return -ENOENT;
	}
	if (nr && dev->sriov->num_vfs) {
		pci_warn(dev, "it has %d VFs: disable them first, then enable %d\n",
			 dev->sriov->num_vfs, nr);
		return -EBUSY;
	}
	ret = dev->driver->sriov_configure(dev, nr);
	if (nr && ret >= 0 && ret != nr)
		pci_warn(dev, "%d VFs asked for, %d enabled\n", nr, ret);
	return ret;
}

bool pci_sriov_needs_rescan_lock(void)
{
	return !variant(sriov_no_rescan_lock) && !variant(sriov_rescan_lock_inside) &&
	       !variant(sriov_rescan_lock_reentrant);
}

/*
 * VFs come and go under the rescan-remove lock. Who removes the PF holds that lock
 * when it takes the device lock, and when it waits for users of the PF's files: so
 * it is taken first, and without this file. Linux takes it last.
 */
static struct kernfs_node *lock_for_numvfs(struct device *dev, struct device_attribute *attr)
{
	struct kernfs_node *kn = NULL;

	if (pci_sriov_needs_rescan_lock() && !as_6_12(sriov_rescan_lock_second))
		kn = pci_sysfs_lock_rescan(dev, attr);
	device_lock(dev);
	if (pci_sriov_needs_rescan_lock() && as_6_12(sriov_rescan_lock_second))
		pci_lock_rescan_remove();
	return kn;
}

static void unlock_for_numvfs(struct device *dev, struct kernfs_node *kn)
{
	device_unlock(dev);
	if (kn)
		pci_sysfs_unlock_rescan(dev, kn);
	else if (pci_sriov_needs_rescan_lock())
		pci_unlock_rescan_remove();
}

static ssize_t sriov_numvfs_store(struct device *dev, struct device_attribute *attr,
				  const char *buf, size_t count)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct kernfs_node *kn;
	u16 num_vfs;
	int ret;

	if (kstrtou16(buf, 0, &num_vfs) < 0)
		return -EINVAL;
	if (num_vfs > pci_sriov_get_totalvfs(pdev))
		return -ERANGE;
	kn = lock_for_numvfs(dev, attr);
	ret = pci_dev_is_added(pdev) ? set_numvfs(pdev, num_vfs) : -ENODEV;
	unlock_for_numvfs(dev, kn);
	return ret < 0 ? ret : count;
}
static DEVICE_ATTR_RW(sriov_numvfs);

static ssize_t sriov_offset_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", to_pci_dev(dev)->sriov->offset);
}
static DEVICE_ATTR_RO(sriov_offset);

static ssize_t sriov_stride_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", to_pci_dev(dev)->sriov->stride);
}
static DEVICE_ATTR_RO(sriov_stride);

static ssize_t sriov_vf_device_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%x\n", to_pci_dev(dev)->sriov->vf_device);
}
static DEVICE_ATTR_RO(sriov_vf_device);

static ssize_t sriov_drivers_autoprobe_show(struct device *dev, struct device_attribute *attr,
					    char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_pci_dev(dev)->sriov->drivers_autoprobe));
}

static ssize_t sriov_drivers_autoprobe_store(struct device *dev, struct device_attribute *attr,
					     const char *buf, size_t count)
{
	bool autoprobe;

	if (kstrtobool(buf, &autoprobe) < 0)
		return -EINVAL;
	WRITE_ONCE(to_pci_dev(dev)->sriov->drivers_autoprobe, autoprobe);
	return count;
}
static DEVICE_ATTR_RW(sriov_drivers_autoprobe);

static struct attribute *sriov_pf_attrs[] = {
	&dev_attr_sriov_totalvfs.attr,
	&dev_attr_sriov_numvfs.attr,
	&dev_attr_sriov_offset.attr,
	&dev_attr_sriov_stride.attr,
	&dev_attr_sriov_vf_device.attr,
	&dev_attr_sriov_drivers_autoprobe.attr,
	NULL,
};

static umode_t pf_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return dev_is_pf(kobj_to_dev(kobj)) ? attr->mode : 0;
}

const struct attribute_group sriov_pf_dev_attr_group = {
	.attrs = sriov_pf_attrs,
	.is_visible = pf_visible,
};
