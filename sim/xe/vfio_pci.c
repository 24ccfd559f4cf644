// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci.c - xe-vfio-pci: a VF of Intel graphics for user space, able to migrate
 *
 * Everything but migration is vfio-pci's. What a VF's state is and how it is saved, the driver
 * of the PF knows: sim/xe/vfio_migration.c walks the states and asks it.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "vfio_pci.h"

/* By the PF's id, which its VFs have as well: Panther Lake, Wildcat Lake, Battlemage. */
#define XE_VFIO_ID(id)	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_VENDOR_ID_INTEL, id) }

static const struct pci_device_id xe_vfio_pci_table[] = {
	XE_VFIO_ID(0xb080), XE_VFIO_ID(0xb081), XE_VFIO_ID(0xb082), XE_VFIO_ID(0xb083),
	XE_VFIO_ID(0xb084), XE_VFIO_ID(0xb085), XE_VFIO_ID(0xb086), XE_VFIO_ID(0xb087),
	XE_VFIO_ID(0xb08f), XE_VFIO_ID(0xb090), XE_VFIO_ID(0xb0a0), XE_VFIO_ID(0xb0b0),
	XE_VFIO_ID(0xfd80), XE_VFIO_ID(0xfd81),
	XE_VFIO_ID(0xe202), XE_VFIO_ID(0xe209), XE_VFIO_ID(0xe20b), XE_VFIO_ID(0xe20c),
	XE_VFIO_ID(0xe20d), XE_VFIO_ID(0xe210), XE_VFIO_ID(0xe211), XE_VFIO_ID(0xe212),
	XE_VFIO_ID(0xe216), XE_VFIO_ID(0xe220), XE_VFIO_ID(0xe221), XE_VFIO_ID(0xe222),
	XE_VFIO_ID(0xe223),
	{}
};

static int xe_vfio_pci_open_device(struct vfio_device *core_vdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);
	int ret = vfio_pci_core_enable(&xe_vdev->core_device);

	if (ret)
		return ret;
	/* Nobody else is there: the device is not open yet, and enabling it has reset it. */
	xe_vdev->mig_state = VFIO_DEVICE_STATE_RUNNING;
	vfio_pci_core_finish_enable(&xe_vdev->core_device);
	return 0;
}

/* The user may still have the file of a session, and read it right now. */
static void xe_vfio_pci_close_device(struct vfio_device *core_vdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);

	if (variant(xe_vfio_close_unlocked) || variant(xe_vfio_close_keeps_file)) {
		xe_vfio_pci_close_variant(xe_vdev);
	} else {
		xe_vfio_pci_state_mutex_lock(xe_vdev);
		xe_vfio_pci_reset(xe_vdev);
		xe_vfio_pci_state_mutex_unlock(xe_vdev);
	}
	vfio_pci_core_close_device(core_vdev);
}

static int xe_vfio_pci_vf_init(struct xe_vfio_pci_core_device *xe_vdev, struct pci_dev *pdev)
{
	if (!pdev->is_virtfn)
		return 0;	/* usable, but it cannot migrate */
	xe_vdev->xe = xe_sriov_vfio_get_pf(pdev);
	if (!xe_vdev->xe)
		return -ENODEV;
	xe_vdev->vfid = pci_iov_vf_id(pdev) + 1;
	xe_vfio_pci_migration_init(xe_vdev);
	return 0;
}

static int xe_vfio_pci_init_dev(struct vfio_device *core_vdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);
	int ret;

	mutex_init(&xe_vdev->state_mutex);
	spin_lock_init(&xe_vdev->reset_lock);
	ret = xe_vfio_pci_vf_init(xe_vdev, to_pci_dev(core_vdev->dev));
	return ret ? ret : vfio_pci_core_init_dev(core_vdev);
}

static void xe_vfio_pci_release_dev(struct vfio_device *core_vdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = to_xe_vdev(core_vdev);

	mutex_destroy(&xe_vdev->state_mutex);
	vfio_pci_core_release_dev(core_vdev);
}

static const struct vfio_device_ops xe_vfio_pci_ops = {
	.name		= "xe-vfio-pci",
	.init		= xe_vfio_pci_init_dev,
	.release	= xe_vfio_pci_release_dev,
	.open_device	= xe_vfio_pci_open_device,
	.close_device	= xe_vfio_pci_close_device,
	.ioctl		= vfio_pci_core_ioctl,
	.device_feature	= vfio_pci_core_ioctl_feature,
	.read		= vfio_pci_core_read,
	.write		= vfio_pci_core_write,
	.mmap		= vfio_pci_core_mmap,
	.request	= vfio_pci_core_request,
	.match		= vfio_pci_core_match,
	.bind_iommufd	= vfio_iommufd_physical_bind,
	.unbind_iommufd	= vfio_iommufd_physical_unbind,
	.attach_ioas	= vfio_iommufd_physical_attach_ioas,
	.detach_ioas	= vfio_iommufd_physical_detach_ioas,
};

static int xe_vfio_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct xe_vfio_pci_core_device *xe_vdev;
	int ret;

	xe_vdev = vfio_alloc_device(xe_vfio_pci_core_device, core_device.vdev, &pdev->dev,
				    &xe_vfio_pci_ops);
	if (IS_ERR(xe_vdev))
		return PTR_ERR(xe_vdev);

	/* vfio_pci_core looks here for its own part. */
	pci_set_drvdata(pdev, &xe_vdev->core_device);
	ret = vfio_pci_core_register_device(&xe_vdev->core_device);
	if (ret)
		vfio_put_device(&xe_vdev->core_device.vdev);
	return ret;
}

static void xe_vfio_pci_remove(struct pci_dev *pdev)
{
	struct xe_vfio_pci_core_device *xe_vdev = pdev_to_xe_vdev(pdev);

	vfio_pci_core_unregister_device(&xe_vdev->core_device);
	vfio_put_device(&xe_vdev->core_device.vdev);
}

static struct pci_driver xe_vfio_pci_driver = {
	.name			= "xe-vfio-pci",
	.id_table		= xe_vfio_pci_table,
	.probe			= xe_vfio_pci_probe,
	.remove			= xe_vfio_pci_remove,
	.err_handler		= &xe_vfio_pci_err_handlers,
	.driver_managed_dma	= true,
};
module_pci_driver(xe_vfio_pci_driver);

MODULE_DEVICE_TABLE(pci, xe_vfio_pci_table);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: virtual functions of Intel graphics, with migration");
