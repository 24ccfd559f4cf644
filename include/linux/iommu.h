/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/iommu_group.c, iommu_domain.c, iommu_map.c, iommu_owner.c */
/*
 * IOMMU groups and domains.
 *
 * A group is the set of devices that the IOMMU cannot tell apart. It lives as
 * long as somebody holds it; each member device holds it. At any time a group is
 * attached to one domain: its default domain while kernel drivers own it, a
 * blocking domain or one of the user's while user space does.
 *
 * Left out, since no scenario needs them: SVA and PASIDs, I/O page faults,
 * nesting, firmware nodes, deferred attach, flush queues.
 */
#ifndef _LINUX_IOMMU_H
#define _LINUX_IOMMU_H

#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/iova_bitmap.h>
#include <linux/list.h>
#include <linux/types.h>

#define IOMMU_READ	(1 << 0)
#define IOMMU_WRITE	(1 << 1)
#define IOMMU_CACHE	(1 << 2)	/* coherent */
#define IOMMU_NOEXEC	(1 << 3)
#define IOMMU_MMIO	(1 << 4)	/* the target is a device */
#define IOMMU_PRIV	(1 << 5)

struct bus_type;
struct iommu_dirty_ops;
struct iommu_domain;
struct iommu_domain_ops;
struct iommu_group;
struct iommu_ops;
struct module;
struct notifier_block;
struct pci_dev;

#define IOMMU_FAULT_READ	0x0
#define IOMMU_FAULT_WRITE	0x1

/* Returning 0 says that the handler has dealt with the fault. */
typedef int (*iommu_fault_handler_t)(struct iommu_domain *domain, struct device *dev,
				     unsigned long iova, int flags, void *token);

struct iommu_domain_geometry {
	dma_addr_t aperture_start;
	dma_addr_t aperture_end;	/* inclusive */
	bool force_aperture;
};

#define __IOMMU_DOMAIN_PAGING	(1U << 0)
#define __IOMMU_DOMAIN_DMA_API	(1U << 1)
#define __IOMMU_DOMAIN_PT	(1U << 2)
#define __IOMMU_DOMAIN_DMA_FQ	(1U << 3)

#define IOMMU_DOMAIN_ALLOC_FLAGS ~__IOMMU_DOMAIN_DMA_FQ

#define IOMMU_DOMAIN_BLOCKED	(0U)
#define IOMMU_DOMAIN_IDENTITY	(__IOMMU_DOMAIN_PT)
#define IOMMU_DOMAIN_UNMANAGED	(__IOMMU_DOMAIN_PAGING)
#define IOMMU_DOMAIN_DMA	(__IOMMU_DOMAIN_PAGING | __IOMMU_DOMAIN_DMA_API)
#define IOMMU_DOMAIN_DMA_FQ	(IOMMU_DOMAIN_DMA | __IOMMU_DOMAIN_DMA_FQ)

struct iommu_domain {
	unsigned type;
	const struct iommu_domain_ops *ops;
	const struct iommu_dirty_ops *dirty_ops;	/* NULL: no dirty tracking */
	const struct iommu_ops *owner;
	unsigned long pgsize_bitmap;
	struct iommu_domain_geometry geometry;
	iommu_fault_handler_t handler;
	void *handler_token;
};

static inline bool iommu_is_dma_domain(struct iommu_domain *domain)
{
	return domain->type & __IOMMU_DOMAIN_DMA_API;
}

enum iommu_cap {
	IOMMU_CAP_CACHE_COHERENCY,
	IOMMU_CAP_NOEXEC,
	IOMMU_CAP_PRE_BOOT_PROTECTION,
	IOMMU_CAP_ENFORCE_CACHE_COHERENCY,
	IOMMU_CAP_DEFERRED_FLUSH,
	IOMMU_CAP_DIRTY_TRACKING,
};

enum iommu_resv_type {
	IOMMU_RESV_DIRECT,
	IOMMU_RESV_DIRECT_RELAXABLE,
	IOMMU_RESV_RESERVED,
	IOMMU_RESV_MSI,
	IOMMU_RESV_SW_MSI,
};

struct iommu_resv_region {
	struct list_head	list;
	phys_addr_t		start;
	size_t			length;
	int			prot;
	enum iommu_resv_type	type;
	void (*free)(struct device *dev, struct iommu_resv_region *region);
};

