// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * browser.c - the page, the trace and the graph of a story, as others read them
 *
 * A real browser loads the page without a network, a JSON parser the trace, Graphviz the
 * graph. Where a tool is not there (Debian: chromium, graphviz), its test is skipped.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "command.h"

static struct output out;
static char page[1 << 18];

static void run_shell(const char *command)
{
	FILE *pipe = popen(command, "r");
	size_t length;
	int status;

	cr_assert(pipe);
	length = fread(page, 1, sizeof(page) - 1, pipe);
	page[length] = '\0';
	status = pclose(pipe);
	out.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool have(const char *tool)
{
	char command[100];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", tool);
	return !system(command);
}

/* A failure of seed 003 and its story in all forms, below scratch(). */
static void make_story(void)
{
	char path[512], *at;

	ksim(&out, "run scenarios/seeds/003-edu.ksim --variant pci-reset-blocking --runs 50 "
	     "--first --jobs 1 --out %s", scratch());
	at = strstr(out.text, "Replay: ksim replay ");
	cr_assert(at, "%s", out.text);
	cr_assert_eq(sscanf(at, "Replay: ksim replay %511s", path), 1);
	ksim(&out, "explain %s --html %s/s.html --perfetto %s/s.json --dot %s/s.dot", path,
	     scratch(), scratch(), scratch());
	cr_assert_eq(out.status, 0, "%s", out.text);
}

static void expect_page_says(const char *part)
{
	cr_expect(strstr(page, part), "\"%s\" is not in what the browser made of it:\n%s", part,
		  page);
}

Test(browser, a_browser_shows_the_page_without_a_network)
{
	char command[600];

	if (!have("chromium"))
		cr_skip("no chromium here");
	make_story();
	snprintf(command, sizeof(command), "timeout 50 chromium --headless --no-sandbox "
		 "--disable-gpu --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=%s/chrome "
		 "--dump-dom file://%s/s.html 2>/dev/null", scratch(), scratch());
	run_shell(command);
	if (out.status == 124)
		cr_skip("chromium did not start in time");
	expect_page_says("<title>ksim: INFO: task hung in pci_dev_lock</title>");
	expect_page_says("<table id=\"timeline\">");
	expect_page_says("Who waits for whom at the end");
	expect_page_says("Locks: which is taken under which");
	expect_page_says("</svg>");
	expect_page_says("waits for lock ");
	cr_expect_not(strstr(page, "src="), "the page loads something");
	cr_expect_not(strstr(page, "href=\"http"), "the page needs the network");
}

Test(browser, the_trace_is_what_perfetto_reads)
{
	char command[900];

	make_story();
	snprintf(command, sizeof(command), "python3 - %s/s.json <<'END'\n"
		 "import json, sys\n"
		 "events = json.load(open(sys.argv[1]))['traceEvents']\n"
		 "depth, last = {}, {}\n"
		 "for event in events:\n"
		 "    assert event['ph'] in 'MBEi' and isinstance(event['tid'], int), event\n"
		 "    assert event['ph'] == 'M' or "
		 "event['ts'] >= last.get(event['tid'], 0), event\n"
		 "    last[event['tid']] = event['ts']\n"
		 "    depth[event['tid']] = depth.get(event['tid'], 0) + "
		 "{'B': 1, 'E': -1}.get(event['ph'], 0)\n"
		 "    assert depth[event['tid']] >= 0, event\n"
		 "assert sum(event['ph'] == 'B' for event in events) >= 3\n"
		 "END\n", scratch());
	run_shell(command);
	cr_expect_eq(out.status, 0, "%s", page);
}

Test(browser, graphviz_draws_the_graph)
{
	char command[300];

	if (!have("dot"))
		cr_skip("no Graphviz here");
	make_story();
	snprintf(command, sizeof(command), "dot -Tsvg %s/s.dot 2>&1", scratch());
	run_shell(command);
	cr_expect_eq(out.status, 0);
	expect_page_says("</svg>");
	cr_expect_not(strstr(page, "Warning"), "%s", page);
}
