// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d06_iommufd_abort.c - CVE-2025-39966 where it happened: a fault queue that cannot be told
 *
 * The object and its file are made, but user space's structure cannot be written to. The
 * abort puts the file and frees the object; the file's release comes later and uses it.
 */
#include "core/iommufd_world.h"
#include "kernel/variant.h"

DECLARE_VARIANT(iommufd_abort_fput);

static void alloc_into_read_only_memory(void)
{
	struct iommu_fault_alloc cmd = { .size = sizeof(cmd) };
	unsigned long memory = anonymous_memory(PAGE_SIZE);
	int fd = iommufd_open();

	cr_assert_eq(ksys_mem_fill(memory, &cmd, sizeof(cmd)), 0);
	cr_assert_eq(ksys_mprotect(memory, PAGE_SIZE, PROT_READ), 0);
	cr_assert_eq(ksys_ioctl(fd, IOMMU_FAULT_QUEUE_ALLOC, memory), -EFAULT);
	cr_assert_eq(ksys_close(fd), 0);
}

Test(d06_iommufd_abort, a_deferred_put_uses_the_freed_queue)
{
	variant_iommufd_abort_fput = true;
	user_world_expect(alloc_into_read_only_memory, 1, FINDING_UAF);
}

Test(d06_iommufd_abort, a_synchronous_put_is_silent)
{
	user_world_expect_clean(alloc_into_read_only_memory, 1);
}
