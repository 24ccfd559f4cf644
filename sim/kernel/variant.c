// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * variant.c - the list of variants, gathered by the linker
 */
#include "variant.h"

#include <linux/compiler.h>
#include <linux/string.h>

#define VARIANT_HOST_PREFIX	"linux-"

extern const struct ksim_variant *const __start_ksim_variants[] __weak;
extern const struct ksim_variant *const __stop_ksim_variants[] __weak;
extern const char *const __start_ksim_variants_absent[] __weak;
extern const char *const __stop_ksim_variants_absent[] __weak;

/* In a file that the build of such a tree generates. */
extern const unsigned int ksim_host_version __weak;

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

bool variant_absent(const char *name)
{
	for (const char *const *absent = __start_ksim_variants_absent;
	     absent < __stop_ksim_variants_absent; absent++)
		if (!strcmp(*absent, name))
			return true;
	return str_has_prefix(name, VARIANT_HOST_PREFIX) && !variant_find(name);
}

const char *variant_host(void)
{
	for (unsigned int i = 0; variant_at(i); i++)
		if (str_has_prefix(variant_at(i)->name, VARIANT_HOST_PREFIX))
			return variant_at(i)->name;
	return NULL;
}

unsigned int variant_host_version(void)
{
	return &ksim_host_version ? ksim_host_version : 0;
}
