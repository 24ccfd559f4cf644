/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/mm.c */
#ifndef _LINUX_SCHED_MM_H
#define _LINUX_SCHED_MM_H

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

/* A new, empty address space with one user; NULL: no memory. */
struct mm_struct *mm_alloc(void);

/* Keep the struct, not the mappings. Pair: mmdrop(). */
static inline void mmgrab(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_count);
}

void mmdrop(struct mm_struct *mm);

/* Keep the mappings. Pair: mmput(), which may unmap everything and close files. */
static inline void mmget(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_users);
}

static inline bool mmget_not_zero(struct mm_struct *mm)
{
	return atomic_inc_not_zero(&mm->mm_users);
}

void mmput(struct mm_struct *mm);
void mmput_async(struct mm_struct *mm);

/* The task's address space with mmget(); NULL for kernel threads and the dead. */
struct mm_struct *get_task_mm(struct task_struct *task);

/* The allocations of a task in between imply GFP_NOIO and so on: nothing reclaims here. */
static inline unsigned int memalloc_noio_save(void)
{
	return 0;
}

static inline void memalloc_noio_restore(unsigned int flags)
{
}

static inline unsigned int memalloc_nofs_save(void)
{
	return 0;
}

static inline void memalloc_nofs_restore(unsigned int flags)
{
}

#endif
