// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memdup.c - copies of user memory that the caller frees
 */
#include <linux/string.h>

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/page.h>

void *memdup_user(const void __user *src, size_t len)
{
	void *copy = kmalloc(len, GFP_USER);

	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, src, len)) {
		kfree(copy);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}

void *vmemdup_user(const void __user *src, size_t len)
{
	return memdup_user(src, len);	/* kvfree() takes what kfree() takes */
}

void *memdup_user_nul(const void __user *src, size_t len)
{
	char *copy = kmalloc(len + 1, GFP_KERNEL);

	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, src, len)) {
		kfree(copy);
		return ERR_PTR(-EFAULT);
	}
	copy[len] = 0;
	return copy;
}

char *strndup_user(const char __user *s, long n)
{
	long len = strnlen_user(s, n);
	char *copy;

	if (!len)
		return ERR_PTR(-EFAULT);
	if (len > n)
		return ERR_PTR(-EINVAL);
	copy = memdup_user(s, len);
	if (!IS_ERR(copy))
		copy[len - 1] = 0;	/* it may have changed since it was measured */
	return copy;
}
