// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_probe.c - devices come and go: into their group, onto its domain, out again
 *
 *  P1  A device is in a group from its bus's ADD_DEVICE event to its REMOVED_DEVICE event;
 *      so before its first driver binds and after its last one is gone.
 *  P2  The last device of a group takes the group's own domains along.
 *
 * Locking: iommu_probe_device_lock serialises probing; group->mutex covers the group.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>

#include "core/iommu.h"
#include "iommu_priv.h"

DEFINE_MUTEX(iommu_probe_device_lock);

static LIST_HEAD(iommu_device_list);		/* iommu_probe_device_lock: */

/* iommu_probe_device_lock: */
static struct iommu_bus {
	const struct bus_type *bus;
	struct iommu_group *(*device_group)(struct device *dev);
	struct notifier_block nb;
} iommu_buses[4];

int iommu_device_register(struct iommu_device *iommu, const struct iommu_ops *ops,
			  struct device *hwdev)
{
	iommu->ops = ops;
	iommu->dev = hwdev;
	mutex_lock(&iommu_probe_device_lock);
	list_add_tail(&iommu->list, &iommu_device_list);
	mutex_unlock(&iommu_probe_device_lock);
	return 0;
}

void iommu_device_unregister(struct iommu_device *iommu)
{
	mutex_lock(&iommu_probe_device_lock);
	list_del(&iommu->list);
	mutex_unlock(&iommu_probe_device_lock);
}

static struct iommu_bus *iommu_bus_find(const struct bus_type *bus)
{
	struct iommu_bus *ib;

	for (ib = iommu_buses; ib < iommu_buses + ARRAY_SIZE(iommu_buses); ib++)
		if (ib->bus == bus)
			return ib;
	return NULL;
}

bool iommu_present(const struct bus_type *bus)
{
	return iommu_bus_find(bus) && !list_empty(&iommu_device_list);
}

bool device_iommu_capable(struct device *dev, enum iommu_cap cap)
{
	if (!dev_has_iommu(dev) || !dev_iommu_ops(dev)->capable)
		return false;
	return dev_iommu_ops(dev)->capable(dev, cap);
}

static int iommu_no_isolated_msi(struct device *dev, void *unused)
{
	return !dev_has_iommu(dev);
}

/* Interrupt remapping is part of the IOMMU: a message cannot forge another's vector. */
bool iommu_group_has_isolated_msi(struct iommu_group *group)
{
	return !iommu_group_for_each_dev(group, NULL, iommu_no_isolated_msi);
}

void dev_iommu_priv_set(struct device *dev, void *priv)
{
	lockdep_assert_held(&iommu_probe_device_lock);
	dev->iommu->priv = priv;
}

static void dev_iommu_free(struct device *dev)
{
	kfree(dev->iommu);
	dev->iommu = NULL;
}

static int iommu_init_device(struct device *dev, struct iommu_device *iommu)
{
	struct iommu_bus *ib = iommu_bus_find(dev->bus);
	const struct iommu_ops *ops = iommu->ops;
	struct iommu_device *found;
	struct iommu_group *group;
	int ret;

	dev->iommu = kzalloc(sizeof(*dev->iommu), GFP_KERNEL);
	if (!dev->iommu)
		return -ENOMEM;

	if (!try_module_get(ops->owner)) {
		ret = -EINVAL;
		goto out_free;
	}
	found = ops->probe_device(dev);
	if (IS_ERR(found)) {
		ret = PTR_ERR(found);
		goto out_module;
	}
	dev->iommu->iommu_dev = found;

	group = ib ? ib->device_group(dev) : ops->device_group(dev);
	if (WARN_ON(!group))
		group = ERR_PTR(-EINVAL);
	if (IS_ERR(group)) {
		ret = PTR_ERR(group);
		goto out_release;
	}
	iommu_group_set(dev, group);
	return 0;

out_release:
	if (ops->release_device)
		ops->release_device(dev);
out_module:
	module_put(ops->owner);
out_free:
	dev_iommu_free(dev);
	return ret;
}

/* Off the group's list already. The caller puts the group that the device held. */
void iommu_deinit_device(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;
	const struct iommu_ops *ops = dev_iommu_ops(dev);

	lockdep_assert_held(&group->mutex);

	/* From here on the device must not reach any domain that can be freed. */
	if (ops->release_domain)
		ops->release_domain->ops->attach_dev(ops->release_domain, dev);
	if (ops->release_device)
		ops->release_device(dev);

	if (list_empty(&group->devices)) {
		if (group->default_domain)
			iommu_domain_free(group->default_domain);
		if (group->blocking_domain)
			iommu_domain_free(group->blocking_domain);
		group->default_domain = NULL;
		group->blocking_domain = NULL;
		group->domain = NULL;
	}

	iommu_group_set(dev, NULL);
	module_put(ops->owner);
	dev_iommu_free(dev);
}

static int iommu_get_default_domain_type(struct iommu_group *group, int target_type)
{
	struct group_device *gdev;
	int type = 0;

	lockdep_assert_held(&group->mutex);
	for_each_group_device(group, gdev) {
		const struct iommu_ops *ops = dev_iommu_ops(gdev->dev);
		int wanted = ops->def_domain_type ? ops->def_domain_type(gdev->dev) : 0;

		/* Of two that disagree, identity wins: it always works. */
		if (wanted && (!type || wanted == IOMMU_DOMAIN_IDENTITY))
			type = wanted;
	}
	if (target_type && type && target_type != type)
		return -EINVAL;
	return target_type ?: type ?: IOMMU_DOMAIN_DMA;
}

