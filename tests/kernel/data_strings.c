// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_strings.c - strings and the numbers in them
 *
 * These read what user space writes to sysfs: too much accepted is an interface that Linux does not
 * have.
 */
#include <criterion/criterion.h>

#include <linux/gcd.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

Test(data_strings, bounded_copy_terminates_and_says_what_fitted)
{
	char buf[4] = "xxx";

	cr_assert_eq(strscpy(buf, "abc"), 3);
	cr_assert_eq(strscpy(buf, "abcd"), -E2BIG);
	cr_assert_str_eq(buf, "abc");
	cr_assert_eq(strscpy(buf, "a", 0), -E2BIG);
	cr_assert_eq(strscpy_pad(buf, "a"), 1);
	cr_assert_eq(memchr_inv(buf + 1, 0, 3), NULL);
	cr_assert_eq(strlcat(buf, "bcdef", sizeof(buf)), 6);
	cr_assert_str_eq(buf, "abc");
}

Test(data_strings, sysfs_compare_forgives_one_newline)
{
	static const char *const names[] = { "auto", "on", NULL };

	cr_assert(sysfs_streq("auto", "auto\n"));
	cr_assert_not(sysfs_streq("auto", "auto\n\n"));
	cr_assert_not(sysfs_streq("auto", "aut"));
	cr_assert_eq(sysfs_match_string(names, "on\n"), 1);
	cr_assert_eq(match_string(names, 3, "on\n"), -EINVAL);
}

Test(data_strings, white_space_is_cut_at_both_ends)
{
	char text[] = " \t a b \n";

	cr_assert_str_eq(strim(text), "a b");
	cr_assert_str_eq(strreplace(strim(text), ' ', '-'), "a-b");
	cr_assert_eq(strnchr("abc", 2, 'c'), NULL);
	cr_assert_str_eq(strnstr("abcabd", "abd", 6), "abd");
	cr_assert_str_eq(strchrnul("abc", 'x'), "");
}

Test(data_strings, numbers_must_be_all_that_there_is)
{
	unsigned long long ull;
	long long ll;
	int i;
	u8 byte;
	bool flag;

	cr_assert_eq(kstrtoull("0x10\n", 0, &ull), 0);
	cr_assert_eq(ull, 16);
	cr_assert_eq(kstrtoull("18446744073709551616", 10, &ull), -ERANGE);
	cr_assert_eq(kstrtoull("-1", 10, &ull), -EINVAL);
	cr_assert_eq(kstrtoull("12 ", 10, &ull), -EINVAL);
	cr_assert_eq(kstrtoull("", 10, &ull), -EINVAL);
	cr_assert_eq(kstrtoull("+7", 10, &ull), 0);
	cr_assert_eq(kstrtoll("-9223372036854775808", 10, &ll), 0);
	cr_assert_eq(ll, LLONG_MIN);
	cr_assert_eq(kstrtoll("-9223372036854775809", 10, &ll), -ERANGE);
	cr_assert_eq(kstrtoint("2147483648", 10, &i), -ERANGE);
	cr_assert_eq(kstrtoint("-017", 0, &i), 0);
	cr_assert_eq(i, -15);
	cr_assert_eq(kstrtou8("256", 10, &byte), -ERANGE);
	cr_assert_eq(kstrtobool("oN\n", &flag), 0);
	cr_assert(flag);
	cr_assert_eq(kstrtobool("maybe", &flag), -EINVAL);
}

Test(data_strings, simple_numbers_tell_where_they_end)
{
	char *end;

	cr_assert_eq(simple_strtoul("12x", &end, 10), 12);
	cr_assert_str_eq(end, "x");
	cr_assert_eq(simple_strtol("-0x1f,", &end, 0), -31);
	cr_assert_str_eq(end, ",");
}

Test(data_strings, hexadecimal_goes_both_ways)
{
	u8 bytes[2];
	char text[5] = {};

	cr_assert_eq(hex2bin(bytes, "0aFf", 2), 0);
	cr_assert_eq(get_unaligned_be16(bytes), 0x0aff);
	cr_assert_eq(get_unaligned_le16(bytes), 0xff0a);
	bin2hex(text, bytes, 2);
	cr_assert_str_eq(text, "0aff");
	cr_assert_eq(hex2bin(bytes, "0g", 1), -EINVAL);
}

Test(data_strings, integer_arithmetic_rounds_as_named)
{
	cr_assert_eq(int_sqrt(99), 9);
	cr_assert_eq(int_sqrt(~0UL), 0xffffffffUL);
	cr_assert_eq(int_pow(3, 4), 81);
	cr_assert_eq(gcd(12, 18), 6);
	cr_assert_eq(lcm(4, 6), 12);
}
