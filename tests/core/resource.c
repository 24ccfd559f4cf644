// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * resource.c - who claims which addresses. What would go wrong: two drivers with the same
 * registers, a driver that is refused those of its own device, claims that nobody finds again.
 */
#include "core/world.h"

#include <linux/ioport.h>

static void overlaps(void)
{
	struct resource low = DEFINE_RES_MEM(0x1000, 0x1000);
	struct resource high = DEFINE_RES_MEM(0x3000, 0x1000);
	struct resource across = DEFINE_RES_MEM(0x1800, 0x1000);
	struct resource between = DEFINE_RES_MEM(0x2000, 0x1000);
	struct resource backwards = { .start = 2, .end = 1 };
	struct resource beyond = DEFINE_RES_IO(IO_SPACE_LIMIT, 2);

	cr_assert_eq(request_resource(&iomem_resource, &high), 0);
	cr_assert_eq(request_resource(&iomem_resource, &low), 0);
	cr_assert_eq(request_resource(&iomem_resource, &across), -EBUSY);
	cr_assert_eq(insert_resource(&iomem_resource, &across), -EBUSY, "part of it each");
	cr_assert_eq(request_resource(&iomem_resource, &between), 0);
	cr_assert_eq(request_resource(&iomem_resource, &backwards), -EBUSY);
	cr_assert_eq(request_resource(&ioport_resource, &beyond), -EBUSY);
	cr_assert_eq(iomem_resource.child, &low);
	cr_assert_eq(low.sibling, &between);
	cr_assert_eq(between.sibling, &high);
	cr_assert_eq(release_resource(&between), 0);
	cr_assert_eq(low.sibling, &high);
	cr_assert_eq(release_resource(&low), 0);
	cr_assert_eq(release_resource(&high), 0);
	cr_assert_null(iomem_resource.child);
}

Test(resource, two_claims_do_not_overlap)
{
	struct world world = {};

	world_expect_silence(&world, overlaps);
}

static void levels(void)
{
	struct resource inner = DEFINE_RES_MEM(0x1000, 0x100);
	struct resource beside = DEFINE_RES_MEM(0x1800, 0x100);
	struct resource outer = DEFINE_RES_MEM(0x1000, 0x1000);
	struct resource same = DEFINE_RES_MEM(0x1000, 0x100);
	struct resource far = DEFINE_RES_MEM(0x4000, 0x100);

	cr_assert_eq(insert_resource(&iomem_resource, &inner), 0);
	cr_assert_eq(insert_resource(&iomem_resource, &beside), 0);
	cr_assert_eq(insert_resource(&iomem_resource, &far), 0);
	cr_assert_eq(insert_resource(&iomem_resource, &outer), 0, "around two");
	cr_assert_eq(iomem_resource.child, &outer);
	cr_assert_eq(outer.sibling, &far);
	cr_assert_eq(outer.child, &inner);
	cr_assert_eq(inner.sibling, &beside);
	cr_assert_null(beside.sibling);
	cr_assert_eq(beside.parent, &outer);
	cr_assert_eq(insert_resource(&iomem_resource, &same), 0, "inside one, around another");
	cr_assert_eq(same.parent, &outer);
	cr_assert_eq(inner.parent, &same);
	cr_assert_eq(same.sibling, &beside);
	cr_assert_eq(insert_resource(&iomem_resource, &far), -EBUSY, "a second time");
	release_resource(&inner);
	release_resource(&same);
	release_resource(&beside);
	release_resource(&outer);
	release_resource(&far);
	cr_assert_null(iomem_resource.child);
}

Test(resource, a_range_finds_its_level_among_the_others)
{
	struct world world = {};

	world_expect_silence(&world, levels);
}

static void regions(void)
{
	struct resource device = DEFINE_RES_MEM(0x1000, 0x1000);
	struct resource *registers;

	cr_assert_eq(insert_resource(&iomem_resource, &device), 0);
	registers = request_mem_region(0x1000, 0x1000, "first");
	cr_assert_not_null(registers, "all of what its device has");
	cr_assert_eq(registers->parent, &device);
	cr_assert_null(request_mem_region(0x1000, 0x1000, "second"));
	cr_assert_null(request_mem_region(0x1800, 0x10, "second"));
	cr_assert_null(request_mem_region(0x800, 0x1000, "across"));
	release_mem_region(0x1000, 0x1000);
	cr_assert_null(device.child);
	registers = request_mem_region(0x1800, 0x10, "second");
	cr_assert_not_null(registers);
	release_mem_region(0x1800, 0x8);
	cr_assert_eq(device.child, registers, "part of it is none of theirs");
	release_mem_region(0x1800, 0x10);
	cr_assert_null(device.child);
	release_resource(&device);
}

Test(resource, a_driver_has_for_itself_what_its_device_is_described_with)
{
	struct world world = {};

	world_expect_silence(&world, regions);
}
