// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * logging.c - a device that logs which pages it writes to, and a driver with regions of its own
 *
 * What would go wrong: ranges that overlap or wrap around reach the driver; a log goes on that
 * its user could not be told of.
 */
#define KBUILD_MODNAME "test_variant"

#include "vfio/variant_driver.h"

struct start_arg {
	struct vfio_device_feature			head;
	struct vfio_device_feature_dma_logging_control	control;
};

static struct vfio_user user;

static long start(const struct vfio_device_feature_dma_logging_range *ranges, u32 count, u64 page)
{
	struct start_arg args = {
		.head = { sizeof(args), VFIO_DEVICE_FEATURE_SET |
					VFIO_DEVICE_FEATURE_DMA_LOGGING_START },
		.control = { page, count, 0, (u64)(unsigned long)ranges },
	};

	return user_ioctl(user.device, VFIO_DEVICE_FEATURE, &args);
}

static long stop(void)
{
	struct vfio_device_feature args = {
		sizeof(args), VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP,
	};

	return user_ioctl(user.device, VFIO_DEVICE_FEATURE, &args);
}

static long report(u64 iova, u64 length, u64 page, u64 *bits)
{
	struct {
		struct vfio_device_feature			head;
		struct vfio_device_feature_dma_logging_report	report;
	} args = {
		.head = { sizeof(args), VFIO_DEVICE_FEATURE_GET |
					VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT },
		.report = { iova, length, page, (u64)(unsigned long)bits },
	};

	return user_ioctl(user.device, VFIO_DEVICE_FEATURE, &args);
}

#define RANGE(from, pages)	{ (from) * PAGE_SIZE, (pages) * PAGE_SIZE }

static void log_writes(void)
{
	static const struct vfio_device_feature_dma_logging_range ranges[] = {
		RANGE(0, 4), RANGE(100, 1), RANGE(10, 2), RANGE(40, 1), RANGE(43, 1),
		RANGE(200, 8),
	};
	u64 bits[2] = { 0 };

	user = vfio_open(NIC);
	user_want_eq(report(0, PAGES(64), PAGE_SIZE, bits), -EINVAL);
	/* Six ranges are four for the device: those with the smallest gaps become one. */
	user_want_eq(start(ranges, ARRAY_SIZE(ranges), PAGE_SIZE), 0);
	if (!vfio_lenient) {
		cr_assert_eq(variant_log.ranges, LOG_RANGES_MAX);
		cr_assert_eq(variant_log.first[1], PAGES(40));
		cr_assert_eq(variant_log.last[1], PAGES(44) - 1);
		cr_assert_eq(variant_log.first[0], 0);
		cr_assert_eq(variant_log.last[0], PAGES(12) - 1);
	}
	variant_log.written = PAGES(10);
	variant_log.written_size = PAGES(2);
	user_want_eq(report(PAGES(8), PAGES(64), PAGE_SIZE, bits), 0);
	user_want_eq(bits[0], 3 << 2);
	user_want_eq(stop(), 0);
	user_want(!variant_log.on);
	vfio_close(user);
}

static void variant_hardware(const struct vfio_world *world)
{
	memset(&variant_log, 0, sizeof(variant_log));
	variant_made = VARIANT_SANE;
	vfio_world_hardware(world);
}

/* The driver is there while @program runs. */
static void with_driver(void (*program)(void))
{
	ex_faults_arm(false);
	user_want_eq(pci_register_driver(&variant_driver), 0);
	ex_faults_arm(true);
	if (variant_bind(NIC) > 0)
		program();
	user_echo(NIC, "/sys/bus/pci/drivers/" VARIANT "/unbind");
	ex_faults_arm(false);
	pci_unregister_driver(&variant_driver);
	ex_faults_arm(true);
}

static void unbound(const struct vfio_world *world)
{
}

static const struct vfio_machine machine = { .hardware = variant_hardware, .prepare = unbound };

static void logging(void)
{
	with_driver(log_writes);
}

