// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * predict.c - a benign run says what may go wrong, steered runs try to make it happen
 *
 * What happens in a steered run is a finding like any other. The prediction itself is
 * only told to the parent, with what became of it. Where the program is so small that all
 * its schedules can be seen, a prediction that none of them shows is refuted.
 */
#include "shard.h"

#include "scenario/predict.h"

#define BENIGN_TRIES	3u	/* a run that shows something at once predicts nothing */
#define STEERED_RUNS	200u	/* for one prediction */
#define STEERED_RUNS_ALL 1200u	/* for those of one campaign */
#define STEERED_RUNS_MIN 24u
#define SEARCH_RUNS	200u	/* to refute what was not confirmed */
#define SEARCH_STEPS	3000u	/* of a run at most: the search is quadratic in them */

/* How far a campaign's workers came, in one number: a run that ends badly ends its worker. */
struct place {
	uint16_t	benign;		/* try that was recorded */
	uint16_t	index;		/* of the prediction */
	uint32_t	run;		/* towards it */
};

static struct place place_of(uint64_t number)
{
	return (struct place){ (uint16_t)(number >> 48), (uint16_t)(number >> 32),
			       (uint32_t)number };
}

static uint64_t number_of(const struct place *place)
{
	return (uint64_t)place->benign << 48 | (uint64_t)place->index << 32 | place->run;
}

static struct scn_setting setting_of(const struct campaign *campaign, struct ex_policy *policy,
				     uint64_t seed)
{
	return (struct scn_setting){
		.variants = campaign->variants, .engine = EX_FIBERS, .policy = policy,
		.seed = seed, .steps_max = campaign->steps_max,
	};
}

/* One run, counted and told. The result is the caller's to release. */
static void tell_run(const struct campaign *campaign, int fd, const struct scn_result *result,
		     struct memory *memory, const struct run_number *number)
{
	count_run(campaign->tally, result);
	send_findings(fd, result, memory, number);
	if (campaign->first && result->nr_findings)
		end_worker(fd, SHARD_DONE);
}

/*
 * The number of predictions. First without any preemption, then at random: the first run
 * that ends well and shows nothing is the one to predict from.
 */
static unsigned int record(const struct campaign *campaign, int fd, struct place *place,
			   struct memory *memory)
{
	const char *error;

	for (; place->benign < BENIGN_TRIES; place->benign++) {
		struct run_number number = { place->benign, campaign->seed + place->benign, false };
		struct scn_setting setting = setting_of(campaign, NULL, number.seed);
		struct scn_result result;
		unsigned int count;
		bool benign;

		if (place->benign)
			setting.policy = ex_policy_make("random", &error);
		count = scn_predict(campaign->program, &setting, &result);
		ex_policy_free(setting.policy);
		tell_run(campaign, fd, &result, memory, &number);
		if (result.dirty) {
			place->benign++;
			end_worker(fd, number_of(place));
		}
		benign = !result.nr_findings;
		scn_result_release(&result);
		if (benign)
			return count;
	}
	return 0;
}

static void tell_outcome(int fd, unsigned int index, uint64_t runs,
			 const struct scn_finding *finding)
{
	struct wire_head head = { .wire = WIRE_PREDICTION, .run = runs };

	wire_send(fd, &head, (const char *[WIRE_STRINGS]){
		[WIRE_TITLE] = scn_prediction_title(index),
		[WIRE_REPORT] = scn_prediction_text(index),
		[WIRE_SCHEDULE] = finding ? finding->title : NULL,
	});
}

/* Steer until it happens or @runs are spent; goes on from, and moves, @place. */
static void confirm(const struct campaign *campaign, int fd, struct place *place, uint32_t runs,
		    struct memory *memory)
{
	struct ex_policy *policy = scn_prediction_policy(place->index);
	const struct scn_finding *shown = NULL;

	for (; place->run < runs && !shown; place->run++) {
		struct run_number number = { place->run, campaign->seed + place->run, true };
		struct scn_setting setting = setting_of(campaign, policy, number.seed);
		struct scn_result result;

		scn_run(campaign->program, &setting, &result);
		shown = scn_prediction_shown(place->index, &result);
		if (shown)	/* first: what was found may be all that the campaign wants */
			tell_outcome(fd, place->index, place->run + 1, shown);
		tell_run(campaign, fd, &result, memory, &number);
		if (result.dirty) {
			*place = (struct place){ place->benign, place->index + !!shown,
						 shown ? 0 : place->run + 1 };
			end_worker(fd, number_of(place));
		}
		scn_result_release(&result);
	}
	if (!shown)
		tell_outcome(fd, place->index, runs, NULL);
	ex_policy_free(policy);
}

/* See all schedules, if there are few. A bad end is a finding, and the end of the search. */
static void refute(const struct campaign *campaign, int fd, struct memory *memory)
{
	struct wire_head head = { .wire = WIRE_REFUTED };
	struct ex_exhaustive_stats stats;
	struct run_number number = { 0, campaign->seed, true };
	const char *error;
	struct ex_policy *policy = ex_policy_make("exhaustive", &error);
	struct scn_setting setting;
	bool cut = false;

	if (!policy)
		return;
	setting = setting_of(campaign, policy, campaign->seed);
	setting.decisions_max = SEARCH_STEPS;
	for (; number.run < SEARCH_RUNS; number.run++) {
		struct scn_result result;
		bool complete;

		scn_run(campaign->program, &setting, &result);
		tell_run(campaign, fd, &result, memory, &number);
		if (result.dirty)
			return;
		complete = result.complete;
		cut = cut || result.cut;
		scn_result_release(&result);
		if (complete)
			break;
	}
	ex_exhaustive_stats(policy, &stats);
	head.run = stats.schedules;
	if (stats.exhausted && !cut)
		wire_send(fd, &head, NULL);
	ex_policy_free(policy);
}

void predict(const void *arg, int fd)
{
	const struct shard *shard = arg;
	const struct campaign *campaign = shard->campaign;
	struct place place = place_of(shard->next);
	struct memory memory = { 0 };
	unsigned int count = record(campaign, fd, &place, &memory);
	uint32_t runs = STEERED_RUNS_ALL / (count ? count : 1);

	if (runs > STEERED_RUNS)
		runs = STEERED_RUNS;
	if (runs < STEERED_RUNS_MIN)
		runs = STEERED_RUNS_MIN;
	for (; place.index < count && !campaign_time_is_up(campaign); place.index++, place.run = 0)
		confirm(campaign, fd, &place, runs, &memory);
	if (count)
		refute(campaign, fd, &memory);
	end_worker(fd, SHARD_DONE);
}
