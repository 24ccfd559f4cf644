// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files_faults.c - each allocation, number and user copy of a program failing once. What
 * would go wrong: an error path that leaks, crashes, or says that all is well.
 */
#include "user_world.h"

#include <linux/eventfd.h>
#include <linux/mman.h>
#include <linux/poll.h>

#include <asm/page.h>

#define RW	(PROT_READ | PROT_WRITE)

static int child(void *addr)
{
	u64 value = 0;
	short revents;
	long fd;

	ksys_mem_write((unsigned long)addr, 8, 2);
	ksys_mem_read((unsigned long)addr, 8, &value);
	fd = ksys_eventfd(1, 0);
	ksys_poll(fd, POLLIN, 0, &revents);
	return 0;
}

static void fork_a_child(unsigned long addr)
{
	struct process *process = process_fork("child");

	if (!process)
		return;
	if (process_thread(process, "child", child, (void *)addr))
		process_wait(process);
	process_put(process);
}

static void use_memory(long addr)
{
	u64 value;

	if (ksys_mem_write(addr, 8, 1))
		return;
	cr_assert_eq(ksys_mem_read(addr, 8, &value), 0);
	cr_assert_eq(value, 1);
	fork_a_child(addr);
	/* What the child wrote was its own. */
	if (!ksys_mem_read(addr, 8, &value))
		cr_assert_eq(value, 1);
	ksys_munmap(addr + PAGE_SIZE, PAGE_SIZE);
	ksys_mremap(addr, PAGE_SIZE, 4 * PAGE_SIZE, MREMAP_MAYMOVE, 0);
}

static void program(void)
{
	long addr = ksys_mmap(0, 3 * PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long fd = ksys_eventfd(0, EFD_NONBLOCK), zero = ksys_open("/dev/zero", O_RDONLY);
	u64 value = 7;
	long ret;

	if (fd >= 0) {
		ret = ksys_write(fd, &value, 8);
		cr_assert(ret == 8 || ret == -EFAULT);
		ksys_dup(fd);
	}
	if (zero >= 0 && addr > 0)
		ksys_read(zero, (void *)(addr + 2 * PAGE_SIZE), PAGE_SIZE);
	if (addr > 0)
		use_memory(addr);
	ksys_cap_set(0, false);
}

static void nothing(void)
{
}

static unsigned int count_faults(void (*main)(void))
{
	struct user_world world = { .main = main };

	user_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 0);
	return world.result.fault_points;
}

Test(files_faults, every_failure_is_survived_and_nothing_leaks)
{
	struct user_world world = { .main = program };
	unsigned int boot = count_faults(nothing), all = count_faults(program);
	struct ex_fault fault = { 0 };

	cr_assert_gt(all, boot + 20);
	world.fault = &fault;
	/* Those of the boot, and of making init, are not the program's. */
	for (fault.nth = boot + 1; fault.nth <= all; fault.nth++) {
		user_world_run(&world, NULL, 1);
		cr_assert_eq(world.result.outcome, EX_DONE, "fault %lu: %s", (long)fault.nth,
			     ex_outcome_name(world.result.outcome));
		cr_assert_eq(findings_count(), 0, "fault %lu: %s", (long)fault.nth,
			     finding_at(0)->text);
	}
}
