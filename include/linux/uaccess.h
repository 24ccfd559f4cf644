/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/uaccess.c */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/util_macros.h>

/*
 * Copies between the kernel and the caller's user memory. They may fault: that
 * takes mmap_lock for reading and runs the mapping's ->fault, also when the memory
 * happens to be present; lockdep hears of it every time. With page faults disabled
 * they fail instead. Return: bytes that were not copied; the rest of a
 * destination in the kernel is zeroed.
 */
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
unsigned long clear_user(void __user *to, unsigned long n);

/* Without the might_fault() that the callers above make: for use under pagefault_disable(). */
unsigned long __copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long __copy_from_user(void *to, const void __user *from, unsigned long n);
#define __copy_to_user_inatomic		__copy_to_user
#define __copy_from_user_inatomic	__copy_from_user
#define __clear_user			clear_user

/* 0 or -EFAULT; the size is that of what @ptr points to. */
#define put_user(x, ptr)							\
({										\
	__typeof__(*(ptr)) __pu_val = (x);					\
	copy_to_user((void __user *)(ptr), &__pu_val, sizeof(__pu_val)) ? -EFAULT : 0; \
})
#define get_user(x, ptr)							\
({										\
	__typeof__(*(ptr)) __gu_val;						\
	int __gu_err = copy_from_user(&__gu_val, (const void __user *)(ptr),	\
				      sizeof(__gu_val)) ? -EFAULT : 0;		\
	(x) = __gu_val;								\
	__gu_err;								\
})
#define __put_user(x, ptr)	put_user(x, ptr)
#define __get_user(x, ptr)	get_user(x, ptr)

/*
 * Copy a struct whose size user space gave: shorter is padded with zeros; longer is
 * -E2BIG unless the rest is zero.
 */
int copy_struct_from_user(void *dst, size_t ksize, const void __user *src, size_t usize);
/* 1: all @n bytes are zero; 0: some are not; -EFAULT. */
int check_zeroed_user(const void __user *from, size_t n);

/* Bytes with the final NUL, 0 on a fault, more than @n if there is none in @n. */
long strnlen_user(const char __user *str, long n);
long strncpy_from_user(char *dst, const char __user *src, long count);

bool access_ok(const void __user *ptr, unsigned long size);

/* Called by whoever may copy: the copy could take mmap_lock. */
void might_fault(void);

/* While disabled, copies that would fault fail at once; the caller does not sleep. */
static inline void pagefault_disable(void)
{
	current->pagefault_disabled++;
}

static inline void pagefault_enable(void)
{
	current->pagefault_disabled--;
}

static inline bool pagefault_disabled(void)
{
	return current->pagefault_disabled != 0;
}


/* For lockless helpers that real kernels need and this one does not. */
#define user_access_begin(ptr, len)	access_ok(ptr, len)
#define user_access_end()		do { } while (0)

#endif
