/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/string.c, and by libc where the two agree */
#ifndef _KSIM_LINUX_STRING_H
#define _KSIM_LINUX_STRING_H

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* libc's. Declared here, since its <string.h> brings more names than the kernel knows. */
void *memcpy(void *dest, const void *src, size_t n);
void *memmove(void *dest, const void *src, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t n);
char *strcat(char *dest, const char *src);
char *strncat(char *dest, const char *src, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *haystack, const char *needle);
char *strsep(char **stringp, const char *delim);
char *strpbrk(const char *s, const char *accept);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);

/*
 * Copies at most @size - 1 bytes and always terminates. The length, or -E2BIG if it did not fit.
 * @size may be left out where @dst is an array.
 */
ssize_t sized_strscpy(char *dst, const char *src, size_t size);
#define __strscpy2(dst, src)		sized_strscpy(dst, src, ARRAY_SIZE(dst))
#define __strscpy3(dst, src, size)	sized_strscpy(dst, src, size)
#define __strscpy_pick(a, b, c, name, ...)	name
#define strscpy(dst, ...)	\
	__strscpy_pick(dst, __VA_ARGS__, __strscpy3, __strscpy2)(dst, __VA_ARGS__)

/* The same, with zeroes up to the end. */
ssize_t strscpy_pad_sized(char *dst, const char *src, size_t size);
#define __strscpy_pad2(dst, src)	strscpy_pad_sized(dst, src, ARRAY_SIZE(dst))
#define __strscpy_pad3(dst, src, size)	strscpy_pad_sized(dst, src, size)
#define strscpy_pad(dst, ...)	\
	__strscpy_pick(dst, __VA_ARGS__, __strscpy_pad3, __strscpy_pad2)(dst, __VA_ARGS__)

size_t strlcpy(char *dst, const char *src, size_t size);
size_t strlcat(char *dst, const char *src, size_t size);

/* The first @c, or the terminator; in at most @n bytes, or where those end. */
#define strchrnul	kstrchrnul
char *strchrnul(const char *s, int c);
char *strnchrnul(const char *s, size_t n, int c);
char *strnchr(const char *s, size_t n, int c);
char *strnstr(const char *s1, const char *s2, size_t n);

char *skip_spaces(const char *s);

/* Without white space at both ends; writes to @s. */
char *strim(char *s);

static inline __must_check char *strstrip(char *s)
{
	return strim(s);
}

/* Replaces every @old in @s by @new; returns @s. */
char *strreplace(char *s, char old, char new);

/* Does @str begin with @prefix: its length, or 0. */
static __always_inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(str, prefix, len) == 0 ? len : 0;
}

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

static inline const char *kbasename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Equal but for a newline at the end: what a sysfs write brings against a name. */
bool sysfs_streq(const char *s1, const char *s2);

/* The index of @string in @array, of @n entries or up to a NULL; -EINVAL. */
int match_string(const char *const *array, size_t n, const char *string);
int __sysfs_match_string(const char *const *array, size_t n, const char *s);
#define sysfs_match_string(a, s)	__sysfs_match_string(a, ARRAY_SIZE(a), s)

/* The first byte that is not @c, or NULL. */
void *memchr_inv(const void *s, int c, size_t n);

static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

void *memscan(void *addr, int c, size_t size);
void *memset16(uint16_t *s, uint16_t v, size_t count);
void *memset32(uint32_t *s, uint32_t v, size_t count);
void *memset64(uint64_t *s, uint64_t v, size_t count);

static inline void *memset_l(unsigned long *p, unsigned long v, size_t n)
{
	return memset64((uint64_t *)p, v, n);
}

static inline void *memset_p(void **p, void *v, size_t n)
{
	return memset64((uint64_t *)p, (uintptr_t)v, n);
}

/* The compiler may not leave it out. */
static inline void memzero_explicit(void *s, size_t count)
{
	memset(s, 0, count);
	barrier_data(s);
}

static inline void memcpy_and_pad(void *dest, size_t dest_len, const void *src, size_t count,
				  int pad)
{
	if (dest_len <= count) {
		memcpy(dest, src, dest_len);
		return;
	}
	memcpy(dest, src, count);
	memset((char *)dest + count, pad, dest_len - count);
}

#define unsafe_memcpy(dst, src, bytes, justification)	memcpy(dst, src, bytes)
#define strtomem_pad(dest, src, pad)	\
	memcpy_and_pad(dest, sizeof(dest), src, strnlen(src, sizeof(dest)), pad)
#define memset_after(obj, v, member)						\
	memset((u8 *)(obj) + offsetofend(typeof(*(obj)), member), (v),		\
	       sizeof(*(obj)) - offsetofend(typeof(*(obj)), member))
#define memset_startat(obj, v, member)						\
	memset((u8 *)(obj) + offsetof(typeof(*(obj)), member), (v),		\
	       sizeof(*(obj)) - offsetof(typeof(*(obj)), member))

/*
 * Copies from kmalloc(), NULL if that fails: sim/kernel/slab.c. kstrdup_const() returns @s itself
 * where it lies in read-only data; kfree_const() knows.
 */
char *kstrdup(const char *s, gfp_t gfp);
const char *kstrdup_const(const char *s, gfp_t gfp);
void kfree_const(const void *x);
char *kstrndup(const char *s, size_t len, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp);

/* Copies from user space: sim/core. */
void *memdup_user(const void __user *src, size_t len);
void *vmemdup_user(const void __user *src, size_t len);
void *memdup_user_nul(const void __user *src, size_t len);
char *strndup_user(const char __user *s, long n);

#endif
