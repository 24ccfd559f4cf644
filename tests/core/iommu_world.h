/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommu_world.h - toys behind the IOMMU: "a.0" and "a.1" share the group "a"
 */
#ifndef TESTS_CORE_IOMMU_WORLD_H
#define TESTS_CORE_IOMMU_WORLD_H

#include <criterion/criterion.h>

#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/mm.h>

#include "core/iommu.h"
#include "toy.h"

static inline int toy_same_group(struct device *dev, void *data)
{
	struct device **wanted = data;

	if (dev == *wanted || !dev->iommu_group ||
	    strncmp(dev_name(dev), dev_name(*wanted), strcspn(dev_name(dev), ".") + 1))
		return 0;
	*wanted = dev;
	return 1;
}

static inline struct iommu_group *toy_device_group(struct device *dev)
{
	struct device *other = dev;

	if (bus_for_each_dev(&toy_bus, NULL, &other, toy_same_group))
		return iommu_group_get(other);
	return iommu_group_alloc();
}

static inline void toy_iommu_start(void)
{
	cr_assert_eq(bus_register(&toy_bus), 0);
	cr_assert_eq(iommu_bus_register(&toy_bus, toy_device_group), 0);
}

static inline void toy_iommu_stop(void)
{
	iommu_bus_unregister(&toy_bus);
	bus_unregister(&toy_bus);
}

/* A domain of its own for @dev, attached to its group, which is owned by @owner. */
static inline struct iommu_domain *toy_own(struct device *dev, void *owner)
{
	struct iommu_domain *domain = iommu_paging_domain_alloc(dev);

	cr_assert_not(IS_ERR(domain));
	cr_assert_eq(iommu_group_claim_dma_owner(dev->iommu_group, owner), 0);
	cr_assert_eq(iommu_attach_group(domain, dev->iommu_group), 0);
	return domain;
}

static inline void toy_disown(struct device *dev, struct iommu_domain *domain)
{
	iommu_detach_group(domain, dev->iommu_group);
	iommu_group_release_dma_owner(dev->iommu_group);
	iommu_domain_free(domain);
}

#endif
