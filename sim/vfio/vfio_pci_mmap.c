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
struct vfio_pci_dummy_resource {
	struct resource		resource;
	int			index;
	struct list_head	res_next;
};

static bool vfio_pci_reserve_rest_of_page(struct vfio_pci_core_device *vdev, int bar)
{
	struct resource *res = &vdev->pdev->resource[bar];
	struct vfio_pci_dummy_resource *dummy;

	dummy = kzalloc(sizeof(*dummy), GFP_KERNEL_ACCOUNT);
	if (!dummy)
		return false;

	dummy->resource.name = "vfio sub-page reserved";
	dummy->resource.start = res->end + 1;
	dummy->resource.end = res->start + PAGE_SIZE - 1;
	dummy->resource.flags = res->flags;
	if (request_resource(res->parent, &dummy->resource)) {
		kfree(dummy);
		return false;
	}
	dummy->index = bar;
	list_add(&dummy->res_next, &vdev->dummy_resources_list);
	return true;
}

static bool vfio_pci_bar_mappable(struct vfio_pci_core_device *vdev, int bar)
{
	struct resource *res = &vdev->pdev->resource[bar];

	if (!(res->flags & IORESOURCE_MEM) || !resource_size(res))
		return false;
	if (resource_size(res) >= PAGE_SIZE)
		return true;
	/* Not at the start of a page: the user could not tell where in it. */
	if (res->start & ~PAGE_MASK)
		return false;
	return vfio_pci_reserve_rest_of_page(vdev, bar);
}

void vfio_pci_probe_mmaps(struct vfio_pci_core_device *vdev)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		vdev->bar_mmap_supported[bar] = vfio_pci_bar_mappable(vdev, bar);
}

void vfio_pci_release_mmaps(struct vfio_pci_core_device *vdev)
{
	struct vfio_pci_dummy_resource *dummy, *next;

	list_for_each_entry_safe(dummy, next, &vdev->dummy_resources_list, res_next) {
		list_del(&dummy->res_next);
		release_resource(&dummy->resource);
		kfree(dummy);
	}
}

void vfio_pci_zap_bars(struct vfio_pci_core_device *vdev)
{
	loff_t start = VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_BAR0_REGION_INDEX);
	loff_t end = VFIO_PCI_INDEX_TO_OFFSET(VFIO_PCI_ROM_REGION_INDEX);

	unmap_mapping_range(vdev->vdev.inode->i_mapping, start, end - start, true);
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
	u16 cmd;

	down_write(&vdev->memory_lock);
	pci_read_config_word(vdev->pdev, PCI_COMMAND, &cmd);
	if (!(cmd & PCI_COMMAND_MEMORY))
		pci_write_config_word(vdev->pdev, PCI_COMMAND, cmd | PCI_COMMAND_MEMORY);
	return cmd;
}

void vfio_pci_memory_unlock_and_restore(struct vfio_pci_core_device *vdev, u16 cmd)
{
	pci_write_config_word(vdev->pdev, PCI_COMMAND, cmd);
	up_write(&vdev->memory_lock);
}

static unsigned long vma_to_pfn(struct vm_area_struct *vma)
{
	struct vfio_pci_core_device *vdev = vma->vm_private_data;
	int index = vma->vm_pgoff >> VFIO_PCI_PGOFF_SHIFT;

	return (pci_resource_start(vdev->pdev, index) >> PAGE_SHIFT) +
	       (vma->vm_pgoff & VFIO_PCI_PGOFF_MASK);
}

static vm_fault_t vfio_pci_insert_pfn(struct vm_fault *vmf, unsigned int order,
				      unsigned long pfn)
{
	switch (order) {
	case 0:
		return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
	case PMD_ORDER:
		return vmf_insert_pfn_pmd(vmf, __pfn_to_pfn_t(pfn, PFN_DEV), false);
	default:
		return VM_FAULT_FALLBACK;
	}
}

static vm_fault_t vfio_pci_mmap_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	struct vfio_pci_core_device *vdev = vma->vm_private_data;
	unsigned long size = PAGE_SIZE << order;
	unsigned long addr = vmf->address & ~(size - 1);
	unsigned long pfn = vma_to_pfn(vma) + ((addr - vma->vm_start) >> PAGE_SHIFT);
	vm_fault_t ret = VM_FAULT_SIGBUS;

	if (order && (addr < vma->vm_start || addr + size > vma->vm_end ||
		      pfn & ((1UL << order) - 1)))
		return VM_FAULT_FALLBACK;

	down_read(&vdev->memory_lock);
	if (!vfio_pci_flag(vdev, pm_runtime_engaged) && __vfio_pci_memory_enabled(vdev))
		ret = vfio_pci_insert_pfn(vmf, order, pfn);
	up_read(&vdev->memory_lock);
	return ret;
}

static vm_fault_t vfio_pci_mmap_page_fault(struct vm_fault *vmf)
{
	return vfio_pci_mmap_huge_fault(vmf, 0);
}

static const struct vm_operations_struct vfio_pci_mmap_ops = {
	.fault = vfio_pci_mmap_page_fault,
	.huge_fault = vfio_pci_mmap_huge_fault,
};

static int vfio_pci_mmap_region(struct vfio_pci_core_device *vdev, unsigned int index,
				struct vm_area_struct *vma)
{
	struct vfio_pci_region *region = &vdev->region[index];

	if (!region->ops || !region->ops->mmap || !(region->flags & VFIO_REGION_INFO_FLAG_MMAP))
		return -EINVAL;
	return region->ops->mmap(vdev, region, vma);
}

int vfio_pci_core_mmap(struct vfio_device *core_vdev, struct vm_area_struct *vma)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);
	unsigned long index = vma->vm_pgoff >> VFIO_PCI_PGOFF_SHIFT;
	u64 start = (u64)(vma->vm_pgoff & VFIO_PCI_PGOFF_MASK) << PAGE_SHIFT;
	u64 len = vma->vm_end - vma->vm_start;
	int ret;

	if (index >= VFIO_PCI_NUM_REGIONS + vdev->num_regions)
		return -EINVAL;
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (index >= VFIO_PCI_NUM_REGIONS)
		return vfio_pci_mmap_region(vdev, index - VFIO_PCI_NUM_REGIONS, vma);
	if (index >= VFIO_PCI_ROM_REGION_INDEX || !vdev->bar_mmap_supported[index])
		return -EINVAL;
	if (start + len > PAGE_ALIGN(pci_resource_len(vdev->pdev, index)))
		return -EINVAL;

	/* A mapping needs the region claimed too, which barmap stands for. */
	ret = vfio_pci_core_setup_barmap(vdev, index);
	if (ret)
		return ret;

	vma->vm_private_data = vdev;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	/* All that a fault may need; it cannot change flags. Pages come with the faults. */
	vm_flags_set(vma, VM_ALLOW_ANY_UNCACHED | VM_IO | VM_PFNMAP | VM_DONTEXPAND |
			  VM_DONTDUMP);
	vma->vm_ops = &vfio_pci_mmap_ops;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_mmap);
