// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explore.c - runs of a campaign, one after the other, and what they add up to
 */
#include "shard.h"

#include <time.h>

#include <xxhash.h>

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

bool campaign_time_is_up(const struct campaign *campaign)
{
	return campaign->seconds && now_seconds() > campaign->started + campaign->seconds;
}

void explore(const void *arg, int fd)
{
	const struct shard *shard = arg;
	const struct campaign *campaign = shard->campaign;
	struct scn_setting setting = {
		.variants = campaign->variants, .engine = campaign->engine,
		.steps_max = campaign->steps_max,
	};
	struct memory memory = { 0 };
	struct scn_result result;
	struct run_number number = { 0 };

	setting.policy = campaign->chooser;
	setting.notes = &memory.notes;
	for (number.run = shard->next; number.run < campaign->runs; number.run += shard->step) {
		if (campaign_time_is_up(campaign))
			break;
		setting.seed = number.seed = campaign->seed + number.run;
		scn_run(campaign->program, &setting, &result);
		count_run(campaign->tally, &result);
		send_findings(fd, &result, &memory, &number);
		send_notes(fd, &memory.notes);
		if (result.complete || (campaign->first && result.nr_findings))
			end_worker(fd, SHARD_DONE);
		if (result.dirty)
			end_worker(fd, number.run + shard->step);
		scn_result_release(&result);
	}
	end_worker(fd, SHARD_DONE);
}
