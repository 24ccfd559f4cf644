// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sample_kvm_lock.c - a PCI device for user space whose opening takes the VM's lock
 *
 * The smallest driver that does what vfio-ap does: whoever opens the device holds what VFIO holds
 * then, and wants kvm->lock. It binds by driver_override, as vfio-pci does, and can do nothing
 * else. It is written for any VFIO core, hosted ones too.
 */
#include <linux/err.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/vfio.h>

struct sample_kvm_lock {
	struct vfio_device	vdev;
	bool			in_vm;		/* dev_set->lock */
};

static int sample_kvm_lock_open(struct vfio_device *vdev)
{
	struct sample_kvm_lock *sample = container_of(vdev, struct sample_kvm_lock, vdev);

	if (vdev->kvm) {
		mutex_lock(&vdev->kvm->lock);
		sample->in_vm = true;
		mutex_unlock(&vdev->kvm->lock);
	}
	return 0;
}

static void sample_kvm_lock_close(struct vfio_device *vdev)
{
	container_of(vdev, struct sample_kvm_lock, vdev)->in_vm = false;
}

static const struct vfio_device_ops sample_kvm_lock_ops = {
	.name		= "sample-kvm-lock",
	.open_device	= sample_kvm_lock_open,
	.close_device	= sample_kvm_lock_close,
	.bind_iommufd	= vfio_iommufd_physical_bind,
	.unbind_iommufd	= vfio_iommufd_physical_unbind,
	.attach_ioas	= vfio_iommufd_physical_attach_ioas,
	.detach_ioas	= vfio_iommufd_physical_detach_ioas,
};

static int sample_kvm_lock_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sample_kvm_lock *sample;
	int ret;

	sample = vfio_alloc_device(sample_kvm_lock, vdev, &pdev->dev, &sample_kvm_lock_ops);
	if (IS_ERR(sample))
		return PTR_ERR(sample);
	dev_set_drvdata(&pdev->dev, sample);
	ret = vfio_register_group_dev(&sample->vdev);
	if (ret)
		vfio_put_device(&sample->vdev);
	return ret;
}

static void sample_kvm_lock_remove(struct pci_dev *pdev)
{
	struct sample_kvm_lock *sample = dev_get_drvdata(&pdev->dev);

	vfio_unregister_group_dev(&sample->vdev);
	vfio_put_device(&sample->vdev);
}

static const struct pci_device_id overridden[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{}
};

static struct pci_driver sample_kvm_lock_driver = {
	.name			= "sample-kvm-lock",
	.id_table		= overridden,
	.driver_managed_dma	= true,
	.probe			= sample_kvm_lock_probe,
	.remove			= sample_kvm_lock_remove,
};

static int __init sample_kvm_lock_init(void)
{
	return pci_register_driver(&sample_kvm_lock_driver);
}

static void __exit sample_kvm_lock_exit(void)
{
	pci_unregister_driver(&sample_kvm_lock_driver);
}

module_init(sample_kvm_lock_init);
module_exit(sample_kvm_lock_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: opening takes kvm->lock");
