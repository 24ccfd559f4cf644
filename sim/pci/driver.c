// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * driver.c - the PCI bus type: which driver fits, binding and unbinding
 *
 * probe() and remove() run under the device lock, with the device in D0 and its
 * runtime-PM usage count raised. Linux runs probe() on a processor near the device;
 * left out, since there is only one node.
 */
#include <linux/iommu.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "pci.h"

struct dynid {
	struct list_head	node;	/* dynids.lock: */
	struct pci_device_id	id;
};

/* What a driver_override that matches nothing else is probed with. */
static const struct pci_device_id any_id = { PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID) };

static bool same_or_any(const struct pci_device_id *id, const struct pci_dev *dev)
{
	const struct pci_device_id one[2] = { *id };

	return pci_match_id(one, (struct pci_dev *)dev);
}

/* A card as @id describes it. */
static struct pci_dev like(const struct pci_device_id *id)
{
	return (struct pci_dev){
		.vendor = id->vendor, .device = id->device, .class = id->class,
		.subsystem_vendor = id->subvendor, .subsystem_device = id->subdevice,
	};
}

static bool has_dynid_locked(struct pci_driver *drv, const struct pci_device_id *id)
{
	const struct pci_dev card = like(id);
	struct dynid *dynid;

	list_for_each_entry(dynid, &drv->dynids.list, node)
		if (same_or_any(&dynid->id, &card))
			return true;
	return false;
}

static int add_dynid(struct pci_driver *drv, const struct pci_device_id *id, bool once)
{
	struct dynid *dynid = kzalloc(sizeof(*dynid), GFP_KERNEL);
	bool known;

	if (!dynid)
		return -ENOMEM;
	dynid->id = *id;
	spin_lock(&drv->dynids.lock);
	known = once && has_dynid_locked(drv, id);
	if (!known)
		list_add_tail(&dynid->node, &drv->dynids.list);
	spin_unlock(&drv->dynids.lock);
	if (known) {
		kfree(dynid);
		return -EEXIST;
	}
	return driver_attach(&drv->driver);
}

int pci_add_dynid(struct pci_driver *drv, unsigned int vendor, unsigned int device,
		  unsigned int subvendor, unsigned int subdevice, unsigned int class,
		  unsigned int class_mask, unsigned long driver_data)
{
	const struct pci_device_id id = {
		.vendor = vendor, .device = device, .subvendor = subvendor,
		.subdevice = subdevice, .class = class, .class_mask = class_mask,
		.driver_data = driver_data,
	};

	return add_dynid(drv, &id, false);
}

static void free_dynids(struct pci_driver *drv)
{
	struct dynid *dynid, *next;

	spin_lock(&drv->dynids.lock);
	list_for_each_entry_safe(dynid, next, &drv->dynids.list, node) {
		list_del(&dynid->node);
		kfree(dynid);
	}
	spin_unlock(&drv->dynids.lock);
}

/* The entry that makes @drv fit @dev. Dynamic ids are copied: they may be removed. */
static const struct pci_device_id *match_device(struct pci_driver *drv, struct pci_dev *dev,
						struct pci_device_id *copy)
{
	int override = device_match_driver_override(&dev->dev, &drv->driver);
	const struct pci_device_id *id = NULL;
	struct dynid *dynid;

	if (!override)
		return NULL;
	spin_lock(&drv->dynids.lock);
	list_for_each_entry(dynid, &drv->dynids.list, node)
		if (same_or_any(&dynid->id, dev)) {
			*copy = dynid->id;
			id = copy;
			break;
		}
	spin_unlock(&drv->dynids.lock);
	if (id)
		return id;

	/* Entries for vfio drivers count only where the override asks for the driver. */
	for (id = drv->id_table; (id = pci_match_id(id, dev)); id++)
		if (!id->override_only || override > 0)
			return id;
	return override > 0 ? &any_id : NULL;
}

