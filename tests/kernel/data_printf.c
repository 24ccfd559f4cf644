// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_printf.c - printf as the kernel has it
 *
 * A wrong length overruns buffers, an address in the text makes replays differ, and messages are
 * what users search for.
 */
#include <criterion/criterion.h>

#include <linux/err.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uuid.h>

static char buf[128];

static const char *print(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	cr_assert_eq(len, (int)strlen(buf));
	return buf;
}

#define prints(expected, ...)	cr_assert_str_eq(print(__VA_ARGS__), expected)

Test(data_printf, numbers_print_as_in_c)
{
	prints("-7 7 0", "%d %u %i", -7, 7u, 0);
	prints("ff FF 0xff 0", "%x %X %#x %#x", 255, 255, 255, 0);
	prints("17 017", "%o %#o", 15, 15);
	prints("-9223372036854775808", "%lld", (long long)(-9223372036854775807LL - 1));
	prints("18446744073709551615", "%llu", ~0ULL);
	prints("-1 65535 255", "%hhd %hu %hhu", 255, 65535, 255);
	prints("12 13 14", "%zu %ld %td", (size_t)12, 13L, (ptrdiff_t)14);
}

Test(data_printf, widths_and_flags_print_as_in_c)
{
	prints("[    7][7    ][00007]", "[%5d][%-5d][%05d]", 7, 7, 7);
	prints("[   +7][   -7][-0007]", "[%+5d][%5d][%05d]", 7, -7, -7);
	prints("[  007][007  ][]", "[%5.3d][%-5.3d][%.0d]", 7, 7, 0);
	prints("[0x0000ff][  0xff]", "[%#08x][%#6x]", 255, 255);
	prints("[   ab][ab   ][a]", "[%5s][%-5s][%.1s]", "ab", "ab", "ab");
	prints("[    7][7    ][ab]", "[%*d][%*d][%.*s]", 5, 7, -5, 7, 2, "abc");
	prints("[  c][c  ]%", "[%3c][%-3c]%%", 'c', 'c');
}

Test(data_printf, missing_string_is_named)
{
	prints("(null)", "%s", (char *)NULL);
}

Test(data_printf, pointers_never_show_an_address)
{
	prints("(____ptrval____)", "%p", (void *)buf);
	prints("(____ptrval____)", "%pK", (void *)buf);
	prints("0000000000000000", "%p", NULL);
	prints("ffffffffffffffea", "%p", ERR_PTR(-22));
}

Test(data_printf, error_pointers_have_names)
{
	prints("-EINVAL", "%pe", ERR_PTR(-EINVAL));
	prints("-EPROBE_DEFER", "%pe", ERR_PTR(-EPROBE_DEFER));
	prints("-4000", "%pe", ERR_PTR(-4000));
	prints("[  -EBUSY]", "[%8pe]", ERR_PTR(-EBUSY));
}

Test(data_printf, bytes_and_bits_have_formats)
{
	static const u8 bytes[] = { 0, 0x1f, 0xab };
	static const unsigned long bits = 0x8000000000000d07UL;

	prints("00 1f ab", "%*ph", 3, bytes);
	prints("00:1f:ab", "%*phC", 3, bytes);
	prints("001fab", "%*phN", 3, bytes);
	prints("0-2,8,10-11,63", "%*pbl", 64, &bits);
}

Test(data_printf, uuids_have_formats)
{
	static const uuid_t uuid = UUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa, 0xbb,
					     0xcc, 0xdd, 0xee, 0xff);
	uuid_t parsed;
	guid_t guid;

	prints("00112233-4455-6677-8899-aabbccddeeff", "%pUb", &uuid);
	prints("00112233-4455-6677-8899-AABBCCDDEEFF", "%pUB", &uuid);
	prints("33221100-5544-7766-8899-aabbccddeeff", "%pUl", &uuid);

	cr_assert_eq(uuid_parse("00112233-4455-6677-8899-AAbbccddeeff", &parsed), 0);
	cr_assert(uuid_equal(&uuid, &parsed));
	cr_assert_eq(guid_parse("00112233-4455-6677-8899-aabbccddeeff", &guid), 0);
	cr_assert_eq(guid.b[0], 0x33);
	cr_assert_eq(uuid_parse("00112233-4455-6677-8899_aabbccddeeff", &parsed), -EINVAL);
}

static const char *nested(const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	print("<%pV> %d", &vaf, 3);
	va_end(args);
	return buf;
}

Test(data_printf, formats_nest_with_their_arguments)
{
	cr_assert_str_eq(nested("%s-%d", "a", 1), "<a-1> 3");
}

Test(data_printf, short_buffers_are_terminated_and_the_length_told)
{
	memset(buf, 'x', sizeof(buf));
	cr_assert_eq(snprintf(buf, 4, "%s", "abcdef"), 6);
	cr_assert_str_eq(buf, "abc");
	cr_assert_eq(buf[4], 'x');
	cr_assert_eq(scnprintf(buf, 4, "%d", 123456), 3);
	cr_assert_str_eq(buf, "123");
	cr_assert_eq(scnprintf(buf, 0, "%d", 1), 0);
	cr_assert_eq(snprintf(NULL, 0, "%d", 1234), 4);
	cr_assert_eq(sprintf(buf, "%s", "all of it"), 9);
}
