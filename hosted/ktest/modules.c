// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modules.c - tests that are modules: loading one runs it
 *
 * They end with "NAME: N of M tests passed". Loading fails then, on purpose: there is nothing to
 * unload. What they warn about on the way, they provoke ("Ignore ... warnings").
 */
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>

#include "kernel/finding.h"
#include "kernel/module.h"

#include "ktest.h"

struct test_module {
	const char	*name;
	const char	*says;		/* what the line with the counts begins with */
	const char	*may_warn;	/* what it provokes says this; NULL: nothing */
	int		ret;
};

static struct test_module test_modules[] = {
	{ "test_ida", "IDA: ", "which is not allocated" },
	{ "test_xarray", "XArray: ", NULL },
};

static bool is_there(const char *name)
{
	const char *one;

	for (unsigned int i = 0; (one = module_name_at(i)); i++)
		if (!strcmp(one, name))
			return true;
	return false;
}

static void load(void *arg)
{
	struct test_module *module = arg;

	module->ret = module_load(module->name);
}

static bool warned_otherwise(const struct test_module *module)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (!module->may_warn || !strstr(finding_at(i)->text, module->may_warn))
			return true;
	return false;
}

static void run_module(struct test_module *module)
{
	char what[64] = "no line with counts", why[128];
	unsigned int passed = 0, run = 0;
	bool ended;
	const char *line;

	ktap_start(module->name);
	ended = ktest_run(load, module);
	line = strstr(ktest_log(), module->says);
	if (line && sscanf(line + strlen(module->says), "%u of %u", &passed, &run) == 2)
		snprintf(what, sizeof(what), "%u of %u checks", passed, run);
	snprintf(why, sizeof(why), "%s, loading returned %d%s%s", what, module->ret,
		 findings_count() ? ", " : "", findings_count() ? finding_at(0)->title : "");
	ktap_result(ended && run && passed == run && module->ret == -EINVAL &&
		    !warned_otherwise(module), what, why);
	ktap_end();
}

void ktest_modules(void)
{
	for (unsigned int i = 0; i < sizeof(test_modules) / sizeof(test_modules[0]); i++)
		if (is_there(test_modules[i].name))
			run_module(&test_modules[i]);
}
