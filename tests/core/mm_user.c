// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mm_user.c - memory as programs see it. What would go wrong: a page shared that
 * should be private, lost when a mapping moves, or kept when it goes.
 */
#include "user_world.h"

#include <linux/mm.h>
#include <linux/mman.h>

#define RW	(PROT_READ | PROT_WRITE)
#define ANON	(MAP_PRIVATE | MAP_ANONYMOUS)

static u64 peek(unsigned long addr)
{
	u64 val;

	cr_assert_eq(ksys_mem_read(addr, 8, &val), 0);
	return val;
}

static void poke(unsigned long addr, u64 val)
{
	cr_assert_eq(ksys_mem_write(addr, 8, val), 0);
}

static unsigned long map(unsigned long pages)
{
	long addr = ksys_mmap(0, pages * PAGE_SIZE, RW, ANON, -1, 0);

	cr_assert_geq(addr, TASK_MMAP_BASE);
	return addr;
}

static void map_and_unmap(void)
{
	unsigned long a = map(3);
	u64 val;

	cr_assert_eq(peek(a), 0);
	poke(a + PAGE_SIZE, 11);
	poke(a + 2 * PAGE_SIZE, 22);
	cr_assert_eq(ksys_munmap(a + PAGE_SIZE, PAGE_SIZE), 0);
	cr_assert_eq(ksys_mem_read(a + PAGE_SIZE, 8, &val), -EFAULT);
	cr_assert_eq(peek(a + 2 * PAGE_SIZE), 22);
	cr_assert_eq(current->mm->map_count, 2);
	cr_assert_eq(ksys_munmap(a, 3 * PAGE_SIZE), 0);
	cr_assert_eq(current->mm->map_count, 0);
	cr_assert_eq(ksys_munmap(a + 1, PAGE_SIZE), -EINVAL);
	cr_assert_eq(ksys_mmap(0, 0, RW, ANON, -1, 0), -EINVAL);
	cr_assert_eq(ksys_mmap(0, PAGE_SIZE, RW, MAP_PRIVATE, 77, 0), -EBADF);
}

Test(mm_user, a_hole_in_a_mapping_leaves_two)
{
	user_world_expect_clean(map_and_unmap, 1);
}

static unsigned long shared_addr, private_addr;

static int child(void *unused)
{
	cr_assert_eq(peek(private_addr), 1);
	poke(private_addr, 2);
	cr_assert_eq(peek(private_addr), 2);
	poke(shared_addr, 2);
	return 0;
}

static void fork_memory(void)
{
	struct process *process;

	private_addr = map(1);
	shared_addr = ksys_mmap(0, PAGE_SIZE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	poke(private_addr, 1);
	process = process_fork("child");
	process_thread(process, "child", child, NULL);
	process_wait(process);
	process_put(process);
	cr_assert_eq(peek(private_addr), 1);
	cr_assert_eq(peek(shared_addr), 2);
	poke(private_addr, 3);
	cr_assert_eq(peek(private_addr), 3);
}

Test(mm_user, a_child_has_its_own_private_memory_and_shares_the_rest)
{
	user_world_expect_clean(fork_memory, 20);
}

static void remap(void)
{
	unsigned long a = map(2), b = map(1), c;

	poke(a, 5);
	poke(a + PAGE_SIZE, 6);
	cr_assert_eq(ksys_mremap(a, 2 * PAGE_SIZE, 4 * PAGE_SIZE, 0, 0), -ENOMEM);
	c = ksys_mremap(a, 2 * PAGE_SIZE, 4 * PAGE_SIZE, MREMAP_MAYMOVE, 0);
	cr_assert_gt(c, b);
	cr_assert_eq(peek(c), 5);
	cr_assert_eq(peek(c + PAGE_SIZE), 6);
	cr_assert_eq(peek(c + 3 * PAGE_SIZE), 0);
	cr_assert_eq(ksys_mremap(c, 4 * PAGE_SIZE, PAGE_SIZE, 0, 0), c);
	cr_assert_eq(ksys_mremap(c, PAGE_SIZE, PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, b), b);
	cr_assert_eq(peek(b), 5);
	cr_assert_eq(current->mm->map_count, 1);
	cr_assert_eq(ksys_mremap(c, PAGE_SIZE, 2 * PAGE_SIZE, MREMAP_MAYMOVE, 0), -EFAULT);
}

Test(mm_user, a_mapping_moves_with_its_pages)
{
	user_world_expect_clean(remap, 1);
}

static void protect(void)
{
	unsigned long a = map(3);
	u64 val;

	poke(a + PAGE_SIZE, 7);
	cr_assert_eq(ksys_mprotect(a + PAGE_SIZE, PAGE_SIZE, PROT_READ), 0);
	cr_assert_eq(ksys_mem_write(a + PAGE_SIZE, 8, 1), -EFAULT);
	cr_assert_eq(peek(a + PAGE_SIZE), 7);
	cr_assert_eq(ksys_mprotect(a, 3 * PAGE_SIZE, RW), 0);
	poke(a + PAGE_SIZE, 8);
	cr_assert_eq(ksys_mprotect(a + 2 * PAGE_SIZE, PAGE_SIZE, PROT_NONE), 0);
	cr_assert_eq(ksys_mem_read(a + 2 * PAGE_SIZE, 8, &val), -EFAULT);
	cr_assert_eq(ksys_mprotect(a, 4 * PAGE_SIZE, RW), -ENOMEM);
}

Test(mm_user, protection_is_changed_for_a_part)
{
	user_world_expect_clean(protect, 1);
}

static int faulter(void *addr)
{
	poke((unsigned long)addr + 8 * (current->pid % 64), 1);
	return 0;
}

static void faults_race(void)
{
	struct process *process = process_create("faulter", 0);
	unsigned long addr;

	user_enter(process);
	addr = map(1);
	user_leave();
	for (int i = 0; i < 3; i++)
		process_thread(process, "faulter", faulter, (void *)addr);
	process_wait(process);
	process_put(process);
}

Test(mm_user, several_threads_may_fault_one_page_in)
{
	user_world_expect_clean(faults_race, 200);
}

Test(mm_user, they_may_do_so_at_the_same_time)
{
	user_world_expect_clean_parallel(faults_race, 200);
}
