// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * variant.c - the list of variants, gathered by the linker
 */
#include "variant.h"

#include <linux/compiler.h>
#include <linux/string.h>

extern const struct ksim_variant *const __start_ksim_variants[] __weak;
extern const struct ksim_variant *const __stop_ksim_variants[] __weak;

const struct ksim_variant *variant_at(unsigned int index)
{
	return index < (unsigned long)(__stop_ksim_variants - __start_ksim_variants) ?
	       __start_ksim_variants[index] : NULL;
}

const struct ksim_variant *variant_find(const char *name)
{
	for (unsigned int i = 0; variant_at(i); i++)
		if (!strcmp(variant_at(i)->name, name))
			return variant_at(i);
	return NULL;
}

void variants_clear(void)
{
	for (unsigned int i = 0; variant_at(i); i++)
		*variant_at(i)->on = false;
}
