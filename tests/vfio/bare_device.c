// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bare_device.c - what drivers of devices may leave out, and what they may ask for in vain
 *
 * What would go wrong: a call through a pointer that no driver has set, a pin that stays where
 * the one after it failed.
 */
#include "vfio/type1_user.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/mdev.h>
#include <linux/vfio.h>
#include <linux/workqueue.h>

#include "support/hosted.h"

#define IOVA	0x100000UL
#define PATH	"/sys/devices/virtual/bare/bare"

static struct class *bare_class;
static struct device *bare;

static struct device_driver driver = { .name = "bare" };

static struct vfio_device *make_device(const struct vfio_device_ops *ops)
{
	struct vfio_device *vdev;

	bare_class = class_create("bare");
	bare = device_create(bare_class, NULL, 0, NULL, "bare");
	bare->driver = &driver;
	vdev = _vfio_alloc_device(sizeof(*vdev), bare, ops);
	cr_assert_not(IS_ERR(vdev));
	cr_assert_eq(vfio_register_emulated_iommu_dev(vdev), 0);
	return vdev;
}

static void unmake_device(struct vfio_device *vdev)
{
	vfio_unregister_group_dev(vdev);
	vfio_put_device(vdev);
	bare->driver = NULL;
	device_unregister(bare);
	class_destroy(bare_class);
}

/* Only these must be there. */
#define IOMMUFD_OPS								\
	.bind_iommufd	= vfio_iommufd_emulated_bind,				\
	.unbind_iommufd	= vfio_iommufd_emulated_unbind,				\
	.attach_ioas	= vfio_iommufd_emulated_attach_ioas,			\
	.detach_ioas	= vfio_iommufd_emulated_detach_ioas

static const struct vfio_device_ops nothing = { .name = "nothing", IOMMUFD_OPS };

static void ask_for_everything(void)
{
	struct vfio_device *vdev = make_device(&nothing);
	struct vfio_user user = vfio_open_at(PATH, "bare");
	struct page *pages[1];
	u64 data;

	cr_expect_eq(ksys_pread(user.device, &data, 8, 0), -EINVAL);
	cr_expect_eq(ksys_pwrite(user.device, &data, 8, 0), -EINVAL);
	cr_expect_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), -EINVAL);
	cr_expect_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, 0), -EINVAL);
	/* Whoever pins must hear of unmaps. */
	cr_expect_eq(vfio_pin_pages(vdev, IOVA, 1, IOMMU_READ, pages), -EINVAL);
	cr_expect_eq(vfio_dma_rw(vdev, IOVA, &data, 8, false), -EINVAL);
	vfio_close(user);
	unmake_device(vdev);
}

Test(bare_device, a_driver_without_a_single_operation_is_asked_for_all_of_them)
{
	struct vfio_world world = { .main = ask_for_everything };

	skip_if_hosted("vfio", "calls the core from inside");
	vfio_world_expect_clean(&world, 1);
}

static void told(struct vfio_device *vdev, u64 iova, u64 length)
{
	vfio_unpin_pages(vdev, iova, length / PAGE_SIZE);
}

static const struct vfio_device_ops pinner = { .name = "pinner", .dma_unmap = told, IOMMUFD_OPS };
static struct vfio_device *pins;

static void in_kernel_thread(struct work_struct *work)
{
	u64 data = 0x1122334455667788, back = 0;

	/* Nobody's memory: the user's is borrowed. */
	cr_expect_eq(vfio_dma_rw(pins, IOVA + PAGES(1) - 4, &data, 8, true), 0);
	cr_expect_eq(vfio_dma_rw(pins, IOVA + PAGES(1) - 4, &back, 8, false), 0);
	cr_expect_eq(back, data);
}

static DECLARE_WORK(access_work, in_kernel_thread);

