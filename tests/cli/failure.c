// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * failure.c - from a scenario to a failure file, its replay, its least form, its story
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static struct output out;

#define expect_status(want)	\
	cr_expect_eq(out.status, want, "status %d instead of %d:\n%s", out.status, want, out.text)
#define expect_says(part)	\
	cr_expect(strstr(out.text, part), "\"%s\" is not in:\n%s", part, out.text)

#define SEED	"scenarios/seeds/003-edu.ksim"

/* The path behind "Replay: ksim replay " in what was printed. */
static const char *failure_file(void)
{
	static char path[512];
	const char *at = strstr(out.text, "Replay: ksim replay ");

	cr_assert(at, "no replay is offered:\n%s", out.text);
	cr_assert_eq(sscanf(at, "Replay: ksim replay %511s", path), 1);
	return path;
}

static const char *find_failure(void)
{
	ksim(&out, "run %s --variant pci-reset-blocking --out %s --runs 50 --first --jobs 1",
	     SEED, scratch());
	expect_status(1);
	expect_says("verified by replay");
	return failure_file();
}

Test(failure, present_day_behaviour_of_the_seed_is_clean)
{
	ksim(&out, "run %s --runs 50 --out %s", SEED, scratch());
	expect_status(0);
	expect_says("0 findings");
}

Test(failure, a_failure_file_replays)
{
	ksim(&out, "replay %s", find_failure());
	expect_status(1);
	expect_says("Replayed: ");
	expect_says("task hung");
}

/* The word behind "source" in a failure file of this build. */
static const char *source_id(void)
{
	static char id[64];
	char line[512];
	FILE *file = fopen(find_failure(), "r");

	cr_assert(file);
	while (fgets(line, sizeof(line), file) && sscanf(line, "\tsource %63s", id) != 1)
		;
	fclose(file);
	return id;
}

#define USE_AFTER_FREE	"KASAN: use-after-free Write in vfio_device_release"

/* A sanitizer sees another use, and sooner, or does not look at memory that was freed. */
Test(failure, what_a_build_without_a_sanitizer_recorded_replays_with_one)
{
	char text[1000];

	snprintf(text, sizeof(text),
		 "world xe\n"
		 "task user {\n"
		 "	device = attach vf2\n"
		 "	data = ioctl device VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE resuming\n"
		 "	close device\n"
		 "	unbind vf2\n"
		 "	close data\n"
		 "}\n"
		 "failure {\n"
		 "	kind UAF\n"
		 "	title \"" USE_AFTER_FREE "\"\n"
		 "	variants xe-vfio-release-clears-file\n"
		 "	engine fibers\n"
		 "	source %s\n"
		 "	schedule \"v1\"\n"
		 "}\n", source_id());
	ksim(&out, "replay %s", scratch_file("plain.ksim", text));
	expect_status(1);
	expect_says("Replayed: UAF " USE_AFTER_FREE);
	ksim(&out, "explain %s/plain.ksim", scratch());
	expect_status(0);
	expect_says(USE_AFTER_FREE);
}

Test(failure, a_shrunk_failure_is_minimal_and_replays)
{
	ksim(&out, "shrink %s", find_failure());
	expect_status(0);
	expect_says("Minimal: ");
	ksim(&out, "replay %s", failure_file());
	expect_status(1);
	expect_says("Replayed: ");
}

/* All of a file below the scratch folder, in out.text. */
static void read_scratch(const char *name)
{
	char path[512];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	file = fopen(path, "r");
	cr_assert(file, "%s was not written", path);
	length = fread(out.text, 1, sizeof(out.text) - 1, file);
	out.text[length] = '\0';
	fclose(file);
}

Test(failure, the_story_has_a_column_a_task_and_comes_as_page_trace_and_graph)
{
	ksim(&out, "explain %s --html %s/s.html --perfetto %s/s.json --dot %s/s.dot",
	     find_failure(), scratch(), scratch(), scratch());
	expect_status(0);
	expect_says("Where it ends:");
	expect_says("admin/");
	expect_says("reset/");
	expect_says("waits for");
	read_scratch("s.html");
	expect_says("<table id=\"timeline\">");
	expect_says("<svg");
	cr_expect_not(strstr(out.text, "src=\"http"), "the page needs the network");
	read_scratch("s.json");
	expect_says("\"traceEvents\"");
	read_scratch("s.dot");
	expect_says("digraph ksim");
}

Test(failure, hunt_compares_what_is_found_with_what_is_expected)
{
	ksim(&out, "hunt %s --runs 60 -q --out %s --json %s/h.json", SEED, scratch(), scratch());
	expect_status(0);
	expect_says("2 hold, 0 do not");
	read_scratch("h.json");
	expect_says("\"kind\":\"WAIT\"");
	ksim(&out, "hunt %s -v present-day --runs 20 -q --out %s", SEED, scratch());
	expect_status(0);
	expect_says("1 hold, 0 do not");
	ksim(&out, "hunt %s --runs 20 -q --out %s",
	     scratch_file("wrong.ksim", "task a { yield }\nexpect ORDER\n"), scratch());
	expect_status(1);
	expect_says("NOT FOUND");
}

/* A campaign that ends before all of its shards have begun leaves the only place empty. */
Test(failure, a_hunt_of_one_job_goes_on_behind_what_it_found)
{
	ksim(&out, "hunt scenarios/seeds/000-kvm-vfio-destroy.ksim "
	     "scenarios/seeds/000-open-against-kvm-close.ksim --jobs 1 --runs 60 -q --out %s",
	     scratch());
	expect_status(0);
	expect_says("000-open-against-kvm-close.ksim");
}

#define ALWAYS_THE_SAME	\
	"run %s --variant pci-reset-blocking --runs 30 --jobs 1 --out %s --policy random"

Test(failure, the_same_seed_gives_the_same_findings)
{
	static struct output again;
	char *rate, *rate_again;

	ksim(&out, ALWAYS_THE_SAME, SEED, scratch());
	ksim(&again, ALWAYS_THE_SAME, SEED, scratch());
	rate = strstr(out.text, " schedules a second");
	rate_again = strstr(again.text, " schedules a second");
	cr_assert(rate && rate_again);
	while (rate > out.text && rate[-1] != ';')
		*rate-- = '\0';
	while (rate_again > again.text && rate_again[-1] != ';')
		*rate_again-- = '\0';
	cr_expect_str_eq(out.text, again.text);
}

Test(failure, an_exhaustive_search_says_whether_it_is_complete)
{
	const char *two = scratch_file("two.ksim", "setup p { e = eventfd }\n"
				       "task a in p { signal e }\ntask b in p { signal e }\n");

	ksim(&out, "run %s --policy exhaustive:1 --out %s", two, scratch());
	expect_status(0);
	expect_says("complete: ");
	expect_says("at most 1 preemptions");
	ksim(&out, "run %s --policy exhaustive --out %s", two, scratch());
	expect_status(0);
	expect_says("complete: ");
	ksim(&out, "run scenarios/pairs/read-read.ksim --policy exhaustive --runs 5 --out %s",
	     scratch());
	expect_status(0);
	expect_says("not complete after 5 schedules");
}
