// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * string.c - the string functions that libc does not have, or has otherwise
 */
#include <linux/string.h>

#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/minmax.h>

ssize_t sized_strscpy(char *dst, const char *src, size_t size)
{
	size_t len;

	if (size == 0 || size > INT_MAX)
		return -E2BIG;
	len = strnlen(src, size);
	memcpy(dst, src, min(len, size - 1));
	dst[min(len, size - 1)] = '\0';
	return len < size ? (ssize_t)len : -E2BIG;
}
EXPORT_SYMBOL(sized_strscpy);

ssize_t strscpy_pad_sized(char *dst, const char *src, size_t size)
{
	ssize_t len = sized_strscpy(dst, src, size);

	if (len >= 0)
		memset(dst + len, 0, size - len);
	return len;
}
EXPORT_SYMBOL(strscpy_pad_sized);

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t copied = min(len, size - 1);

		memcpy(dst, src, copied);
		dst[copied] = '\0';
	}
	return len;
}
EXPORT_SYMBOL(strlcpy);

size_t strlcat(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(dst, size);

	return len + strlcpy(dst + len, src, size - len);
}
EXPORT_SYMBOL(strlcat);

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(strchrnul);

char *strnchrnul(const char *s, size_t n, int c)
{
	while (n-- && *s && *s != (char)c)
		s++;
	return (char *)s;
}

char *strnchr(const char *s, size_t n, int c)
{
	for (; n--; s++) {
		if (*s == (char)c)
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}
EXPORT_SYMBOL(strnchr);

char *strnstr(const char *s1, const char *s2, size_t n)
{
	size_t len = strlen(s2);

	if (!len)
		return (char *)s1;
	for (; n >= len; s1++, n--) {
		if (!memcmp(s1, s2, len))
			return (char *)s1;
	}
	return NULL;
}
EXPORT_SYMBOL(strnstr);

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}
EXPORT_SYMBOL(skip_spaces);

char *strim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace(end[-1]))
		end--;
	*end = '\0';
	return skip_spaces(s);
}
EXPORT_SYMBOL(strim);

char *strreplace(char *s, char old, char new)
{
	for (char *pos = s; *pos; pos++) {
		if (*pos == old)
			*pos = new;
	}
	return s;
}
EXPORT_SYMBOL(strreplace);

/* At the end, or before a newline that is the end. */
static bool ends(const char *s)
{
	return !s[0] || (s[0] == '\n' && !s[1]);
}

bool sysfs_streq(const char *s1, const char *s2)
{
	while (*s1 && *s1 == *s2) {
		s1++;
		s2++;
	}
	return ends(s1) && ends(s2);
}
EXPORT_SYMBOL(sysfs_streq);

int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t index = 0; index < n && array[index]; index++) {
		if (!strcmp(array[index], string))
			return index;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(match_string);

int __sysfs_match_string(const char *const *array, size_t n, const char *s)
{
	for (size_t index = 0; index < n && array[index]; index++) {
		if (sysfs_streq(array[index], s))
			return index;
	}
	return -EINVAL;
}
EXPORT_SYMBOL(__sysfs_match_string);

void *memchr_inv(const void *s, int c, size_t n)
{
	const u8 *pos = s;

	for (; n; pos++, n--) {
		if (*pos != (u8)c)
			return (void *)pos;
	}
	return NULL;
}
EXPORT_SYMBOL(memchr_inv);

void *memscan(void *addr, int c, size_t size)
{
	u8 *pos = addr;

	while (size && *pos != (u8)c) {
		pos++;
		size--;
	}
	return pos;
}
EXPORT_SYMBOL(memscan);

void *memset16(uint16_t *s, uint16_t v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset16);

void *memset32(uint32_t *s, uint32_t v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset32);

void *memset64(uint64_t *s, uint64_t v, size_t count)
{
	for (size_t i = 0; i < count; i++)
		s[i] = v;
	return s;
}
EXPORT_SYMBOL(memset64);
