// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pool.c - campaigns over a number of worker processes
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "shard.h"

#define JOBS_MAX	256u	/* options.c takes no more */
#define TICK_MS		200
#define STUCK_SECONDS	60.0	/* without one run ending: a step that never ends */

volatile int interrupted;

/* A place for one worker, and what it is to do. */
struct place {
	struct worker	worker;
	struct shard	shard;
	bool		ended;		/* it said so itself */
};

struct pool {
	struct campaign	*campaigns;
	unsigned int	count;
	struct place	*places;
	unsigned int	jobs;
	unsigned int	next_campaign;
	unsigned int	next_shard;	/* of it */
};

static void on_interrupt(int signal_number)
{
	interrupted = signal_number;
}

static struct failure *find_failure(struct campaign *campaign, uint8_t kind, const char *title)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_failures; i++) {
		if (campaign->failures[i].kind == kind &&
		    !strcmp(campaign->failures[i].title, title))
			return &campaign->failures[i];
	}
	return NULL;
}

static void add_failure(struct campaign *campaign, const struct failure *failure)
{
	struct failure *known = find_failure(campaign, failure->kind, failure->title);

	if (known) {
		known->count++;
		return;
	}
	campaign->failures = realloc(campaign->failures, (campaign->nr_failures + 1) *
				     sizeof(*campaign->failures));
	if (!campaign->failures)
		cli_die("out of memory");
	known = &campaign->failures[campaign->nr_failures++];
	*known = *failure;
	known->count = 1;
	known->title = cli_strdup(failure->title);
	known->report = cli_strdup(failure->report);
	known->schedule = failure->schedule ? cli_strdup(failure->schedule) : NULL;
	known->before = failure->before && *failure->before ? cli_strdup(failure->before) : NULL;
	verify(campaign, known);
	if (campaign->enough && campaign->enough(campaign))
		campaign->stopped = true;
}

static void add_prediction(struct campaign *campaign, uint64_t runs, const char *const *strings)
{
	struct prediction *prediction;

	campaign->predictions = realloc(campaign->predictions, (campaign->nr_predictions + 1) *
					sizeof(*campaign->predictions));
	if (!campaign->predictions)
		cli_die("out of memory");
	prediction = &campaign->predictions[campaign->nr_predictions++];
	*prediction = (struct prediction){
		.title = cli_strdup(strings[WIRE_TITLE]), .text = cli_strdup(strings[WIRE_REPORT]),
		.runs = runs,
		.finding = *strings[WIRE_SCHEDULE] ? cli_strdup(strings[WIRE_SCHEDULE]) : NULL,
	};
}

/* The same place is told once, by the longest queue that any worker saw. */
static void add_note(struct campaign *campaign, uint64_t queued, const char *const *strings)
{
	struct note *note = NULL;
	unsigned int i;

	for (i = 0; i < campaign->nr_notes; i++) {
		if (!strcmp(campaign->notes[i].title, strings[WIRE_TITLE]))
			note = &campaign->notes[i];
	}
	if (note && note->queued >= queued)
		return;
	if (!note) {
		campaign->notes = realloc(campaign->notes, (campaign->nr_notes + 1) *
					  sizeof(*campaign->notes));
		if (!campaign->notes)
			cli_die("out of memory");
		note = &campaign->notes[campaign->nr_notes++];
		*note = (struct note){ .title = cli_strdup(strings[WIRE_TITLE]) };
	}
	free(note->report);
	note->report = cli_strdup(strings[WIRE_REPORT]);
	note->queued = queued;
}

static void take_record(struct place *place, const struct wire_head *head,
			const char *const *strings)
{
	struct campaign *campaign = place->shard.campaign;
	struct failure failure = {
		.kind = head->kind, .outcome = head->result.outcome, .run = head->run,
		.steered = head->steered, .seed = head->seed, .steps = head->result.steps,
		.title = (char *)strings[WIRE_TITLE], .report = (char *)strings[WIRE_REPORT],
		.schedule = (char *)strings[WIRE_SCHEDULE],
		.before = (char *)strings[WIRE_BEFORE],
	};

	if (head->wire == WIRE_END) {
		place->ended = true;
		place->shard.next = head->run;
	} else if (head->wire == WIRE_FINDING) {
		add_failure(campaign, &failure);
	} else if (head->wire == WIRE_PREDICTION) {
		add_prediction(campaign, head->run, strings);
	} else if (head->wire == WIRE_NOTE) {
		add_note(campaign, head->run, strings);
	} else if (head->wire == WIRE_REFUTED) {
		campaign->refuted = head->run;
	}
}

