// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_memory.c - mapping memory and touching it
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/mman.h>

#include "core/syscall.h"

#define REGION_SHIFT	40	/* of vfio-pci: region index << 40 is its file offset */

/* The size goes where the result will: munmap and mremap need it. */
static long map(struct scn_task *task, size_t size, int prot, int flags, int fd, loff_t offset)
{
	const struct scn_stmt *stmt = &task->machine->program->stmts[task->stmt];
	long address = ksys_mmap(0, size, prot, flags, fd, offset);

	if (address >= 0 && stmt->result)
		__atomic_store_n(&task->machine->sizes[stmt->result - 1], size, __ATOMIC_RELAXED);
	return address;
}

long scn_do_mem(struct scn_task *task, const struct scn_arg *args)
{
	return map(task, args[0].num, (int)args[1].num, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

long scn_do_mmap(struct scn_task *task, const struct scn_arg *args)
{
	return map(task, args[2].num, (int)args[3].num, (int)args[4].num,
		   scn_fd(task, &args[0]), (loff_t)args[1].num);
}

long scn_do_map_region(struct scn_task *task, const struct scn_arg *args)
{
	return map(task, args[3].num, (int)args[4].num, (int)args[5].num,
		   scn_fd(task, &args[0]), (loff_t)((args[1].num << REGION_SHIFT) + args[2].num));
}

static size_t size_of(const struct scn_task *task, const struct scn_arg *arg)
{
	return __atomic_load_n(&task->machine->sizes[arg->ref], __ATOMIC_RELAXED);
}

long scn_do_munmap(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_munmap(scn_address(task, &args[0]), size_of(task, &args[0]) - args[0].num);
}

long scn_do_mremap(struct scn_task *task, const struct scn_arg *args)
{
	const struct scn_stmt *stmt = &task->machine->program->stmts[task->stmt];
	long address;

	address = ksys_mremap(scn_address(task, &args[0]), size_of(task, &args[0]), args[1].num,
			      MREMAP_MAYMOVE, 0);
	if (address >= 0 && stmt->result)
		__atomic_store_n(&task->machine->sizes[stmt->result - 1], args[1].num,
				 __ATOMIC_RELAXED);
	return address;
}

static bool size_is_good(u64 size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

long scn_do_peek(struct scn_task *task, const struct scn_arg *args)
{
	u64 value;

	if (!size_is_good(args[1].num))
		return -EINVAL;
	return ksys_mem_read(scn_address(task, &args[0]) & ~(args[1].num - 1), (int)args[1].num,
			     &value);
}

long scn_do_holds(struct scn_task *task, const struct scn_arg *args)
{
	u64 value = 0;
	long ret;

	if (!size_is_good(args[2].num))
		return -EINVAL;
	ret = ksys_mem_read(scn_address(task, &args[0]) & ~(args[2].num - 1), (int)args[2].num,
			    &value);
	return ret || value == args[1].num ? ret : -EILSEQ;
}

long scn_do_poke(struct scn_task *task, const struct scn_arg *args)
{
	if (!size_is_good(args[2].num))
		return -EINVAL;
	return ksys_mem_write(scn_address(task, &args[0]) & ~(args[2].num - 1), (int)args[2].num,
			      args[1].num);
}
