// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mm.c - struct mm_struct: an address space, its users, and those who only look
 *
 *  M1  mm_users counts who needs the mappings. The last mmput() undoes them all,
 *      which drops references on files, in the context of whoever it is.
 *  M2  mm_count counts who needs the struct; all users together hold one.
 */
#include <linux/sched/mm.h>

#include <linux/lockdep.h>
#include <linux/mmu_context.h>
#include <linux/mmu_notifier.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "mmap.h"
#include "pgtable.h"

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	if (!mm)
		return NULL;
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	init_rwsem(&mm->mmap_lock);
	mm->mm_rb = RB_ROOT;
	mm->mmap_base = TASK_MMAP_BASE;
	spin_lock_init(&mm->page_table_lock);
	spin_lock_init(&mm->notifier_lock);
	return mm;
}

static void mm_free(struct mm_struct *mm)
{
	WARN_ON(mm->map_count || !RB_EMPTY_ROOT(&mm->mm_rb));
	mmu_notifier_subscriptions_destroy(mm);
	pt_free(mm);
	kfree(mm);
}

void mmdrop(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_count))
		mm_free(mm);
}

static void mm_teardown(struct mm_struct *mm)
{
	mmu_notifier_release(mm);
	exit_mmap(mm);
	mmdrop(mm);
}

void mmput(struct mm_struct *mm)
{
	might_sleep();
	if (atomic_dec_and_test(&mm->mm_users))
		mm_teardown(mm);
}

/* Work of its own, since the mm has no room for one. */
struct mmput_work {
	struct work_struct	work;
	struct mm_struct	*mm;
};

static void mmput_work_fn(struct work_struct *work)
{
	struct mmput_work *put = container_of(work, struct mmput_work, work);

	mm_teardown(put->mm);
	kfree(put);
}

void mmput_async(struct mm_struct *mm)
{
	struct mmput_work *put;

	if (!atomic_dec_and_test(&mm->mm_users))
		return;
	put = kmalloc(sizeof(*put), GFP_ATOMIC | __GFP_NOFAIL);
	put->mm = mm;
	INIT_WORK(&put->work, mmput_work_fn);
	schedule_work(&put->work);
}

struct mm_struct *get_task_mm(struct task_struct *task)
{
	struct mm_struct *mm;

	if (task->flags & PF_KTHREAD)
		return NULL;
	task_lock(task);
	mm = task->mm;
	if (mm)
		mmget(mm);
	task_unlock(task);
	return mm;
}

void kthread_use_mm(struct mm_struct *mm)
{
	WARN_ON_ONCE(!(current->flags & PF_KTHREAD));
	WARN_ON_ONCE(current->mm);
	mmgrab(mm);
	current->mm = mm;
	current->active_mm = mm;
}

void kthread_unuse_mm(struct mm_struct *mm)
{
	WARN_ON_ONCE(current->mm != mm);
	current->mm = NULL;
	current->active_mm = NULL;
	mmdrop(mm);
}

/*
 * Shared anonymous memory has no file to fault from here: its pages are made before
 * they are shared, after which both sides map the same ones.
 */
static int populate_shared(struct vm_area_struct *vma)
{
	unsigned long addr;

	if (vma->vm_file || !(vma->vm_flags & VM_SHARED))
		return 0;
	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		if (pte_present(pt_lookup(vma->vm_mm, addr)))
			continue;
		if (handle_mm_fault(vma, addr, FAULT_FLAG_WRITE, NULL) & VM_FAULT_ERROR)
			return -ENOMEM;
	}
	return 0;
}

static int dup_vma(struct mm_struct *mm, struct mm_struct *old, struct vm_area_struct *vma)
{
	struct vm_area_struct *copy;
	int ret = populate_shared(vma);

	if (ret)
		return ret;
	copy = vma_dup(vma, mm, vma->vm_start, vma->vm_end);
	if (!copy)
		return -ENOMEM;
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	vma_link(copy);
	return pt_copy(mm, old, vma);
}

struct mm_struct *dup_mm(struct mm_struct *old)
{
	struct mm_struct *mm = mm_alloc();
	struct vm_area_struct *vma;
	int ret = 0;

	if (!mm)
		return NULL;
	mm->host_client = old->host_client;
	mmap_write_lock(old);
	mmap_write_lock_nested(mm, SINGLE_DEPTH_NESTING);
	mm->mmap_base = old->mmap_base;
	for (vma = vma_first(old); vma && !ret; vma = vma_next_one(vma)) {
		if (!(vma->vm_flags & VM_DONTCOPY))
			ret = dup_vma(mm, old, vma);
	}
	mmap_write_unlock(mm);
	mmap_write_unlock(old);
	if (ret) {
		mmput(mm);
		mm = NULL;
	}
	return mm;
}
