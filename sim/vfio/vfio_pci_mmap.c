// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_mmap.c - BARs in user space, and how they are taken away while the device is off
 *
 * Invariant:
 *  Z1  A page of a BAR is mapped only while memory is enabled, the device is in D0 and its user
 *      has not engaged low power. Faults look at that under memory_lock (R) and map; whoever
 *      ends it takes memory_lock (W) and unmaps everything. Later faults get SIGBUS.
 *
 * Faults come in with mmap_lock held: nothing may touch user memory under memory_lock.
 */
#include <linux/err.h>
#include <linux/huge_mm.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn_t.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

#define VFIO_PCI_PGOFF_SHIFT	(VFIO_PCI_OFFSET_SHIFT - PAGE_SHIFT)
#define VFIO_PCI_PGOFF_MASK	((1UL << VFIO_PCI_PGOFF_SHIFT) - 1)

/* Keeps the rest of a page from others, so that a BAR smaller than a page can be mapped. */
struct rest_of_page {
	struct list_head	next;
	struct resource		res;
};

/* BARs are in no tree of resources here: ask whether one lies in @rest. */
static bool other_bar_in(const struct resource *rest)
{
	struct pci_dev *pdev = NULL;
	int i;

	for_each_pci_dev(pdev)
		for (i = 0; i < PCI_STD_NUM_BARS; i++) {
			const struct resource *bar = &pdev->resource[i];

			if (resource_size(bar) && resource_type(bar) == resource_type(rest) &&
			    resource_overlaps(bar, rest)) {
				pci_dev_put(pdev);
				return true;
			}
		}
	return false;
}

static bool reserve_rest_of_page(struct vfio_pci_core_device *core, const struct resource *bar)
{
	struct rest_of_page *rest = kzalloc(sizeof(*rest), GFP_KERNEL_ACCOUNT);

	if (!rest)
		return false;
	rest->res = (struct resource){
		.name	= "vfio sub-page reserved",
		.start	= bar->end + 1,
		.end	= bar->start + PAGE_SIZE - 1,
		.flags	= bar->flags,
	};
	/* Somebody has it? */
	if (other_bar_in(&rest->res) || request_resource(bar->parent, &rest->res)) {
		kfree(rest);
		return false;
	}
	list_add(&rest->next, &core->dummy_resources_list);
	return true;
}

static bool bar_mappable(struct vfio_pci_core_device *core, const struct resource *bar)
{
	if (!(bar->flags & IORESOURCE_MEM) || resource_size(bar) == 0)
		return false;
	if (resource_size(bar) >= PAGE_SIZE)
		return true;
	/* Not at the start of a page: the user could not tell where in it. */
	return !offset_in_page(bar->start) && reserve_rest_of_page(core, bar);
}

void vfio_pci_probe_mmaps(struct vfio_pci_core_device *vdev)
{
	const struct resource *bars = vdev->pdev->resource;
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		vdev->bar_mmap_supported[i] = bar_mappable(vdev, &bars[i]);
}

void vfio_pci_release_mmaps(struct vfio_pci_core_device *vdev)
{
	struct rest_of_page *rest, *tmp;

	list_for_each_entry_safe(rest, tmp, &vdev->dummy_resources_list, next) {
		release_resource(&rest->res);
		list_del(&rest->next);
		kfree(rest);
	}
}

/* The BARs come first, and one after the other. */
void vfio_pci_zap_bars(struct vfio_pci_core_device *vdev)
{
	struct address_space *mapping = vdev->vdev.inode->i_mapping;
	const loff_t first = VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_BAR0_REGION_INDEX);
	const loff_t end = VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_BAR5_REGION_INDEX + 1);

	unmap_mapping_range(mapping, first, end - first, true);
}

void vfio_pci_zap_and_down_write_memory_lock(struct vfio_pci_core_device *vdev)
{
	down_write(&vdev->memory_lock);
	vfio_pci_zap_bars(vdev);
}

void vfio_pci_migration_reset_state(struct vfio_pci_core_device *vdev)
{
	const struct vfio_migration_ops *ops = vdev->vdev.mig_ops;

	lockdep_assert_not_held(&vdev->memory_lock);	/* it may wait for a page fault */
	if (ops && ops->migration_reset_state)
		ops->migration_reset_state(&vdev->vdev);
}

/* For accesses of our own to the device's memory, whatever the user has it set to. */
u16 vfio_pci_memory_lock_and_enable(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	u16 users;

	down_write(&vdev->memory_lock);
	pci_read_config_word(pdev, PCI_COMMAND, &users);
	if ((users & PCI_COMMAND_MEMORY) == 0)
		pci_write_config_word(pdev, PCI_COMMAND, users | PCI_COMMAND_MEMORY);
	return users;
}

