// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_core.c - what vfio-pci and the drivers built on it have in common: registration
 *
 * Linux also arbitrates VGA and knows zPCI, EEH and Intel graphics regions; left out, since no
 * model of such hardware is here.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_packed_flags, "vfio-pci-packed-flags", "before v7.2 and 6.12.96",
	       "flags that change at run time share a byte (P19)");

bool vfio_pci_nointxmask;
static bool vfio_pci_disable_idle_d3;

void vfio_pci_core_set_params(bool nointxmask, bool is_disable_vga, bool is_disable_idle_d3)
{
	vfio_pci_nointxmask = nointxmask;
	vfio_pci_disable_idle_d3 = is_disable_idle_d3;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_set_params);

int vfio_pci_core_init_dev(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);

	vdev->pdev = to_pci_dev(core_vdev->dev);
	vdev->irq_type = VFIO_PCI_NUM_IRQS;
	mutex_init(&vdev->igate);
	spin_lock_init(&vdev->irqlock);
	mutex_init(&vdev->ioeventfds_lock);
	INIT_LIST_HEAD(&vdev->dummy_resources_list);
	INIT_LIST_HEAD(&vdev->ioeventfds_list);
	INIT_LIST_HEAD(&vdev->sriov_pfs_item);
	init_rwsem(&vdev->memory_lock);
	xa_init(&vdev->ctx);
	vdev->disable_idle_d3 = vfio_pci_disable_idle_d3;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_init_dev);

void vfio_pci_core_release_dev(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);

	mutex_destroy(&vdev->igate);
	mutex_destroy(&vdev->ioeventfds_lock);
	kfree(vdev->region);
	kfree(vdev->pm_save);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_release_dev);

static bool vfio_pci_ops_complete(struct vfio_device *device)
{
	const struct vfio_migration_ops *mig = device->mig_ops;
	const struct vfio_log_ops *log = device->log_ops;

	if (mig && !(mig->migration_get_state && mig->migration_set_state &&
		     mig->migration_get_data_size &&
		     device->migration_flags & VFIO_MIGRATION_STOP_COPY))
		return false;
	return !log || (log->log_start && log->log_stop && log->log_read_and_clear);
}

/* The functions that one slot or bus reset hits; a VF or a function on a root bus is alone. */
static int vfio_pci_assign_set(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	if (pci_is_root_bus(pdev->bus) || pdev->is_virtfn)
		return vfio_assign_device_set(&vdev->vdev, vdev);
	if (!pci_probe_reset_slot(pdev->slot))
		return vfio_assign_device_set(&vdev->vdev, pdev->slot);
	return vfio_assign_device_set(&vdev->vdev, pdev->bus);
}

int vfio_pci_core_register_device(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct device *dev = &pdev->dev;
	int ret;

	if (WARN_ON(vdev != dev_get_drvdata(dev)))	/* the error handlers rely on it */
		return -EINVAL;
	if (pdev->hdr_type != PCI_HEADER_TYPE_NORMAL)
		return -EINVAL;
	if (!vfio_pci_ops_complete(&vdev->vdev))
		return -EINVAL;

	/* VFs that are there already may be in use by anyone; removing them could block us. */
	if (pci_num_vf(pdev)) {
		pci_warn(pdev, "Cannot bind to PF with SR-IOV enabled\n");
		return -EBUSY;
	}

	ret = vfio_pci_assign_set(vdev);
	if (ret)
		return ret;
	ret = vfio_pci_vf_init(vdev);
	if (ret)
		return ret;

	/*
	 * After boot or another driver the power state is unknown, and D0 is the only one that
	 * can be reached from there: go through it, so that runtime PM can go on to D3.
	 */
	vfio_pci_probe_power_state(vdev);
	vfio_pci_set_power_state(vdev, PCI_D0);

	/* Each probe sets it anew, while runtime PM of the driver's other devices reads it. */
	WRITE_ONCE(dev->driver->pm, &vfio_pci_core_pm_ops);
	pm_runtime_allow(dev);
	if (!vdev->disable_idle_d3)
		pm_runtime_put(dev);

	ret = vfio_register_group_dev(&vdev->vdev);
	if (ret)
		goto out_power;
	return 0;

out_power:
	if (!vdev->disable_idle_d3)
		pm_runtime_get_noresume(dev);
	pm_runtime_forbid(dev);
	vfio_pci_vf_uninit(vdev);
	return ret;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_register_device);

void vfio_pci_core_unregister_device(struct vfio_pci_core_device *vdev)
{
	vfio_pci_core_sriov_configure(vdev, 0);

	vfio_unregister_group_dev(&vdev->vdev);

	vfio_pci_vf_uninit(vdev);
	if (!vdev->disable_idle_d3)
		pm_runtime_get_noresume(&vdev->pdev->dev);
	pm_runtime_forbid(&vdev->pdev->dev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_unregister_device);

int vfio_pci_core_register_dev_region(struct vfio_pci_core_device *vdev, unsigned int type,
				      unsigned int subtype, const struct vfio_pci_regops *ops,
				      size_t size, u32 flags, void *data)
{
	struct vfio_pci_region *region;

	region = krealloc(vdev->region, (vdev->num_regions + 1) * sizeof(*region),
			  GFP_KERNEL_ACCOUNT);
	if (!region)
		return -ENOMEM;

	vdev->region = region;
	region[vdev->num_regions++] = (struct vfio_pci_region){
		.type = type,
		.subtype = subtype,
		.ops = ops,
		.size = size,
		.flags = flags,
		.data = data,
	};
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_register_dev_region);

static int __init vfio_pci_core_init(void)
{
	return 0;
}

static void __exit vfio_pci_core_cleanup(void)
{
	vfio_pci_core_set_params(false, false, false);
}

module_init(vfio_pci_core_init);
module_exit(vfio_pci_core_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: the core of PCI drivers");
