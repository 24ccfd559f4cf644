// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * worker.c - the child processes in which programs run
 */
#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xxhash.h>

#include "exec/symbol.h"
#include "scenario/kinds.h"

double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Count the schedule if its digest is not in the table yet. */
static void count_schedule(struct tally *tally, const struct ex_schedule *schedule)
{
	const size_t size = sizeof(tally->table) / sizeof(tally->table[0]);
	XXH64_hash_t digest = XXH64(schedule->deviations,
				    schedule->count * sizeof(*schedule->deviations), 1) | 1;
	uint64_t empty = 0;
	size_t i, slot;

	for (i = 0; i < 32; i++) {
		slot = (digest + i) % size;
		if (__atomic_load_n(&tally->table[slot], __ATOMIC_RELAXED) == digest)
			return;
		empty = 0;
		if (__atomic_compare_exchange_n(&tally->table[slot], &empty, digest, false,
						__ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			__atomic_fetch_add(&tally->distinct, 1, __ATOMIC_RELAXED);
			return;
		}
	}
	__atomic_store_n(&tally->table_full, 1, __ATOMIC_RELAXED);
}

void count_run(struct tally *tally, const struct scn_result *result)
{
	__atomic_fetch_add(&tally->runs, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&tally->steps, result->steps, __ATOMIC_RELAXED);
	__atomic_fetch_add(&tally->switches, result->switches, __ATOMIC_RELAXED);
	if (result->dirty)
		__atomic_fetch_add(&tally->bad_ends, 1, __ATOMIC_RELAXED);
	count_schedule(tally, &result->schedule);
}

void wire_head_of(struct wire_head *head, const struct scn_result *result)
{
	head->outcome = result->outcome;
	head->dirty = result->dirty;
	head->steps = result->steps;
	head->decisions = result->decisions;
	head->switches = result->switches;
	head->time_ns = result->time_ns;
	head->diverged_at = result->diverged_at;
	head->fault_points = result->fault_points;
	head->tasks = result->tasks;
}

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
		.steered = number->steered,
	};
	bool teaches = memory && result->learned && !result->dirty;
	char *schedule = result->nr_findings || teaches ? schedule_text(&result->schedule) : NULL;
	unsigned int i;

	wire_head_of(&head, result);
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

static void send_notes(int fd, const struct scn_notes *notes)
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

bool campaign_time_is_up(const struct campaign *campaign)
{
	return campaign->seconds && now_seconds() > campaign->started + campaign->seconds;
}

static void explore(const struct worker *worker, int fd)
{
	const struct campaign *campaign = worker->campaign;
	struct scn_setting setting = {
		.variants = campaign->variants, .engine = campaign->engine,
		.steps_max = campaign->steps_max,
	};
	struct memory memory = { 0 };
	struct scn_result result;
	struct run_number number = { 0 };

	setting.policy = campaign->chooser;
	setting.notes = &memory.notes;
	for (number.run = worker->next; number.run < campaign->runs; number.run += worker->step) {
		if (campaign_time_is_up(campaign))
			break;
		setting.seed = number.seed = campaign->seed + number.run;
		scn_run(campaign->program, &setting, &result);
		count_run(campaign->tally, &result);
		send_findings(fd, &result, &memory, &number);
		send_notes(fd, &memory.notes);
		if (result.complete || (campaign->first && result.nr_findings))
			end_worker(fd, WORKER_DONE);
		if (result.dirty)
			end_worker(fd, number.run + worker->step);
		scn_result_release(&result);
	}
	end_worker(fd, WORKER_DONE);
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

pid_t fork_child(int *from_child, int *to_parent, int *errors)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		cli_die("pipe: %s", strerror(errno));
	*errors = memfd_create("ksim-errors", MFD_CLOEXEC);
	warm_up();
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		cli_die("fork: %s", strerror(errno));
	*from_child = ends[0];
	*to_parent = ends[1];
	if (pid)
		close(ends[1]);
	else
		become_child(*errors);
	return pid;
}

void worker_start(struct worker *worker, struct campaign *campaign, uint64_t next,
		  uint64_t step)
{
	int to_parent;

	*worker = (struct worker){ .campaign = campaign, .next = next, .step = step };
	worker->pid = fork_child(&worker->fd, &to_parent, &worker->errors);
	if (!worker->pid && step)
		explore(worker, to_parent);
	if (!worker->pid)
		predict(worker, to_parent);
}

char *worker_errors(const struct worker *worker)
{
	off_t size = lseek(worker->errors, 0, SEEK_END);
	char *text = cli_alloc(size > 0 ? (size_t)size + 1 : 1);

	if (size > 0 && pread(worker->errors, text, (size_t)size, 0) != size)
		text[0] = '\0';
	return text;
}

int worker_wait(struct worker *worker)
{
	int status = 0;

	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	worker->pid = 0;
	return status;
}

void worker_close(struct worker *worker)
{
	close(worker->fd);
	close(worker->errors);
	wire_free(&worker->in);
}

/* "SUMMARY: AddressSanitizer: heap-use-after-free FILE:LINE in FUNCTION" */
uint8_t sanitizer_finding(const char *errors, char **title)
{
	const char *summary = strstr(errors, "SUMMARY: "), *in, *end;
	const char *what;
	bool race;

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
