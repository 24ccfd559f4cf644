// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_hw.c - the simulated IOMMU: its driver, and the translation of each DMA
 *
 *  H1  A device translates by the domain that was attached last; between two there is none
 *      other. It starts and ends blocked.
 *  H2  A domain is freed with no device attached to it.
 *  H3  While a DMA touches memory it holds the device's and the domain's lock: neither
 *      attach nor unmap returns before it is through.
 *
 * Locking: hw_device.lock -> hw_domain.lock, both leaves with interrupts off. DMA to another
 * device's registers runs without them, since the model behind has locks of its own.
 *
 * Modelled on what QEMU's intel-iommu shows: 48 bits, pages of 4 KiB, 2 MiB and 1 GiB, an
 * interrupt window at 0xfee00000, no forced coherency, no dirty bits.
 */
#include "core/iommu.h"

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/iommu.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "kernel/finding.h"

#include "core/physmem.h"
#include "iommu_hw.h"

#define HW_MSI_START	0xfee00000UL
#define HW_MSI_LENGTH	0x00100000UL

struct hw_device {
	spinlock_t lock;
	struct iommu_domain *domain;	/* lock: borrowed; whoever frees it detaches first */
};

bool iommu_absent;
static atomic_long_t hw_faults;

static bool hw_capable(struct device *dev, enum iommu_cap cap)
{
	return cap == IOMMU_CAP_CACHE_COHERENCY || cap == IOMMU_CAP_DEFERRED_FLUSH;
}

static void hw_domain_count(struct iommu_domain *domain, int change)
{
	struct hw_domain *hw = to_hw_domain(domain);
	unsigned long flags;

	if (!(domain->type & __IOMMU_DOMAIN_PAGING))
		return;
	spin_lock_irqsave(&hw->lock, flags);
	hw->attached += change;
	spin_unlock_irqrestore(&hw->lock, flags);
}

static int hw_attach_dev(struct iommu_domain *domain, struct device *dev)
{
	struct hw_device *hd = dev_iommu_priv_get(dev);
	struct iommu_domain *old;
	unsigned long flags;

	hw_domain_count(domain, 1);
	spin_lock_irqsave(&hd->lock, flags);
	old = hd->domain;
	hd->domain = domain;
	spin_unlock_irqrestore(&hd->lock, flags);
	hw_domain_count(old, -1);
	return 0;
}

static void hw_domain_free(struct iommu_domain *domain)
{
	struct hw_domain *hw = to_hw_domain(domain);

	if (hw->attached)
		finding_report(FINDING_STATE, "IOMMU domain freed while devices use it",
			       "%u still attached", hw->attached);
	hw_extents_free(hw);
	kfree(hw);
}

static const struct iommu_domain_ops hw_static_ops = {
	.attach_dev = hw_attach_dev,
};

static struct iommu_domain hw_identity = {
	.type = IOMMU_DOMAIN_IDENTITY,
	.ops = &hw_static_ops,
};

static struct iommu_domain hw_blocked = {
	.type = IOMMU_DOMAIN_BLOCKED,
	.ops = &hw_static_ops,
};

static struct iommu_domain *hw_domain_alloc_paging(struct device *dev)
{
	struct hw_domain *hw = kzalloc(sizeof(*hw), GFP_KERNEL);

	if (!hw)
		return NULL;
	spin_lock_init(&hw->lock);
	hw->extents = RB_ROOT;
	hw->dma_next = SZ_1M;
	hw->domain.geometry = (struct iommu_domain_geometry) {
		.aperture_end = (1UL << 48) - 1,
		.force_aperture = true,
	};
	return &hw->domain;
}

static struct iommu_device hw_iommu;

static struct iommu_device *hw_probe_device(struct device *dev)
{
	struct hw_device *hd = kzalloc(sizeof(*hd), GFP_KERNEL);

	if (!hd)
		return ERR_PTR(-ENOMEM);
	spin_lock_init(&hd->lock);
	hd->domain = &hw_blocked;
	dev_iommu_priv_set(dev, hd);
	return &hw_iommu;
}

static void hw_release_device(struct device *dev)
{
	kfree(dev_iommu_priv_get(dev));
}

static void hw_get_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *msi;

	msi = iommu_alloc_resv_region(HW_MSI_START, HW_MSI_LENGTH, 0, IOMMU_RESV_MSI, GFP_KERNEL);
	if (msi)
		list_add_tail(&msi->list, list);
}

static const struct iommu_domain_ops hw_domain_ops = {
	.attach_dev = hw_attach_dev,
	.map_pages = hw_map_pages,
	.unmap_pages = hw_unmap_pages,
	.iova_to_phys = hw_iova_to_phys,
	.free = hw_domain_free,
};

