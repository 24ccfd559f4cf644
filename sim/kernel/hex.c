// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hex.c - bytes as hexadecimal digits and back
 */
#include <linux/hex.h>

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>

const char hex_asc[] = "0123456789abcdef";
const char hex_asc_upper[] = "0123456789ABCDEF";
EXPORT_SYMBOL(hex_asc);
EXPORT_SYMBOL(hex_asc_upper);

int hex_to_bin(unsigned char ch)
{
	if (isdigit(ch))
		return ch - '0';
	if (isxdigit(ch))
		return tolower(ch) - 'a' + 10;
	return -1;
}
EXPORT_SYMBOL(hex_to_bin);

int hex2bin(u8 *dst, const char *src, size_t count)
{
	for (; count; count--, src += 2) {
		int hi = hex_to_bin(src[0]);
		int lo;

		if (hi < 0)
			return -EINVAL;	/* src[1] may lie behind the terminator */
		lo = hex_to_bin(src[1]);
		if (lo < 0)
			return -EINVAL;
		*dst++ = hi << 4 | lo;
	}
	return 0;
}
EXPORT_SYMBOL(hex2bin);

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *bytes = src;

	while (count--)
		dst = hex_byte_pack(dst, *bytes++);
	return dst;
}
EXPORT_SYMBOL(bin2hex);
