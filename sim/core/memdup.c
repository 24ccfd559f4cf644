// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memdup.c - copies of user memory that the caller frees
 */
#include <linux/string.h>

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/page.h>

/* @copy: of @len bytes, the caller's to free from here on; or NULL. */
static void *fill(void *copy, const void __user *src, size_t len)
{
	if (!copy)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(copy, src, len)) {
		kvfree(copy);
		return ERR_PTR(-EFAULT);
	}
	return copy;
}

void *memdup_user(const void __user *src, size_t len)
{
	return fill(kmalloc(len, GFP_USER | __GFP_NOWARN), src, len);
}

void *vmemdup_user(const void __user *src, size_t len)
{
	return fill(kvmalloc(len, GFP_USER), src, len);
}

void *memdup_user_nul(const void __user *src, size_t len)
{
	char *copy = fill(kmalloc(len + 1, GFP_USER | __GFP_NOWARN), src, len);

	if (!IS_ERR(copy))
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
