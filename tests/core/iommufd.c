// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd.c - objects, address spaces and devices of /dev/iommu. What would go wrong: an
 * object that goes while used, a mapping that outlives its address space, a device that
 * reaches memory of an address space it left.
 */
#include "iommufd_world.h"

#include <linux/sizes.h>

struct iommufd_case {
	const char *what;
	unsigned int cmd;
	u64 arg[8];			/* the structure, as words; 0 words: a bad pointer */
	unsigned int words;
	long want;
};

#define WORD(low, high)	((u64)(low) | (u64)(high) << 32)
#define CASE(cmd, want, ...) { #cmd " " #__VA_ARGS__, cmd, { __VA_ARGS__ }, \
			       sizeof((u64[]){ __VA_ARGS__ }) / 8, want }

/* Object 1 is an address space; 9 does not exist. */
static const struct iommufd_case cases[] = {
	{ "DESTROY of nowhere", IOMMU_DESTROY, {}, 0, -EFAULT },
	CASE(IOMMU_DESTROY, -EINVAL, WORD(7, 1)),
	CASE(IOMMU_DESTROY, -ENOENT, WORD(8, 9)),
	CASE(IOMMU_DESTROY, -ENOENT, WORD(8, 0)),
	CASE(IOMMU_DESTROY, -E2BIG, WORD(16, 9), 1),
	CASE(IOMMU_DESTROY, -ENOENT, WORD(16, 9), 0),
	CASE(IOMMU_IOAS_ALLOC, -EINVAL, WORD(11, 0), 0),
	CASE(IOMMU_IOAS_ALLOC, -EOPNOTSUPP, WORD(12, 1), 0),
	CASE(IOMMU_IOAS_MAP, -EINVAL, WORD(39, 7), WORD(1, 0), 0, 0, 0),
	CASE(IOMMU_IOAS_MAP, -EOPNOTSUPP, WORD(40, 8 | 7), WORD(1, 0), 0, 4096, 0),
	CASE(IOMMU_IOAS_MAP, -EOPNOTSUPP, WORD(40, 7), WORD(1, 1), 0, 4096, 0),
	CASE(IOMMU_IOAS_MAP, -EINVAL, WORD(40, 1), WORD(1, 0), 0, 4096, 0),
	CASE(IOMMU_IOAS_MAP, -ENOENT, WORD(40, 7), WORD(9, 0), 0, 4096, 0),
	CASE(IOMMU_IOAS_MAP, -EINVAL, WORD(40, 7), WORD(1, 0), 0, 0, 0),
	CASE(IOMMU_IOAS_MAP, -EOVERFLOW, WORD(40, 7), WORD(1, 0), 0, ~0ULL, 0),
	CASE(IOMMU_IOAS_MAP, -EOVERFLOW, WORD(40, 7), WORD(1, 0), 0, 4096, ~0ULL),
	CASE(IOMMU_IOAS_MAP, -EOVERFLOW, WORD(40, 7), WORD(1, 0), ~0ULL << 12, 8192, 0),
	CASE(IOMMU_IOAS_MAP, -EINVAL, WORD(40, 7), WORD(1, 0), 0x100000, 4096, 0x1001),
	CASE(IOMMU_IOAS_MAP, 0, WORD(40, 7), WORD(1, 0), 0x100000, 8192, 0x10000),
	CASE(IOMMU_IOAS_MAP, -EEXIST, WORD(40, 7), WORD(1, 0), 0x100000, 4096, 0x11000),
	CASE(IOMMU_IOAS_MAP, 0, WORD(40, 6), WORD(1, 0), 0x100000, 4096, 0),
	CASE(IOMMU_IOAS_UNMAP, -EINVAL, WORD(23, 1), 0, 0),
	CASE(IOMMU_IOAS_UNMAP, -ENOENT, WORD(24, 9), 0, 4096),
	CASE(IOMMU_IOAS_UNMAP, -EINVAL, WORD(24, 1), 0x10000, 0),
	CASE(IOMMU_IOAS_UNMAP, -ENOENT, WORD(24, 1), 0x90000, 4096),
	CASE(IOMMU_IOAS_UNMAP, -ENOENT, WORD(24, 1), 0x10000, 4096),	/* cuts an area */
	CASE(IOMMU_IOAS_UNMAP, -EOVERFLOW, WORD(24, 1), 0x10000, ~0ULL),
	CASE(IOMMU_IOAS_UNMAP, 0, WORD(24, 1), 0x10000, 8192),
	CASE(IOMMU_IOAS_UNMAP, 0, WORD(24, 1), 0, ~0ULL),
	CASE(IOMMU_IOAS_UNMAP, 0, WORD(24, 1), 0, ~0ULL),
	CASE(IOMMU_IOAS_COPY, -ENOENT, WORD(40, 7), WORD(1, 1), 4096, 0x20000, 0x70000),
	CASE(IOMMU_IOAS_IOVA_RANGES, -EOPNOTSUPP, WORD(32, 1), WORD(0, 1), 0, 0),
	CASE(IOMMU_IOAS_IOVA_RANGES, -EMSGSIZE, WORD(32, 1), WORD(0, 0), 0, 0),
	CASE(IOMMU_OPTION, -EBUSY, WORD(24, 0), WORD(0, 0), 1),
	CASE(IOMMU_OPTION, -EOPNOTSUPP, WORD(24, 9), WORD(0, 0), 1),
	CASE(IOMMU_OPTION, 0, WORD(24, 0), WORD(1, 0), 0),
	CASE(IOMMU_VFIO_IOAS, -ENODEV, WORD(12, 0), WORD(0, 0)),
	CASE(IOMMU_VFIO_IOAS, -ENOENT, WORD(12, 9), WORD(1, 0)),
	CASE(IOMMU_VFIO_IOAS, 0, WORD(12, 1), WORD(1, 0)),
	CASE(IOMMU_VFIO_IOAS, 0, WORD(12, 0), WORD(0, 0)),
	CASE(IOMMU_VFIO_IOAS, 0, WORD(12, 0), WORD(2, 0)),
	CASE(IOMMU_VFIO_IOAS, -EOPNOTSUPP, WORD(12, 0), WORD(3, 0)),
	CASE(IOMMU_HWPT_ALLOC, -ENOENT, WORD(56, 0), WORD(9, 1), 0, 0, 0, 0, 0),
	CASE(IOMMU_FAULT_QUEUE_ALLOC, -EOPNOTSUPP, WORD(16, 1), 0),
	CASE(_IO(';', 0x8f), -ENOTTY, WORD(16, 1), 0),
	CASE(_IO(';', 0x10), -ENOTTY, WORD(16, 1), 0),
};