static void pin_in_vain(void)
{
	struct page *pages[4] = { };
	struct vfio_user user;
	unsigned long at = user_pages(4);
	u64 data = 0;

	pins = make_device(&pinner);
	user = vfio_open_at(PATH, "bare");
	cr_expect_eq(dma_map(user.container, at, IOVA, PAGES(1), RW), 0);
	cr_expect_eq(dma_map(user.container, at + PAGES(1), IOVA + PAGES(1), PAGES(1), RW), 0);
	cr_expect_eq(dma_map(user.container, at + PAGES(3), IOVA + PAGES(3), PAGES(1),
			     VFIO_DMA_MAP_FLAG_WRITE), 0);

	cr_expect_eq(vfio_pin_pages(pins, IOVA, 0, IOMMU_READ, pages), -EINVAL);
	cr_expect_eq(vfio_pin_pages(pins, IOVA, 1, IOMMU_READ, NULL), -EINVAL);
	cr_expect_eq(vfio_pin_pages(pins, IOVA, 513, IOMMU_READ, pages), -E2BIG);
	/* The third is not mapped: the first two are let go. */
	cr_expect_eq(vfio_pin_pages(pins, IOVA, 3, IOMMU_READ | IOMMU_WRITE, pages), -EINVAL);
	cr_expect_null(pages[0]);
	cr_expect_eq(vfio_pin_pages(pins, IOVA, 2, IOMMU_READ | IOMMU_WRITE, pages), 2);
	cr_expect_eq(vfio_pin_pages(pins, IOVA, 1, IOMMU_READ, pages + 2), 1);
	vfio_unpin_pages(pins, IOVA, 1);
	cr_expect_eq(vfio_dma_rw(pins, IOVA, NULL, 8, false), -EINVAL);
	cr_expect_eq(vfio_dma_rw(pins, IOVA, &data, 0, false), -EINVAL);
	cr_expect_eq(vfio_dma_rw(pins, IOVA + PAGES(3), &data, 8, false), -EPERM);
	cr_expect_eq(vfio_dma_rw(pins, IOVA + PAGES(2) - 4, &data, 8, true), -EINVAL);
	schedule_work(&access_work);
	flush_work(&access_work);
	/* What is still pinned is asked for. */
	cr_expect_eq(dma_unmap(user.container, IOVA, PAGES(2), 0), PAGES(2));
	vfio_close(user);
	unmake_device(pins);
}

Test(bare_device, pages_are_pinned_all_or_none)
{
	struct vfio_world world = { .main = pin_in_vain };

	skip_if_hosted("vfio", "calls the core from inside");
	vfio_world_expect_clean(&world, 1);
}

/* Mediated devices of a driver that has an answer to each question, but does nothing for them. */
static unsigned int two_left(struct mdev_type *type)
{
	return 2;
}

static ssize_t describe(struct mdev_type *type, char *buf)
{
	return sprintf(buf, "nothing, in parts\n");
}

static struct mdev_driver undecided = { .driver = { .name = "undecided" } };
static struct mdev_driver parts = {
	.device_api = "none", .get_available = two_left, .show_description = describe,
	.driver = { .name = "parts", .mod_name = "parts" },
};
static struct mdev_type plain = { .sysfs_name = "plain" };
static struct mdev_type *types[] = { &plain };
#define TYPE	PATH "/mdev_supported_types/parts-plain"

static void expect_text(const char *path, const char *want)
{
	char text[64] = "";
	long fd = ksys_open(path, O_RDONLY);

	cr_expect(ksys_read(fd, text, sizeof(text) - 1) > 0, "%s", path);
	cr_expect_str_eq(text, want);
	ksys_close(fd);
}

static void make_parts(void)
{
	static struct mdev_parent parent;

	cr_expect_eq(mdev_register_driver(&undecided), -EINVAL);
	cr_assert_eq(mdev_register_driver(&parts), 0);
	bare_class = class_create("bare");
	bare = device_create(bare_class, NULL, 0, NULL, "bare");
	bare->driver = &parts.driver;
	cr_assert_eq(mdev_register_parent(&parent, bare, &parts, types, 1), 0);
	expect_text(TYPE "/name", "plain\n");
	expect_text(TYPE "/description", "nothing, in parts\n");
	expect_text(TYPE "/available_instances", "2\n");
	expect_text(TYPE "/device_api", "none\n");
	cr_expect_gt(user_echo(MDEV_UUID, TYPE "/create"), 0);
	cr_expect_eq(user_echo("1", "/sys/bus/mdev/devices/" MDEV_UUID "/remove"), 1);
	mdev_unregister_parent(&parent);
	bare->driver = NULL;
	device_unregister(bare);
	class_destroy(bare_class);
	mdev_unregister_driver(&parts);
}

Test(bare_device, a_driver_of_mediated_devices_may_leave_them_alone)
{
	struct vfio_world world = { .main = make_parts };

	skip_if_hosted("vfio", "calls the core from inside");
	vfio_world_expect_clean(&world, 1);
}
