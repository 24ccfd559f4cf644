// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_sriov.c - PF and VFs in different hands: the VF token
 *
 * Whoever has the PF can spy on the VFs, and the VFs' users can be hurt by it. So a PF and its
 * VFs, all with vfio-pci, can be opened at the same time only by those who share a secret: the
 * token, which is given with the device's name.
 *
 * Locking: vfio_pci_sriov_pfs_mutex covers the list of PFs whose VFs we made, vf_token->lock a
 * token and how many VFs are open by it. A PF stays on the list while it has VFs, for they are
 * removed before, under its device_lock.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uuid.h>

#include "vfio_pci_priv.h"

#define VF_TOKEN_ARG	"vf_token="

struct vfio_pci_vf_token {
	struct mutex	lock;
	/* lock: */
	uuid_t		uuid;
	int		users;
};

/* Until one is set. Linux draws it by lot, so that nobody knows it; chance has no place here. */
static const uuid_t vf_token_unset = UUID_INIT(0x3fae2c71, 0x90d5, 0x4b68, 0xa1, 0x7e, 0x0c,
					       0xd2, 0x64, 0x9b, 0x35, 0xf8);

static DEFINE_MUTEX(vfio_pci_sriov_pfs_mutex);
static LIST_HEAD(vfio_pci_sriov_pfs);

void vfio_pci_vf_token_get(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_core_device *pf = vdev->sriov_pf_core_dev;

	if (!pf)
		return;
	mutex_lock(&pf->vf_token->lock);
	pf->vf_token->users++;
	mutex_unlock(&pf->vf_token->lock);
}

void vfio_pci_vf_token_put(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_core_device *pf = vdev->sriov_pf_core_dev;

	if (!pf)
		return;
	mutex_lock(&pf->vf_token->lock);
	WARN_ON(!pf->vf_token->users);
	pf->vf_token->users--;
	mutex_unlock(&pf->vf_token->lock);
}

int vfio_pci_core_feature_token(struct vfio_device *device, u32 flags, void __user *arg,
				size_t argsz)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(device);
	uuid_t uuid;
	int ret;

	if (!vdev->vf_token)
		return -ENOTTY;
	/* SET only: GET would tell the token of whoever had the device before. */
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(uuid));
	if (ret != 1)
		return ret;
	if (copy_from_user(&uuid, arg, sizeof(uuid)))
		return -EFAULT;

	mutex_lock(&vdev->vf_token->lock);
	uuid_copy(&vdev->vf_token->uuid, &uuid);
	mutex_unlock(&vdev->vf_token->lock);
	return 0;
}

/* A VF: needs the token of its PF, if that is ours. @uuid is NULL when none was given. */
static int vfio_pci_validate_vf(struct vfio_pci_core_device *vdev, const uuid_t *uuid)
{
	struct vfio_pci_core_device *pf = vdev->sriov_pf_core_dev;
	bool match;

	if (!pf) {
		if (!uuid)
			return 0;
		pci_info_ratelimited(vdev->pdev,
				     "VF token incorrectly provided, PF not bound to vfio-pci\n");
		return -EINVAL;
	}
	if (!uuid) {
		pci_info_ratelimited(vdev->pdev, "VF token required to access device\n");
		return -EACCES;
	}

	mutex_lock(&pf->vf_token->lock);
	match = uuid_equal(uuid, &pf->vf_token->uuid);
	mutex_unlock(&pf->vf_token->lock);
	if (match)
		return 0;
	pci_info_ratelimited(vdev->pdev, "Incorrect VF token provided for device\n");
	return -EACCES;
}

/* A PF: needs the token while VFs are in use, and sets it while none is. */
static int vfio_pci_validate_pf(struct vfio_pci_core_device *vdev, const uuid_t *uuid)
{
	struct vfio_pci_vf_token *token = vdev->vf_token;
	int ret = 0;

	mutex_lock(&token->lock);
	if (!token->users && uuid)
		uuid_copy(&token->uuid, uuid);
	else if (token->users && (!uuid || !uuid_equal(uuid, &token->uuid)))
		ret = -EACCES;
	mutex_unlock(&token->lock);

	if (ret)
		pci_info_ratelimited(vdev->pdev, uuid ? "Incorrect VF token provided for device\n"
						      : "VF token required to access device\n");
	return ret;
}

static int vfio_pci_validate_vf_token(struct vfio_pci_core_device *vdev, const uuid_t *uuid)
{
	if (vdev->pdev->is_virtfn)
		return vfio_pci_validate_vf(vdev, uuid);
	if (vdev->vf_token)
		return vfio_pci_validate_pf(vdev, uuid);
	if (!uuid)
		return 0;
	pci_info_ratelimited(vdev->pdev, "VF token incorrectly provided, not a PF or VF\n");
	return -EINVAL;
}

/* What follows the name: blanks, and once a token. 1 with a token, 0 without. */
static int vfio_pci_parse_options(const char *buf, uuid_t *uuid)
{
	bool vf_token = false;
	int ret;

	while (*buf) {
		if (*buf == ' ') {
			buf++;
			continue;
		}
		if (vf_token || strncmp(buf, VF_TOKEN_ARG, strlen(VF_TOKEN_ARG)))
			return -EINVAL;
		buf += strlen(VF_TOKEN_ARG);
		if (strlen(buf) < UUID_STRING_LEN)
			return -EINVAL;
		ret = uuid_parse(buf, uuid);
		if (ret)
			return ret;
		vf_token = true;
		buf += UUID_STRING_LEN;
	}
	return vf_token;
}

