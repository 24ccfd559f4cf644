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

static bool disable_denylist, disable_idle_d3, disable_vga, enable_sriov, nointxmask;
static char ids[1024];

module_param(disable_denylist, bool, 0444);
module_param(disable_idle_d3, bool, 0644);
module_param(disable_vga, bool, 0444);	/* there is none to disable */
module_param(enable_sriov, bool, 0644);
module_param_named(nointxmask, nointxmask, bool, 0644);
module_param_string(ids, ids, sizeof(ids), 0);

/* Intel's accelerators whose errata let a user harm the host. */
static const u16 denied_devices[] = {
	0x0435, 0x0443,		/* QAT DH895XCC, and its VFs */
	0x19e2, 0x19e3,		/* QAT C3XXX */
	0x37c8, 0x37c9,		/* QAT C62X */
	0x0b25,			/* DSA */
	0x0cfe,			/* IAX */
};

static bool is_denied(const struct pci_dev *pdev)
{
	unsigned int i;

	if (pdev->vendor == PCI_VENDOR_ID_INTEL)
		for (i = 0; i < ARRAY_SIZE(denied_devices); i++)
			if (denied_devices[i] == pdev->device)
				return true;
	return false;
}

/* The administrator may overrule the list; either way the log tells of it. */
static bool may_have(struct pci_dev *pdev)
{
	if (!is_denied(pdev))
		return true;
	pci_warn(pdev, "%04x:%04x can harm the host in a user's hands: %s\n", pdev->vendor,
		 pdev->device, disable_denylist ? "let in all the same" : "refused");
	return disable_denylist;
}

/* Interrupts and mappings are made ready in a second step, for drivers on top of the core. */
static int vfio_pci_open_device(struct vfio_device *core_vdev)
{
	int err = vfio_pci_core_enable(to_vfio_pci(core_vdev));

	if (err)
		return err;
	vfio_pci_core_finish_enable(to_vfio_pci(core_vdev));
	return 0;
}

static const struct vfio_device_ops vfio_pci_ops = {
	.name		= "vfio-pci",
	/* life */
	.init		= vfio_pci_core_init_dev,
	.release	= vfio_pci_core_release_dev,
	.match		= vfio_pci_core_match,
	.request	= vfio_pci_core_request,
	.open_device	= vfio_pci_open_device,
	.close_device	= vfio_pci_core_close_device,
	/* address space */
	.bind_iommufd	= vfio_iommufd_physical_bind,
	.unbind_iommufd	= vfio_iommufd_physical_unbind,
	.attach_ioas	= vfio_iommufd_physical_attach_ioas,
	.detach_ioas	= vfio_iommufd_physical_detach_ioas,
	/* calls */
	.ioctl		= vfio_pci_core_ioctl,
	.device_feature	= vfio_pci_core_ioctl_feature,
	.mmap		= vfio_pci_core_mmap,
	.read		= vfio_pci_core_read,
	.write		= vfio_pci_core_write,
};

static struct vfio_pci_core_device *core_of(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static int vfio_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct vfio_pci_core_device *core;
	int err;

	if (!may_have(pdev))
		return -EINVAL;
	core = vfio_alloc_device(vfio_pci_core_device, vdev, &pdev->dev, &vfio_pci_ops);
	if (IS_ERR(core))
		return PTR_ERR(core);

	dev_set_drvdata(&pdev->dev, core);	/* registration looks for it there */
	err = vfio_pci_core_register_device(core);
	if (err)
		vfio_put_device(&core->vdev);
	return err;
}

static void vfio_pci_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = core_of(pdev);

	vfio_pci_core_unregister_device(core);
	vfio_put_device(&core->vdev);
}

static int vfio_pci_sriov_configure(struct pci_dev *pdev, int nr_virtfn)
{
	return enable_sriov ? vfio_pci_core_sriov_configure(core_of(pdev), nr_virtfn) : -ENOENT;
}

/* Any device, but only one whose driver_override names us. */
static const struct pci_device_id overridden[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{}
};

static struct pci_driver vfio_pci_driver = {
	.name			= "vfio-pci",
	.id_table		= overridden,
	.driver_managed_dma	= true,
	.err_handler		= &vfio_pci_core_err_handlers,
	.probe			= vfio_pci_probe,
	.remove			= vfio_pci_remove,
	.sriov_configure	= vfio_pci_sriov_configure,
};

/* What an id consists of, in the order of its text; only the first two must be there. */
enum { ID_VENDOR, ID_DEVICE, ID_SUBVENDOR, ID_SUBDEVICE, ID_CLASS, ID_CLASS_MASK, ID_FIELDS };

static void add_id(const char *text)
{
	unsigned int f[ID_FIELDS] = { [ID_SUBVENDOR] = PCI_ANY_ID, [ID_SUBDEVICE] = PCI_ANY_ID };
	int known = sscanf(text, "%x:%x:%x:%x:%x:%x", &f[0], &f[1], &f[2], &f[3], &f[4], &f[5]);
	int err;

	if (known <= ID_DEVICE) {
		pr_warn("vfio_pci: \"%s\" is no vendor:device\n", text);
		return;
	}
	err = pci_add_dynid(&vfio_pci_driver, f[ID_VENDOR], f[ID_DEVICE], f[ID_SUBVENDOR],
			    f[ID_SUBDEVICE], f[ID_CLASS], f[ID_CLASS_MASK], 0);
	if (err)
		pr_warn("vfio_pci: no room for \"%s\"\n", text);
}

/* The parameter is read once, and taken apart in place. */
static void __init add_ids(void)
{
	char *rest = ids, *text;

	while ((text = strsep(&rest, ",")))
		if (*text)
			add_id(text);
}

static int __init vfio_pci_init(void)
{
	int err;

	vfio_pci_core_set_params(nointxmask, true, disable_idle_d3);
	err = pci_register_driver(&vfio_pci_driver);
	if (!err)
		add_ids();
	return err;
}

static void __exit vfio_pci_cleanup(void)
{
	pci_unregister_driver(&vfio_pci_driver);
	disable_denylist = false;
	disable_idle_d3 = false;
	enable_sriov = false;
	nointxmask = false;
	ids[0] = '\0';
}

module_init(vfio_pci_init);
module_exit(vfio_pci_cleanup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: any PCI device");
