/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_access.h - one access to user memory, as the processor makes it
 */
#ifndef CORE_USER_ACCESS_H
#define CORE_USER_ACCESS_H

#include <linux/mm_types.h>

/* The page at @addr with a reference if it is mapped with the rights wanted (gup.c). */
struct page *gup_mapped_page(struct mm_struct *mm, unsigned long addr, unsigned int flags);

/*
 * Move bytes within one page between @buf and user memory. Faults are handled if
 * @may_fault. 0, -EFAULT (SIGSEGV), -EIO (SIGBUS), -ENOMEM, or -EINTR on a fatal signal.
 */
int user_access(struct mm_struct *mm, unsigned long addr, void *buf, size_t len, bool write,
		bool may_fault);

#endif
