// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_sriov.c - a PF makes VFs, and both sides find each other
 *
 * Locking: PF's device_lock -> vfio_pci_sriov_pfs_mutex, which covers the list of PFs whose VFs
 * we made. A PF stays on the list while it has VFs, for they are removed before, under its
 * device_lock.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_capture_warns, "vfio-pci-capture-warns", "Linux 6.12 and later",
	       "no memory to keep a new VF for the driver of its PF is a WARNING");

/* Until one is set. Linux draws it by lot, so that nobody knows it; chance has no place here. */
static const uuid_t vf_token_unset = UUID_INIT(0x3fae2c71, 0x90d5, 0x4b68, 0xa1, 0x7e, 0x0c,
					       0xd2, 0x64, 0x9b, 0x35, 0xf8);

static DEFINE_MUTEX(vfio_pci_sriov_pfs_mutex);
static LIST_HEAD(known_pfs);	/* vfio_pci_sriov_pfs_mutex */

/* Ours too, unless somebody insists. The warning is named after it, under every compiler. */
static noinline void capture_vf(struct vfio_pci_core_device *pf, struct pci_dev *vf)
{
	int err = device_set_driver_override(&vf->dev, pf->vdev.ops->name);

	if (variant(vfio_pci_capture_warns))
		WARN_ON(err);
	if (err)
		pci_err(pf->pdev, "its VF %s is for any driver: no memory\n", pci_name(vf));
	else
		pci_info(pf->pdev, "its VF %s is for the same driver\n", pci_name(vf));
}

static void check_driver_of_vf(struct vfio_pci_core_device *pf, struct pci_dev *vf)
{
	const struct pci_driver *ours = pci_dev_driver(pf->pdev), *its = pci_dev_driver(vf);

	if (its && its != ours)
		pci_warn(pf->pdev, "its VF %s has driver %s instead of %s\n", pci_name(vf),
			 its->name, ours->name);
}

static int vfio_pci_bus_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vfio_pci_core_device *pf = container_of(nb, struct vfio_pci_core_device, nb);
	struct pci_dev *pdev = to_pci_dev(data);

	if (!pdev->is_virtfn || pci_physfn(pdev) != pf->pdev)
		return 0;
	if (action == BUS_NOTIFY_ADD_DEVICE)
		capture_vf(pf, pdev);
	else if (action == BUS_NOTIFY_BOUND_DRIVER)
		check_driver_of_vf(pf, pdev);
	return 0;
}

/* NULL if the PF has another driver, or had one when it made its VFs. */
static struct vfio_pci_core_device *find_pf(struct pci_dev *vf)
{
	struct vfio_pci_core_device *pf, *found = NULL;
	struct pci_dev *physfn = pci_physfn(vf);

	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	list_for_each_entry(pf, &known_pfs, sriov_pfs_item) {
		if (pf->pdev == physfn) {
			found = pf;
			break;
		}
	}
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
	return found;
}

static void pf_uninit(struct vfio_pci_core_device *pf)
{
	mutex_destroy(&pf->vf_token->lock);
	kfree(pf->vf_token);
	pf->vf_token = NULL;
}

static int pf_init(struct vfio_pci_core_device *vdev)
{
	int err;

	vdev->vf_token = kzalloc(sizeof(*vdev->vf_token), GFP_KERNEL);
	if (!vdev->vf_token)
		return -ENOMEM;
	vdev->vf_token->uuid = vf_token_unset;
	mutex_init(&vdev->vf_token->lock);

	/* VFs that are made from here on are captured. */
	vdev->nb.notifier_call = vfio_pci_bus_notifier;
	err = bus_register_notifier(&pci_bus_type, &vdev->nb);
	if (err)
		pf_uninit(vdev);
	return err;
}

int vfio_pci_vf_init(struct vfio_pci_core_device *vdev)
{
	if (vdev->pdev->is_virtfn)
		vdev->sriov_pf_core_dev = find_pf(vdev->pdev);
	return vdev->pdev->is_physfn ? pf_init(vdev) : 0;
}

void vfio_pci_vf_uninit(struct vfio_pci_core_device *vdev)
{
	if (!vdev->vf_token)
		return;
	bus_unregister_notifier(&pci_bus_type, &vdev->nb);
	WARN_ON(vdev->vf_token->users);
	pf_uninit(vdev);
}

/* False if it is known: it has VFs, or is about to get them. */
static bool make_known(struct vfio_pci_core_device *pf)
{
	bool unknown;

	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	unknown = list_empty(&pf->sriov_pfs_item);
	if (unknown)
		list_add_tail(&pf->sriov_pfs_item, &known_pfs);
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
	return unknown;
}

static void make_unknown(struct vfio_pci_core_device *pf)
{
	/*
	 * Without memory_lock, on purpose: a change of power state that comes in between gets
	 * -EBUSY at most.
	 */
	vfio_pci_set_flag(pf, sriov_active, false);
	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	list_del_init(&pf->sriov_pfs_item);
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
}

/* Awake, in D0, and kept there while there are VFs. */
static int hold_in_d0(struct vfio_pci_core_device *pf)
{
	int err = pm_runtime_resume_and_get(&pf->pdev->dev);

	if (err)
		return err;
	down_write(&pf->memory_lock);
	vfio_pci_set_power_state(pf, PCI_D0);
	vfio_pci_set_flag(pf, sriov_active, true);
	up_write(&pf->memory_lock);
	return 0;
}

static int make_vfs(struct vfio_pci_core_device *pf, int count)
{
	int err = hold_in_d0(pf);

	if (err)
		return err;
	err = pci_enable_sriov(pf->pdev, count);
	if (err)
		pm_runtime_put(&pf->pdev->dev);
	return err;
}

static int sriov_enable(struct vfio_pci_core_device *pf, int count)
{
	int err;

	if (!make_known(pf))
		return -EINVAL;
	err = make_vfs(pf, count);
	if (err)
		make_unknown(pf);
	return err ? err : count;
}

static void sriov_disable(struct vfio_pci_core_device *pf)
{
	if (pci_num_vf(pf->pdev)) {
		pci_disable_sriov(pf->pdev);
		pm_runtime_put(&pf->pdev->dev);
	}
	make_unknown(pf);
}

int vfio_pci_core_sriov_configure(struct vfio_pci_core_device *vdev, int nr_virtfn)
{
	device_lock_assert(&vdev->pdev->dev);

	if (nr_virtfn)
		return sriov_enable(vdev, nr_virtfn);
	sriov_disable(vdev);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_sriov_configure);
