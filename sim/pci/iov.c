// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iov.c - SR-IOV: a PF's virtual functions come and go
 *
 * VFs are devices like others, on their PF's bus or on bus numbers after it. The
 * PF's driver enables them, from sriov_numvfs (under the PF's device lock) or
 * whenever it likes, and must disable them before it goes.
 *
 * Locking: the PF's device lock covers ->num_vfs. Adding and removing the VFs'
 * devices asks for pci_lock_rescan_remove(): sriov_numvfs takes it around the driver's
 * callback, and whoever unbinds or removes the PF holds it over the driver's remove(), so
 * nothing here takes it (variant sriov-rescan-lock-inside).
 *
 * The last close of VFIO restores a PF whose device lock it cannot get: the block of config
 * accesses covers ->ctrl with ->num_vfs and their registers against that. Between change_begin()
 * and change_end() they become what they are to be.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/slab.h>

#include "kernel/variant.h"

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(sriov_restored_midway, "sriov-restored-midway", "Linux 6.12 and later",
	       "a PF's SR-IOV state is restored while its VFs are being enabled");

DEFINE_VARIANT(sriov_rescan_lock_inside, "sriov-rescan-lock-inside",
	       "05703271c3cd (v6.18), reverted by 2fa119c0e5e5 (v7.0, CVE-2026-43147)",
	       "enabling and disabling VFs takes the rescan-remove lock itself (C15, P10)");

resource_size_t pci_iov_resource_size(struct pci_dev *dev, int resno)
{
	return dev->is_physfn ? dev->sriov->barsz[resno - PCI_IOV_RESOURCES] : 0;
}

static struct pci_bus *get_vf_bus(struct pci_dev *dev, int busnr)
{
	struct pci_bus *bus = dev->bus;

	if (bus->number == busnr)
		return bus;
	return pci_find_bus(pci_domain_nr(bus), busnr) ?: pci_add_new_bus(bus, NULL, busnr);
}

static void put_vf_bus(struct pci_dev *dev, struct pci_bus *bus)
{
	if (bus != dev->bus && list_empty(&bus->devices))
		pci_remove_bus(bus);
}

static void place_vf(struct pci_dev *pf, struct pci_dev *vf, int id)
{
	for (int i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		const struct resource *all = &pf->resource[PCI_IOV_RESOURCES + i];
		resource_size_t size = pf->sriov->barsz[i];

		if (!all->flags || !size)
			continue;
		vf->resource[i].name = pci_name(vf);
		vf->resource[i].flags = all->flags;
		vf->resource[i].start = all->start + size * id;
		vf->resource[i].end = vf->resource[i].start + size - 1;
	}
}

static int link_vf(struct pci_dev *pf, struct pci_dev *vf, int id)
{
	char name[16];
	int ret;

	snprintf(name, sizeof(name), "virtfn%u", id);
	ret = sysfs_create_link(&pf->dev.kobj, &vf->dev.kobj, name);
	if (ret)
		return ret;
	ret = sysfs_create_link(&vf->dev.kobj, &pf->dev.kobj, "physfn");
	if (ret)
		sysfs_remove_link(&pf->dev.kobj, name);
	return ret;
}

static void unlink_vf(struct pci_dev *pf, struct pci_dev *vf, int id)
{
	char name[16];

	snprintf(name, sizeof(name), "virtfn%u", id);
	sysfs_remove_link(&pf->dev.kobj, name);
	/* somebody may have taken the VF out already, with all that was in its directory */
	if (vf->dev.kobj.sd)
		sysfs_remove_link(&vf->dev.kobj, "physfn");
}

static struct pci_dev *make_vf(struct pci_dev *pf, struct pci_bus *bus, int id)
{
	struct pci_dev *vf = pci_alloc_dev(bus);

	if (!vf)
		return NULL;
	vf->devfn = pci_iov_virtfn_devfn(pf, id);
	vf->vendor = pf->vendor;
	vf->device = pf->sriov->vf_device;
	vf->is_virtfn = 1;
	vf->physfn = pci_dev_get(pf);	/* put by pci_iov_release() */
	vf->no_command_memory = 1;
	if (pci_setup_device(vf)) {
		pci_dev_put(vf);
		return NULL;
	}
	vf->dev.parent = pf->dev.parent;
	vf->multifunction = 0;
	place_vf(pf, vf, id);
	return vf;
}

