/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/module.c */
#ifndef _KSIM_LINUX_EXPORT_H
#define _KSIM_LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/stringify.h>

struct module;

#ifdef KBUILD_MODNAME_ID
#define __KSIM_MODULE		__PASTE(__ksim_module_, KBUILD_MODNAME_ID)
extern struct module __KSIM_MODULE;
#define THIS_MODULE		(&__KSIM_MODULE)
#else
#define THIS_MODULE		((struct module *)0)
#endif

/* Who owns a symbol that others reach by symbol_get(). */
struct module_symbol {
	const char	*name;
	const void	*address;
	struct module	*module;
};

/*
 * Everything is one program: exporting says which module a symbol belongs to, so that
 * symbol_get() can hold on to it.
 */
#define EXPORT_SYMBOL(sym)							\
	extern typeof(sym) sym;							\
	static const struct module_symbol __PASTE(__ksymtab_, sym)		\
		__used __section("ksim_symbols")				\
		__aligned(__alignof__(struct module_symbol)) =			\
		{ #sym, &sym, THIS_MODULE }
#define EXPORT_SYMBOL_GPL(sym)		EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS(sym, ns)	EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_FOR_MODULES(sym, mods)	EXPORT_SYMBOL(sym)

#endif
