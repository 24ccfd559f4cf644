/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/module.c */
/*
 * module.h - modules: loaded by name, counted, unloaded when nobody uses them
 *
 * All code is linked in; loading runs a module's init, unloading its exit.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/stringify.h>
#include <linux/types.h>

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED,
};

struct module {
	enum module_state	state;
	const char		*name;
	int			(*init)(void);
	void			(*exit)(void);
	int			refcnt;		/* atomic: users; -1 while going */
	bool			async_probe_requested;	/* by who loads it */
};

bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);
int module_refcount(struct module *module);

static inline bool module_is_live(struct module *module)
{
	return READ_ONCE(module->state) != MODULE_STATE_GOING;
}

static inline bool module_requested_async_probing(struct module *module)
{
	return module && module->async_probe_requested;
}

static inline const char *module_name(struct module *module)
{
	return module ? module->name : "kernel";
}

/*
 * The address of an exported symbol with a reference on its module, or NULL if that is
 * not loaded or going. Pair: symbol_put().
 */
#define symbol_get(x) ({							\
	extern typeof(x) x;							\
	(typeof(&x))__symbol_get(__stringify(x));				\
})
#define symbol_put(x)		__symbol_put(__stringify(x))
#define symbol_request(x)	symbol_get(x)
void *__symbol_get(const char *symbol);
void __symbol_put(const char *symbol);
void symbol_put_addr(void *addr);

/* A file of a module, under the name that debug information has for it. */
struct module_file {
	const struct module	*module;
	const char		*name;
};
#ifdef KBUILD_MODNAME_ID
extern struct module __KSIM_MODULE __attribute__((weak));	/* none without an init or exit */
static const struct module_file __ksim_module_file __used __section("ksim_module_files")
	__aligned(__alignof__(struct module_file)) = { &__KSIM_MODULE, __BASE_FILE__ };
#endif

/* A module's init or exit, or its name; sim/kernel/module.c puts them together. */
struct module_entry {
	struct module	*module;
	const char	*name;
	int		(*init)(void);
	void		(*exit)(void);
};

#define __MODULE_ENTRY(tag, ...)						\
	static const struct module_entry tag __used __section("ksim_modules")	\
		__aligned(__alignof__(struct module_entry)) = { __VA_ARGS__ }

/*
 * Of a module's files, each defines KBUILD_MODNAME_ID (an identifier) before its first
 * include, or is given it by the build; built-in code does not, and its module_init()
 * is a device_initcall(). Files of Linux leave the semicolon out now and then.
 */
#ifdef KBUILD_MODNAME_ID
#define module_init(fn)								\
	struct module __KSIM_MODULE __attribute__((weak));			\
	__MODULE_ENTRY(__PASTE(__module_init_, fn), .module = &__KSIM_MODULE,	\
		       .name = __stringify(KBUILD_MODNAME_ID), .init = fn);
#define module_exit(fn)								\
	__MODULE_ENTRY(__PASTE(__module_exit_, fn), .module = &__KSIM_MODULE,	\
		       .name = __stringify(KBUILD_MODNAME_ID), .exit = fn);
#else
#define module_init(fn)		device_initcall(fn)
#define module_exit(fn)		__exitcall(fn);
#endif

#define MODULE_LICENSE(x)
#define MODULE_AUTHOR(x)
#define MODULE_DESCRIPTION(x)
#define MODULE_VERSION(x)
#define MODULE_ALIAS(x)
#define MODULE_INFO(tag, info)
#define MODULE_SOFTDEP(x)
#define MODULE_FIRMWARE(x)
#define MODULE_IMPORT_NS(x)
#define MODULE_ALIAS_MISCDEV(x)
#define MODULE_ALIAS_CHARDEV(x, y)
#define MODULE_ALIAS_CHARDEV_MAJOR(x)
#define MODULE_DEVICE_TABLE(type, name)						\
	extern typeof(name) __mod_##type##__##name##_device_table		\
		__attribute__((unused, alias(__stringify(name))))

#endif