int pci_iov_add_virtfn(struct pci_dev *dev, int id)
{
	struct pci_bus *bus = get_vf_bus(dev, pci_iov_virtfn_bus(dev, id));
	struct pci_dev *vf;
	int ret = -ENOMEM;

	if (!bus)
		return ret;
	vf = make_vf(dev, bus, id);
	if (!vf)
		goto out_bus;
	ret = pci_try_device_add(vf, bus);
	if (ret) {
		pci_dev_put(vf);
		goto out_bus;
	}
	ret = link_vf(dev, vf, id);
	if (ret) {
		pci_stop_and_remove_bus_device(vf);
		goto out_bus;
	}
	pci_bus_add_device(vf);
	return 0;

out_bus:
	put_vf_bus(dev, bus);
	return ret;
}

void pci_iov_remove_virtfn(struct pci_dev *dev, int id)
{
	struct pci_dev *vf = pci_get_domain_bus_and_slot(pci_domain_nr(dev->bus),
							 pci_iov_virtfn_bus(dev, id),
							 pci_iov_virtfn_devfn(dev, id));

	if (!vf)
		return;
	unlink_vf(dev, vf, id);
	pci_stop_and_remove_bus_device(vf);
	put_vf_bus(dev, vf->bus);
	pci_dev_put(vf);
}

static void change_begin(struct pci_dev *dev)
{
	if (!as_6_12(sriov_restored_midway))
		pci_cfg_access_lock(dev);
}

static void change_end(struct pci_dev *dev)
{
	if (!as_6_12(sriov_restored_midway))
		pci_cfg_access_unlock(dev);
}

/* Offset and stride may depend on the number of VFs. */
static void set_numvfs(struct pci_dev *dev, int nr)
{
	struct pci_sriov *iov = dev->sriov;

	pci_write_config_word(dev, iov->pos + PCI_SRIOV_NUM_VF, nr);
	pci_read_config_word(dev, iov->pos + PCI_SRIOV_VF_OFFSET, &iov->offset);
	pci_read_config_word(dev, iov->pos + PCI_SRIOV_VF_STRIDE, &iov->stride);
}

/* The PF must be left alone until VFs have come up or gone down. */
static void write_ctrl(struct pci_dev *dev, u16 ctrl, unsigned int settle_ms)
{
	bool alone = as_6_12(sriov_restored_midway);

	if (alone)
		pci_cfg_access_lock(dev);
	pci_write_config_word(dev, dev->sriov->pos + PCI_SRIOV_CTRL, ctrl);
	msleep(settle_ms);
	if (alone)
		pci_cfg_access_unlock(dev);
	dev->sriov->ctrl = ctrl;
}

static void switch_off(struct pci_dev *dev)
{
	struct pci_sriov *iov = dev->sriov;

	change_begin(dev);
	write_ctrl(dev, iov->ctrl & ~(PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE), 1000);
	iov->num_vfs = 0;
	set_numvfs(dev, 0);
	change_end(dev);
}

static int switch_on(struct pci_dev *dev, int nr)
{
	bool fits;

	change_begin(dev);
	set_numvfs(dev, nr);
	fits = pci_iov_virtfn_bus(dev, nr - 1) <= dev->bus->busn_end;
	if (fits)
		write_ctrl(dev, dev->sriov->ctrl | PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE, 100);
	else
		set_numvfs(dev, 0);
	change_end(dev);
	return fits ? 0 : -ENOMEM;
}

static void lock_inside(bool lock)
{
	if (!variant(sriov_rescan_lock_inside) && !variant(sriov_rescan_lock_reentrant))
		return;
	if (lock)
		pci_lock_rescan_remove();
	else
		pci_unlock_rescan_remove();
}

static int add_vfs(struct pci_dev *dev, int nr)
{
	int ret = 0;

	if (dev->no_vf_scan)
		return 0;
	lock_inside(true);
	for (int id = 0; id < nr; id++) {
		ret = pci_iov_add_virtfn(dev, id);
		if (!ret)
			continue;
		while (id--)
			pci_iov_remove_virtfn(dev, id);
		break;
	}
	lock_inside(false);
	return ret;
}

