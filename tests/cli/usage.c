// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage.c - exit statuses and messages of the command for good and bad usage
 */
#include <criterion/criterion.h>
#include <string.h>

#include "command.h"

static struct output out;

#define expect_status(want)	\
	cr_expect_eq(out.status, want, "status %d instead of %d:\n%s", out.status, want, out.text)
#define expect_says(part)	\
	cr_expect(strstr(out.text, part), "\"%s\" is not in:\n%s", part, out.text)

Test(usage, help_is_everywhere)
{
	static const char *const commands[] = {
		"", "hunt", "run", "replay", "shrink", "explain", "list", "fmt",
	};
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		ksim(&out, "%s --help", commands[i]);
		expect_status(0);
		expect_says("Usage: ksim");
	}
}

Test(usage, bad_usage_gives_2_and_a_hint)
{
	ksim(&out, "%s", "");
	expect_status(2);
	ksim(&out, "frobnicate");
	expect_status(2);
	expect_says("no such command: frobnicate");
	ksim(&out, "run");
	expect_status(2);
	expect_says("expected FILE");
	ksim(&out, "run --seed many x.ksim");
	expect_status(2);
	expect_says("--seed wants a number");
	ksim(&out, "run --no-such-option x.ksim");
	expect_status(2);
	ksim(&out, "list nonsense");
	expect_status(2);
	expect_says("list what?");
}

Test(usage, bad_input_gives_2_and_says_where)
{
	ksim(&out, "run /nowhere.ksim");
	expect_status(2);
	expect_says("/nowhere.ksim: No such file");
	ksim(&out, "run %s", scratch_file("bad.ksim", "task a {\n\tclsoe @3\n}\n"));
	expect_status(2);
	expect_says("bad.ksim:2:2: error: at \"clsoe\"");
	ksim(&out, "hunt %s", scratch());
	expect_status(2);
	ksim(&out, "run %s --policy dice",
	     scratch_file("good.ksim", "task a {\n\tyield\n}\n"));
	expect_status(2);
	expect_says("policy \"dice\"");
	ksim(&out, "run %s/good.ksim --variant no-such", scratch());
	expect_status(2);
	expect_says("no variant is called \"no-such\"");
	ksim(&out, "replay %s/good.ksim", scratch());
	expect_status(2);
	expect_says("not a failure file");
	ksim(&out, "hunt %s", scratch_file("none.ksim", "task a { yield }\nexpect nix WAIT\n"));
	expect_status(2);
	expect_says("none.ksim:2:8: error: at \"nix\": no variant is called this");
	ksim(&out, "run %s", scratch_file("world.ksim",
					  "world {\n\tx = function 00:02.0 toaster\n}\n"));
	expect_status(2);
	expect_says("world.ksim:2:23: error: ");
	expect_says("no model has this name");
}

Test(usage, a_failure_of_other_sources_is_refused_with_a_reason)
{
	ksim(&out, "replay %s",
	     scratch_file("old.ksim", "task a { yield }\nfailure {\n\tkind WAIT\n\ttitle \"x\"\n"
			  "\tsource 0123456789abcdef\n\tseed 1\n\tsteps 2\n}\n"));
	expect_status(2);
	expect_says("recorded by other sources (0123456789abcdef)");
}

Test(usage, every_list_has_something_in_it)
{
	static const char *const lists[][2] = {
		{ "ops", "VFIO_DEVICE_RESET" }, { "policies", "random" }, { "kinds", "ORDER" },
		{ "worlds", "nic" }, { "models", "nic-pm" }, { "variants", "pci-reset-blocking" },
		{ "scenarios", "003-reset-against-unbind.ksim" }, { "docs", "# Operations" },
		{ "dictionary", "\"eventfd\"" },
	};
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		ksim(&out, "list %s", lists[i][0]);
		expect_status(0);
		expect_says(lists[i][1]);
	}
}

Test(usage, fmt_prints_the_canonical_text)
{
	ksim(&out, "fmt %s", scratch_file("f.ksim", "# why\ntask a { yield; close   @3 }\n"));
	expect_status(0);
	cr_expect_str_eq(out.text, "task a {\n\tyield\n\tclose @3\n}\n");
}
