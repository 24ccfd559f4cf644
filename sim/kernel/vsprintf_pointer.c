// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vsprintf_pointer.c - %p and the letters behind it
 *
 * Addresses are never printed: they differ from run to run, and a replay must say the same byte for
 * byte. Where Linux prints a hash, this prints what Linux prints before it has a key for that.
 * NULL and errors are printed, being no addresses.
 *
 * Linux has more letters; left out, since nothing here prints MAC addresses, clocks or dentries.
 * An unknown letter is text, as it is in Linux.
 */
#include "vsprintf.h"

#include <linux/bitops.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/hex.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/uuid.h>

#include "errname.h"

static void fmt_address(struct fmt_buf *out, const void *ptr, struct spec spec)
{
	if (!IS_ERR_OR_NULL(ptr)) {
		fmt_string(out, "(____ptrval____)", spec);
		return;
	}
	spec.base = 16;
	spec.flags |= SPEC_ZERO;
	spec.width = 2 * sizeof(ptr);
	fmt_number(out, (unsigned long)ptr, spec);
}

static void fmt_error(struct fmt_buf *out, const void *ptr, struct spec spec)
{
	const char *name = IS_ERR(ptr) ? errname(PTR_ERR(ptr)) : NULL;
	char buf[32] = "-";

	if (!IS_ERR(ptr)) {
		fmt_address(out, ptr, spec);
	} else if (name) {
		strlcat(buf, name, sizeof(buf));
		fmt_string(out, buf, spec);
	} else {
		spec.flags |= SPEC_SIGNED;
		fmt_number(out, PTR_ERR(ptr), spec);
	}
}

/* %pU and b (as it lies), l (first fields little endian), B and L the same in capitals. */
static unsigned int fmt_uuid(struct fmt_buf *out, const char *kind, const u8 *bytes,
			      struct spec spec)
{
	static const u8 le_at[UUID_SIZE] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	bool has_kind = kind[0] && strchr("bBlL", kind[0]);
	bool le = has_kind && tolower(kind[0]) == 'l';
	bool upper = has_kind && isupper(kind[0]);
	char buf[UUID_STRING_LEN + 1], *pos = buf;

	for (unsigned int i = 0; i < UUID_SIZE; i++) {
		u8 byte = bytes[le ? le_at[i] : i];

		if (i == 4 || i == 6 || i == 8 || i == 10)
			*pos++ = '-';
		pos = upper ? hex_byte_pack_upper(pos, byte) : hex_byte_pack(pos, byte);
	}
	*pos = '\0';
	fmt_string(out, buf, spec);
	return has_kind;
}

/* %*ph: as many bytes as the width says, 64 at most; behind it C, D or N choose what separates. */
static unsigned int fmt_bytes(struct fmt_buf *out, const char *kind, const u8 *bytes,
			       struct spec spec)
{
	static const char separators[] = { ['C'] = ':', ['D'] = '-', ['N'] = '\0' };
	bool has_kind = kind[0] && strchr("CDN", kind[0]);
	char separator = has_kind ? separators[(u8)kind[0]] : ' ';
	int count = clamp(spec.width, 1, 64);

	for (int i = 0; i < count; i++) {
		if (i && separator)
			fmt_char(out, separator);
		fmt_char(out, hex_asc_hi(bytes[i]));
		fmt_char(out, hex_asc_lo(bytes[i]));
	}
	return has_kind;
}

/* %*pbl: the bits that are set, as ranges; the width is their number. */
static void fmt_bit_list(struct fmt_buf *out, const unsigned long *bitmap, struct spec spec)
{
	unsigned int bits = max(spec.width, 0), begin, end;
	struct spec plain = { .width = -1, .precision = -1, .base = 10 };
	bool first = true;

	for_each_set_bitrange(begin, end, bitmap, bits) {
		if (!first)
			fmt_char(out, ',');
		first = false;
		fmt_number(out, begin, plain);
		if (end - begin > 1) {
			fmt_char(out, '-');
			fmt_number(out, end - 1, plain);
		}
	}
}

/* %pV: a format and its arguments within another. */
static void fmt_nested(struct fmt_buf *out, const struct va_format *vaf)
{
	fmt_vprintf(out, vaf->fmt, *vaf->va);
}

/* %pa: the physical address, or with d the DMA address, that @ptr points at. */
static unsigned int fmt_phys(struct fmt_buf *out, const char *kind, const u64 *ptr,
			      struct spec spec)
{
	spec.base = 16;
	spec.flags |= SPEC_ZERO | SPEC_PREFIX;
	spec.width = 2 + 2 * sizeof(*ptr);
	fmt_number(out, *ptr, spec);
	return kind[0] == 'p' || kind[0] == 'd';
}

unsigned int fmt_pointer(struct fmt_buf *out, const char *kind, const void *ptr, struct spec spec)
{
	bool readable = !IS_ERR_OR_NULL(ptr);

	switch (kind[0]) {
	case 'e':
		fmt_error(out, ptr, spec);
		return 1;
	case 'K':
	case 'x':
	case 'S':
	case 's':
	case 'B':
	case 'F':
		fmt_address(out, ptr, spec);
		return 1;
	case 'U':
	case 'h':
	case 'V':
	case 'a':
	case 'b':
		break;
	default:
		fmt_address(out, ptr, spec);
		return 0;
	}
	if (!readable) {
		fmt_string(out, ptr ? "(efault)" : "(null)", spec);
		return 1;
	}
	switch (kind[0]) {
	case 'U':
		return 1 + fmt_uuid(out, kind + 1, ptr, spec);
	case 'h':
		return 1 + fmt_bytes(out, kind + 1, ptr, spec);
	case 'a':
		return 1 + fmt_phys(out, kind + 1, ptr, spec);
	case 'b':
		fmt_bit_list(out, ptr, spec);
		return 1 + (kind[1] == 'l');
	default:
		fmt_nested(out, ptr);
		return 1;
	}
}