void vfio_pci_memory_unlock_and_restore(struct vfio_pci_core_device *vdev, u16 cmd)
{
	pci_write_config_word(vdev->pdev, PCI_COMMAND, cmd);
	up_write(&vdev->memory_lock);
}

/* A vma's offset is the region's index, and a page in the region. */
static unsigned int region_of(const struct vm_area_struct *vma)
{
	return vma->vm_pgoff >> VFIO_PCI_PGOFF_SHIFT;
}

static unsigned long page_of(const struct vm_area_struct *vma)
{
	return vma->vm_pgoff & VFIO_PCI_PGOFF_MASK;
}

static unsigned long pfn_at(const struct vm_area_struct *vma, unsigned long addr)
{
	const struct vfio_pci_core_device *core = vma->vm_private_data;
	const resource_size_t bar = pci_resource_start(core->pdev, region_of(vma));

	return PHYS_PFN(bar) + page_of(vma) + ((addr - vma->vm_start) >> PAGE_SHIFT);
}

/* Z1 */
static bool may_be_mapped(struct vfio_pci_core_device *core)
{
	return !vfio_pci_flag(core, pm_runtime_engaged) && __vfio_pci_memory_enabled(core);
}

static vm_fault_t insert(struct vm_fault *vmf, unsigned int order, unsigned long pfn)
{
	if (order == 0)
		return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
	if (order == PMD_ORDER)
		return vmf_insert_pfn_pmd(vmf, __pfn_to_pfn_t(pfn, PFN_DEV), false);
	return VM_FAULT_FALLBACK;
}

static vm_fault_t vfio_pci_mmap_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	const struct vm_area_struct *vma = vmf->vma;
	struct vfio_pci_core_device *core = vma->vm_private_data;
	const unsigned long size = PAGE_SIZE << order, addr = ALIGN_DOWN(vmf->address, size);
	const unsigned long pfn = pfn_at(vma, addr);
	vm_fault_t ret;

	/* A huge page must fit, in the vma and in the BAR. */
	if (order && (vma->vm_start > addr || vma->vm_end < addr + size ||
		      !IS_ALIGNED(pfn, 1UL << order)))
		return VM_FAULT_FALLBACK;

	down_read(&core->memory_lock);
	ret = may_be_mapped(core) ? insert(vmf, order, pfn) : VM_FAULT_SIGBUS;
	up_read(&core->memory_lock);
	return ret;
}

static vm_fault_t vfio_pci_mmap_page_fault(struct vm_fault *vmf)
{
	return vfio_pci_mmap_huge_fault(vmf, 0);
}

static const struct vm_operations_struct bar_vm_ops = {
	.huge_fault	= vfio_pci_mmap_huge_fault,
	.fault		= vfio_pci_mmap_page_fault,
};

static int mmap_extra_region(struct vfio_pci_core_device *core, unsigned int extra,
			     struct vm_area_struct *vma)
{
	struct vfio_pci_region *region = &core->region[extra];
	bool offered = region->flags & VFIO_REGION_INFO_FLAG_MMAP;

	if (!offered || !region->ops || !region->ops->mmap)
		return -EINVAL;
	return region->ops->mmap(core, region, vma);
}

static bool within_bar(struct vfio_pci_core_device *core, const struct vm_area_struct *vma)
{
	const u64 start = (u64)page_of(vma) << PAGE_SHIFT;
	const u64 size = vma->vm_end - vma->vm_start;

	return start + size <= PAGE_ALIGN(pci_resource_len(core->pdev, region_of(vma)));
}

/* Pages come with the faults, which cannot change flags: all that they may need is set here. */
static int mmap_bar(struct vfio_pci_core_device *core, unsigned int bar,
		    struct vm_area_struct *vma)
{
	int err;

	if (!core->bar_mmap_supported[bar] || !within_bar(core, vma))
		return -EINVAL;
	/* A mapping needs the region claimed too, which barmap stands for. */
	err = vfio_pci_core_setup_barmap(core, bar);
	if (err)
		return err;

	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_ALLOW_ANY_UNCACHED | VM_DONTDUMP |
			  VM_DONTEXPAND);
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_private_data = core;
	vma->vm_ops = &bar_vm_ops;
	return 0;
}

int vfio_pci_core_mmap(struct vfio_device *core_vdev, struct vm_area_struct *vma)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);
	const unsigned long region = vma->vm_pgoff >> VFIO_PCI_PGOFF_SHIFT;

	/* A private copy of registers is of no use. */
	if (region >= VFIO_PCI_NUM_REGIONS + core->num_regions || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (region <= VFIO_PCI_BAR5_REGION_INDEX)
		return mmap_bar(core, region, vma);
	if (region >= VFIO_PCI_NUM_REGIONS)
		return mmap_extra_region(core, region - VFIO_PCI_NUM_REGIONS, vma);
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_mmap);
