// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * worker.c - a child process that makes runs and tells of them over a pipe
 */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec/symbol.h"
#include "scenario/kinds.h"

/* One finding of the run, once per worker: the parent knows the others. */
static bool is_known(struct scn_result *known, const struct scn_finding *finding)
{
	if (scn_result_has(known, finding->kind, finding->title))
		return true;
	if (known->nr_findings < SCN_FINDINGS_MAX)
		known->findings[known->nr_findings++] = (struct scn_finding){
			.kind = finding->kind, .title = cli_strdup(finding->title),
		};
	return false;
}

/* Later findings about the order of locks may rest on what this run did. */
static void remember(struct memory *memory, const char *schedule)
{
	if (!memory->before.data)
		scn_text_init(&memory->before);
	scn_text_add(&memory->before, "%s%s", memory->before.length ? "\n" : "", schedule);
}

void send_findings(int fd, const struct scn_result *result, struct memory *memory,
		   const struct run_number *number)
{
	struct wire_head head = {
		.wire = WIRE_FINDING, .run = number->run, .seed = number->seed,
		.steered = number->steered, .result = *result,
	};
	bool teaches = memory && result->learned && !result->dirty;
	char *schedule = result->nr_findings || teaches ? schedule_text(&result->schedule) : NULL;
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++) {
		const struct scn_finding *finding = &result->findings[i];

		if (memory && is_known(&memory->known, finding))
			continue;
		head.kind = finding->kind;
		wire_send(fd, &head, (const char *[WIRE_STRINGS]){
			[WIRE_TITLE] = finding->title, [WIRE_REPORT] = finding->report,
			[WIRE_SCHEDULE] = schedule,
			[WIRE_BEFORE] = memory ? memory->before.data : NULL,
		});
	}
	if (teaches)
		remember(memory, schedule);
	free(schedule);
}

void send_notes(int fd, const struct scn_notes *notes)
{
	unsigned int i;

	for (i = 0; i < notes->count; i++) {
		struct wire_head head = { .wire = WIRE_NOTE, .run = notes->notes[i].queued };

		if (notes->notes[i].fresh)
			wire_send(fd, &head, (const char *[WIRE_STRINGS]){
				[WIRE_TITLE] = notes->notes[i].title,
				[WIRE_REPORT] = notes->notes[i].report,
			});
	}
}

void end_worker(int fd, uint64_t next)
{
	struct wire_head head = { .wire = WIRE_END, .run = next };

	wire_send(fd, &head, NULL);
	_exit(0);
}

/* What every child would read for its reports: the program's symbol tables. */
static void warm_up(void)
{
	static bool warm;
	struct ex_symbol symbol;

	if (!warm)
		ex_symbol((unsigned long)scn_run, &symbol);
	warm = true;
}

/* The child's half of a fork: its own stderr, and the parent's death is its own. */
static void become_child(int errors)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);	/* the parent decides */
	signal(SIGTERM, SIG_DFL);
	if (errors >= 0)
		dup2(errors, STDERR_FILENO);
}

void worker_start(struct worker *worker, worker_body *body, const void *arg)
{
	int ends[2];

	*worker = (struct worker){ 0 };
	if (pipe(ends))
		cli_die("pipe: %s", strerror(errno));
	worker->errors = memfd_create("ksim-errors", MFD_CLOEXEC);
	warm_up();
	fflush(NULL);
	worker->pid = fork();
	if (worker->pid < 0)
		cli_die("fork: %s", strerror(errno));
	worker->fd = ends[0];
	if (!worker->pid) {
		become_child(worker->errors);
		body(arg, ends[1]);
	}
	close(ends[1]);
}

char *worker_errors(const struct worker *worker)
{
	off_t size = lseek(worker->errors, 0, SEEK_END);
	char *text = cli_alloc(size > 0 ? (size_t)size + 1 : 1);

	if (size > 0 && pread(worker->errors, text, (size_t)size, 0) != size)
		text[0] = '\0';
	return text;
}

int worker_end(struct worker *worker)
{
	int status = 0;

	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	worker->pid = 0;
	close(worker->fd);
	close(worker->errors);
	wire_free(&worker->in);
	return status;
}

/* "SUMMARY: AddressSanitizer: heap-use-after-free FILE:LINE in FUNCTION", the last if several */
uint8_t sanitizer_finding(const char *errors, char **title)
{
	const char *summary = NULL, *next = errors, *in, *end;
	const char *what;
	bool race;

	while ((next = strstr(next, "SUMMARY: ")))
		summary = next++;
	if (!summary)
		return 0;
	race = strstr(summary, "ThreadSanitizer: data race");
	what = strchr(summary + 9, ' ');
	end = strchrnul(summary, '\n');
	in = strstr(summary, " in ");
	if (!what || what > end || !in || in > end)
		return 0;
	what++;
	if (race)
		*title = cli_format("KCSAN: data-race in %.*s", (int)(end - in - 4), in + 4);
	else
		*title = cli_format("KASAN: %.*s in %.*s", (int)strcspn(what, " "), what,
				    (int)(end - in - 4), in + 4);
	return race ? SCN_KIND_RACE : SCN_KIND_UAF;
}
