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
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_rw_whole_lock, "vfio-pci-rw-whole-lock", "reverts bc93b9ae0151 (v5.9)",
	       "read and write of a BAR hold memory_lock over the user copies too (P05)");

/* True with memory_lock held (R), unless the access is to I/O space, which is always there. */
static bool memory_get(struct vfio_pci_core_device *core, bool test_mem)
{
	if (!test_mem)
		return true;
	down_read(&core->memory_lock);
	if (__vfio_pci_memory_enabled(core))
		return true;
	up_read(&core->memory_lock);
	return false;
}

static void memory_put(struct vfio_pci_core_device *core, bool test_mem)
{
	if (test_mem)
		up_read(&core->memory_lock);
}

#define VFIO_IOACCESS(size)								\
int vfio_pci_core_iowrite##size(struct vfio_pci_core_device *vdev, bool test_mem,	\
				u##size val, void __iomem *io)				\
{											\
	const bool there = memory_get(vdev, test_mem);					\
											\
	if (there) {									\
		iowrite##size(val, io);							\
		memory_put(vdev, test_mem);						\
	}										\
	return there ? 0 : -EIO;							\
}											\
EXPORT_SYMBOL_GPL(vfio_pci_core_iowrite##size);						\
											\
int vfio_pci_core_ioread##size(struct vfio_pci_core_device *vdev, bool test_mem,	\
			       u##size *val, void __iomem *io)				\
{											\
	const bool there = memory_get(vdev, test_mem);					\
											\
	if (there) {									\
		*val = ioread##size(io);						\
		memory_put(vdev, test_mem);						\
	}										\
	return there ? 0 : -EIO;							\
}											\
EXPORT_SYMBOL_GPL(vfio_pci_core_ioread##size);

VFIO_IOACCESS(8)
VFIO_IOACCESS(16)
VFIO_IOACCESS(32)
VFIO_IOACCESS(64)

/* One read() or write(), and how far it has got. */
struct transfer {
	struct vfio_pci_core_device	*core;
	void __iomem			*io;		/* of offset 0 */
	bool				test_mem;
	bool				iswrite;
	size_t				width_max;
	loff_t				off;
	char __user			*buf;
};

union value {
	u8	b;
	u16	w;
	u32	l;
	u64	q;
};

static int read_value(const struct transfer *t, size_t width, union value *val)
{
	void __iomem *at = t->io + t->off;

	if (width == 8)
		return vfio_pci_core_ioread64(t->core, t->test_mem, &val->q, at);
	if (width == 4)
		return vfio_pci_core_ioread32(t->core, t->test_mem, &val->l, at);
	if (width == 2)
		return vfio_pci_core_ioread16(t->core, t->test_mem, &val->w, at);
	return vfio_pci_core_ioread8(t->core, t->test_mem, &val->b, at);
}

static int write_value(const struct transfer *t, size_t width, const union value *val)
{
	void __iomem *at = t->io + t->off;

	if (width == 8)
		return vfio_pci_core_iowrite64(t->core, t->test_mem, val->q, at);
	if (width == 4)
		return vfio_pci_core_iowrite32(t->core, t->test_mem, val->l, at);
	if (width == 2)
		return vfio_pci_core_iowrite16(t->core, t->test_mem, val->w, at);
	return vfio_pci_core_iowrite8(t->core, t->test_mem, val->b, at);
}

/* User copies come before or after the access, never within. */
static int transfer_value(const struct transfer *t, size_t width)
{
	union value val;
	int err;

	if (t->iswrite)
		return copy_from_user(&val, t->buf, width) ? -EFAULT : write_value(t, width, &val);
	err = read_value(t, width, &val);
	if (err)
		return err;
	return copy_to_user(t->buf, &val, width) ? -EFAULT : 0;
}

static void transfer_advance(struct transfer *t, size_t by)
{
	t->off += by;
	t->buf += by;
}

/* By the widest aligned accesses that fit. */
static int transfer_bytes(struct transfer *t, size_t count)
{
	size_t width;
	int err;

	for (; count; count -= width) {
		width = t->width_max;
		while (t->off % width || width > count)
			width /= 2;
		err = transfer_value(t, width);
		if (err)
			return err;
		transfer_advance(t, width);
	}
	return 0;
}

/* Where nothing is, reads give ones and writes are lost. */
static int transfer_hole(struct transfer *t, size_t count)
{
	static const u8 ones = 0xFF;

	for (; count; count--) {
		if (!t->iswrite && copy_to_user(t->buf, &ones, sizeof(ones)))
			return -EFAULT;
		transfer_advance(t, 1);
	}
	return 0;
}

/* [x_start, x_end) is not there. */
ssize_t vfio_pci_core_do_io_rw(struct vfio_pci_core_device *vdev, bool test_mem,
			       void __iomem *io, char __user *buf, loff_t off, size_t count,
			       size_t x_start, size_t x_end, bool iswrite,
			       enum vfio_pci_io_width max_width)
{
	struct transfer t = {
		.core = vdev, .io = io, .test_mem = test_mem, .iswrite = iswrite,
		.width_max = max_width, .off = off, .buf = buf,
	};
	const size_t end = off + count, hole_end = max(x_start, x_end);
	const size_t before = clamp_t(size_t, x_start, off, end) - off;
	const size_t hole = clamp_t(size_t, hole_end, off + before, end) - (off + before);
	int err = transfer_bytes(&t, before);

	if (!err)
		err = transfer_hole(&t, hole);
	if (!err)
		err = transfer_bytes(&t, count - before - hole);
	return err ? err : count;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_do_io_rw);

/* For whoever comes first; it stays until close. */
int vfio_pci_core_setup_barmap(struct vfio_pci_core_device *vdev, int bar)
{
	void __iomem *map;
	int err;

	if (vdev->barmap[bar])
		return 0;
	err = pci_request_selected_regions(vdev->pdev, BIT(bar), "vfio");
	if (err)
		return err;
	map = pci_iomap(vdev->pdev, bar, 0);
	if (map)
		vdev->barmap[bar] = map;
	else
		pci_release_selected_regions(vdev->pdev, BIT(bar));
	return map ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_setup_barmap);

/* As before v5.9: one lock around everything. */
static ssize_t rw_whole_lock(struct vfio_pci_core_device *core, void __iomem *io,
			     char __user *buf, loff_t off, size_t count, size_t x_start,
			     size_t x_end, bool iswrite)
{
	ssize_t done;

	if (!memory_get(core, true))
		return -EIO;
	done = vfio_pci_core_do_io_rw(core, false, io, buf, off, count, x_start, x_end, iswrite,
				      VFIO_PCI_IO_WIDTH_8);
	memory_put(core, true);
	return done;
}

/* A ROM without a BAR may be the firmware's copy in RAM, which is of this size. */
static resource_size_t region_size(struct pci_dev *pdev, int bar)
{
	const bool shadow = pdev->resource[bar].flags & IORESOURCE_ROM_SHADOW;

	if (pci_resource_start(pdev, bar))
		return pci_resource_len(pdev, bar);
	return bar == PCI_ROM_RESOURCE && shadow ? 0x20000 : 0;
}

static bool is_memory(struct pci_dev *pdev, int bar)
{
	return pdev->resource[bar].flags & IORESOURCE_MEM;
}

/* Behind the image the ROM's BAR has nothing. Some ROMs cannot do quadwords. */
static ssize_t rom_read(struct vfio_pci_core_device *core, char __user *buf, loff_t pos,
			size_t count, resource_size_t end)
{
	struct pci_dev *pdev = core->pdev;
	size_t image;
	void __iomem *io = pci_map_rom(pdev, &image);
	ssize_t done;

	if (!io)
		return -ENOMEM;
	done = vfio_pci_core_do_io_rw(core, is_memory(pdev, PCI_ROM_RESOURCE), io, buf, pos, count,
				      image, end, false, VFIO_PCI_IO_WIDTH_4);
	pci_unmap_rom(pdev, io);
	return done;
}

/* The vectors are set by SET_IRQS: their table is not there for the user. */
static ssize_t bar_rw(struct vfio_pci_core_device *core, int bar, char __user *buf, loff_t pos,
		      size_t count, bool iswrite)
{
	const bool has_table = bar == core->msix_bar, test_mem = is_memory(core->pdev, bar);
	const size_t x_start = has_table ? core->msix_offset : 0;
	const size_t x_end = has_table ? core->msix_offset + core->msix_size : 0;
	int err = vfio_pci_core_setup_barmap(core, bar);

	if (err)
		return err;
	if (test_mem && variant(vfio_pci_rw_whole_lock))
		return rw_whole_lock(core, core->barmap[bar], buf, pos, count, x_start, x_end,
				     iswrite);
	return vfio_pci_core_do_io_rw(core, test_mem, core->barmap[bar], buf, pos, count, x_start,
				      x_end, iswrite, VFIO_PCI_IO_WIDTH_8);
}

ssize_t vfio_pci_bar_rw(struct vfio_pci_core_device *vdev, char __user *buf, size_t count,
			loff_t *ppos, bool iswrite)
{
	const int bar = VFIO_PCI_OFFSET_TO_INDEX(*ppos);
	const loff_t pos = *ppos & VFIO_PCI_OFFSET_MASK;
	const resource_size_t end = region_size(vdev->pdev, bar);
	ssize_t done;

	if (pos >= end)
		return -EINVAL;
	count = min_t(size_t, count, end - pos);
	done = bar == PCI_ROM_RESOURCE ? rom_read(vdev, buf, pos, count, end)
				       : bar_rw(vdev, bar, buf, pos, count, iswrite);
	if (done > 0)
		*ppos += done;
	return done;
}
