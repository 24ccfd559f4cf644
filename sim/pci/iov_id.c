// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iov_id.c - which VF is where: numbers of VFs, and their addresses on the bus
 *
 * The PF's device lock keeps offset and stride, or the VF itself does, which is there.
 */
#include <linux/err.h>

#include "pci.h"

int pci_iov_virtfn_bus(struct pci_dev *dev, int id)
{
	if (!dev->is_physfn)
		return -EINVAL;
	return dev->bus->number +
	       ((dev->devfn + dev->sriov->offset + dev->sriov->stride * id) >> 8);
}

int pci_iov_virtfn_devfn(struct pci_dev *dev, int id)
{
	if (!dev->is_physfn)
		return -EINVAL;
	return (dev->devfn + dev->sriov->offset + dev->sriov->stride * id) & 0xff;
}

int pci_iov_vf_id(struct pci_dev *dev)
{
	struct pci_dev *pf;

	if (!dev->is_virtfn)
		return -EINVAL;
	pf = dev->physfn;
	return (pci_dev_id(dev) - (pci_dev_id(pf) + pf->sriov->offset)) / pf->sriov->stride;
}

/* The PF driver must not free it before it has disabled the VFs. */
void *pci_iov_get_pf_drvdata(struct pci_dev *dev, struct pci_driver *pf_driver)
{
	if (!dev->is_virtfn || READ_ONCE(dev->physfn->driver) != pf_driver)
		return ERR_PTR(-EINVAL);
	return pci_get_drvdata(dev->physfn);
}
