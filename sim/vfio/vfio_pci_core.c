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
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_packed_flags, "vfio-pci-packed-flags", "before v7.2 and 6.12.96",
	       "flags that change at run time share a byte (P19)");
DEFINE_VARIANT(vfio_pci_no_barrier, "vfio-pci-no-barrier", "Linux 6.12 and later",
	       "the module goes before what frees an eventfd's place after its readers has run");

/* Parameters of vfio-pci, which hands them down when it is loaded. */
bool vfio_pci_nointxmask;
static bool keep_awake;

/* vfio-pci says it when it is loaded; devices of other drivers may be in use by then. */
void vfio_pci_core_set_params(bool nointxmask, bool is_disable_vga, bool is_disable_idle_d3)
{
	WRITE_ONCE(keep_awake, is_disable_idle_d3);
	WRITE_ONCE(vfio_pci_nointxmask, nointxmask);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_set_params);

int vfio_pci_core_init_dev(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);

	init_rwsem(&vdev->memory_lock);
	mutex_init(&vdev->igate);
	mutex_init(&vdev->ioeventfds_lock);
	spin_lock_init(&vdev->irqlock);
	xa_init(&vdev->ctx);
	INIT_LIST_HEAD(&vdev->ioeventfds_list);
	INIT_LIST_HEAD(&vdev->dummy_resources_list);
	INIT_LIST_HEAD(&vdev->sriov_pfs_item);

	vdev->pdev = to_pci_dev(core_vdev->dev);
	vdev->disable_idle_d3 = READ_ONCE(keep_awake);
	vdev->irq_type = VFIO_PCI_NUM_IRQS;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_init_dev);

void vfio_pci_core_release_dev(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);

	kfree(core->pm_save);
	kfree(core->region);
	mutex_destroy(&core->ioeventfds_lock);
	mutex_destroy(&core->igate);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_release_dev);

/* Whoever migrates can at least be stopped and copied, and does all that this takes. */
static bool migration_complete(const struct vfio_device *vdev)
{
	const struct vfio_migration_ops *ops = vdev->mig_ops;

	return !ops || (vdev->migration_flags & VFIO_MIGRATION_STOP_COPY &&
			ops->migration_get_data_size && ops->migration_get_state &&
			ops->migration_set_state);
}

static bool logging_complete(const struct vfio_device *vdev)
{
	const struct vfio_log_ops *ops = vdev->log_ops;

	return !ops || (ops->log_read_and_clear && ops->log_start && ops->log_stop);
}

static int may_register(struct vfio_pci_core_device *core)
{
	const struct vfio_device *vdev = &core->vdev;
	struct pci_dev *pdev = core->pdev;

	if (WARN_ON(dev_get_drvdata(vdev->dev) != core))	/* the error handlers rely on it */
		return -EINVAL;
	if (pdev->hdr_type != PCI_HEADER_TYPE_NORMAL || !migration_complete(vdev) ||
	    !logging_complete(vdev))
		return -EINVAL;
	if (!pci_num_vf(pdev))
		return 0;
	/* VFs that are there already may be in use by anyone; removing them could block us. */
	pci_warn(pdev, "has virtual functions of another driver: not taken over\n");
	return -EBUSY;
}

/* Who shares a slot's or a bus's reset; a VF or a function on a root bus is alone. */
static void *reset_domain(struct vfio_pci_core_device *core)
{
	struct pci_dev *pdev = core->pdev;
	struct pci_slot *slot;
	void *domain;

	if (pdev->is_virtfn || pci_is_root_bus(pdev->bus))
		return core;
	slot = pci_slot_hold(pdev);
	domain = pci_probe_reset_slot(slot) ? (void *)pdev->bus : (void *)slot;
	pci_slot_drop(slot);
	return domain;
}

/*
 * After boot or another driver the power state is unknown, and D0 is the only one that can be
 * reached from there: go through it, so that runtime PM can go on to D3.
 */
static void let_sleep(struct vfio_pci_core_device *core)
{
	struct device *dev = core->vdev.dev;

	vfio_pci_probe_power_state(core);
	vfio_pci_set_power_state(core, PCI_D0);

	/* Each probe sets it anew, while runtime PM of the driver's other devices reads it. */
	WRITE_ONCE(dev->driver->pm, &vfio_pci_core_pm_ops);
	pm_runtime_allow(dev);
	if (!core->disable_idle_d3)
		pm_runtime_put(dev);
}

/* The usage count that the bus had for us at probe is there again. */
static void forbid_sleep(struct vfio_pci_core_device *core)
{
	struct device *dev = core->vdev.dev;

	if (!core->disable_idle_d3)
		pm_runtime_get_noresume(dev);
	pm_runtime_forbid(dev);
}

int vfio_pci_core_register_device(struct vfio_pci_core_device *vdev)
{
	int err = may_register(vdev);

	if (!err)
		err = vfio_assign_device_set(&vdev->vdev, reset_domain(vdev));
	if (!err)
		err = vfio_pci_vf_init(vdev);
	if (err)
		return err;

	let_sleep(vdev);
	err = vfio_register_group_dev(&vdev->vdev);
	if (err) {
		forbid_sleep(vdev);
		vfio_pci_vf_uninit(vdev);
	}
	return err;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_register_device);

void vfio_pci_core_unregister_device(struct vfio_pci_core_device *vdev)
{
	/* Its VFs first: they are of no use without it. Then its user. */
	vfio_pci_core_sriov_configure(vdev, 0);
	vfio_unregister_group_dev(&vdev->vdev);

	vfio_pci_vf_uninit(vdev);
	forbid_sleep(vdev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_unregister_device);

int vfio_pci_core_register_dev_region(struct vfio_pci_core_device *vdev, unsigned int type,
				      unsigned int subtype, const struct vfio_pci_regops *ops,
				      size_t size, u32 flags, void *data)
{
	const struct vfio_pci_region added = {
		.ops = ops, .data = data, .size = size, .flags = flags,
		.type = type, .subtype = subtype,
	};
	const size_t count = vdev->num_regions + 1;
	struct vfio_pci_region *grown;

	grown = krealloc(vdev->region, count * sizeof(added), GFP_KERNEL_ACCOUNT);
	if (!grown)
		return -ENOMEM;
	grown[count - 1] = added;
	vdev->region = grown;
	vdev->num_regions = count;
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
	if (!variant(vfio_pci_no_barrier))
		rcu_barrier();	/* slot_free() is ours */
}

module_init(vfio_pci_core_init);
module_exit(vfio_pci_core_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: the core of PCI drivers");