static void ask_all(void)
{
	int fd = iommufd_open();

	cr_assert_eq(ioas_alloc(fd), 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct iommufd_case *c = &cases[i];
		u64 copy[8];
		long got;

		memcpy(copy, c->arg, sizeof(copy));
		got = iommufd_cmd(fd, c->cmd, c->words ? copy : NULL);
		cr_expect_eq(got, c->want, "%s: %ld, want %ld", c->what, got, c->want);
	}
	cr_assert_eq(ksys_close(fd), 0);
}

Test(iommufd, each_wrong_argument_has_its_errno)
{
	user_world_expect_clean(ask_all, 1);
}

static void use_a_device(void)
{
	struct iommufd_device *a, *b;
	unsigned int ioas, other;
	struct toy *toy0, *toy1;
	unsigned long memory;
	u64 value = 0x1234, seen = 0;
	int fd, fd2;

	toy_iommu_start();
	toy0 = toy_add("a.0", NULL);
	toy1 = toy_add("a.1", NULL);
	fd = iommufd_open();
	fd2 = iommufd_open();
	ioas = ioas_alloc(fd);
	other = ioas_alloc(fd);
	memory = anonymous_memory(SZ_64K);
	cr_assert_eq(ioas_map(fd, ioas, memory, SZ_64K, SZ_1M), 0);

	a = toy_bind(fd, toy0);
	cr_assert_not(IS_ERR(a));
	cr_assert_eq(PTR_ERR(toy_bind(fd2, toy1)), -EPERM);
	b = toy_bind(fd, toy1);
	cr_assert_not(IS_ERR(b));
	cr_assert(iommufd_ctx_has_group(iommufd_device_to_ictx(a), toy0->dev.iommu_group));

	/* Bound, not attached: blocked. The group follows its first device. */
	cr_assert_eq(iommu_dma_write(&toy0->dev, SZ_1M, &value, 8), -EFAULT);
	cr_assert_eq(toy_attach(a, ioas), 0);
	cr_assert_eq(iommu_dma_write(&toy0->dev, SZ_1M + SZ_4K, &value, 8), 0);
	cr_assert_eq(ksys_mem_read(memory + SZ_4K, 8, &seen), 0);
	cr_assert_eq(seen, 0x1234);
	cr_assert_eq(toy_attach(b, other), -EINVAL);
	cr_assert_eq(toy_attach(b, ioas), 0);
	cr_assert_eq(ioas_destroy(fd, ioas), -EBUSY);
	cr_assert_eq(ioas_destroy(fd, iommufd_device_to_id(a)), -EBUSY);
	/* The interrupt window is nobody's. */
	cr_assert_eq(ioas_map(fd, ioas, memory, SZ_4K, 0xfee00000), -EINVAL);
	/* What is mapped later is there at once, and gone at once. */
	cr_assert_eq(ioas_map(fd, ioas, memory, SZ_4K, SZ_2M), 0);
	cr_assert_eq(iommu_dma_read(&toy1->dev, SZ_2M, &seen, 8), 0);
	cr_assert_eq(ioas_unmap(fd, ioas, SZ_2M, SZ_4K), SZ_4K);
	cr_assert_eq(iommu_dma_read(&toy1->dev, SZ_2M, &seen, 8), -EFAULT);

	toy_detach(a);
	cr_assert_eq(iommu_dma_read(&toy1->dev, SZ_1M, &seen, 8), 0);
	toy_detach(b);
	cr_assert_eq(iommu_dma_read(&toy1->dev, SZ_1M, &seen, 8), -EFAULT);
	toy_unbind(a);
	cr_assert(iommu_group_dma_owner_claimed(toy1->dev.iommu_group));
	ksys_close(fd);
	toy_unbind(b);		/* the device held the context */
	cr_assert_not(iommu_group_dma_owner_claimed(toy1->dev.iommu_group));
	ksys_close(fd2);
	toy_remove(toy0);
	toy_remove(toy1);
	toy_iommu_stop();
}