static const struct iommu_ops hw_ops = {
	.capable = hw_capable,
	.domain_alloc_paging = hw_domain_alloc_paging,
	.probe_device = hw_probe_device,
	.release_device = hw_release_device,
	.device_group = generic_device_group,
	.get_resv_regions = hw_get_resv_regions,
	.default_domain_ops = &hw_domain_ops,
	.pgsize_bitmap = SZ_4K | SZ_2M | SZ_1G,
	.identity_domain = &hw_identity,
	.blocked_domain = &hw_blocked,
	.release_domain = &hw_blocked,
};

static int hw_access(phys_addr_t phys, void *buf, size_t len, bool write)
{
	int ret = write ? phys_write(phys, buf, len) : phys_read(phys, buf, len);

	if (ret == -ESTALE)
		finding_report(FINDING_UAF, "DMA to a freed page", "%s of %zu bytes at 0x%llx",
			       write ? "write" : "read", len, (unsigned long long)phys);
	return ret ? -EFAULT : 0;
}

/*
 * Where the device's access at @iova goes. -EFAULT if the domain forbids it; -EXDEV if the
 * target is a device at *@phys, for the caller to reach without the locks; else done.
 */
static int hw_translate_and_access(struct iommu_domain *domain, unsigned long iova, void *buf,
				   size_t len, bool write, phys_addr_t *phys)
{
	struct hw_domain *hw = to_hw_domain(domain);
	struct hw_extent *ext;
	int ret = -EFAULT;

	*phys = iova;
	if (domain->type == IOMMU_DOMAIN_BLOCKED)
		return -EFAULT;
	if (domain->type == IOMMU_DOMAIN_IDENTITY) {
		bool ram = *phys >= RAM_BASE && *phys < RAM_END;

		return ram ? hw_access(*phys, buf, len, write) : -EXDEV;
	}

	spin_lock(&hw->lock);
	ext = hw_extent_find(hw, iova);
	if (ext && (ext->prot & (write ? IOMMU_WRITE : IOMMU_READ))) {
		*phys = ext->phys + (iova - ext->iova);
		ret = -EXDEV;
		if (*phys >= RAM_BASE && *phys < RAM_END)
			ret = hw_access(*phys, buf, len, write);
	}
	spin_unlock(&hw->lock);
	return ret;
}

static void hw_fault(struct device *dev, struct iommu_domain *domain, unsigned long iova,
		     bool write)
{
	atomic_long_inc(&hw_faults);
	dev_err(dev, "DMAR: [DMA %s] fault addr 0x%lx\n", write ? "Write" : "Read", iova);
	report_iommu_fault(domain, dev, iova, write ? IOMMU_FAULT_WRITE : IOMMU_FAULT_READ);
	if (iommu_is_dma_domain(domain))
		finding_report(FINDING_STATE, "DMA to an unmapped address",
			       "%s: %s at 0x%lx", dev_name(dev), write ? "write" : "read", iova);
}

/* At most to the end of a 4 KiB page. */
static int hw_dma_page(struct device *dev, unsigned long iova, void *buf, size_t len, bool write)
{
	struct hw_device *hd = dev_iommu_priv_get(dev);
	struct iommu_domain *domain = &hw_identity;
	unsigned long flags;
	phys_addr_t phys;
	int ret;

	if (!hd) {
		ret = hw_translate_and_access(domain, iova, buf, len, write, &phys);
	} else {
		spin_lock_irqsave(&hd->lock, flags);
		domain = hd->domain;
		ret = hw_translate_and_access(domain, iova, buf, len, write, &phys);
		spin_unlock_irqrestore(&hd->lock, flags);
	}
	if (ret == -EXDEV)
		ret = hw_access(phys, buf, len, write);
	if (ret)
		hw_fault(dev, domain, iova, write);
	return ret;
}

static int hw_dma(struct device *dev, dma_addr_t iova, void *buf, size_t len, bool write)
{
	int ret = 0;

	while (len && !ret) {
		size_t part = min(len, SZ_4K - (iova & (SZ_4K - 1)));

		ret = hw_dma_page(dev, iova, buf, part, write);
		iova += part;
		buf += part;
		len -= part;
	}
	return ret;
}

int iommu_dma_read(struct device *dev, dma_addr_t iova, void *buf, size_t len)
{
	return hw_dma(dev, iova, buf, len, false);
}

int iommu_dma_write(struct device *dev, dma_addr_t iova, const void *buf, size_t len)
{
	return hw_dma(dev, iova, (void *)buf, len, true);
}

unsigned long iommu_fault_count(void)
{
	return atomic_long_read(&hw_faults);
}

static int __init iommu_hw_init(void)
{
	return iommu_absent ? 0 : iommu_device_register(&hw_iommu, &hw_ops, NULL);
}
core_initcall(iommu_hw_init);

static void __exit iommu_hw_exit(void)
{
	if (!iommu_absent)
		iommu_device_unregister(&hw_iommu);
	iommu_absent = false;
	atomic_long_set(&hw_faults, 0);
}
__exitcall(iommu_hw_exit);
