// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ring.c - the worker and the reader, or the writer, of a ring never wait for each other
 *
 * Every schedule with up to two preemptions is tried, at any lock, wait or atomic operation, with
 * rings of one packet and of two; switches at waits do not count. The world is the smallest in
 * which the real worker moves real packets: a GT without a booted machine below it, and one part
 * to migrate, VRAM of a few pages, with a page in a packet.
 *
 * As the ring came into Linux (the variants below) there are schedules that end with both asleep:
 *
 *	worker					reader, ring of n
 *	looks: the ring is full
 *						takes n packets; nobody waits for room
 *						sees no packet, sleeps
 *	notes that it waits for room
 *
 *	worker					writer, ring of n
 *	looks: the ring is empty
 *						puts n packets; nobody waits for one
 *						has one more and no room, sleeps
 *	notes that it waits for a packet
 *
 *	worker					reader
 *	puts the last packet
 *						takes it, sees none and that more may come, sleeps
 *	notes that there is no more
 */
#include "xe/xe_world.h"

#include <linux/err.h>
#include <linux/sizes.h>

#include "pci/hw_fn.h"
#include "xe/xe_gt_sriov_pf_control.h"
#include "xe/xe_gt_sriov_pf_control_priv.h"
#include "xe/xe_gt_sriov_pf_migration.h"
#include "xe/xe_hw_card.h"
#include "xe/xe_sriov_packet.h"
#include "xe/xe_sriov_pf_migration.h"

#define POLICY		"exhaustive:2"
#define RUNS_MAX	100000u
#define VFID		1u

/* What one search explores. */
struct search {
	void			(*root)(void *arg);
	unsigned int		packets;
	unsigned int		ring;
	const char		*variant;
	unsigned int		schedules, hangs;
};

static struct search *search;
static struct xe_device *pf;
static unsigned int passed;

/* A card without a place on any bus: nothing of it outlives a run cut short. */
static struct pci_hw_fn *make_card(u64 vram)
{
	struct xe_hw_card *hw = kzalloc(sizeof(*hw), GFP_KERNEL);
	struct pci_hw_fn *fn = kzalloc(sizeof(*fn), GFP_KERNEL);

	hw->desc = (struct xe_hw_desc){ .vfs = 1, .tiles = 1, .vf_vram = vram };
	hw->gts = 1;
	hw->vf = kcalloc(2, sizeof(*hw->vf), GFP_KERNEL);
	hw->vf[VFID].vram[0].size = vram;
	hw->fn = fn;
	xe_hw_pages_init(hw);
	fn->priv = hw;
	fn->present = true;
	return fn;
}

static void make_pf(void)
{
	struct xe_gt *gt;

	pf = kzalloc(sizeof(*pf), GFP_KERNEL);
	pf->vf_lmem = search->packets * SZ_4K;
	pf->hw = make_card(pf->vf_lmem);
	pf->gt_count = 1;
	pf->sriov.pf.total_vfs = 1;
	pf->sriov.pf.migration_supported = true;
	pf->sriov.pf.vfs = kcalloc(2, sizeof(*pf->sriov.pf.vfs), GFP_KERNEL);
	pf->sriov.wq = alloc_workqueue("xe", 0, 0);
	xe_sriov_pf_migration_init(pf);
	gt = &pf->gt[0];
	gt->xe = pf;
	gt->sriov.pf.vfs = kcalloc(2, sizeof(*gt->sriov.pf.vfs), GFP_KERNEL);
	xe_vram_chunk = SZ_4K;
	xe_ring_size = search->ring;
	xe_gt_sriov_pf_control_init(gt);
	cr_assert_eq(xe_gt_sriov_pf_migration_init(gt), 0);
	pf_enter_vf_state(gt, VFID, XE_GT_SRIOV_STATE_PAUSED);
	passed = 0;
}

static void free_pf(void)
{
	struct xe_gt *gt = &pf->gt[0];

	xe_gt_sriov_pf_control_stop_worker(gt);
	xe_gt_sriov_pf_migration_fini(gt);
	xe_sriov_pf_migration_fini(pf);
	destroy_workqueue(pf->sriov.wq);
}

static void begin(enum xe_gt_sriov_control_bits wip, enum xe_gt_sriov_control_bits first)
{
	struct xe_gt *gt = &pf->gt[0];

	gt->sriov.pf.vfs[VFID].migration.save.data_remaining = BIT(XE_SRIOV_PACKET_TYPE_VRAM);
	pf_enter_vf_wip(gt, VFID, wip);
	pf_enter_vf_step(gt, VFID, first);
}

