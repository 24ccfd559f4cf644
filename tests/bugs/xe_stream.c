// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_stream.c - what goes wrong between two calls on the data file of a VF's migration
 *
 * All as they came into Linux with the PF's side of migration (v6.19): what a call that fails, is
 * interrupted or is refused leaves behind is taken up by the next one.
 */
#include "xe/stream.h"
#include "support/freed.h"

#include <linux/mman.h>
#include <linux/signal_numbers.h>

static const struct finding *expect(struct xe_world *world, unsigned int runs, unsigned int kinds)
{
	struct ex_policy *policy = ex_policy_make("random", NULL);

	freed_uses_expect(kinds & 1u << FINDING_UAF);
	for (unsigned int seed = 1; seed <= runs; seed++) {
		xe_world_run(world, runs == 1 ? NULL : policy, seed);
		for (unsigned int i = 0; i < findings_count(); i++)
			if (kinds & 1u << finding_at(i)->kind)
				return finding_at(i);
	}
	cr_assert_fail("nothing was found in %u schedules, but %u findings: %s", runs,
		       findings_count(), findings_count() ? finding_at(0)->title : "");
	return NULL;
}

static bool same;

static void migrate(void)
{
	enum xe_hw_part part;
	unsigned int unit;
	void *stream;
	size_t len;
	u64 offset;

	xe_hw_fill(card, 1, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	cr_assert_eq(load_stream(xe, 2, stream, len, len), 0);
	kvfree(stream);
	same = xe_hw_same(card, 1, card, 2, &part, &unit, &offset);
	if (!same)
		cr_assert_eq(part, XE_HW_MMIO);
}

Test(xe_stream, registers_of_the_pf_are_not_those_of_the_vf)
{
	struct xe_world bad = { .main = migrate, .variants = { "xe-mmio-of-pf" } };
	struct xe_world good = { .main = migrate };

	xe_world_run(&bad, NULL, 1);
	cr_assert(!same);
	xe_world_expect_clean(&good, 10);
	cr_assert(same);
}

/* Two sessions that are cut by a reset, and one that is not. */
static void three_sessions(void)
{
	char byte;

	for (int i = 0; i < 3; i++) {
		cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
		cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
		cr_assert_eq(xe_sriov_vfio_data_read(xe, 1, &byte, 1), 1);
		expect_reset_helps(1);
	}
}

Test(xe_stream, session_that_keeps_packets_of_an_earlier_one_leaks_them)
{
	struct xe_world bad = { .main = three_sessions, .variants = { "xe-session-leaks" } };
	struct xe_world good = { .main = three_sessions };

	expect(&bad, 1, 1u << FINDING_LEAK);
	xe_world_expect_clean(&good, 10);
}

static int restored;

/* Half a header is written, the VF is reset, and a whole stream comes. */
static void after_half_a_packet(void)
{
	void *stream;
	size_t len;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 2), 0);
	cr_assert_eq(xe_sriov_vfio_data_write(xe, 2, stream, 11), 11);
	expect_reset_helps(2);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	restored = load_stream(xe, 2, stream, len, len);
	kvfree(stream);
}

Test(xe_stream, half_a_packet_spoils_the_next_session)
{
	struct xe_world bad = { .main = after_half_a_packet, .variants = { "xe-session-leaks" } };
	struct xe_world good = { .main = after_half_a_packet };

	xe_world_run(&bad, NULL, 1);
	cr_assert_eq(restored, -EINVAL);
	xe_world_expect_clean(&good, 10);
	cr_assert_eq(restored, 0);
}

/* A packet of a kind that does not exist, for a GT that does not; and once more. */
static void write_nonsense(void)
{
	struct { u8 version, type, tile, gt; u32 flags; u64 offset, size; } bad = { 1, 3, 1, 0 };

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), 0);
	for (int i = 0; i < 3; i++)
		cr_assert_lt(xe_sriov_vfio_data_write(xe, 1, (const char *)&bad, sizeof(bad)), 0);
	expect_reset_helps(1);
}

Test(xe_stream, refused_packet_that_stays_pending_is_used_after_it_was_freed)
{
	struct xe_world bad = { .main = write_nonsense,
				.variants = { "xe-write-keeps-freed", "xe-stream-trusted" } };

	expect(&bad, 1, 1u << FINDING_UAF);
}