#define IOMMU_NO_PASID		(0U)
#define IOMMU_PASID_INVALID	(-1U)
typedef unsigned int ioasid_t;

#define IOMMU_DIRTY_NO_CLEAR	(1 << 0)

/* What unmapped ranges wait for their TLB flush. */
struct iommu_iotlb_gather {
	unsigned long		start;
	unsigned long		end;
	size_t			pgsize;
	struct list_head	freelist;
	bool			queued;
};

struct iommu_dirty_bitmap {
	struct iova_bitmap *bitmap;
	struct iommu_iotlb_gather *gather;
};

struct iommu_dirty_ops {
	int (*set_dirty_tracking)(struct iommu_domain *domain, bool enabled);
	int (*read_and_clear_dirty)(struct iommu_domain *domain, unsigned long iova, size_t size,
				    unsigned long flags, struct iommu_dirty_bitmap *dirty);
};

/* What the driver of an IOMMU provides. */
struct iommu_ops {
	bool (*capable)(struct device *dev, enum iommu_cap cap);
	struct iommu_domain *(*domain_alloc_paging)(struct device *dev);
	struct iommu_device *(*probe_device)(struct device *dev);
	void (*release_device)(struct device *dev);
	void (*probe_finalize)(struct device *dev);
	/* A counted reference to the group @dev belongs in, old or new; or ERR_PTR. */
	struct iommu_group *(*device_group)(struct device *dev);
	void (*get_resv_regions)(struct device *dev, struct list_head *list);
	int (*def_domain_type)(struct device *dev);

	const struct iommu_domain_ops *default_domain_ops;
	unsigned long pgsize_bitmap;
	struct module *owner;
	struct iommu_domain *identity_domain;
	struct iommu_domain *blocked_domain;
	struct iommu_domain *release_domain;
	struct iommu_domain *default_domain;
};

struct iommu_domain_ops {
	int (*attach_dev)(struct iommu_domain *domain, struct device *dev);
	int (*map_pages)(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped);
	size_t (*unmap_pages)(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
			      size_t pgcount, struct iommu_iotlb_gather *gather);
	void (*flush_iotlb_all)(struct iommu_domain *domain);
	void (*iotlb_sync)(struct iommu_domain *domain, struct iommu_iotlb_gather *gather);
	phys_addr_t (*iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
	bool (*enforce_cache_coherency)(struct iommu_domain *domain);
	void (*free)(struct iommu_domain *domain);
};

/* One instance of IOMMU hardware. */
struct iommu_device {
	struct list_head list;
	const struct iommu_ops *ops;
	struct device *dev;
};

/* What the IOMMU layer knows of a device: dev->iommu. */
struct dev_iommu {
	struct iommu_device	*iommu_dev;
	void			*priv;		/* the IOMMU driver's */
	u32			require_direct:1;
};

int iommu_device_register(struct iommu_device *iommu, const struct iommu_ops *ops,
			  struct device *hwdev);
void iommu_device_unregister(struct iommu_device *iommu);

static inline void *dev_iommu_priv_get(struct device *dev)
{
	return dev->iommu ? dev->iommu->priv : NULL;
}
void dev_iommu_priv_set(struct device *dev, void *priv);

static inline void iommu_iotlb_gather_init(struct iommu_iotlb_gather *gather)
{
	*gather = (struct iommu_iotlb_gather) {
		.start	= ~0UL,
		.freelist = LIST_HEAD_INIT(gather->freelist),
	};
}

/* Devices and capabilities. */
bool iommu_present(const struct bus_type *bus);
bool device_iommu_capable(struct device *dev, enum iommu_cap cap);
bool iommu_group_has_isolated_msi(struct iommu_group *group);
int iommu_probe_device(struct device *dev);
void iommu_release_device(struct device *dev);

/* Domains. iommu_paging_domain_alloc() returns ERR_PTR, iommu_domain_alloc() NULL. */
struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus);
struct iommu_domain *iommu_paging_domain_alloc(struct device *dev);
void iommu_domain_free(struct iommu_domain *domain);
int iommu_attach_device(struct iommu_domain *domain, struct device *dev);
void iommu_detach_device(struct iommu_domain *domain, struct device *dev);
int iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group);
void iommu_detach_group(struct iommu_domain *domain, struct iommu_group *group);
int iommu_group_replace_domain(struct iommu_group *group, struct iommu_domain *new_domain);
struct iommu_domain *iommu_get_domain_for_dev(struct device *dev);
struct iommu_domain *iommu_get_dma_domain(struct device *dev);
struct iommu_domain *iommu_group_default_domain(struct iommu_group *group);
void iommu_set_fault_handler(struct iommu_domain *domain, iommu_fault_handler_t handler,
			     void *token);