static int pci_bus_match(struct device *dev, const struct device_driver *drv)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_device_id copy;

	if (!READ_ONCE(pdev->match_driver))
		return 0;
	return !!match_device((struct pci_driver *)to_pci_driver(drv), pdev, &copy);
}

static bool may_probe(struct pci_dev *dev)
{
	return !dev->is_virtfn || dev->physfn->sriov->drivers_autoprobe ||
	       device_has_driver_override(&dev->dev);
}

static int call_probe(struct pci_driver *drv, struct pci_dev *dev, const struct pci_device_id *id)
{
	int ret;

	pm_runtime_get_sync(&dev->dev);
	WRITE_ONCE(dev->driver, drv);
	ret = drv->probe(dev, id);
	if (ret > 0) {
		pci_warn(dev, "Driver probe function unexpectedly returned %d\n", ret);
		ret = 0;
	}
	if (ret) {
		WRITE_ONCE(dev->driver, NULL);
		pm_runtime_put_sync(&dev->dev);
	}
	return ret;
}

static int pci_device_probe(struct device *dev)
{
	struct pci_driver *drv = to_pci_driver(dev->driver);
	struct pci_dev *pdev = to_pci_dev(dev);
	const struct pci_device_id *id;
	struct pci_device_id copy;
	int ret;

	/* Again, with the device lock: stop_tree() may have been here since they matched. */
	if (!may_probe(pdev) || !READ_ONCE(pdev->match_driver))
		return -ENODEV;
	ret = pci_assign_irq(pdev);
	if (ret)
		return ret;
	if (!drv->probe)
		return 0;
	id = match_device(drv, pdev, &copy);
	if (!id)
		return -ENODEV;
	pci_dev_get(pdev);
	ret = call_probe(drv, pdev, id);
	if (ret)
		pci_dev_put(pdev);
	return ret;
}

static void pci_device_remove(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_driver *drv = pdev->driver;

	if (drv->remove) {
		pm_runtime_get_sync(dev);
		pm_runtime_barrier(dev);	/* a runtime_idle() may be on its way */
		drv->remove(pdev);
		pm_runtime_put_noidle(dev);
	}
	WRITE_ONCE(pdev->driver, NULL);
	pci_iov_remove(pdev);
	pm_runtime_put_sync(dev);	/* pairs with call_probe() */
	pci_dev_put(pdev);
}

static void pci_device_shutdown(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pm_runtime_resume(dev);
	if (pdev->driver && pdev->driver->shutdown)
		pdev->driver->shutdown(pdev);
}

static int pci_bus_num_vf(struct device *dev)
{
	return pci_num_vf(to_pci_dev(dev));
}

/* Kernel drivers do DMA in the default domain; vfio drivers manage their own. */
static int pci_dma_configure(struct device *dev)
{
	struct pci_driver *drv = to_pci_driver(dev->driver);

	if (drv->driver_managed_dma)
		return 0;
	return iommu_device_use_default_domain(dev);
}

static void pci_dma_cleanup(struct device *dev)
{
	struct pci_driver *drv = to_pci_driver(dev->driver);

	if (!drv->driver_managed_dma)
		iommu_device_unuse_default_domain(dev);
}

static int pci_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct pci_dev *pdev = to_pci_dev(dev);

	if (add_uevent_var(env, "PCI_CLASS=%04X", pdev->class) ||
	    add_uevent_var(env, "PCI_ID=%04X:%04X", pdev->vendor, pdev->device) ||
	    add_uevent_var(env, "PCI_SUBSYS_ID=%04X:%04X", pdev->subsystem_vendor,
			   pdev->subsystem_device) ||
	    add_uevent_var(env, "PCI_SLOT_NAME=%s", pci_name(pdev)))
		return -ENOMEM;
	return 0;
}

/* "vendor device [subvendor subdevice [class mask [driver_data]]]", all in hex */
static int parse_id(const char *buf, struct pci_device_id *id)
{
	*id = any_id;
	id->vendor = id->device = 0;
	return sscanf(buf, "%x %x %x %x %x %x %lx", &id->vendor, &id->device, &id->subvendor,
		      &id->subdevice, &id->class, &id->class_mask, &id->driver_data);
}