Test(logging, what_a_device_writes_to_is_told)
{
	struct vfio_world world = { .main = logging, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void wrong_ranges(void)
{
	static const struct vfio_device_feature_dma_logging_range fine[] = { RANGE(0, 4) };
	static const struct vfio_device_feature_dma_logging_range overlap[] = {
		RANGE(0, 4), RANGE(3, 4),
	};
	static const struct vfio_device_feature_dma_logging_range odd[] = { { 1, 4096 } };
	static const struct vfio_device_feature_dma_logging_range odd_size[] = { { 0, 4095 } };
	static const struct vfio_device_feature_dma_logging_range wraps[] = { { -4096, 8192 } };
	u64 bits[1];

	user = vfio_open(NIC);
	cr_assert_eq(start(fine, 0, PAGE_SIZE), -EINVAL);
	cr_assert_eq(start(fine, 0xffffffff, PAGE_SIZE), -E2BIG);
	cr_assert_eq(start(NULL, 1, PAGE_SIZE), -EFAULT);
	cr_assert_eq(start(overlap, 2, PAGE_SIZE), -EINVAL);
	cr_assert_eq(start(odd, 1, PAGE_SIZE), -EINVAL);
	cr_assert_eq(start(odd_size, 1, PAGE_SIZE), -EINVAL);
	cr_assert_eq(start(wraps, 1, PAGE_SIZE), -EOVERFLOW);
	variant_log.fails = -EBUSY;
	cr_assert_eq(start(fine, 1, PAGE_SIZE), -EBUSY);
	cr_assert_not(variant_log.on);
	cr_assert_eq(report(0, PAGE_SIZE, 2048, bits), -EINVAL);
	cr_assert_eq(report(0, PAGE_SIZE, 4096 + 8, bits), -EINVAL);
	cr_assert_eq(report(-4096, 8192, 4096, bits), -EOVERFLOW);
	cr_assert_eq(report(0, PAGE_SIZE, 4096, (u64 *)1), -EINVAL);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_FEATURE, 0), -EFAULT);
	vfio_close(user);
}

static void wrong(void)
{
	with_driver(wrong_ranges);
}

Test(logging, wrong_ranges_never_reach_the_driver)
{
	struct vfio_world world = { .main = wrong, .machine = &machine };

	vfio_world_expect_clean(&world, 1);
}

/* Two ranges beyond the one that the device takes are one. */
static void one_range(void)
{
	struct interval_tree_node nodes[] = {
		{ .start = 0, .last = 9 }, { .start = 100, .last = 109 },
		{ .start = 50, .last = 59 },
	};
	struct rb_root_cached root = RB_ROOT_CACHED;

	for (int i = 0; i < ARRAY_SIZE(nodes); i++)
		interval_tree_insert(&nodes[i], &root);
	vfio_combine_iova_ranges(&root, 3, 1);
	cr_assert_eq(nodes[0].start, 0);
	cr_assert_eq(nodes[0].last, 109);
	cr_assert_null(interval_tree_iter_next(&nodes[0], 0, ULONG_MAX));
}

Test(logging, all_ranges_can_become_one)
{
	struct vfio_world world = { .main = one_range, .machine = &machine };

	vfio_world_expect_clean(&world, 1);
}

struct region_arg {
	struct vfio_region_info			info;
	struct vfio_region_info_cap_type	type;
	struct vfio_info_cap_header		more;
};

#define EXTRA(n)	(VFIO_PCI_NUM_REGIONS + (n))
#define AT(region)	((loff_t)(region) << 40)

static void use_regions(void)
{
	struct region_arg arg = { .info = { .argsz = sizeof(arg), .index = EXTRA(0) } };
	u8 byte = 0;

	user = vfio_open(NIC);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_REGION_INFO, &arg), 0);
	user_want_eq(arg.info.size, 0x100);
	user_want_eq(arg.info.flags, VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_CAPS);
	user_want_eq(arg.type.header.id, VFIO_REGION_INFO_CAP_TYPE);
	user_want_eq(arg.type.type, 0x100);
	user_want_eq(arg.type.subtype, 1);
	user_want_eq(arg.type.header.next, offsetof(struct region_arg, more));
	user_want_eq(arg.more.id, 0x777);

	/* No room for all of it: how much it would take, and nothing else. */
	arg.info = (struct vfio_region_info){ .argsz = sizeof(arg.info), .index = EXTRA(1) };
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_REGION_INFO, &arg), 0);
	user_want_eq(arg.info.argsz, sizeof(arg.info) + sizeof(arg.type));
	user_want_eq(arg.info.cap_offset, 0);
	arg.info.index = EXTRA(2);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_REGION_INFO, &arg), -EINVAL);

	user_want_eq(ksys_pread(user.device, &byte, 1, AT(EXTRA(0)) + 7), 1);
	user_want_eq(byte, 7);
	user_want_eq(ksys_pwrite(user.device, &byte, 1, AT(EXTRA(0))), -EPERM);
	user_want_eq(ksys_pread(user.device, &byte, 1, AT(EXTRA(2))), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(EXTRA(0))),
		     -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(EXTRA(1))),
		     -ENXIO);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(EXTRA(2))),
		     -EINVAL);
	vfio_close(user);
}

static void regions(void)
{
	with_driver(use_regions);
}

Test(logging, a_driver_adds_regions_of_its_own)
{
	struct vfio_world world = { .main = regions, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void half_made(void)
{
	cr_assert_eq(pci_register_driver(&variant_driver), 0);
	for (variant_made = VARIANT_NO_LOG_STOP; variant_made <= VARIANT_NO_GET_STATE;
	     variant_made++)
		cr_assert_eq(variant_bind(NIC), -EINVAL);
	pci_unregister_driver(&variant_driver);
}

Test(logging, a_driver_without_all_that_belongs_together_is_refused)
{
	struct vfio_world world = { .main = half_made, .machine = &machine };

	vfio_world_expect_clean(&world, 1);
}
