// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_text.c - callbacks that outlive the module that they are in
 *
 * All code is linked in and stays, so nobody would notice. Linux frees a module's code when its
 * exit has returned, and waits for no callback then.
 */
#include "module_text.h"

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sprintf.h>
#include <linux/string.h>

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

bool module_has_text(const struct module *module, const void *function)
{
	struct ex_symbol init, other;

	if (!function)
		return false;
	ex_symbol((unsigned long)module->init, &init);
	ex_symbol((unsigned long)function, &other);
	return init.file && other.file && !strcmp(init.file, other.file);
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