static void read_all(void *unused)
{
	struct xe_sriov_packet *data;

	make_pf();
	begin(XE_GT_SRIOV_STATE_SAVE_WIP, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA);
	while ((data = xe_sriov_pf_migration_save_consume(pf, VFID))) {
		cr_assert(!IS_ERR(data), "%ld", PTR_ERR(data));
		cr_assert_eq(data->hdr.offset, passed++ * SZ_4K);
		xe_sriov_packet_free(data);
	}
	cr_assert_eq(passed, search->packets);
	cr_assert_eq(xe_gt_sriov_pf_control_finish_save_vf(&pf->gt[0], VFID), 0);
	free_pf();
}

static void write_all(void *unused)
{
	struct xe_gt *gt;

	make_pf();
	gt = &pf->gt[0];
	begin(XE_GT_SRIOV_STATE_RESTORE_WIP, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA);
	for (; passed < search->packets; passed++) {
		struct xe_sriov_packet *data = xe_sriov_packet_new(gt, XE_SRIOV_PACKET_TYPE_VRAM,
								   passed * SZ_4K, SZ_4K);

		cr_assert_eq(xe_gt_sriov_pf_migration_restore_produce(gt, VFID, data), 0);
	}
	cr_assert_eq(xe_gt_sriov_pf_control_restore_data_done(gt, VFID), 0);
	/* without a timeout, which would end what is to be seen as a hang */
	wait_for_completion(&pf_control(gt, VFID)->done);
	cr_assert(pf_check_vf_state(gt, VFID, XE_GT_SRIOV_STATE_RESTORED));
	free_pf();
}

/* All schedules, or up to the first that hangs. */
static void explore(struct search *what, bool to_first_hang)
{
	struct ex_config config = { .policy = ex_policy_make(POLICY, NULL) };
	struct ex_exhaustive_stats stats;
	struct ex_result result = { 0 };

	search = what;
	variants_clear();
	if (what->variant)
		*variant_find(what->variant)->on = true;
	for (unsigned int runs = 0; !result.exhausted; runs++) {
		cr_assert_lt(runs, RUNS_MAX);
		findings_clear();
		ex_run(&config, what->root, NULL, &result);
		what->hangs += result.outcome == EX_HANG;
		if (result.outcome == EX_HANG && to_first_hang)
			break;
		cr_assert(result.outcome == EX_DONE || result.outcome == EX_PRUNED ||
			  result.outcome == EX_HANG, "run %u: %s: %s", runs,
			  ex_outcome_name(result.outcome),
			  findings_count() ? finding_at(0)->text : "");
		if (result.outcome == EX_DONE)
			cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	}
	cr_assert(ex_exhaustive_stats(config.policy, &stats));
	what->schedules = stats.schedules;
	variants_clear();
	ex_policy_free(config.policy);
}

static void expect_no_hang(void (*root)(void *arg), unsigned int packets, unsigned int ring)
{
	struct search what = { .root = root, .packets = packets, .ring = ring };

	explore(&what, false);
	cr_assert_eq(what.hangs, 0);
	cr_assert_gt(what.schedules, 1000);
}

static void expect_hang(void (*root)(void *arg), unsigned int packets, unsigned int ring,
			const char *variant)
{
	struct search what = { .root = root, .packets = packets, .ring = ring,
			       .variant = variant };

	explore(&what, true);
	cr_assert_eq(what.hangs, 1, "none of %u schedules hangs", what.schedules);
}

Test(ring, reader_of_a_ring_of_one_is_never_left_asleep)
{
	expect_no_hang(read_all, 2, 1);
}

Test(ring, reader_of_a_ring_of_two_is_never_left_asleep)
{
	expect_no_hang(read_all, 3, 2);
}

Test(ring, writer_to_a_ring_of_one_is_never_left_asleep)
{
	expect_no_hang(write_all, 2, 1);
}

Test(ring, writer_to_a_ring_of_two_is_never_left_asleep)
{
	expect_no_hang(write_all, 3, 2);
}

Test(ring, worker_that_waits_late_misses_the_reader)
{
	expect_hang(read_all, 2, 1, "xe-ring-wait-late");
}

Test(ring, worker_that_waits_late_misses_the_reader_of_two)
{
	expect_hang(read_all, 3, 2, "xe-ring-wait-late");
}

/* As many as Linux has: one preemption is enough, of a worker by a reader of all five. */
Test(ring, worker_that_waits_late_misses_the_reader_of_five)
{
	expect_hang(read_all, 6, 5, "xe-ring-wait-late");
}

Test(ring, worker_that_waits_late_misses_the_writer)
{
	expect_hang(write_all, 2, 1, "xe-ring-wait-late");
}

Test(ring, worker_that_waits_late_misses_the_writer_of_two)
{
	expect_hang(write_all, 3, 2, "xe-ring-wait-late");
}

Test(ring, worker_that_waits_late_misses_the_trailer)
{
	expect_hang(write_all, 1, 2, "xe-ring-wait-late");
}

Test(ring, reader_that_nobody_tells_of_the_end_sleeps_on)
{
	expect_hang(read_all, 1, 2, "xe-save-done-unwoken");
}
