// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vsprintf.c - printf as the kernel has it: no floating point, %p with letters
 *
 * libc's cannot serve: it knows no %pe, and would print addresses, which differ from run to run.
 */
#include <linux/sprintf.h>

#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "vsprintf.h"

void fmt_char(struct fmt_buf *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void fmt_repeat(struct fmt_buf *out, char c, int count)
{
	while (count-- > 0)
		fmt_char(out, c);
}

void fmt_string(struct fmt_buf *out, const char *s, struct spec spec)
{
	size_t len;

	if (!s)
		s = "(null)";
	len = spec.precision < 0 ? strlen(s) : strnlen(s, spec.precision);
	if (!(spec.flags & SPEC_LEFT))
		fmt_repeat(out, ' ', spec.width - (int)len);
	for (size_t i = 0; i < len; i++)
		fmt_char(out, s[i]);
	if (spec.flags & SPEC_LEFT)
		fmt_repeat(out, ' ', spec.width - (int)len);
}

/* The sign or the space in front of a number; makes *@value its magnitude. */
static char sign_of(unsigned long long *value, unsigned int flags)
{
	if (!(flags & SPEC_SIGNED))
		return '\0';
	if ((long long)*value < 0) {
		*value = -*value;
		return '-';
	}
	return flags & SPEC_PLUS ? '+' : flags & SPEC_SPACE ? ' ' : '\0';
}

void fmt_number(struct fmt_buf *out, unsigned long long value, struct spec spec)
{
	const char *digits = spec.flags & SPEC_UPPER ? hex_asc_upper : hex_asc;
	char sign = sign_of(&value, spec.flags);
	bool hex_prefix = (spec.flags & SPEC_PREFIX) && spec.base == 16 && value;
	bool octal_prefix = (spec.flags & SPEC_PREFIX) && spec.base == 8;
	int count = 0, zeroes, room;
	char reversed[24];

	for (; value; value /= spec.base)
		reversed[count++] = digits[value % spec.base];
	zeroes = max(spec.precision < 0 ? 1 : spec.precision, octal_prefix ? count + 1 : 0) - count;
	zeroes = max(zeroes, 0);
	room = spec.width - count - zeroes - !!sign - 2 * hex_prefix;
	if ((spec.flags & (SPEC_ZERO | SPEC_LEFT)) == SPEC_ZERO && spec.precision < 0) {
		zeroes += max(room, 0);
		room = 0;
	}
	if (!(spec.flags & SPEC_LEFT))
		fmt_repeat(out, ' ', room);
	if (sign)
		fmt_char(out, sign);
	if (hex_prefix) {
		fmt_char(out, '0');
		fmt_char(out, spec.flags & SPEC_UPPER ? 'X' : 'x');
	}
	fmt_repeat(out, '0', zeroes);
	while (count)
		fmt_char(out, reversed[--count]);
	if (spec.flags & SPEC_LEFT)
		fmt_repeat(out, ' ', room);
}

/* An argument list that functions can take from in turn. */
struct args {
	va_list list;
};

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	for (;; fmt++) {
		if (*fmt == '-')
			spec->flags |= SPEC_LEFT;
		else if (*fmt == '0')
			spec->flags |= SPEC_ZERO;
		else if (*fmt == '+')
			spec->flags |= SPEC_PLUS;
		else if (*fmt == ' ')
			spec->flags |= SPEC_SPACE;
		else if (*fmt == '#')
			spec->flags |= SPEC_PREFIX;
		else
			return fmt;
	}
}

/* Digits, or * for an argument. */
static const char *parse_size(const char *fmt, struct args *args, int *size)
{
	if (*fmt == '*') {
		*size = va_arg(args->list, int);
		return fmt + 1;
	}
	for (*size = 0; isdigit(*fmt); fmt++)
		*size = *size * 10 + *fmt - '0';
	return fmt;
}