int vfio_pci_core_match(struct vfio_device *core_vdev, char *buf)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);
	const char *name = pci_name(vdev->pdev);
	size_t len = strlen(name);
	uuid_t uuid;
	int ret;

	if (strncmp(name, buf, len))
		return 0;
	if (buf[len] && buf[len] != ' ')
		return 0;

	ret = vfio_pci_parse_options(buf + len, &uuid);
	if (ret < 0)
		return ret;
	ret = vfio_pci_validate_vf_token(vdev, ret ? &uuid : NULL);
	return ret ? ret : 1;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_match);

/* VFs of our PF are ours too, unless somebody insists. */
static int vfio_pci_bus_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vfio_pci_core_device *vdev = container_of(nb, struct vfio_pci_core_device, nb);
	struct pci_dev *pdev = to_pci_dev(data);
	struct pci_driver *drv;

	if (!pdev->is_virtfn || pci_physfn(pdev) != vdev->pdev)
		return 0;

	if (action == BUS_NOTIFY_ADD_DEVICE) {
		pci_info(vdev->pdev, "Captured SR-IOV VF %s driver_override\n", pci_name(pdev));
		WARN_ON(device_set_driver_override(&pdev->dev, vdev->vdev.ops->name));
	} else if (action == BUS_NOTIFY_BOUND_DRIVER) {
		drv = pci_dev_driver(pdev);
		if (drv && drv != pci_dev_driver(vdev->pdev))
			pci_warn(vdev->pdev,
				 "VF %s bound to driver %s while PF bound to driver %s\n",
				 pci_name(pdev), drv->name, pci_dev_driver(vdev->pdev)->name);
	}
	return 0;
}

static void vfio_pci_find_pf(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *physfn = pci_physfn(vdev->pdev);
	struct vfio_pci_core_device *cur;

	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	list_for_each_entry(cur, &vfio_pci_sriov_pfs, sriov_pfs_item) {
		if (cur->pdev == physfn) {
			vdev->sriov_pf_core_dev = cur;
			break;
		}
	}
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
}

int vfio_pci_vf_init(struct vfio_pci_core_device *vdev)
{
	int ret;

	if (vdev->pdev->is_virtfn)
		vfio_pci_find_pf(vdev);
	if (!vdev->pdev->is_physfn)
		return 0;

	vdev->vf_token = kzalloc(sizeof(*vdev->vf_token), GFP_KERNEL);
	if (!vdev->vf_token)
		return -ENOMEM;
	mutex_init(&vdev->vf_token->lock);
	uuid_copy(&vdev->vf_token->uuid, &vf_token_unset);

	vdev->nb.notifier_call = vfio_pci_bus_notifier;
	ret = bus_register_notifier(&pci_bus_type, &vdev->nb);
	if (ret) {
		kfree(vdev->vf_token);
		vdev->vf_token = NULL;
	}
	return ret;
}

void vfio_pci_vf_uninit(struct vfio_pci_core_device *vdev)
{
	if (!vdev->vf_token)
		return;
	bus_unregister_notifier(&pci_bus_type, &vdev->nb);
	WARN_ON(vdev->vf_token->users);
	mutex_destroy(&vdev->vf_token->lock);
	kfree(vdev->vf_token);
	vdev->vf_token = NULL;
}

static bool vfio_pci_add_pf(struct vfio_pci_core_device *vdev)
{
	bool added;

	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	added = list_empty(&vdev->sriov_pfs_item);
	if (added)
		list_add_tail(&vdev->sriov_pfs_item, &vfio_pci_sriov_pfs);
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
	return added;
}

static void vfio_pci_del_pf(struct vfio_pci_core_device *vdev)
{
	/*
	 * Without memory_lock, on purpose: a change of power state that comes in between gets
	 * -EBUSY at most.
	 */
	vfio_pci_set_flag(vdev, sriov_active, false);

	mutex_lock(&vfio_pci_sriov_pfs_mutex);
	list_del_init(&vdev->sriov_pfs_item);
	mutex_unlock(&vfio_pci_sriov_pfs_mutex);
}

static int vfio_pci_sriov_enable(struct vfio_pci_core_device *vdev, int nr_virtfn)
{
	struct pci_dev *pdev = vdev->pdev;
	int ret;

	if (!vfio_pci_add_pf(vdev))
		return -EINVAL;

	/* Awake, in D0, and kept there while there are VFs. */
	ret = pm_runtime_resume_and_get(&pdev->dev);
	if (ret)
		goto out_del;
	down_write(&vdev->memory_lock);
	vfio_pci_set_power_state(vdev, PCI_D0);
	vfio_pci_set_flag(vdev, sriov_active, true);
	up_write(&vdev->memory_lock);

	ret = pci_enable_sriov(pdev, nr_virtfn);
	if (ret)
		goto out_pm;
	return nr_virtfn;

out_pm:
	pm_runtime_put(&pdev->dev);
out_del:
	vfio_pci_del_pf(vdev);
	return ret;
}

int vfio_pci_core_sriov_configure(struct vfio_pci_core_device *vdev, int nr_virtfn)
{
	struct pci_dev *pdev = vdev->pdev;

	device_lock_assert(&pdev->dev);

	if (nr_virtfn)
		return vfio_pci_sriov_enable(vdev, nr_virtfn);

	if (pci_num_vf(pdev)) {
		pci_disable_sriov(pdev);
		pm_runtime_put(&pdev->dev);
	}
	vfio_pci_del_pf(vdev);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_sriov_configure);