Test(xe_stream, refused_packet_is_forgotten)
{
	struct xe_world good = { .main = write_nonsense };

	xe_world_expect_clean(&good, 10);
}

/* Of a version that nobody knows, and so without memory for what it says it brings. */
static void write_unknown_version(void)
{
	struct { u8 version, type, tile, gt; u32 flags; u64 offset, size; } bad = {
		9, 4, 0, 0, 0, 0, 16,
	};

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_data_write(xe, 1, (const char *)&bad, sizeof(bad)), -EINVAL);
	ksys_msleep(10);
	expect_reset_helps(1);
}

Test(xe_stream, refused_header_that_goes_on_is_restored_from_nowhere)
{
	struct xe_world bad = { .main = write_unknown_version,
				.variants = { "xe-stream-trusted" } };

	expect(&bad, 1, 1u << FINDING_UAF);
}

Test(xe_stream, refused_header_goes_nowhere)
{
	struct xe_world good = { .main = write_unknown_version };

	xe_world_expect_clean(&good, 10);
}

/* A signal comes while the reader waits for a GuC that is slow. */
static int send_signal(void *process)
{
	ksys_msleep(50);
	process_kill(process, SIGUSR1);
	return 0;
}

static ssize_t first, second;

static void read_and_signal(void)
{
	char buf[64];
	ssize_t ret;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_SAVE_RESTORE, XE_GUC_LATE, 200000, 1);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert(process_thread(process_current(), "signal", send_signal, process_current()));
	cr_assert_eq(xe_sriov_vfio_data_read(xe, 1, buf, 40), 40);	/* the descriptor */
	first = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf));
	ksys_msleep(300);	/* back from the system call: the signal has been dealt with */
	second = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf));
	for (ret = second; ret > 0;)
		ret = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf));
	expect_reset_helps(1);
}

Test(xe_stream, interrupted_read_is_interrupted_for_ever)
{
	struct xe_world bad = { .main = read_and_signal, .variants = { "xe-read-error-kept" } };
	struct xe_world good = { .main = read_and_signal };

	xe_world_run(&bad, NULL, 1);
	cr_assert_lt(first, 0);
	cr_assert_eq(second, first);
	xe_world_expect_clean(&good, 1);
	cr_assert_lt(first, 0);
	cr_assert_gt(second, 0);
}

static size_t total, announced;

/* A read into a buffer whose end is not mapped, then reads into a good one. */
static void read_over_the_edge(void)
{
	long at = ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);
	static char buf[4096];
	ssize_t ret;

	total = 0;
	cr_assert_gt(at, 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	announced = xe_sriov_vfio_stop_copy_size(xe, 1);
	ret = xe_sriov_vfio_data_read(xe, 1, (char *)at + PAGE_SIZE - 100, 4096);
	do
		total += ret > 0 ? ret : 0;
	while ((ret = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf))) > 0);
	cr_assert_eq(ret, 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	ksys_munmap(at, PAGE_SIZE);
}

Test(xe_stream, read_that_fails_late_swallows_what_it_had)
{
	struct xe_world bad = { .main = read_over_the_edge,
				.variants = { "xe-stream-count-lost" } };
	struct xe_world good = { .main = read_over_the_edge };

	xe_world_run(&bad, NULL, 1);
	cr_assert_lt(total, announced);
	xe_world_expect_clean(&good, 10);
	cr_assert_eq(total, announced);
}

static void read_two_gts(void)
{
	void *stream;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	save_stream(xe, 1, &stream);
	kvfree(stream);
}

Test(xe_stream, reader_spins_while_one_gt_is_through_and_the_other_is_not)
{
	struct xe_world bad = { .main = read_two_gts, .variants = { "xe-ready-when-one-is" },
				.desc = { .media = true } };
	struct xe_world good = { .main = read_two_gts, .desc = { .media = true } };

	/* first: a run that ends badly leaves its world as it was */
	xe_world_expect_clean(&good, 10);
	expect(&bad, 1, 1u << FINDING_LIVE);
}