int iommu_setup_default_domain(struct iommu_group *group, int target_type)
{
	struct iommu_domain *old = group->default_domain;
	struct iommu_domain *domain;
	struct group_device *gdev;
	int type, ret;

	lockdep_assert_held(&group->mutex);

	type = iommu_get_default_domain_type(group, target_type);
	if (type < 0)
		return type;
	if (old && old->type == type)
		return 0;
	domain = __iommu_group_domain_alloc(group, type);
	if (IS_ERR(domain))
		return PTR_ERR(domain);

	/* What firmware still uses must be mapped before the devices move over. */
	for_each_group_device(group, gdev)
		if (iommu_create_device_direct_mappings(domain, gdev->dev))
			dev_warn(gdev->dev, "cannot establish the firmware's mappings\n");

	group->default_domain = domain;
	if (!group->domain) {
		/* The first attach: on failure the domain stays, to go with the device. */
		ret = __iommu_group_set_domain_internal(group, domain,
							IOMMU_SET_DOMAIN_MUST_SUCCEED);
		WARN_ON(ret);
	} else {
		ret = __iommu_group_set_domain(group, domain);
		if (ret) {
			group->default_domain = old;
			iommu_domain_free(domain);
			return ret;
		}
	}
	if (old)
		iommu_domain_free(old);
	return ret;
}

static int __iommu_probe_device(struct device *dev)
{
	struct iommu_device *iommu;
	struct group_device *gdev;
	struct iommu_group *group;
	int ret = 0;

	lockdep_assert_held(&iommu_probe_device_lock);
	if (dev->iommu_group)
		return 0;
	iommu = list_first_entry_or_null(&iommu_device_list, struct iommu_device, list);
	if (!iommu)
		return -ENODEV;

	ret = iommu_init_device(dev, iommu);
	if (ret)
		return ret;

	group = dev->iommu_group;
	gdev = iommu_group_alloc_device(group, dev);
	mutex_lock(&group->mutex);
	if (IS_ERR(gdev)) {
		ret = PTR_ERR(gdev);
		goto out_deinit;
	}

	/* On the list first: the default domain asks all devices what they need. */
	list_add_tail(&gdev->list, &group->devices);
	WARN_ON(group->default_domain && !group->domain);
	if (group->default_domain)
		iommu_create_device_direct_mappings(group->default_domain, dev);
	if (group->domain)
		ret = __iommu_device_set_domain(group, gdev, group->domain, 0);
	else if (!group->default_domain)
		ret = iommu_setup_default_domain(group, 0);
	if (ret)
		goto out_gdev;
	mutex_unlock(&group->mutex);
	return 0;

out_gdev:
	list_del(&gdev->list);
	__iommu_group_free_device(group, gdev);
out_deinit:
	iommu_deinit_device(dev);
	mutex_unlock(&group->mutex);
	iommu_group_put(group);
	return ret;
}

int iommu_probe_device(struct device *dev)
{
	int ret;

	mutex_lock(&iommu_probe_device_lock);
	ret = __iommu_probe_device(dev);
	mutex_unlock(&iommu_probe_device_lock);
	if (!ret && dev_iommu_ops(dev)->probe_finalize)
		dev_iommu_ops(dev)->probe_finalize(dev);
	return ret;
}

void iommu_release_device(struct device *dev)
{
	iommu_group_remove_device(dev);
	if (dev->iommu)
		dev_iommu_free(dev);
}

static int iommu_bus_notifier(struct notifier_block *nb, unsigned long action, void *data)
{
	struct device *dev = data;
	int ret = NOTIFY_DONE;

	if (action == BUS_NOTIFY_ADD_DEVICE)
		ret = iommu_probe_device(dev) ? NOTIFY_DONE : NOTIFY_OK;

	iommu_group_notify(dev, action);

	if (action == BUS_NOTIFY_REMOVED_DEVICE) {
		iommu_release_device(dev);
		ret = NOTIFY_OK;
	}
	return ret;
}

/* Linux sets up the default domains of a bus in a second pass; here one does. */
static int iommu_probe_present(struct device *dev, void *unused)
{
	iommu_probe_device(dev);
	return 0;
}

int iommu_bus_register(const struct bus_type *bus,
		       struct iommu_group *(*device_group)(struct device *dev))
{
	struct iommu_bus *ib;
	int ret = -ENOSPC;

	mutex_lock(&iommu_probe_device_lock);
	ib = iommu_bus_find(NULL);
	if (ib) {
		ib->bus = bus;
		ib->device_group = device_group;
		ib->nb.notifier_call = iommu_bus_notifier;
		ret = 0;
	}
	mutex_unlock(&iommu_probe_device_lock);

	if (!ret)
		ret = bus_register_notifier(bus, &ib->nb);
	return ret ?: bus_for_each_dev(bus, NULL, NULL, iommu_probe_present);
}

void iommu_bus_unregister(const struct bus_type *bus)
{
	struct iommu_bus *ib = iommu_bus_find(bus);

	if (!ib)
		return;
	bus_unregister_notifier(bus, &ib->nb);
	memset(ib, 0, sizeof(*ib));
}
