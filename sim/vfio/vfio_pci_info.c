// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_info.c - what the user can ask about a device, its regions and its interrupts
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio_pci_priv.h"

static int vfio_pci_info_atomic_cap(struct vfio_pci_core_device *vdev, struct vfio_info_cap *caps)
{
	static const struct {
		u32 devcap2;
		u32 flag;
	} widths[] = {
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP32, VFIO_PCI_ATOMIC_COMP32 },
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP64, VFIO_PCI_ATOMIC_COMP64 },
		{ PCI_EXP_DEVCAP2_ATOMIC_COMP128, VFIO_PCI_ATOMIC_COMP128 },
	};
	struct vfio_device_info_cap_pci_atomic_comp cap = {
		.header.id = VFIO_DEVICE_INFO_CAP_PCI_ATOMIC_COMP,
		.header.version = 1,
	};
	struct pci_dev *pdev = pci_physfn(vdev->pdev);
	u32 devcap2;
	int i;

	pcie_capability_read_dword(pdev, PCI_EXP_DEVCAP2, &devcap2);
	for (i = 0; i < ARRAY_SIZE(widths); i++)
		if ((devcap2 & widths[i].devcap2) &&
		    !pci_enable_atomic_ops_to_root(pdev, widths[i].devcap2))
			cap.flags |= widths[i].flag;

	if (!cap.flags)
		return 0;
	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

int vfio_pci_ioctl_get_info(struct vfio_pci_core_device *vdev, struct vfio_device_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info = {};
	struct vfio_info_cap caps = {};
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	minsz = min_t(size_t, info.argsz, sizeof(info));

	info.flags = VFIO_DEVICE_FLAGS_PCI;
	if (vdev->reset_works)
		info.flags |= VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = VFIO_PCI_NUM_REGIONS + vdev->num_regions;
	info.num_irqs = VFIO_PCI_NUM_IRQS;

	ret = vfio_pci_info_atomic_cap(vdev, &caps);
	if (ret)
		goto out_caps;
	if (caps.size) {
		info.flags |= VFIO_DEVICE_FLAGS_CAPS;
		if (info.argsz < sizeof(info) + caps.size) {
			info.argsz = sizeof(info) + caps.size;
		} else {
			vfio_info_cap_shift(&caps, sizeof(info));
			ret = -EFAULT;
			if (copy_to_user(arg + 1, caps.buf, caps.size))
				goto out_caps;
			info.cap_offset = sizeof(*arg);
		}
	}
	ret = copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
out_caps:
	kfree(caps.buf);
	return ret;
}

static int vfio_pci_bar_info(struct vfio_pci_core_device *vdev, struct vfio_region_info *info,
			     struct vfio_info_cap *caps)
{
	struct vfio_info_cap_header header = {
		.id = VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
		.version = 1,
	};

	info->size = pci_resource_len(vdev->pdev, info->index);
	info->flags = 0;
	if (!info->size)
		return 0;

	info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	if (!vdev->bar_mmap_supported[info->index])
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	if (info->index != vdev->msix_bar)
		return 0;
	return vfio_info_add_capability(caps, &header, sizeof(header));
}

/* The BAR's size, not the image's; nothing when there is no image behind it. */
static void vfio_pci_rom_info(struct vfio_pci_core_device *vdev, struct vfio_region_info *info)
{
	struct pci_dev *pdev = vdev->pdev;
	void __iomem *io;
	size_t size;
	u16 cmd;

	info->flags = 0;
	info->size = pci_resource_len(pdev, info->index);
	if (!info->size) {
		if (!(pdev->resource[PCI_ROM_RESOURCE].flags & IORESOURCE_ROM_SHADOW))
			return;
		info->size = 0x20000;
	}

	cmd = vfio_pci_memory_lock_and_enable(vdev);
	io = pci_map_rom(pdev, &size);
	if (io) {
		info->flags = VFIO_REGION_INFO_FLAG_READ;
		pci_unmap_rom(pdev, io);
	} else {
		info->size = 0;
	}
	vfio_pci_memory_unlock_and_restore(vdev, cmd);
}

static int vfio_pci_dev_region_info(struct vfio_pci_core_device *vdev,
				    struct vfio_region_info *info, struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_type cap = {
		.header.id = VFIO_REGION_INFO_CAP_TYPE,
		.header.version = 1,
	};
	struct vfio_pci_region *region;
	int ret;

	if (info->index >= VFIO_PCI_NUM_REGIONS + vdev->num_regions)
		return -EINVAL;
	info->index = array_index_nospec(info->index, VFIO_PCI_NUM_REGIONS + vdev->num_regions);

	region = &vdev->region[info->index - VFIO_PCI_NUM_REGIONS];
	info->size = region->size;
	info->flags = region->flags;
	cap.type = region->type;
	cap.subtype = region->subtype;
	ret = vfio_info_add_capability(caps, &cap.header, sizeof(cap));
	if (!ret && region->ops->add_capability)
		ret = region->ops->add_capability(vdev, region, caps);
	return ret;
}

static int vfio_pci_fill_region_info(struct vfio_pci_core_device *vdev,
				     struct vfio_region_info *info, struct vfio_info_cap *caps)
{
	info->offset = VFIO_PCI_INDEX_TO_OFFSET(info->index);

	switch (info->index) {
	case VFIO_PCI_CONFIG_REGION_INDEX:
		info->size = vdev->pdev->cfg_size;
		info->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
		return 0;
	case VFIO_PCI_BAR0_REGION_INDEX ... VFIO_PCI_BAR5_REGION_INDEX:
		return vfio_pci_bar_info(vdev, info, caps);
	case VFIO_PCI_ROM_REGION_INDEX:
		vfio_pci_rom_info(vdev, info);
		return 0;
	case VFIO_PCI_VGA_REGION_INDEX:
		return -EINVAL;	/* as on a device without VGA */
	default:
		return vfio_pci_dev_region_info(vdev, info, caps);
	}
}

int vfio_pci_ioctl_get_region_info(struct vfio_pci_core_device *vdev,
				   struct vfio_region_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info;
	struct vfio_info_cap caps = {};
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	ret = vfio_pci_fill_region_info(vdev, &info, &caps);
	if (ret)
		goto out_caps;

	/* Without capabilities cap_offset stays the caller's. */
	if (caps.size) {
		info.flags |= VFIO_REGION_INFO_FLAG_CAPS;
		if (info.argsz < sizeof(info) + caps.size) {
			info.argsz = sizeof(info) + caps.size;
			info.cap_offset = 0;
		} else {
			vfio_info_cap_shift(&caps, sizeof(info));
			ret = -EFAULT;
			if (copy_to_user(arg + 1, caps.buf, caps.size))
				goto out_caps;
			info.cap_offset = sizeof(*arg);
		}
	}
	ret = copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
out_caps:
	kfree(caps.buf);
	return ret;
}

int vfio_pci_ioctl_get_irq_info(struct vfio_pci_core_device *vdev,
				struct vfio_irq_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	if (info.index == VFIO_PCI_ERR_IRQ_INDEX && !pci_is_pcie(vdev->pdev))
		return -EINVAL;

	info.count = vfio_pci_get_irq_count(vdev, info.index);
	info.flags = VFIO_IRQ_INFO_EVENTFD;
	if (info.index == VFIO_PCI_INTX_IRQ_INDEX)
		info.flags |= VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED;
	else if (info.index != VFIO_PCI_MSIX_IRQ_INDEX || !vdev->has_dyn_msix)
		info.flags |= VFIO_IRQ_INFO_NORESIZE;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}
