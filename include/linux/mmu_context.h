/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/mm.c */
#ifndef _LINUX_MMU_CONTEXT_H
#define _LINUX_MMU_CONTEXT_H

struct mm_struct;

/* A kernel thread uses @mm for its user copies; the caller holds mmget(). */
void kthread_use_mm(struct mm_struct *mm);
void kthread_unuse_mm(struct mm_struct *mm);

#endif