int report_iommu_fault(struct iommu_domain *domain, struct device *dev, unsigned long iova,
		       int flags);

/* Mappings: multiples of the smallest page size. iommu_unmap() returns bytes unmapped. */
int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	      int prot, gfp_t gfp);
size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size);
size_t iommu_unmap_fast(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *gather);
phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova);

static inline void iommu_flush_iotlb_all(struct iommu_domain *domain)
{
	if (domain->ops->flush_iotlb_all)
		domain->ops->flush_iotlb_all(domain);
}

static inline void iommu_iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	if (domain->ops->iotlb_sync)
		domain->ops->iotlb_sync(domain, gather);
	iommu_iotlb_gather_init(gather);
}

/* Reserved regions. What get adds to the list, put frees. */
void iommu_get_resv_regions(struct device *dev, struct list_head *list);
void iommu_put_resv_regions(struct device *dev, struct list_head *list);
struct iommu_resv_region *iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
						  enum iommu_resv_type type, gfp_t gfp);
/* Merged over the group's devices; each entry is the caller's to kfree(). */
int iommu_get_group_resv_regions(struct iommu_group *group, struct list_head *head);

/* Groups. */
struct iommu_group *iommu_group_alloc(void);
struct iommu_group *iommu_group_get(struct device *dev);
struct iommu_group *iommu_group_ref_get(struct iommu_group *group);
void iommu_group_put(struct iommu_group *group);
int iommu_group_id(struct iommu_group *group);
void *iommu_group_get_iommudata(struct iommu_group *group);
void iommu_group_set_iommudata(struct iommu_group *group, void *iommu_data,
			       void (*release)(void *iommu_data));
int iommu_group_set_name(struct iommu_group *group, const char *name);
int iommu_group_add_device(struct iommu_group *group, struct device *dev);
void iommu_group_remove_device(struct device *dev);
int iommu_group_for_each_dev(struct iommu_group *group, void *data,
			     int (*fn)(struct device *, void *));
struct iommu_group *generic_device_group(struct device *dev);
struct iommu_group *pci_device_group(struct device *dev);

/*
 * Who may program DMA. A kernel driver that binds counts itself as a user of the
 * default domain: -EBUSY while user space owns the group, -EPROBE_DEFER before the
 * group is set up. User space claims with an owner of its choice: -EPERM while
 * drivers use it or somebody else owns it; from then on the group is blocked until
 * a domain is attached.
 */
int iommu_device_use_default_domain(struct device *dev);
void iommu_device_unuse_default_domain(struct device *dev);
int iommu_group_claim_dma_owner(struct iommu_group *group, void *owner);
void iommu_group_release_dma_owner(struct iommu_group *group);
bool iommu_group_dma_owner_claimed(struct iommu_group *group);
int iommu_device_claim_dma_owner(struct device *dev, void *owner);
void iommu_device_release_dma_owner(struct device *dev);

/*
 * The group's notifier, gone from Linux since v5.19: a blocking chain, called for
 * each of the events below. A variant of vfio uses it (sim/core/iommu_notifier.c).
 */
#define IOMMU_GROUP_NOTIFY_ADD_DEVICE		1
#define IOMMU_GROUP_NOTIFY_DEL_DEVICE		2
#define IOMMU_GROUP_NOTIFY_BIND_DRIVER		3	/* about to bind */
#define IOMMU_GROUP_NOTIFY_BOUND_DRIVER		4
#define IOMMU_GROUP_NOTIFY_UNBIND_DRIVER	5	/* about to unbind */
#define IOMMU_GROUP_NOTIFY_UNBOUND_DRIVER	6
int iommu_group_register_notifier(struct iommu_group *group, struct notifier_block *nb);
int iommu_group_unregister_notifier(struct iommu_group *group, struct notifier_block *nb);

/*
 * Fence around a reset (v7.0): between prepare and done the device's DMA is blocked
 * whatever is attached meanwhile; done attaches what the group has by then.
 */
int pci_dev_reset_iommu_prepare(struct pci_dev *pdev);
void pci_dev_reset_iommu_done(struct pci_dev *pdev);

#endif
