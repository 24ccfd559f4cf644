// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_info.c - what the user can ask about a device, its regions and its interrupts
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/slab.h>

#include "vfio_args.h"
#include "vfio_pci_priv.h"

/* Of the widths of compare-and-swap that the function completes, those that get there, too. */
static u32 atomic_widths(struct pci_dev *pdev)
{
	static const struct {
		u32	devcap2;
		u32	flag;
	} widths[] = {
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP32, VFIO_PCI_ATOMIC_COMP32 },
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP64, VFIO_PCI_ATOMIC_COMP64 },
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP128, VFIO_PCI_ATOMIC_COMP128 },
	};
	u32 devcap2, found = 0;
	unsigned int i;

	pcie_capability_read_dword(pdev, PCI_EXP_DEVCAP2, &devcap2);
	for (i = 0; i < ARRAY_SIZE(widths); i++)
		if (devcap2 & widths[i].devcap2 &&
		    !pci_enable_atomic_ops_to_root(pdev, widths[i].devcap2))
			found |= widths[i].flag;
	return found;
}

static int add_atomic_cap(struct vfio_pci_core_device *core, struct vfio_info_cap *caps)
{
	struct vfio_device_info_cap_pci_atomic_comp cap = {
		.header	= { .id = VFIO_DEVICE_INFO_CAP_PCI_ATOMIC_COMP, .version = 1 },
		.flags	= atomic_widths(pci_physfn(core->pdev)),
	};

	return cap.flags ? vfio_info_add_capability(caps, &cap.header, sizeof(cap)) : 0;
}

int vfio_pci_ioctl_get_info(struct vfio_pci_core_device *vdev, struct vfio_device_info __user *arg)
{
	struct vfio_device_info info = {};
	struct vfio_info_cap caps = {};
	size_t known;
	int err = vfio_args_get(&info, arg, offsetofend(typeof(info), num_irqs),
				VFIO_ARGS_ANY_FLAGS);

	if (err)
		return err;
	known = min_t(size_t, info.argsz, sizeof(info));	/* of which version is the user? */
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	info.num_regions = VFIO_PCI_NUM_REGIONS + vdev->num_regions;
	info.flags = vdev->reset_works ? VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET
				       : VFIO_DEVICE_FLAGS_PCI;

	err = add_atomic_cap(vdev, &caps);
	if (!err && caps.size) {
		info.flags |= VFIO_DEVICE_FLAGS_CAPS;
		err = vfio_info_put_caps(&caps, arg, sizeof(info), &info.argsz, &info.cap_offset);
	}
	if (!err)
		err = vfio_args_put(arg, &info, known);
	kfree(caps.buf);
	return err;
}

/* The page with the MSI-X table may be mapped: the interrupt remapping guards it. */
static int add_msix_mappable_cap(struct vfio_info_cap *caps)
{
	struct vfio_info_cap_header cap = {
		.version = 1, .id = VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
	};

	return vfio_info_add_capability(caps, &cap, sizeof(cap));
}

static int bar_info(struct vfio_pci_core_device *core, struct vfio_region_info *info,
		    struct vfio_info_cap *caps)
{
	const unsigned int bar = info->index;

	info->flags = 0;
	info->size = pci_resource_len(core->pdev, bar);
	if (!info->size)
		return 0;

	info->flags = VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_READ;
	if (!core->bar_mmap_supported[bar])
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	return bar == core->msix_bar ? add_msix_mappable_cap(caps) : 0;
}

/* Without a BAR the image may be the firmware's copy in RAM, which is of this size. */
static size_t rom_size(struct pci_dev *pdev)
{
	const struct resource *rom = &pdev->resource[PCI_ROM_RESOURCE];
	const size_t bar = pci_resource_len(pdev, PCI_ROM_RESOURCE);

	if (bar)
		return bar;
	return rom->flags & IORESOURCE_ROM_SHADOW ? 0x20000 : 0;
}

static bool rom_has_image(struct vfio_pci_core_device *core)
{
	const u16 cmd = vfio_pci_memory_lock_and_enable(core);
	size_t unused;
	void __iomem *image = pci_map_rom(core->pdev, &unused);

	if (image)
		pci_unmap_rom(core->pdev, image);
	vfio_pci_memory_unlock_and_restore(core, cmd);
	return image;
}

