// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * choose.c - variants by name: "a+b"
 */
#include "scenario/runner.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "kernel/variant.h"

#define VARIANT_NAME_MAX	64

/* Copies the next name of "a+b" to @name; NULL past the last, or where it is too long. */
static const char *next_variant(const char *at, char *name, size_t size)
{
	size_t length = strcspn(at, "+");

	if (!length || length >= size)
		return NULL;
	strscpy(name, at, length + 1);
	return at + length + (at[length] == '+');
}

long scn_variants_check(const char *variants)
{
	const char *at = variants, *next;
	char name[VARIANT_NAME_MAX];

	while (at && *at) {
		next = next_variant(at, name, sizeof(name));
		if (!next || !variant_find(name))
			return at - variants;
		at = next;
	}
	return -1;
}

bool scn_variants_absent(const char *variants)
{
	char name[VARIANT_NAME_MAX];

	while (variants && *variants) {
		variants = next_variant(variants, name, sizeof(name));
		if (variants && variant_absent(name))
			return true;
	}
	return false;
}

void scn_variants_choose(const char *variants)
{
	char name[VARIANT_NAME_MAX];

	variants_clear();
	while (variants && *variants) {
		variants = next_variant(variants, name, sizeof(name));
		if (variants)
			*variant_find(name)->on = true;
	}
}