static bool data_known(const struct pci_device_id *ids, unsigned long driver_data)
{
	if (!ids)
		return true;
	for (; ids->vendor || ids->subvendor || ids->class_mask; ids++)
		if (ids->driver_data == driver_data)
			return true;
	return false;
}

static bool table_has(const struct pci_device_id *ids, const struct pci_device_id *id)
{
	struct pci_dev card = like(id);

	for (; (ids = pci_match_id(ids, &card)); ids++)
		if (!ids->override_only)
			return true;
	return false;
}

static ssize_t new_id_store(struct device_driver *driver, const char *buf, size_t count)
{
	struct pci_driver *drv = to_pci_driver(driver);
	struct pci_device_id id;
	int fields = parse_id(buf, &id), ret;

	if (fields < 2)
		return -EINVAL;
	if (fields != 7 && table_has(drv->id_table, &id))
		return -EEXIST;
	if (!data_known(drv->id_table, id.driver_data))
		return -EINVAL;
	ret = add_dynid(drv, &id, fields != 7);
	return ret ?: count;
}
static DRIVER_ATTR_WO(new_id);

static bool removes(const struct pci_device_id *asked, const struct pci_device_id *id)
{
	return id->vendor == asked->vendor && id->device == asked->device &&
	       (asked->subvendor == PCI_ANY_ID || id->subvendor == asked->subvendor) &&
	       (asked->subdevice == PCI_ANY_ID || id->subdevice == asked->subdevice) &&
	       !((id->class ^ asked->class) & asked->class_mask);
}

static ssize_t remove_id_store(struct device_driver *driver, const char *buf, size_t count)
{
	struct pci_driver *drv = to_pci_driver(driver);
	struct dynid *dynid, *next;
	struct pci_device_id id;
	ssize_t ret = -ENODEV;

	if (parse_id(buf, &id) < 2)
		return -EINVAL;
	spin_lock(&drv->dynids.lock);
	list_for_each_entry_safe(dynid, next, &drv->dynids.list, node)
		if (removes(&id, &dynid->id)) {
			list_del(&dynid->node);
			kfree(dynid);
			ret = count;
			break;
		}
	spin_unlock(&drv->dynids.lock);
	return ret;
}
static DRIVER_ATTR_WO(remove_id);

static struct attribute *pci_drv_attrs[] = {
	&driver_attr_new_id.attr,
	&driver_attr_remove_id.attr,
	NULL,
};
ATTRIBUTE_GROUPS(pci_drv);

const struct bus_type pci_bus_type = {
	.name		= "pci",
	.match		= pci_bus_match,
	.uevent		= pci_uevent,
	.probe		= pci_device_probe,
	.remove		= pci_device_remove,
	.shutdown	= pci_device_shutdown,
	.dev_groups	= pci_dev_groups,
	.bus_groups	= pci_bus_groups,
	.drv_groups	= pci_drv_groups,
	.pm		= &pci_dev_pm_ops,
	.num_vf		= pci_bus_num_vf,
	.dma_configure	= pci_dma_configure,
	.dma_cleanup	= pci_dma_cleanup,
	.driver_override = true,
};

int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *mod_name)
{
	drv->driver.name = drv->name;
	drv->driver.bus = &pci_bus_type;
	drv->driver.owner = owner;
	drv->driver.mod_name = mod_name;
	drv->driver.groups = drv->groups;
	drv->driver.dev_groups = drv->dev_groups;
	spin_lock_init(&drv->dynids.lock);
	INIT_LIST_HEAD(&drv->dynids.list);
	return driver_register(&drv->driver);
}

void pci_unregister_driver(struct pci_driver *drv)
{
	driver_unregister(&drv->driver);
	free_dynids(drv);
}

struct pci_driver *pci_dev_driver(const struct pci_dev *dev)
{
	return READ_ONCE(dev->driver);
}
