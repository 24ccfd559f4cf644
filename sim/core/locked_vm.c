// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * locked_vm.c - how much memory a process may keep from being paged out
 */
#include <linux/mm.h>

#include <linux/capability.h>
#include <linux/sched/signal.h>

bool can_do_mlock(void)
{
	return rlimit(RLIMIT_MEMLOCK) != 0 || capable(CAP_IPC_LOCK);
}

int __account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc,
			struct task_struct *task, bool bypass_rlim)
{
	unsigned long limit = task_rlimit(task, RLIMIT_MEMLOCK) >> PAGE_SHIFT;

	mmap_assert_write_locked(mm);
	if (!inc) {
		WARN_ON_ONCE(pages > mm->locked_vm);
		mm->locked_vm -= pages;
		return 0;
	}
	if (!bypass_rlim && mm->locked_vm + pages > limit)
		return -ENOMEM;
	mm->locked_vm += pages;
	return 0;
}

int account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc)
{
	int ret;

	if (!pages || !mm)
		return 0;
	mmap_write_lock(mm);
	ret = __account_locked_vm(mm, pages, inc, current, capable(CAP_IPC_LOCK));
	mmap_write_unlock(mm);
	return ret;
}
