/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variant_driver.h - a driver on top of vfio-pci-core: it logs which pages are dirty, and its
 * device has regions of its own
 *
 * What it logs is what the test says that its device has written to.
 */
#ifndef TESTS_VFIO_VARIANT_DRIVER_H
#define TESTS_VFIO_VARIANT_DRIVER_H

#include "vfio/type1_user.h"

#include <linux/interval_tree.h>
#include <linux/iova_bitmap.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>

#define VARIANT		"test-variant"
#define LOG_RANGES_MAX	4	/* a log of more the device would not take */

struct variant_log {
	bool		on;
	unsigned int	ranges;
	u64		first[LOG_RANGES_MAX], last[LOG_RANGES_MAX];
	u64		page_size;
	u64		written, written_size;	/* by the device */
	int		fails;			/* what log_start() returns */
};

static struct variant_log variant_log;

/* How a careless driver would look at registration. */
enum { VARIANT_SANE, VARIANT_NO_LOG_STOP, VARIANT_NO_STOP_COPY, VARIANT_NO_GET_STATE };
static int variant_made;

static int variant_log_start(struct vfio_device *vdev, struct rb_root_cached *ranges, u32 count,
			     u64 *page_size)
{
	struct interval_tree_node *node = interval_tree_iter_first(ranges, 0, ULONG_MAX);
	unsigned int i = 0;

	if (variant_log.fails)
		return variant_log.fails;
	if (count > LOG_RANGES_MAX) {
		vfio_combine_iova_ranges(ranges, count, LOG_RANGES_MAX);
		node = interval_tree_iter_first(ranges, 0, ULONG_MAX);
	}
	for (; node; node = interval_tree_iter_next(node, 0, ULONG_MAX), i++) {
		variant_log.first[i] = node->start;
		variant_log.last[i] = node->last;
	}
	variant_log.ranges = i;
	variant_log.page_size = *page_size = PAGE_SIZE;
	variant_log.on = true;
	return 0;
}

static int variant_log_stop(struct vfio_device *vdev)
{
	variant_log.on = false;
	return 0;
}

static int variant_log_read(struct vfio_device *vdev, unsigned long iova, unsigned long length,
			    struct iova_bitmap *dirty)
{
	if (!variant_log.on)
		return -EINVAL;
	iova_bitmap_set(dirty, variant_log.written, variant_log.written_size);
	return 0;
}

static const struct vfio_log_ops variant_log_ops = {
	.log_start		= variant_log_start,
	.log_stop		= variant_log_stop,
	.log_read_and_clear	= variant_log_read,
};

static const struct vfio_log_ops variant_log_ops_broken = { .log_start = variant_log_start };
static const struct vfio_migration_ops variant_mig_ops_broken;

static int variant_init(struct vfio_device *vdev)
{
	int err = vfio_pci_core_init_dev(vdev);

	vdev->log_ops = variant_made == VARIANT_NO_LOG_STOP ? &variant_log_ops_broken
							    : &variant_log_ops;
	if (variant_made == VARIANT_NO_STOP_COPY || variant_made == VARIANT_NO_GET_STATE)
		vdev->mig_ops = &variant_mig_ops_broken;
	if (variant_made == VARIANT_NO_GET_STATE)
		vdev->migration_flags = VFIO_MIGRATION_STOP_COPY;
	return err;
}

/* Its own regions: one of bytes that count up, one that can be mapped, without access. */
static ssize_t variant_rw(struct vfio_pci_core_device *core, char __user *buf, size_t count,
			  loff_t *ppos, bool iswrite)
{
	u8 byte = *ppos;

	return iswrite ? -EPERM : copy_to_user(buf, &byte, 1) ? -EFAULT : 1;
}

static void variant_release(struct vfio_pci_core_device *core, struct vfio_pci_region *region)
{
}

static int variant_mmap(struct vfio_pci_core_device *core, struct vfio_pci_region *region,
			struct vm_area_struct *vma)
{
	return -ENXIO;
}

static int variant_add_capability(struct vfio_pci_core_device *core,
				  struct vfio_pci_region *region, struct vfio_info_cap *caps)
{
	struct vfio_info_cap_header header = { .id = 0x777, .version = 1 };

	return vfio_info_add_capability(caps, &header, sizeof(header));
}

static const struct vfio_pci_regops variant_counting = {
	.rw = variant_rw, .release = variant_release, .add_capability = variant_add_capability,
};
static const struct vfio_pci_regops variant_mappable = {
	.rw = variant_rw, .release = variant_release, .mmap = variant_mmap,
};

static int variant_open(struct vfio_device *vdev)
{
	struct vfio_pci_core_device *core =
		container_of(vdev, struct vfio_pci_core_device, vdev);
	int err = vfio_pci_core_enable(core);

	if (err)
		return err;
	err = vfio_pci_core_register_dev_region(core, 0x100, 1, &variant_counting, 0x100,
						VFIO_REGION_INFO_FLAG_READ, NULL);
	if (!err)
		err = vfio_pci_core_register_dev_region(core, 0x100, 2, &variant_mappable, 0x1000,
							VFIO_REGION_INFO_FLAG_MMAP, NULL);
	if (err)
		vfio_pci_core_disable(core);
	else
		vfio_pci_core_finish_enable(core);
	return err;
}

static const struct vfio_device_ops variant_ops = {
	.name		= VARIANT,
	.init		= variant_init,
	.release	= vfio_pci_core_release_dev,
	.open_device	= variant_open,
	.close_device	= vfio_pci_core_close_device,
	.ioctl		= vfio_pci_core_ioctl,
	.device_feature	= vfio_pci_core_ioctl_feature,
	.read		= vfio_pci_core_read,
	.write		= vfio_pci_core_write,
	.mmap		= vfio_pci_core_mmap,
	.request	= vfio_pci_core_request,
	.match		= vfio_pci_core_match,
	.bind_iommufd	= vfio_iommufd_physical_bind,
	.unbind_iommufd	= vfio_iommufd_physical_unbind,
	.attach_ioas	= vfio_iommufd_physical_attach_ioas,
	.detach_ioas	= vfio_iommufd_physical_detach_ioas,
};

static int variant_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct vfio_pci_core_device *core;
	int err;

	core = vfio_alloc_device(vfio_pci_core_device, vdev, &pdev->dev, &variant_ops);
	if (IS_ERR(core))
		return PTR_ERR(core);
	dev_set_drvdata(&pdev->dev, core);
	err = vfio_pci_core_register_device(core);
	if (err)
		vfio_put_device(&core->vdev);
	return err;
}

static void variant_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(&pdev->dev);

	vfio_pci_core_unregister_device(core);
	vfio_put_device(&core->vdev);
}

static const struct pci_device_id variant_ids[] = {
	{ PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID) },
	{}
};

static struct pci_driver variant_driver = {
	.name			= VARIANT,
	.id_table		= variant_ids,
	.probe			= variant_probe,
	.remove			= variant_remove,
	.err_handler		= &vfio_pci_core_err_handlers,
	.driver_managed_dma	= true,
};

static long variant_bind(const char *name)
{
	user_want(user_sys(VARIANT, "/sys/bus/pci/devices/%s/driver_override", name) > 0);
	return user_echo(name, "/sys/bus/pci/drivers/" VARIANT "/bind");
}

#endif
