// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * errors.c - a text that is no scenario is refused where it goes wrong, with advice
 */
#include <criterion/criterion.h>
#include <string.h>

#include "scenario/language.h"

static struct scn_program program;

static const struct {
	const char	*text;
	unsigned int	line;
	unsigned int	column;
	const char	*near;
	const char	*part;		/* of the message */
} bad[] = {
	{ "tsk a {", 1, 1, "tsk", "did you mean task" },
	{ "task a {\n\tclsoe @3\n}", 2, 2, "clsoe", "did you mean \"close\"" },
	{ "task a {\n\tclose\n}", 2, 7, "", "expected close fd" },
	{ "task a {\n\tclose @3 @4\n}", 2, 11, "@4", "too many arguments" },
	{ "task a {\n\tclose x\n}", 2, 8, "x", "\"x = ...\"" },
	{ "task a {\n\tx = close @3\n}", 2, 2, "x", "no result" },
	{ "task a {\n\tm = mem 4k; close m\n}", 2, 20, "m", "used as memory" },
	{ "task a {\n\tyield\n", 3, 1, "", "closes the block" },
	{ "task a {\n\tyield }\ntask a { }", 3, 6, "a", "there already" },
	{ "task 9a { }", 1, 6, "9a", "begin" },
	{ "scenario bare", 1, 10, "bare", "double quotes" },
	{ "scenario \"open", 1, 10, "\"open", "closing quote" },
	{ "scenario \"\\q\"", 1, 11, "\"\\q\"", "backslash" },
	{ "world nowhere", 1, 7, "nowhere", "unknown world" },
	{ "world ncc", 1, 7, "ncc", "did you mean \"nic\"" },
	{ "task a { yield }\nworld nic", 2, 7, "nic", "must come before" },
	{ "task a { unbind nic }", 1, 17, "nic", "no devices" },
	{ "world nic\ntask a { unbind nid }", 2, 17, "nid", "such as nic" },
	{ "world { function 01:00.0 nic }", 1, 30, "}", "needs a name" },
	{ "world { x = port 0:0 }", 1, 18, "0:0", "PCI address" },
	{ "task a { VFIO_DEVICE_RESET @3 }", 1, 10, "VFIO_DEVICE_RESET", "ioctl FD" },
	{ "task a { ioctl @3 close }", 1, 19, "close", "without \"ioctl\"" },
	{ "task a { repeat 0 { } }", 1, 17, "0", "1 to 1000" },
	{ "task a { sleep 5parsec }", 1, 16, "5parsec", "250ns" },
	{ "task a { mem 99g }", 1, 14, "99g", "too large" },
	{ "task a { yield -> -EWHAT }", 1, 19, "-EWHAT", "-EBUSY" },
	{ "task a { yield -> }", 1, 19, "}", "expected ok" },
	{ "setup a { fail any 3 }", 1, 11, "fail", "cannot stand in a setup" },
	{ "faults { close @3 }", 1, 10, "close", "cannot stand in a faults" },
	{ "expect WIAT", 1, 8, "WIAT", "none or a kind" },
	{ "expect x WIAT", 1, 10, "WIAT", "did you mean WAIT" },
	{ "allow none", 1, 11, "", "only expect" },
	{ "explore", 1, 8, "", "policy" },
	{ "explore /dev/vfi{#", 1, 9, "/dev/vfi{#", "policy" },
	{ "failure { colour red }", 1, 11, "colour", "expected kind" },
	{ "task a { e = eventfd 0 pink }", 1, 24, "pink", "semaphore" },
	{ "task a { close @x }", 1, 16, "@x", "@5 or @-1" },
	{ "task \x01 { }", 1, 6, "\x01", "printable" },
	{ "task a { } task b { }", 1, 12, "task", "end of the line" },
};

Test(errors, every_mistake_is_shown_where_it_is_with_what_was_expected)
{
	struct scn_error error;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_not(scn_parse(&program, bad[i].text, strlen(bad[i].text), &error),
			      "this should not parse: %s", bad[i].text);
		cr_expect(error.line == bad[i].line && error.column == bad[i].column,
			  "%u:%u instead of %u:%u: %s\n%s", error.line, error.column, bad[i].line,
			  bad[i].column, error.message, bad[i].text);
		cr_expect_str_eq(error.near, bad[i].near);
		cr_expect(strstr(error.message, bad[i].part), "\"%s\" is not in \"%s\"",
			  bad[i].part, error.message);
	}
}

Test(errors, the_report_shows_the_line_and_points_at_the_place)
{
	static const char text[] = "task a {\n\tclsoe @3\n}\n";
	struct scn_error error;
	struct scn_text out;

	scn_text_init(&out);
	cr_assert_not(scn_parse(&program, text, strlen(text), &error));
	scn_error_print(&error, "a.ksim", text, strlen(text), &out);
	cr_expect(strstr(out.data, "a.ksim:2:2: error: at \"clsoe\": unknown operation"), "%s",
		  out.data);
	cr_expect(strstr(out.data, "\n\t\tclsoe @3\n\t\t^\n"), "%s", out.data);
	scn_text_free(&out);
}

/* Cut a good text off anywhere and it must parse or say why not, without harm. */
Test(errors, every_beginning_of_a_scenario_is_refused_or_accepted_cleanly)
{
	static const char text[] =
		"scenario \"x\"\nworld nic {\n p = port 00:05.0 hotplug\n}\n"
		"setup q {\n e = eventfd 1 semaphore | nonblock -> ok\n m = mem 4k rw\n}\n"
		"task t in q {\n repeat 2 { ioctl e VFIO_DEVICE_SET_IRQS msi trigger eventfd "
		"[e, @-1] }\n poke m+8 0x10\n}\nfaults { fail any 7 }\nexplore pct:3 runs 9\n"
		"expect a+b WAIT \"hung\"\nfailure { kind WAIT; schedule \"v1\" }\n";
	struct scn_error error;
	size_t length;

	for (length = 0; length <= strlen(text); length++) {
		if (scn_parse(&program, text, length, &error))
			scn_program_release(&program);
		else
			cr_assert(error.message[0] && error.line);
	}
	cr_expect(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
	scn_program_release(&program);
}