static void take_records(struct place *place)
{
	const struct wire_head *head;
	const char *strings[WIRE_STRINGS];

	while ((head = wire_next(&place->worker.in, strings)))
		take_record(place, head, strings);
}

/* A worker that died: a sanitizer's report is a finding, anything else our own fault. */
static void take_death(struct shard *shard, char *errors, int status)
{
	struct campaign *campaign = shard->campaign;
	struct failure failure = { .outcome = EX_CRASH, .seed = campaign->seed,
				   .report = errors };
	struct ex_exhaustive_stats stats;

	failure.kind = sanitizer_finding(errors, &failure.title);
	if (failure.kind)
		add_failure(campaign, &failure);
	else if (!campaign->trouble)
		campaign->trouble = cli_format("a worker died (status %#x): %s", status, errors);
	free(failure.title);
	if (ex_exhaustive_stats(campaign->chooser, &stats))
		shard->next = SHARD_DONE;	/* the search stands where it died */
	else
		shard->next += shard->step ? shard->step : 1;
}

static void finish_campaign(struct campaign *campaign)
{
	if (campaign->finished)
		return;
	campaign->finished = true;
	campaign->cut = interrupted && !campaign->stopped;
	campaign->elapsed = now_seconds() - campaign->started;
	ex_exhaustive_stats(campaign->chooser, &campaign->search);
	ex_policy_free(campaign->chooser);
	campaign->chooser = NULL;
	if (campaign->done)
		campaign->done(campaign);
}

/* Are there shards of it that have not been started and will be? */
static bool has_more(const struct pool *pool, const struct campaign *campaign)
{
	return !campaign->stopped && !interrupted && pool->next_campaign < pool->count &&
	       campaign == &pool->campaigns[pool->next_campaign];
}

static void start(struct place *place)
{
	place->ended = false;
	worker_start(&place->worker, place->shard.step ? explore : predict, &place->shard);
}

static void retire(struct pool *pool, struct place *place)
{
	struct shard *shard = &place->shard;
	struct campaign *campaign = shard->campaign;
	char *errors = worker_errors(&place->worker);
	int status = worker_end(&place->worker);

	if (!place->ended && !campaign->stopped && !interrupted)
		take_death(shard, errors, status);
	free(errors);
	if (shard->next < (shard->step ? campaign->runs : SHARD_DONE) && !campaign->stopped &&
	    !campaign->trouble && !interrupted)
		start(place);
	else if (!--campaign->running && !has_more(pool, campaign))
		finish_campaign(campaign);
}

static void start_campaign(struct campaign *campaign)
{
	const char *error;

	if (campaign->tally)
		return;
	campaign->chooser = ex_policy_make(campaign->policy, &error);
	if (!campaign->chooser)
		cli_die("policy \"%s\": %s (ksim list policies)", campaign->policy, error);
	campaign->tally = mmap(NULL, sizeof(*campaign->tally), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (campaign->tally == MAP_FAILED)
		cli_die("mmap: %s", strerror(errno));
	campaign->started = now_seconds();
}

/* The first of a campaign that predicts is the one that does. */
static struct shard shard_of(struct campaign *campaign, unsigned int number)
{
	if (campaign->predict && !number)
		return (struct shard){ .campaign = campaign };
	return (struct shard){ campaign, number - campaign->predict, campaign->shards };
}

/* The next shard is passed over if its campaign has been stopped. */
static void start_next(struct pool *pool, struct place *place)
{
	struct campaign *campaign = &pool->campaigns[pool->next_campaign];

	start_campaign(campaign);
	if (!campaign->stopped) {
		campaign->running++;
		place->shard = shard_of(campaign, pool->next_shard);
		start(place);
	}
	if (++pool->next_shard >= campaign->shards + campaign->predict) {
		pool->next_shard = 0;
		pool->next_campaign++;
	}
}

/* No place is free after this while a shard is due: with no worker left, all is over. */
static void fill(struct pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->jobs && !interrupted; i++)
		while (!pool->places[i].worker.pid && pool->next_campaign < pool->count)
			start_next(pool, &pool->places[i]);
}

