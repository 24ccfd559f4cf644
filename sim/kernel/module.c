// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module.c - modules: who is loaded, who is used, who owns a symbol
 *
 *  M1  refcnt counts users; it can be raised only while it is not negative. -1 means
 *      going: unloading claims a module by 0 -> -1.
 *  M2  Who takes a module from unformed to coming, or from live to going (M1), runs its init
 *      or exit alone, under no lock; others that want to load it wait until that is over.
 *
 * Locking: the guard going makes one step of finding a module live and claiming it. It is a leaf.
 */
#include <linux/module.h>

#include <linux/async.h>
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "exec/statics.h"

#include "finding.h"
#include "hooks.h"
#include "module.h"
#include "module_text.h"
#include "rest.h"

extern const struct module_entry __start_ksim_modules[] __weak;
extern const struct module_entry __stop_ksim_modules[] __weak;
extern const struct module_symbol __start_ksim_symbols[] __weak;
extern const struct module_symbol __stop_ksim_symbols[] __weak;

/* Init and exit are separate entries: put them together once. */
static void gather(void)
{
	static bool gathered;

	if (gathered)
		return;
	gathered = true;
	for (const struct module_entry *entry = __start_ksim_modules;
	     entry < __stop_ksim_modules; entry++) {
		entry->module->name = entry->name;
		entry->module->state = MODULE_STATE_UNFORMED;
		if (entry->init)
			entry->module->init = entry->init;
		if (entry->exit)
			entry->module->exit = entry->exit;
	}
}

static struct module *find(const char *name)
{
	gather();
	for (const struct module_entry *entry = __start_ksim_modules;
	     entry < __stop_ksim_modules; entry++)
		if (!strcmp(entry->name, name))
			return entry->module;
	return NULL;
}

const char *module_name_at(unsigned int index)
{
	unsigned int seen = 0;

	for (const struct module_entry *entry = __start_ksim_modules;
	     entry < __stop_ksim_modules; entry++)
		if (entry->init && seen++ == index)
			return entry->name;
	return NULL;
}

/* Not before it comes, and no more once its init has failed. */
static bool has_references(struct module *module)
{
	enum module_state state = __atomic_load_n(&module->state, __ATOMIC_ACQUIRE);

	return state == MODULE_STATE_COMING || state == MODULE_STATE_LIVE;
}