static const char *parse_spec(const char *fmt, struct args *args, struct spec *spec)
{
	*spec = (struct spec){ .width = -1, .precision = -1, .base = 10 };
	fmt = parse_flags(fmt, spec);
	if (isdigit(*fmt) || *fmt == '*')
		fmt = parse_size(fmt, args, &spec->width);
	if (spec->width < -1) {
		spec->flags |= SPEC_LEFT;
		spec->width = -spec->width;
	}
	if (*fmt == '.') {
		fmt = parse_size(fmt + 1, args, &spec->precision);
		spec->precision = max(spec->precision, 0);
	}
	return fmt;
}

enum length { LENGTH_INT, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG };

/* long, long long, size_t and the rest are all 64 bits. */
static const char *parse_length(const char *fmt, enum length *length)
{
	*length = LENGTH_INT;
	if (*fmt == 'h') {
		*length = fmt[1] == 'h' ? LENGTH_CHAR : LENGTH_SHORT;
		return fmt + (fmt[1] == 'h' ? 2 : 1);
	}
	while (*fmt && strchr("lLzZtjq", *fmt)) {
		*length = LENGTH_LONG;
		fmt++;
	}
	return fmt;
}

static unsigned long long take_number(struct args *args, enum length length, bool is_signed)
{
	int value;

	if (length == LENGTH_LONG)
		return va_arg(args->list, unsigned long long);
	value = va_arg(args->list, int);
	if (length == LENGTH_CHAR)
		return is_signed ? (long long)(signed char)value : (unsigned char)value;
	if (length == LENGTH_SHORT)
		return is_signed ? (long long)(short)value : (unsigned short)value;
	return is_signed ? (long long)value : (unsigned int)value;
}

/* One conversion, of which @fmt is the letter. Returns what follows it. */
static const char *convert(struct fmt_buf *out, const char *fmt, struct args *args,
			   struct spec spec, enum length length)
{
	const char *next = fmt + 1;

	switch (*fmt) {
	case 'c':
		fmt_repeat(out, ' ', spec.flags & SPEC_LEFT ? 0 : spec.width - 1);
		fmt_char(out, va_arg(args->list, int));
		fmt_repeat(out, ' ', spec.flags & SPEC_LEFT ? spec.width - 1 : 0);
		return next;
	case 's':
		fmt_string(out, va_arg(args->list, const char *), spec);
		return next;
	case 'p':
		return next + fmt_pointer(out, next, va_arg(args->list, const void *), spec);
	case 'd':
	case 'i':
		spec.flags |= SPEC_SIGNED;
		break;
	case 'u':
		break;
	case 'X':
		spec.flags |= SPEC_UPPER;
		fallthrough;
	case 'x':
		spec.base = 16;
		break;
	case 'o':
		spec.base = 8;
		break;
	case '%':
		fmt_char(out, '%');
		return next;
	default:	/* printed as it stands, since its argument is of no known size */
		fmt_char(out, '%');
		return fmt;
	}
	fmt_number(out, take_number(args, length, spec.flags & SPEC_SIGNED), spec);
	return next;
}

void fmt_vprintf(struct fmt_buf *out, const char *fmt, va_list list)
{
	struct args args;

	va_copy(args.list, list);
	while (*fmt) {
		enum length length;
		struct spec spec;

		if (*fmt != '%') {
			fmt_char(out, *fmt++);
			continue;
		}
		fmt = parse_spec(fmt + 1, &args, &spec);
		fmt = parse_length(fmt, &length);
		fmt = convert(out, fmt, &args, spec, length);
	}
	va_end(args.list);
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct fmt_buf out = { .buf = buf, .size = size };

	fmt_vprintf(&out, fmt, args);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}
EXPORT_SYMBOL(vsnprintf);

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t len = vsnprintf(buf, size, fmt, args);

	return size ? min(len, size - 1) : 0;
}
EXPORT_SYMBOL(vscnprintf);

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}
EXPORT_SYMBOL(vsprintf);

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(snprintf);

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(scnprintf);

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsprintf(buf, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sprintf);
