// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci.c - the driver for any PCI device that is to be given to user space
 *
 * It binds to nothing by itself: a device is bound by driver_override, new_id or the ids
 * parameter.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "vfio_pci_priv.h"

static char ids[1024];
module_param_string(ids, ids, sizeof(ids), 0);

static bool nointxmask;
module_param_named(nointxmask, nointxmask, bool, 0644);

static bool disable_idle_d3;
module_param(disable_idle_d3, bool, 0644);

static bool enable_sriov;
module_param(enable_sriov, bool, 0644);

static bool disable_denylist;
module_param(disable_denylist, bool, 0444);

/* Accelerators whose errata let a user harm the host. */
static bool vfio_pci_dev_in_denylist(struct pci_dev *pdev)
{
	if (pdev->vendor != PCI_VENDOR_ID_INTEL)
		return false;

	switch (pdev->device) {
	case 0x0b25:	/* DSA */
	case 0x0cfe:	/* IAX */
	case 0x0435:	/* QAT DH895XCC and its VFs */
	case 0x0443:
	case 0x19e2:	/* QAT C3XXX */
	case 0x19e3:
	case 0x37c8:	/* QAT C62X */
	case 0x37c9:
		return true;
	default:
		return false;
	}
}

static bool vfio_pci_is_denylisted(struct pci_dev *pdev)
{
	if (!vfio_pci_dev_in_denylist(pdev))
		return false;
	if (disable_denylist) {
		pci_warn(pdev, "device denylist disabled - allowing device %04x:%04x.\n",
			 pdev->vendor, pdev->device);
		return false;
	}
	pci_warn(pdev, "%04x:%04x exists in vfio-pci device denylist, driver probing disallowed.\n",
		 pdev->vendor, pdev->device);
	return true;
}

static int vfio_pci_open_device(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);
	int ret = vfio_pci_core_enable(vdev);

	if (!ret)
		vfio_pci_core_finish_enable(vdev);
	return ret;
}

static const struct vfio_device_ops vfio_pci_ops = {
	.name		= "vfio-pci",
	.init		= vfio_pci_core_init_dev,
	.release	= vfio_pci_core_release_dev,
	.open_device	= vfio_pci_open_device,
	.close_device	= vfio_pci_core_close_device,
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

static int vfio_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct vfio_pci_core_device *vdev;
	int ret;

	if (vfio_pci_is_denylisted(pdev))
		return -EINVAL;

	vdev = vfio_alloc_device(vfio_pci_core_device, vdev, &pdev->dev, &vfio_pci_ops);
	if (IS_ERR(vdev))
		return PTR_ERR(vdev);

	dev_set_drvdata(&pdev->dev, vdev);
	ret = vfio_pci_core_register_device(vdev);
	if (ret)
		vfio_put_device(&vdev->vdev);
	return ret;
}

static void vfio_pci_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(&pdev->dev);

	vfio_pci_core_unregister_device(vdev);
	vfio_put_device(&vdev->vdev);
}

static int vfio_pci_sriov_configure(struct pci_dev *pdev, int nr_virtfn)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(&pdev->dev);

	if (!enable_sriov)
		return -ENOENT;
	return vfio_pci_core_sriov_configure(vdev, nr_virtfn);
}

static const struct pci_device_id vfio_pci_table[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{}
};

static struct pci_driver vfio_pci_driver = {
	.name			= "vfio-pci",
	.id_table		= vfio_pci_table,
	.probe			= vfio_pci_probe,
	.remove			= vfio_pci_remove,
	.sriov_configure	= vfio_pci_sriov_configure,
	.err_handler		= &vfio_pci_core_err_handlers,
	.driver_managed_dma	= true,
};

/* "vendor:device[:subvendor[:subdevice[:class[:class_mask]]]]" */
static void vfio_pci_add_id(const char *id)
{
	unsigned int vendor, device, subvendor = PCI_ANY_ID, subdevice = PCI_ANY_ID;
	unsigned int class = 0, class_mask = 0;
	int fields;

	fields = sscanf(id, "%x:%x:%x:%x:%x:%x", &vendor, &device, &subvendor, &subdevice,
			&class, &class_mask);
	if (fields < 2) {
		pr_warn("vfio_pci: invalid id string \"%s\"\n", id);
		return;
	}
	if (pci_add_dynid(&vfio_pci_driver, vendor, device, subvendor, subdevice, class,
			  class_mask, 0))
		pr_warn("vfio_pci: failed to add dynamic id \"%s\"\n", id);
}

static void __init vfio_pci_fill_ids(void)
{
	char *p = ids, *id;

	while ((id = strsep(&p, ",")))
		if (*id)
			vfio_pci_add_id(id);
}

static int __init vfio_pci_init(void)
{
	int ret;

	vfio_pci_core_set_params(nointxmask, true, disable_idle_d3);
	ret = pci_register_driver(&vfio_pci_driver);
	if (ret)
		return ret;
	if (ids[0])
		vfio_pci_fill_ids();
	return 0;
}

static void __exit vfio_pci_cleanup(void)
{
	pci_unregister_driver(&vfio_pci_driver);
	ids[0] = '\0';
	nointxmask = false;
	disable_idle_d3 = false;
	enable_sriov = false;
	disable_denylist = false;
}

module_init(vfio_pci_init);
module_exit(vfio_pci_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: any PCI device");