static void kill_stopped(struct pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->jobs; i++) {
		if (pool->places[i].worker.pid &&
		    (interrupted || pool->places[i].shard.campaign->stopped))
			kill(pool->places[i].worker.pid, SIGKILL);
	}
}

static unsigned int wait_for_workers(struct pool *pool)
{
	struct pollfd fds[JOBS_MAX];
	struct place *who[JOBS_MAX];
	unsigned int i, count = 0;

	for (i = 0; i < pool->jobs; i++) {
		if (!pool->places[i].worker.pid)
			continue;
		fds[count] = (struct pollfd){ .fd = pool->places[i].worker.fd, .events = POLLIN };
		who[count++] = &pool->places[i];
	}
	if (!count || poll(fds, count, TICK_MS) <= 0)
		return count;
	for (i = 0; i < count; i++) {
		bool more;

		if (!fds[i].revents)
			continue;
		more = wire_read(who[i]->worker.fd, &who[i]->worker.in);
		take_records(who[i]);
		if (!more)
			retire(pool, who[i]);
	}
	return count;
}

/* Workers that end by themselves do so at the end of a run; one that does not is stuck. */
static void look_for_stuck(struct pool *pool)
{
	static uint64_t last_runs;
	static double since;
	uint64_t runs = 0;
	unsigned int i;

	for (i = 0; i < pool->count; i++) {
		if (pool->campaigns[i].tally)
			runs += __atomic_load_n(&pool->campaigns[i].tally->runs,
						__ATOMIC_RELAXED);
	}
	if (runs != last_runs || !since) {
		last_runs = runs;
		since = now_seconds();
		return;
	}
	if (now_seconds() - since < STUCK_SECONDS)
		return;
	since = 0;
	for (i = 0; i < pool->jobs; i++) {
		if (!pool->places[i].worker.pid)
			continue;
		pool->places[i].shard.campaign->trouble =
			cli_format("no run has ended for %.0f seconds", STUCK_SECONDS);
		kill(pool->places[i].worker.pid, SIGKILL);
	}
}

bool campaigns_run(struct campaign *campaigns, unsigned int count, unsigned int jobs,
		   void (*tick)(struct campaign *campaigns, unsigned int count))
{
	struct pool pool = { .campaigns = campaigns, .count = count, .jobs = jobs };
	struct sigaction action = { .sa_handler = on_interrupt }, old_int, old_term;

	interrupted = 0;
	sigaction(SIGINT, &action, &old_int);
	sigaction(SIGTERM, &action, &old_term);
	pool.places = cli_alloc(jobs * sizeof(*pool.places));
	do {
		fill(&pool);
		kill_stopped(&pool);
		look_for_stuck(&pool);
		if (tick)
			tick(campaigns, count);
	} while (wait_for_workers(&pool));
	free(pool.places);
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGTERM, &old_term, NULL);
	return !interrupted;
}

void campaign_release(struct campaign *campaign)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_failures; i++) {
		free(campaign->failures[i].title);
		free(campaign->failures[i].report);
		free(campaign->failures[i].schedule);
		free(campaign->failures[i].before);
		free(campaign->failures[i].file);
	}
	free(campaign->failures);
	for (i = 0; i < campaign->nr_predictions; i++) {
		free(campaign->predictions[i].title);
		free(campaign->predictions[i].text);
		free(campaign->predictions[i].finding);
	}
	free(campaign->predictions);
	for (i = 0; i < campaign->nr_notes; i++) {
		free(campaign->notes[i].title);
		free(campaign->notes[i].report);
	}
	free(campaign->notes);
	free(campaign->trouble);
	if (campaign->tally)
		munmap(campaign->tally, sizeof(*campaign->tally));
}