bool try_module_get(struct module *module)
{
	int count;

	if (!module)
		return true;
	hook_point(EX_RMW, &module->refcnt);
	count = __atomic_load_n(&module->refcnt, __ATOMIC_RELAXED);
	do {
		if (count < 0 || !has_references(module))
			return false;
	} while (!__atomic_compare_exchange_n(&module->refcnt, &count, count + 1, false,
					      __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	atomic_counted(&module->refcnt, count, 1);
	return true;
}

void __module_get(struct module *module)
{
	if (module) {
		hook_point(EX_RMW, &module->refcnt);
		atomic_counted(&module->refcnt,
			       __atomic_fetch_add(&module->refcnt, 1, __ATOMIC_ACQ_REL), 1);
	}
}

void module_put(struct module *module)
{
	int left;

	if (!module)
		return;
	hook_point(EX_RMW, &module->refcnt);
	ex_publish(module);
	left = __atomic_sub_fetch(&module->refcnt, 1, __ATOMIC_ACQ_REL);
	atomic_counted(&module->refcnt, left + 1, -1);
	if (left < 0)
		finding_report(FINDING_REF, "WARNING: module refcount underflow in %F",
			       "module %s", module->name);
}

int module_refcount(struct module *module)
{
	return __atomic_load_n(&module->refcnt, __ATOMIC_RELAXED);
}

static const struct module_symbol *symbol_find(const char *name)
{
	const struct module_symbol *symbol;

	for (symbol = __start_ksim_symbols; symbol < __stop_ksim_symbols; symbol++)
		if (!strcmp(symbol->name, name))
			return symbol;
	return NULL;
}

void *__symbol_get(const char *name)
{
	const struct module_symbol *symbol = symbol_find(name);

	if (!symbol || !try_module_get(symbol->module))
		return NULL;
	return (void *)symbol->address;
}

void __symbol_put(const char *name)
{
	const struct module_symbol *symbol = symbol_find(name);

	if (symbol)
		module_put(symbol->module);
}

void symbol_put_addr(void *addr)
{
	const struct module_symbol *symbol;

	for (symbol = __start_ksim_symbols; symbol < __stop_ksim_symbols; symbol++)
		if (symbol->address == addr) {
			module_put(symbol->module);
			return;
		}
}

static DECLARE_WAIT_QUEUE_HEAD(settled);	/* who waits for one that comes or goes */

static bool is_settled(struct module *module)
{
	enum module_state state = __atomic_load_n(&module->state, __ATOMIC_ACQUIRE);

	return state == MODULE_STATE_LIVE || state == MODULE_STATE_UNFORMED;
}

static void settle(struct module *module, enum module_state state)
{
	ex_publish(module);
	__atomic_store_n(&module->state, state, __ATOMIC_RELEASE);
	if (waitqueue_active(&settled))
		wake_up_all(&settled);
}

/*
 * 1 if it is ours to load, 0 if it is there already; one that comes or goes is waited for first,
 * if no signal ends that: -ERESTARTSYS.
 */
static int claim_unformed(struct module *module)
{
	enum module_state state;
	int ret;

	for (;;) {
		hook_point(EX_RMW, &module->state);
		state = MODULE_STATE_UNFORMED;
		if (__atomic_compare_exchange_n(&module->state, &state, MODULE_STATE_COMING, false,
						__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			ex_observe(module);
			return 1;
		}
		if (state == MODULE_STATE_LIVE) {
			ex_observe(module);
			return 0;
		}
		ret = wait_event_interruptible(settled, is_settled(module));
		if (ret)
			return ret;
	}
}

/* What it was loaded with is forgotten: the next time its data are new. */
static void unform(struct module *module)
{
	kernel_params_forget(module);
	module->async_probe_requested = false;
	settle(module, MODULE_STATE_UNFORMED);
}

int module_load_with(const char *name, const char *options)
{
	struct module *module = find(name);
	int ret;

	if (!module)
		return -ENOENT;
	ret = claim_unformed(module);
	if (ret <= 0)
		return ret;
	module->refcnt = 1;	/* its own, while it comes */
	ret = kernel_params_set(module, options);
	if (!ret && module->init)
		ret = module->init();
	if (ret) {
		/* before the next may claim it: that one's reference is not ours to drop */
		__atomic_store_n(&module->state, MODULE_STATE_GOING, __ATOMIC_RELEASE);
		module_put(module);
		unform(module);
		return ret;
	}
	settle(module, MODULE_STATE_LIVE);
	if (!module->async_probe_requested)
		async_synchronize_full();
	module_put(module);
	return 0;
}

int module_load(const char *name)
{
	return module_load_with(name, "");
}

static struct ex_guard going = EX_GUARD_INIT;	/* who looks, and then takes it away, is one */

/* 0: nobody gets it any more, and nobody but the caller takes it away. */
static int claim_live(struct module *module)
{
	int ret = -ENOENT, unused = 0;

	hook_point(EX_RMW, &module->refcnt);
	ex_guard_lock(&going);
	if (__atomic_load_n(&module->state, __ATOMIC_ACQUIRE) == MODULE_STATE_LIVE) {
		ret = -EWOULDBLOCK;
		if (__atomic_compare_exchange_n(&module->refcnt, &unused, -1, false,
						__ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
			__atomic_store_n(&module->state, MODULE_STATE_GOING, __ATOMIC_RELEASE);
			ret = 0;
		}
	}
	ex_guard_unlock(&going);
	return ret;
}

static int unload(struct module *module)
{
	int ret;

	if (!module || __atomic_load_n(&module->state, __ATOMIC_ACQUIRE) != MODULE_STATE_LIVE)
		return -ENOENT;
	if (!module->exit)
		return -EBUSY;
	ret = claim_live(module);
	if (ret)
		return ret;
	ex_observe(module);
	module->exit();
	async_synchronize_full();
	module_check_text(module);
	module->refcnt = 0;
	unform(module);
	return 0;
}

int module_unload(const char *name)
{
	return unload(find(name));
}

/*
 * Nobody is in a hurry when a world ends: callbacks of what tasks did come before their module
 * goes. Who takes it away while the world lives is, and what its exit asks for is its own affair.
 */
static int unload_at_rest(struct module *module)
{
	if (has_references(module) && rcu_pending_in(module))
		rcu_barrier();
	return unload(module);
}

/* Users before what they use: as long as one of them can go. */
void module_unload_all(void)
{
	bool progress = true;

	gather();
	while (progress) {
		progress = false;
		for (const struct module_entry *entry = __start_ksim_modules;
		     entry < __stop_ksim_modules; entry++)
			if (entry->init)
				progress = !unload_at_rest(entry->module) || progress;
	}
}

static void check_modules(void)
{
	for (const struct module_entry *entry = __start_ksim_modules;
	     entry < __stop_ksim_modules; entry++)
		if (entry->init && entry->module->refcnt > 0)
			finding_report(FINDING_LEAK, "reference leak of a module",
				       "module %s: %d references left", entry->name,
				       entry->module->refcnt);
}
DEFINE_REST_CHECK(modules, check_modules);

int boot_initcalls(void)
{
	ex_statics_restore();
	kernel_params_reset();
	return do_initcalls();
}

void shutdown_exitcalls(void)
{
	do_exitcalls();
}
