// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hexdump.c - bytes as text, a row at a time
 */
#include <linux/printk.h>

#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>

/* Words of @size bytes that are in order of the machine, as numbers. */
static u64 word_at(const u8 *at, int size)
{
	u64 word = 0;

	memcpy(&word, at, size);
	return word;
}

/*
 * One row of at most @rowsize bytes, 16 or 32, in groups. How long it is, or would be if @linebuf
 * were long enough.
 */
int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii)
{
	const u8 *bytes = buf;
	char row[32 * 3 + 2 + 32 + 1] = "";
	size_t at, used = 0, column;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	len = min_t(size_t, len, rowsize);
	if (groupsize != 2 && groupsize != 4 && groupsize != 8)
		groupsize = 1;
	if (len % groupsize)
		groupsize = 1;
	for (at = 0; at < len; at += groupsize)
		used += scnprintf(row + used, sizeof(row) - used, "%s%0*llx", at ? " " : "",
				  groupsize * 2, word_at(bytes + at, groupsize));
	column = rowsize * 2 + rowsize / groupsize + 1;
	if (ascii && len) {
		while (used < column)
			row[used++] = ' ';
		for (at = 0; at < len; at++)
			row[used++] = isascii(bytes[at]) && isprint(bytes[at]) ? bytes[at] : '.';
		row[used] = 0;
	}
	if (linebuflen)
		strscpy(linebuf, row, linebuflen);
	return used;
}
EXPORT_SYMBOL(hex_dump_to_buffer);

void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii)
{
	char row[32 * 3 + 2 + 32 + 1];
	size_t at;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (at = 0; at < len; at += rowsize) {
		hex_dump_to_buffer(buf + at, len - at, rowsize, groupsize, row, sizeof(row), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix_str, buf + at, row);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8x: %s\n", level, prefix_str, (unsigned int)at, row);
			break;
		default:
			printk("%s%s%s\n", level, prefix_str, row);
		}
	}
}
EXPORT_SYMBOL(print_hex_dump);
