/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variant.h - history as named switches: off is present-day behaviour
 *
 * A variant turns a piece of code back to what it once was, or into what a thread
 * proposed. It is defined beside the code it varies, chosen before a world is
 * built and constant while the world stands, so that reading one needs no lock.
 */
#ifndef KERNEL_VARIANT_H
#define KERNEL_VARIANT_H

#include <stdbool.h>

struct ksim_variant {
	bool		*on;
	const char	*name;		/* as in scenarios: lower case, dashes */
	const char	*source;	/* upstream commit or mail thread */
	const char	*what;		/* one line for `ksim list variants` */
};

#define DECLARE_VARIANT(ident)	extern bool variant_##ident

#define DEFINE_VARIANT(ident, text_name, from, does)				\
	bool variant_##ident;							\
	static const struct ksim_variant variant_entry_##ident = {		\
		.on = &variant_##ident, .name = text_name,			\
		.source = from, .what = does,					\
	};									\
	static const struct ksim_variant *const variant_pointer_##ident		\
		__attribute__((used, retain, section("ksim_variants"))) = &variant_entry_##ident

/*
 * A build that hosts files of a Linux tree has what stands in them, and not the variants of what
 * they replace: those are known by name only.
 */
#define DEFINE_VARIANT_ABSENT(ident, text_name)				\
	bool variant_##ident;							\
	static const char *const variant_absent_##ident			\
		__attribute__((used, retain, section("ksim_variants_absent"))) = text_name

#define variant(ident)	__builtin_expect(variant_##ident, false)

/* All variants of the program, in link order; NULL past the last. */
const struct ksim_variant *variant_at(unsigned int index);
const struct ksim_variant *variant_find(const char *name);
void variants_clear(void);

/*
 * Is it a variant, but of another build? So are the names of hosted trees, which begin with
 * "linux-": such a name is a variant of the build that hosts this tree, and of no other.
 */
bool variant_absent(const char *name);
/* The tree whose files this build hosts; NULL if there is none. */
const char *variant_host(void);
/* Its version: 6001 is 6.1; 0 if there is none. */
unsigned int variant_host_version(void);

#endif