/* The BAR's size, not the image's; nothing when there is no image behind it. */
static int rom_info(struct vfio_pci_core_device *core, struct vfio_region_info *info)
{
	const size_t size = rom_size(core->pdev);
	const bool readable = size && rom_has_image(core);

	info->size = readable ? size : 0;
	info->flags = readable ? VFIO_REGION_INFO_FLAG_READ : 0;
	return 0;
}

static int config_info(struct vfio_pci_core_device *core, struct vfio_region_info *info)
{
	info->flags = VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_READ;
	info->size = core->pdev->cfg_size;
	return 0;
}

/* A region that a variant driver has added says of what type it is, and may say more. */
static int extra_region_info(struct vfio_pci_core_device *core, struct vfio_region_info *info,
			     struct vfio_info_cap *caps)
{
	const unsigned int regions = VFIO_PCI_NUM_REGIONS + core->num_regions;
	struct vfio_region_info_cap_type cap = {
		.header = { .id = VFIO_REGION_INFO_CAP_TYPE, .version = 1 },
	};
	struct vfio_pci_region *extra;
	int err;

	if (info->index >= regions)
		return -EINVAL;
	info->index = array_index_nospec(info->index, regions);
	extra = &core->region[info->index - VFIO_PCI_NUM_REGIONS];

	info->flags = extra->flags;
	info->size = extra->size;
	cap.type = extra->type;
	cap.subtype = extra->subtype;
	err = vfio_info_add_capability(caps, &cap.header, sizeof(cap));
	if (err || !extra->ops->add_capability)
		return err;
	return extra->ops->add_capability(core, extra, caps);
}

static int region_info(struct vfio_pci_core_device *core, struct vfio_region_info *info,
		       struct vfio_info_cap *caps)
{
	info->offset = VFIO_PCI_INDEX_TO_OFFSET(info->index);

	if (info->index <= VFIO_PCI_BAR5_REGION_INDEX)
		return bar_info(core, info, caps);
	if (info->index == VFIO_PCI_ROM_REGION_INDEX)
		return rom_info(core, info);
	if (info->index == VFIO_PCI_CONFIG_REGION_INDEX)
		return config_info(core, info);
	if (info->index == VFIO_PCI_VGA_REGION_INDEX)
		return -EINVAL;		/* as on a device without VGA */
	return extra_region_info(core, info, caps);
}

int vfio_pci_ioctl_get_region_info(struct vfio_pci_core_device *vdev,
				   struct vfio_region_info __user *arg)
{
	struct vfio_info_cap caps = {};
	struct vfio_region_info info;
	int err = vfio_args_get(&info, arg, sizeof(info), VFIO_ARGS_ANY_FLAGS);

	if (err)
		return err;
	err = region_info(vdev, &info, &caps);
	if (!err && caps.size) {	/* without any, cap_offset stays the caller's */
		info.flags |= VFIO_REGION_INFO_FLAG_CAPS;
		err = vfio_info_put_caps(&caps, arg, sizeof(info), &info.argsz, &info.cap_offset);
	}
	if (!err)
		err = vfio_args_put(arg, &info, sizeof(info));
	kfree(caps.buf);
	return err;
}

/* INTx is a level, which is masked when taken. MSI-X alone can grow while it is in use. */
static u32 irq_flags(struct vfio_pci_core_device *core, unsigned int index)
{
	if (index == VFIO_PCI_INTX_IRQ_INDEX)
		return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_AUTOMASKED | VFIO_IRQ_INFO_MASKABLE;
	if (index == VFIO_PCI_MSIX_IRQ_INDEX && core->has_dyn_msix)
		return VFIO_IRQ_INFO_EVENTFD;
	return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
}

static bool irq_exists(struct vfio_pci_core_device *core, unsigned int index)
{
	if (index == VFIO_PCI_ERR_IRQ_INDEX)
		return pci_is_pcie(core->pdev);
	return index < VFIO_PCI_NUM_IRQS;
}

int vfio_pci_ioctl_get_irq_info(struct vfio_pci_core_device *vdev,
				struct vfio_irq_info __user *arg)
{
	struct vfio_irq_info info;
	int err = vfio_args_get(&info, arg, offsetofend(typeof(info), count),
				VFIO_ARGS_ANY_FLAGS);

	if (err)
		return err;
	if (!irq_exists(vdev, info.index))
		return -EINVAL;
	info.flags = irq_flags(vdev, info.index);
	info.count = vfio_pci_get_irq_count(vdev, info.index);
	return vfio_args_put(arg, &info, offsetofend(typeof(info), count));
}