Test(iommufd, a_bound_device_uses_the_address_space_it_is_attached_to)
{
	user_world_expect_clean(use_a_device, 2);
}

static void replace_and_destroy(void)
{
	unsigned int ioas, other;
	struct iommufd_device *a;
	unsigned long memory;
	struct toy *toy;
	u64 seen;
	u32 id;
	int fd;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	fd = iommufd_open();
	ioas = ioas_alloc(fd);
	other = ioas_alloc(fd);
	memory = anonymous_memory(SZ_4K);
	cr_assert_eq(ioas_map(fd, ioas, memory, SZ_4K, SZ_1M), 0);
	cr_assert_eq(ioas_map(fd, other, memory, SZ_4K, SZ_2M), 0);
	a = toy_bind(fd, toy);
	id = other;
	cr_assert(syscall_enter("replace"));
	cr_assert_eq(iommufd_device_replace(a, &id), -EINVAL);
	id = ioas;
	cr_assert_eq(iommufd_device_attach(a, &id), 0);
	cr_assert_neq(id, ioas);		/* the page table's */
	id = other;
	cr_assert_eq(iommufd_device_replace(a, &id), 0);
	syscall_exit(0);
	cr_assert_eq(iommu_dma_read(&toy->dev, SZ_1M, &seen, 8), -EFAULT);
	cr_assert_eq(iommu_dma_read(&toy->dev, SZ_2M, &seen, 8), 0);
	cr_assert_eq(ioas_destroy(fd, ioas), 0);
	toy_detach(a);
	toy_unbind(a);
	ksys_close(fd);
	toy_remove(toy);
	toy_iommu_stop();
}

Test(iommufd, replacing_moves_the_device_and_lets_the_old_address_space_go)
{
	user_world_expect_clean(replace_and_destroy, 2);
}

static int raced_fd;
static unsigned int raced_ioas;
static unsigned long raced_memory;

static int map_and_unmap(void *unused)
{
	ioas_map(raced_fd, raced_ioas, raced_memory, SZ_8K, SZ_1M);
	ioas_unmap(raced_fd, raced_ioas, SZ_1M, SZ_8K);
	ioas_destroy(raced_fd, raced_ioas);
	return 0;
}

