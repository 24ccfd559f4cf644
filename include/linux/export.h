/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_EXPORT_H
#define _KSIM_LINUX_EXPORT_H

#include <linux/compiler.h>
#include <linux/linkage.h>
#include <linux/stringify.h>

/*
 * Everything is one program: exporting adds nothing to a symbol, not even its name. The
 * declaration is there to take the semicolon, and to refuse what does not exist.
 */
#define EXPORT_SYMBOL(sym)		extern typeof(sym) sym
#define EXPORT_SYMBOL_GPL(sym)		extern typeof(sym) sym
#define EXPORT_SYMBOL_NS(sym, ns)	extern typeof(sym) sym
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	extern typeof(sym) sym
#define EXPORT_SYMBOL_FOR_MODULES(sym, mods)	extern typeof(sym) sym

#ifndef THIS_MODULE
struct module;
#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE	(&__this_module)
#else
#define THIS_MODULE	((struct module *)0)
#endif
#endif

#endif
