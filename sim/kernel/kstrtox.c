// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kstrtox.c - strings to numbers
 */
#include <linux/kstrtox.h>

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/limits.h>

/* Steps over a prefix; resolves base 0. */
static const char *parse_base(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

/* The digits at @s. Counts them in @digits; false if the value does not fit. */
static bool parse_digits(const char *s, unsigned int base, unsigned long long *res,
			 unsigned int *digits)
{
	unsigned long long value = 0;
	bool fits = true;

	for (*digits = 0; ; s++, ++*digits) {
		int digit = hex_to_bin(*s);

		if (digit < 0 || digit >= (int)base)
			break;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			fits = false;
	}
	*res = value;
	return fits;
}

static int parse_whole(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	unsigned int digits;
	bool fits;

	s = parse_base(s, &base);
	fits = parse_digits(s, base, &value, &digits);
	if (!fits)
		return -ERANGE;
	if (digits == 0)
		return -EINVAL;
	s += digits;
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	*res = value;
	return 0;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	return parse_whole(*s == '+' ? s + 1 : s, base, res);
}
EXPORT_SYMBOL(kstrtoull);

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	unsigned long long value;
	int ret;

	if (*s != '-') {
		ret = kstrtoull(s, base, &value);
		if (ret == 0 && value > LLONG_MAX)
			ret = -ERANGE;
	} else {
		ret = parse_whole(s + 1, base, &value);
		if (ret == 0 && value > 1ULL + LLONG_MAX)
			ret = -ERANGE;
		value = -value;
	}
	if (ret)
		return ret;
	*res = value;
	return 0;
}
EXPORT_SYMBOL(kstrtoll);

#define KSTRTOX(name, type, wide, parse)				\
int name(const char *s, unsigned int base, type *res)			\
{									\
	wide value;							\
	int ret = parse(s, base, &value);				\
									\
	if (ret)							\
		return ret;						\
	if (value != (type)value)					\
		return -ERANGE;						\
	*res = value;							\
	return 0;							\
}									\
EXPORT_SYMBOL(name)

KSTRTOX(kstrtouint, unsigned int, unsigned long long, kstrtoull);
KSTRTOX(kstrtoint, int, long long, kstrtoll);
KSTRTOX(kstrtou16, u16, unsigned long long, kstrtoull);
KSTRTOX(kstrtos16, s16, long long, kstrtoll);
KSTRTOX(kstrtou8, u8, unsigned long long, kstrtoull);
KSTRTOX(kstrtos8, s8, long long, kstrtoll);

int kstrtobool(const char *s, bool *res)
{
	char first = s ? tolower(s[0]) : '\0';
	char second = first == 'o' ? tolower(s[1]) : '\0';

	if (first == 'y' || first == 't' || first == '1' || second == 'n')
		*res = true;
	else if (first == 'n' || first == 'f' || first == '0' || second == 'f')
		*res = false;
	else
		return -EINVAL;
	return 0;
}
EXPORT_SYMBOL(kstrtobool);

unsigned long long simple_strtoull(const char *cp, char **endp, unsigned int base)
{
	unsigned long long value;
	unsigned int digits;

	cp = parse_base(cp, &base);
	parse_digits(cp, base, &value, &digits);
	if (endp)
		*endp = (char *)cp + digits;
	return value;
}
EXPORT_SYMBOL(simple_strtoull);

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoul);

long long simple_strtoll(const char *cp, char **endp, unsigned int base)
{
	return *cp == '-' ? -simple_strtoull(cp + 1, endp, base) : simple_strtoull(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtoll);

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoll(cp, endp, base);
}
EXPORT_SYMBOL(simple_strtol);
