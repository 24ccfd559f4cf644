// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_rdwr.c - read() and write() of BARs and the ROM
 *
 * memory_lock is taken around each single access and never around a copy to or from the user: the
 * user's buffer may be a mapping of this very BAR, whose fault takes memory_lock again, and a
 * writer that came in between would stop both for good (P05).
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_rw_whole_lock, "vfio-pci-rw-whole-lock", "reverts bc93b9ae0151 (v5.9)",
	       "read and write of a BAR hold memory_lock over the user copies too (P05)");

/* True with memory_lock held (R), unless the access is to I/O space, which is always there. */
static bool vfio_pci_memory_get(struct vfio_pci_core_device *vdev, bool test_mem)
{
	if (!test_mem)
		return true;
	down_read(&vdev->memory_lock);
	if (__vfio_pci_memory_enabled(vdev))
		return true;
	up_read(&vdev->memory_lock);
	return false;
}

static void vfio_pci_memory_put(struct vfio_pci_core_device *vdev, bool test_mem)
{
	if (test_mem)
		up_read(&vdev->memory_lock);
}

#define VFIO_IOACCESS(size)								\
int vfio_pci_core_iowrite##size(struct vfio_pci_core_device *vdev, bool test_mem,	\
				u##size val, void __iomem *io)				\
{											\
	if (!vfio_pci_memory_get(vdev, test_mem))					\
		return -EIO;								\
	iowrite##size(val, io);								\
	vfio_pci_memory_put(vdev, test_mem);						\
	return 0;									\
}											\
EXPORT_SYMBOL_GPL(vfio_pci_core_iowrite##size);						\
											\
int vfio_pci_core_ioread##size(struct vfio_pci_core_device *vdev, bool test_mem,	\
			       u##size *val, void __iomem *io)				\
{											\
	if (!vfio_pci_memory_get(vdev, test_mem))					\
		return -EIO;								\
	*val = ioread##size(io);							\
	vfio_pci_memory_put(vdev, test_mem);						\
	return 0;									\
}											\
EXPORT_SYMBOL_GPL(vfio_pci_core_ioread##size);						\
											\
static int vfio_pci_iordwr##size(struct vfio_pci_core_device *vdev, bool iswrite,	\
				 bool test_mem, void __iomem *io, char __user *buf)	\
{											\
	u##size val;									\
	int ret;									\
											\
	if (iswrite) {									\
		if (copy_from_user(&val, buf, sizeof(val)))				\
			return -EFAULT;							\
		return vfio_pci_core_iowrite##size(vdev, test_mem, val, io);		\
	}										\
	ret = vfio_pci_core_ioread##size(vdev, test_mem, &val, io);			\
	if (ret)									\
		return ret;								\
	return copy_to_user(buf, &val, sizeof(val)) ? -EFAULT : 0;			\
}

VFIO_IOACCESS(8)
VFIO_IOACCESS(16)
VFIO_IOACCESS(32)
VFIO_IOACCESS(64)

/* The widest aligned access that fits. */
static size_t vfio_pci_io_width(loff_t off, size_t fillable, enum vfio_pci_io_width max_width)
{
	size_t width = max_width;

	while (width > fillable || off % width)
		width /= 2;
	return width;
}

static int vfio_pci_iordwr(struct vfio_pci_core_device *vdev, size_t width, bool iswrite,
			   bool test_mem, void __iomem *io, char __user *buf)
{
	switch (width) {
	case 8:
		return vfio_pci_iordwr64(vdev, iswrite, test_mem, io, buf);
	case 4:
		return vfio_pci_iordwr32(vdev, iswrite, test_mem, io, buf);
	case 2:
		return vfio_pci_iordwr16(vdev, iswrite, test_mem, io, buf);
	default:
		return vfio_pci_iordwr8(vdev, iswrite, test_mem, io, buf);
	}
}

/* [x_start, x_end) is not there: reads give ones, writes are lost. */
ssize_t vfio_pci_core_do_io_rw(struct vfio_pci_core_device *vdev, bool test_mem,
			       void __iomem *io, char __user *buf, loff_t off, size_t count,
			       size_t x_start, size_t x_end, bool iswrite,
			       enum vfio_pci_io_width max_width)
{
	static const u8 ones = 0xFF;
	ssize_t done = 0;
	int ret;

	while (count) {
		size_t fillable = 0, filled;

		if (off < x_start)
			fillable = min_t(size_t, count, x_start - off);
		else if (off >= x_end)
			fillable = count;

		if (fillable) {
			filled = vfio_pci_io_width(off, fillable, max_width);
			ret = vfio_pci_iordwr(vdev, filled, iswrite, test_mem, io + off, buf);
			if (ret)
				return ret;
		} else {
			filled = 1;
			if (!iswrite && copy_to_user(buf, &ones, 1))
				return -EFAULT;
		}
		count -= filled;
		done += filled;
		off += filled;
		buf += filled;
	}
	return done;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_do_io_rw);

int vfio_pci_core_setup_barmap(struct vfio_pci_core_device *vdev, int bar)
{
	struct pci_dev *pdev = vdev->pdev;
	void __iomem *io;
	int ret;

	if (vdev->barmap[bar])
		return 0;

	ret = pci_request_selected_regions(pdev, 1 << bar, "vfio");
	if (ret)
		return ret;
	io = pci_iomap(pdev, bar, 0);
	if (!io) {
		pci_release_selected_regions(pdev, 1 << bar);
		return -ENOMEM;
	}
	vdev->barmap[bar] = io;
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_setup_barmap);

/* As before v5.9: one lock around everything. */
static ssize_t vfio_pci_io_rw_whole(struct vfio_pci_core_device *vdev, void __iomem *io,
				    char __user *buf, loff_t off, size_t count, size_t x_start,
				    size_t x_end, bool iswrite, enum vfio_pci_io_width max_width)
{
	ssize_t done;

	if (!vfio_pci_memory_get(vdev, true))
		return -EIO;
	done = vfio_pci_core_do_io_rw(vdev, false, io, buf, off, count, x_start, x_end, iswrite,
				      max_width);
	vfio_pci_memory_put(vdev, true);
	return done;
}

static resource_size_t vfio_pci_bar_size(struct pci_dev *pdev, int bar)
{
	if (pci_resource_start(pdev, bar))
		return pci_resource_len(pdev, bar);
	if (bar == PCI_ROM_RESOURCE && pdev->resource[bar].flags & IORESOURCE_ROM_SHADOW)
		return 0x20000;
	return 0;
}

/* Behind the image the ROM's BAR has nothing. Some ROMs cannot do quadwords. */
static ssize_t vfio_pci_rom_rw(struct vfio_pci_core_device *vdev, char __user *buf, loff_t pos,
			       size_t count, resource_size_t end)
{
	struct pci_dev *pdev = vdev->pdev;
	size_t image_size;
	void __iomem *io;
	ssize_t done;

	io = pci_map_rom(pdev, &image_size);
	if (!io)
		return -ENOMEM;
	done = vfio_pci_core_do_io_rw(vdev, pdev->resource[PCI_ROM_RESOURCE].flags & IORESOURCE_MEM,
				      io, buf, pos, count, image_size, end, false,
				      VFIO_PCI_IO_WIDTH_4);
	pci_unmap_rom(pdev, io);
	return done;
}

ssize_t vfio_pci_bar_rw(struct vfio_pci_core_device *vdev, char __user *buf, size_t count,
			loff_t *ppos, bool iswrite)
{
	int bar = VFIO_PCI_OFFSET_TO_INDEX(*ppos);
	loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	resource_size_t end = vfio_pci_bar_size(vdev->pdev, bar);
	bool test_mem = vdev->pdev->resource[bar].flags & IORESOURCE_MEM;
	size_t x_start = 0, x_end = 0;
	ssize_t done;

	if (!end || pos >= end)
		return -EINVAL;
	count = min_t(size_t, count, end - pos);

	if (bar == PCI_ROM_RESOURCE) {
		done = vfio_pci_rom_rw(vdev, buf, pos, count, end);
		goto out;
	}

	done = vfio_pci_core_setup_barmap(vdev, bar);
	if (done)
		return done;
	if (bar == vdev->msix_bar) {	/* the vectors are set by SET_IRQS */
		x_start = vdev->msix_offset;
		x_end = vdev->msix_offset + vdev->msix_size;
	}
	if (test_mem && variant(vfio_pci_rw_whole_lock))
		done = vfio_pci_io_rw_whole(vdev, vdev->barmap[bar], buf, pos, count, x_start,
					    x_end, iswrite, VFIO_PCI_IO_WIDTH_8);
	else
		done = vfio_pci_core_do_io_rw(vdev, test_mem, vdev->barmap[bar], buf, pos, count,
					      x_start, x_end, iswrite, VFIO_PCI_IO_WIDTH_8);
out:
	if (done >= 0)
		*ppos += done;
	return done;
}
