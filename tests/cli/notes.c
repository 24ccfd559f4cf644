// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notes.c - what is worth knowing and no finding. What would go wrong: an unbind that waits for
 * user space fails a run, or nobody hears of it; an expectation of it holds by itself.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static struct output out;

Test(notes, a_wait_for_user_space_is_told_apart_from_findings)
{
	ksim(&out, "run scenarios/seeds/003-bounded-wait.ksim --runs 5 --no-predict --out %s",
	     scratch());
	cr_expect_eq(out.status, 0, "status %d\n%s", out.status, out.text);
	cr_expect(strstr(out.text, "0 findings"), "%s", out.text);
	cr_expect(strstr(out.text, "3 waits queued up behind it:"), "%s", out.text);
	cr_expect(strstr(out.text, "wants user space to freeze, which needs admin"), "%s",
		  out.text);
	cr_expect(strstr(out.text, "pcie_do_recovery+"), "%s", out.text);
	cr_expect(strstr(out.text, "pciehp_ist+"), "%s", out.text);
	cr_expect(strstr(out.text, "these are no findings"), "%s", out.text);
}

Test(notes, json_has_an_object_for_it_with_a_verdict_of_its_own)
{
	ksim(&out, "run scenarios/seeds/003-bounded-wait.ksim --runs 2 -q --no-predict "
	     "--json - --out %s", scratch());
	cr_expect_eq(out.status, 0, "status %d\n%s", out.status, out.text);
	cr_expect(strstr(out.text, "\"verdict\":\"note\",\"queued\":3"), "%s", out.text);
}

static const char quick_close[] =
	"world nic\n"
	"setup qemu { dev = attach nic }\n"
	"setup qemu { close dev }\n"
	"task admin { unbind nic }\n"
	"expect none\n";

Test(notes, an_unbind_of_what_is_closed_leaves_no_note)
{
	ksim(&out, "hunt %s --runs 20 --out %s", scratch_file("a.ksim", quick_close), scratch());
	cr_expect_eq(out.status, 0, "status %d\n%s", out.status, out.text);
	cr_expect_not(strstr(out.text, "bounded wait"), "%s", out.text);
}

Test(notes, an_expected_wait_that_nobody_makes_is_missing)
{
	char text[512];

	snprintf(text, sizeof(text), "%sexpect waits \"bounded wait in\"\n", quick_close);
	ksim(&out, "hunt %s --runs 20 --out %s", scratch_file("b.ksim", text), scratch());
	cr_expect_eq(out.status, 1, "status %d\n%s", out.status, out.text);
	cr_expect(strstr(out.text, "NOT FOUND"), "%s", out.text);
}
