/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommu_priv.h - what the parts of the IOMMU layer share: the group's inside
 *
 * Order: iommu_probe_device_lock -> group->mutex -> the domain's page table lock.
 * device_lock may be held above both; the notifier chain's rwsem is taken alone.
 */
#ifndef CORE_IOMMU_PRIV_H
#define CORE_IOMMU_PRIV_H

#include <linux/bug.h>
#include <linux/container_of.h>
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#include "kernel/variant.h"

struct iommu_group {
	struct kobject kobj;
	struct kobject *devices_kobj;	/* counted; its count is the group's */
	struct mutex mutex;

	/* mutex: */
	struct list_head devices;	/* of group_device */
	struct iommu_domain *default_domain;
	struct iommu_domain *blocking_domain;
	struct iommu_domain *domain;	/* what every device is attached to; borrowed */
	unsigned int owner_cnt;		/* drivers on the default domain, or 1 for an owner */
	void *owner;			/* user space's claim, NULL for kernel drivers */
	unsigned int recovery_cnt;	/* devices behind the reset fence */

	/* fixed at init */
	int id;
	struct list_head entry;		/* bus_iommu_probe(): groups to set up */

	/* whoever holds the group */
	void *iommu_data;
	void (*iommu_data_release)(void *iommu_data);
	char *name;
	struct blocking_notifier_head notifier;
};

static inline struct iommu_group *to_iommu_group(struct kobject *kobj)
{
	return container_of(kobj, struct iommu_group, kobj);
}

struct group_device {
	struct list_head list;
	struct device *dev;		/* borrowed: removal takes it off first */
	char *name;
	bool blocked;			/* group->mutex: behind the reset fence */
};

#define for_each_group_device(group, pos) list_for_each_entry(pos, &(group)->devices, list)

enum { IOMMU_SET_DOMAIN_MUST_SUCCEED = 1 << 0 };

extern struct mutex iommu_probe_device_lock;

static inline bool dev_has_iommu(struct device *dev)
{
	return dev->iommu && dev->iommu->iommu_dev;
}

static inline const struct iommu_ops *dev_iommu_ops(struct device *dev)
{
	return dev->iommu->iommu_dev->ops;
}

struct device *iommu_group_first_dev(struct iommu_group *group);

/* iommu_sysfs.c */
extern const struct sysfs_ops iommu_group_sysfs_ops;
int iommu_group_create_files(struct iommu_group *group);

/* iommu_group.c: group membership, for the probe path */
struct group_device *iommu_group_alloc_device(struct iommu_group *group, struct device *dev);
void iommu_group_set(struct device *dev, struct iommu_group *group);
void __iommu_group_free_device(struct iommu_group *group, struct group_device *gdev);

/* iommu_probe.c */
void iommu_deinit_device(struct device *dev);

/* iommu_domain.c; all under group->mutex */
struct iommu_domain *__iommu_group_domain_alloc(struct iommu_group *group, unsigned int type);
int __iommu_attach_device(struct iommu_domain *domain, struct device *dev);
int __iommu_device_set_domain(struct iommu_group *group, struct group_device *gdev,
			      struct iommu_domain *new_domain, unsigned int flags);
int __iommu_group_set_domain_internal(struct iommu_group *group, struct iommu_domain *new_domain,
				      unsigned int flags);
void __iommu_group_set_core_domain(struct iommu_group *group);

static inline int __iommu_group_set_domain(struct iommu_group *group,
					   struct iommu_domain *new_domain)
{
	return __iommu_group_set_domain_internal(group, new_domain, 0);
}

static inline void __iommu_group_set_domain_nofail(struct iommu_group *group,
						   struct iommu_domain *new_domain)
{
	WARN_ON(__iommu_group_set_domain_internal(group, new_domain,
						  IOMMU_SET_DOMAIN_MUST_SUCCEED));
}

/* iommu_owner.c */
int __iommu_group_alloc_blocking_domain(struct iommu_group *group);

/* iommu_probe.c: the default domain of a group without one, or of another type */
int iommu_setup_default_domain(struct iommu_group *group, int target_type);
int iommu_create_device_direct_mappings(struct iommu_domain *domain, struct device *dev);

/* iommu_notifier.c */
void iommu_group_notify(struct device *dev, unsigned long bus_action);

/* iommu_dma_debug.c: a mapping of the kernel's own, from map to unmap. Any context. */
struct dma_mapping;
struct dma_mapping *dma_mapping_new(struct device *dev, void *ptr, size_t size,
				    enum dma_data_direction dir, unsigned long ip);
/* What the device is to see: pages, be it those of @ptr or others. */
void *dma_mapping_memory(const struct dma_mapping *map);
void dma_mapping_add(struct dma_mapping *map, dma_addr_t addr);
/* The one that is to be unmapped, the caller's from now on; NULL, and a finding, if none is. */
struct dma_mapping *dma_mapping_take(struct device *dev, dma_addr_t addr, size_t size,
				     enum dma_data_direction dir);
void dma_mapping_to_cpu(struct dma_mapping *map);
void dma_mapping_free(struct dma_mapping *map);

/* iommu_fence.c */
DECLARE_VARIANT(iommu_reset_fence);
DECLARE_VARIANT(iommu_reset_fence_refuses);

#endif