static void del_vfs(struct pci_dev *dev)
{
	lock_inside(true);
	for (int id = 0; id < dev->sriov->num_vfs; id++)
		pci_iov_remove_virtfn(dev, id);
	lock_inside(false);
}

static int enable(struct pci_dev *dev, int nr)
{
	struct pci_sriov *iov = dev->sriov;
	int ret;

	if (!nr)
		return 0;
	if (iov->num_vfs || nr < 0 || nr > iov->total_vfs)
		return -EINVAL;
	ret = switch_on(dev, nr);
	if (ret) {
		pci_err(dev, "can't enable %d VFs (bus numbers exhausted)\n", nr);
		return ret;
	}
	ret = add_vfs(dev, nr);
	if (ret) {
		switch_off(dev);
		return ret;
	}
	kobject_uevent(&dev->dev.kobj, KOBJ_CHANGE);
	iov->num_vfs = nr;
	return 0;
}

static void disable(struct pci_dev *dev)
{
	if (!dev->sriov->num_vfs)
		return;
	del_vfs(dev);
	switch_off(dev);
}

int pci_enable_sriov(struct pci_dev *dev, int nr_virtfn)
{
	might_sleep();
	return dev->is_physfn ? enable(dev, nr_virtfn) : -ENOSYS;
}

void pci_disable_sriov(struct pci_dev *dev)
{
	might_sleep();
	if (dev->is_physfn)
		disable(dev);
}

int pci_num_vf(struct pci_dev *dev)
{
	return dev->is_physfn ? dev->sriov->num_vfs : 0;
}

static int count_assigned(struct pci_dev *vf, void *pf_and_count)
{
	struct { struct pci_dev *pf; int count; } *arg = pf_and_count;

	if (vf->is_virtfn && vf->physfn == arg->pf && vf->dev_flags & PCI_DEV_FLAGS_ASSIGNED)
		arg->count++;
	return 0;
}

int pci_vfs_assigned(struct pci_dev *dev)
{
	struct { struct pci_dev *pf; int count; } arg = { .pf = dev };

	if (dev->is_physfn)
		pci_walk_bus(dev->bus, count_assigned, &arg);
	return arg.count;
}

int pci_sriov_set_totalvfs(struct pci_dev *dev, u16 numvfs)
{
	if (!dev->is_physfn)
		return -ENOSYS;
	if (numvfs > dev->sriov->total_vfs)
		return -EINVAL;
	if (dev->sriov->ctrl & PCI_SRIOV_CTRL_VFE)
		return -EBUSY;
	WRITE_ONCE(dev->sriov->driver_max_vfs, numvfs);
	return 0;
}

int pci_sriov_get_totalvfs(struct pci_dev *dev)
{
	return dev->is_physfn ? READ_ONCE(dev->sriov->driver_max_vfs) : 0;
}

int pci_sriov_configure_simple(struct pci_dev *dev, int nr_virtfn)
{
	int ret;

	might_sleep();
	if (!dev->is_physfn)
		return -ENODEV;
	if (pci_vfs_assigned(dev)) {
		pci_warn(dev, "Cannot modify SR-IOV while VFs are assigned\n");
		return -EPERM;
	}
	if (!nr_virtfn) {
		disable(dev);
		return 0;
	}
	ret = enable(dev, nr_virtfn);
	return ret < 0 ? ret : nr_virtfn;
}

void pci_vf_drivers_autoprobe(struct pci_dev *dev, bool probe)
{
	if (dev->is_physfn)
		dev->sriov->drivers_autoprobe = probe;
}

