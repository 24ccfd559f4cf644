// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_text.c - callbacks that outlive the module that they are in
 *
 * All code is linked in and stays, so nobody would notice. Linux frees a module's code when its
 * exit has returned, and waits for no callback then.
 *
 * Locking: seen_guard covers what is known of functions; it is taken under the guards of those who
 * have them, and is a leaf.
 */
#include "module_text.h"

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "exec/guard.h"
#include "exec/symbol.h"

#include "finding.h"

static const struct {
	const char	*what;
	const void	*(*pending)(const struct module *module);
	const char	*missing;
} kinds[] = {
	{ "an RCU callback",	rcu_pending_in,		"rcu_barrier()" },
	{ "a timer",		timer_pending_in,	"timer_shutdown_sync()" },
	{ "a work item",	work_pending_in,	"cancel_work_sync()" },
};

extern const struct module_file __start_ksim_module_files[] __weak;
extern const struct module_file __stop_ksim_module_files[] __weak;

/* Functions never move: each is asked for once. A full row is begun anew. */
static struct owned {
	const void		*function;
	const struct module	*module;	/* NULL: none */
} seen[32];
static unsigned int nr_seen;
static struct ex_guard seen_guard = EX_GUARD_INIT;

static const struct module *owner_by_file(const void *function)
{
	const struct module_file *file;
	struct ex_symbol symbol;

	ex_symbol((unsigned long)function, &symbol);
	for (file = __start_ksim_module_files; file < __stop_ksim_module_files; file++)
		if (symbol.file && !strcmp(file->name, symbol.file))
			return file->module;
	return NULL;
}

static const struct module *owner_of(const void *function)
{
	const struct module *owner;
	unsigned int i;

	ex_guard_lock(&seen_guard);
	for (i = 0; i < nr_seen && seen[i].function != function; i++)
		;
	if (i == nr_seen) {
		i = nr_seen < ARRAY_SIZE(seen) ? nr_seen : 0;
		seen[i] = (struct owned){ function, owner_by_file(function) };
		nr_seen = i + 1;
	}
	owner = seen[i].module;
	ex_guard_unlock(&seen_guard);
	return owner;
}

bool module_has_text(const struct module *module, const void *function)
{
	return function && owner_of(function) == module;
}

void module_check_text(const struct module *module)
{
	char title[FINDING_TITLE_MAX];
	struct ex_symbol symbol;
	const void *function;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		function = kinds[i].pending(module);
		if (!function)
			continue;
		ex_symbol((unsigned long)function, &symbol);
		snprintf(title, sizeof(title), "BUG: unloaded module has %s pending in %s",
			 kinds[i].what, symbol.function);
		finding_report(FINDING_UAF, title,
			       "module %s is unloaded, and its %s() will be called: no %s\n",
			       module->name, symbol.function, kinds[i].missing);
	}
}
