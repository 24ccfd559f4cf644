// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_faults.c - each allocation, number and user copy failing once, from the device's
 * group to its page table. What would go wrong: half a group left behind, an object without
 * an owner, pages pinned for ever.
 */
#include "iommufd_world.h"

#include <linux/sizes.h>

static void attach_and_map(int fd, struct toy *toy, unsigned int ioas, long memory)
{
	struct iommufd_device *idev = toy_bind(fd, toy);

	if (IS_ERR(idev))
		return;
	if (!toy_attach(idev, ioas)) {
		ioas_map(fd, ioas, memory, SZ_4K, SZ_2M);
		ioas_unmap(fd, ioas, SZ_1M, SZ_8K);
		toy_detach(idev);
	}
	toy_unbind(idev);
}

static void use_iommufd(struct toy *toy)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct iommu_fault_alloc queue = { .size = sizeof(queue) };
	long memory = ksys_mmap(0, SZ_8K, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				-1, 0);
	int fd = ksys_open("/dev/iommu", O_RDWR);

	if (fd < 0)
		return;
	if (!iommufd_cmd(fd, IOMMU_FAULT_QUEUE_ALLOC, &queue))
		ksys_close(queue.out_fault_fd);
	if (memory > 0 && !iommufd_cmd(fd, IOMMU_IOAS_ALLOC, &alloc)) {
		ioas_map(fd, alloc.out_ioas_id, memory, SZ_8K, SZ_1M);
		attach_and_map(fd, toy, alloc.out_ioas_id, memory);
	}
	ksys_close(fd);
}

static void program(void)
{
	struct toy *a, *b;

	if (bus_register(&toy_bus))
		return;
	if (!iommu_bus_register(&toy_bus, toy_device_group)) {
		a = toy_add("a.0", NULL);
		b = toy_add("a.1", NULL);
		if (a && a->dev.iommu_group)
			use_iommufd(a);
		if (b)
			toy_remove(b);
		if (a)
			toy_remove(a);
	}
	iommu_bus_unregister(&toy_bus);
	bus_unregister(&toy_bus);
}

static void nothing(void)
{
}

static unsigned int count_faults(void (*main)(void))
{
	struct user_world world = { .main = main };

	user_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	return world.result.fault_points;
}

Test(iommufd_faults, every_failure_is_survived_and_nothing_leaks)
{
	unsigned int boot = count_faults(nothing), all = count_faults(program);
	struct user_world world = { .main = program };
	struct ex_fault fault = { 0 };

	cr_assert_gt(all, boot + 60);
	world.fault = &fault;
	for (fault.nth = boot + 1; fault.nth <= all; fault.nth++) {
		user_world_run(&world, NULL, 1);
		cr_assert_eq(findings_count(), 0, "fault %u: %s\n%s", (unsigned int)fault.nth,
			     finding_at(0)->title, finding_at(0)->text);
		cr_assert_eq(world.result.outcome, EX_DONE, "fault %u", (unsigned int)fault.nth);
	}
}