static void read_vf_bars(struct pci_dev *dev, struct pci_sriov *iov)
{
	u32 orig, size, high_orig, high;

	for (int i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		struct resource *res = &dev->resource[PCI_IOV_RESOURCES + i];
		int pos = iov->pos + PCI_SRIOV_BAR + i * 4;
		u64 mask, start;

		pci_read_config_dword(dev, pos, &orig);
		pci_write_config_dword(dev, pos, ~0u);
		pci_read_config_dword(dev, pos, &size);
		pci_write_config_dword(dev, pos, orig);
		if (!size)
			continue;
		high = ~0u;
		high_orig = 0;
		res->flags = (size & 0xf) | IORESOURCE_MEM | IORESOURCE_SIZEALIGN;
		if (size & PCI_BASE_ADDRESS_MEM_PREFETCH)
			res->flags |= IORESOURCE_PREFETCH;
		if (size & PCI_BASE_ADDRESS_MEM_TYPE_64) {
			res->flags |= IORESOURCE_MEM_64;
			pci_read_config_dword(dev, pos + 4, &high_orig);
			pci_write_config_dword(dev, pos + 4, ~0u);
			pci_read_config_dword(dev, pos + 4, &high);
			pci_write_config_dword(dev, pos + 4, high_orig);
		}
		mask = (u64)high << 32 | (size & ~15u);
		start = (u64)high_orig << 32 | (orig & ~15u);
		iov->barsz[i] = mask & -mask;
		res->name = pci_name(dev);
		res->start = start;
		res->end = start + iov->barsz[i] * iov->total_vfs - 1;
		i += res->flags & IORESOURCE_MEM_64 ? 1 : 0;
	}
}

int pci_iov_init(struct pci_dev *dev)
{
	int pos = dev->is_virtfn ? 0 : dev->sriov_cap;
	struct pci_sriov *iov;

	if (!pos)
		return -ENODEV;
	iov = kzalloc(sizeof(*iov), GFP_KERNEL);
	if (!iov)
		return -ENOMEM;
	iov->pos = pos;
	iov->self = dev;
	iov->drivers_autoprobe = true;
	pci_read_config_word(dev, pos + PCI_SRIOV_TOTAL_VF, &iov->total_vfs);
	pci_read_config_word(dev, pos + PCI_SRIOV_VF_OFFSET, &iov->offset);
	pci_read_config_word(dev, pos + PCI_SRIOV_VF_STRIDE, &iov->stride);
	pci_read_config_word(dev, pos + PCI_SRIOV_VF_DID, &iov->vf_device);
	iov->driver_max_vfs = iov->total_vfs;
	read_vf_bars(dev, iov);
	dev->sriov = iov;
	dev->is_physfn = 1;
	return 0;
}

/* With the last reference to a PF or a VF. */
void pci_iov_release(struct pci_dev *dev)
{
	if (dev->is_physfn) {
		WARN_ON(dev->sriov->num_vfs);
		kfree(dev->sriov);
	}
	if (dev->is_virtfn)
		pci_dev_put(dev->physfn);
}

/* The driver has gone; what it said about VFs goes with it. */
void pci_iov_remove(struct pci_dev *dev)
{
	if (!dev->is_physfn)
		return;
	WRITE_ONCE(dev->sriov->driver_max_vfs, dev->sriov->total_vfs);
	if (dev->sriov->num_vfs)
		pci_warn(dev, "driver left SR-IOV enabled after remove\n");
}

/* A reset of the PF has switched its VFs off. */
void pci_restore_iov_state(struct pci_dev *dev)
{
	struct pci_sriov *iov;
	u16 ctrl;

	if (!dev->is_physfn)
		return;
	iov = dev->sriov;
	pci_read_config_word(dev, iov->pos + PCI_SRIOV_CTRL, &ctrl);
	if (ctrl & PCI_SRIOV_CTRL_VFE)
		return;
	for (int i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		const struct resource *res = &dev->resource[PCI_IOV_RESOURCES + i];
		int pos = iov->pos + PCI_SRIOV_BAR + i * 4;

		if (!res->flags)
			continue;
		pci_write_config_dword(dev, pos, res->start);
		if (res->flags & IORESOURCE_MEM_64)
			pci_write_config_dword(dev, pos + 4, res->start >> 32);
	}
	/* offset and stride are those of this number already, and VFs are found by them */
	if (as_6_12(sriov_restored_midway))
		set_numvfs(dev, iov->num_vfs);
	else
		pci_write_config_word(dev, iov->pos + PCI_SRIOV_NUM_VF, iov->num_vfs);
	pci_write_config_word(dev, iov->pos + PCI_SRIOV_CTRL, iov->ctrl);
	if (iov->ctrl & PCI_SRIOV_CTRL_VFE)
		msleep(100);
}
