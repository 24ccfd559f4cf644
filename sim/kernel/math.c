// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * math.c - integer arithmetic that is too long for a header
 */
#include <linux/math.h>

#include <linux/export.h>
#include <linux/minmax.h>

u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base) {
		if (exp & 1)
			result *= base;
	}
	return result;
}
EXPORT_SYMBOL_GPL(int_pow);

/* Finds the root bit by bit, from the highest that may be set. */
unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0;

	for (unsigned long bit = 1UL << (sizeof(x) * 4); bit; bit >>= 1) {
		unsigned long try = root | bit;

		if (try <= 0xffffffffUL && try * try <= x)
			root = try;
	}
	return root;
}
EXPORT_SYMBOL(int_sqrt);

unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}
EXPORT_SYMBOL_GPL(gcd);

unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}
EXPORT_SYMBOL_GPL(lcm);