static int map_twice(void *unused)
{
	raced_fd = iommufd_open();
	raced_ioas = ioas_alloc(raced_fd);
	raced_memory = anonymous_memory(SZ_8K);
	process_thread(process_current(), "second", map_and_unmap, NULL);
	map_and_unmap(NULL);
	return 0;
}

static void attach_while_mapping(void)
{
	struct process *user = process_create("user", PROCESS_HOST_CLIENT);

	process_thread(user, "first", map_twice, NULL);
	process_wait(user);
	process_put(user);
	ksys_msleep(1);
}

Test(iommufd, mapping_unmapping_destroying_and_exit_race_without_harm)
{
	user_world_expect_clean(attach_while_mapping, 300);
}

static unsigned int unmap_calls;
static struct iommufd_access *the_access;

static void unpin_on_demand(void *data, unsigned long iova, unsigned long length)
{
	/* Twice with pages in hand: for the area, and for the detach. */
	if (unmap_calls++ == 0)
		iommufd_access_unpin_pages(the_access, SZ_1M, SZ_8K);
}

static const struct iommufd_access_ops access_ops = {
	.needs_pin_pages = 1,
	.unmap = unpin_on_demand,
};

static void access_pages(void)
{
	int fd = iommufd_open();
	unsigned int ioas = ioas_alloc(fd);
	unsigned long memory = anonymous_memory(SZ_8K);
	struct page *pages[2];
	struct iommufd_ctx *ictx;
	u64 value = 77, seen = 0;
	u32 id;

	unmap_calls = 0;
	cr_assert_eq(ioas_map(fd, ioas, memory, SZ_8K, SZ_1M), 0);
	cr_assert(syscall_enter("access"));
	ictx = iommufd_ctx_from_fd(fd);
	the_access = iommufd_access_create(ictx, &access_ops, NULL, &id);
	iommufd_ctx_put(ictx);
	cr_assert_eq(iommufd_access_pin_pages(the_access, SZ_1M, SZ_4K, pages, 0), -ENOENT);
	cr_assert_eq(iommufd_access_attach(the_access, ioas), 0);
	cr_assert_eq(iommufd_access_pin_pages(the_access, SZ_2M, SZ_4K, pages, 0), -ENOENT);
	cr_assert_eq(iommufd_access_rw(the_access, SZ_1M + 0xffc, &value, 8,
				       IOMMUFD_ACCESS_RW_WRITE), 0);
	cr_assert_eq(iommufd_access_rw(the_access, SZ_1M + 0xffc, &seen, 8, 0), 0);
	cr_assert_eq(seen, 77);
	cr_assert_eq(iommufd_access_pin_pages(the_access, SZ_1M, SZ_8K, pages, 0), 0);
	syscall_exit(0);

	cr_assert_eq(ioas_destroy(fd, ioas), -EBUSY);
	cr_assert_eq(ioas_unmap(fd, ioas, SZ_1M, SZ_8K), SZ_8K);
	cr_assert_eq(unmap_calls, 1);

	cr_assert(syscall_enter("access"));
	iommufd_access_destroy(the_access);
	syscall_exit(0);
	cr_assert_eq(ioas_destroy(fd, ioas), 0);
	ksys_close(fd);
}

Test(iommufd, unmapping_asks_accesses_to_let_go)
{
	user_world_expect_clean(access_pages, 1);
}

static void fault_queue(void)
{
	struct iommu_fault_alloc cmd = { .size = sizeof(cmd) };
	int fd = iommufd_open();
	char buffer[40];

	cr_assert_eq(iommufd_cmd(fd, IOMMU_FAULT_QUEUE_ALLOC, &cmd), 0);
	cr_assert_eq(ioas_destroy(fd, cmd.out_fault_id), -EBUSY);
	cr_assert_eq(ksys_read(cmd.out_fault_fd, buffer, 40), 0);
	cr_assert_eq(ksys_read(cmd.out_fault_fd, buffer, 39), -ESPIPE);
	cr_assert_eq(ksys_write(cmd.out_fault_fd, buffer, 8), -EINVAL);
	ksys_close(fd);
	ksys_close(cmd.out_fault_fd);		/* held the context */
}

Test(iommufd, a_fault_queue_is_an_object_and_a_file)
{
	user_world_expect_clean(fault_queue, 1);
}
