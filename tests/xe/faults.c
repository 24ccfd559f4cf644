// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faults.c - memory runs out, or user memory faults, anywhere in a migration
 *
 * Each fault point of a migration fails once, in a run of its own. The migration may fail; nothing
 * may be left behind, nobody may be left waiting, and a reset brings both VFs back.
 */
#include "xe/stream.h"

/* Counts while its site is one that there is. */
static struct ex_fault fault;
static const char *site;
static int result;

/* A write may be short. */
static int write_all(const char *buf, ssize_t len)
{
	while (len > 0) {
		ssize_t put = xe_sriov_vfio_data_write(xe, 2, buf, len);

		if (put < 0)
			return put;
		buf += put;
		len -= put;
	}
	return 0;
}

static int copy(void)
{
	static char buf[3000];
	ssize_t len = 0;
	int ret = xe_sriov_vfio_stop_copy_enter(xe, 1) ?: xe_sriov_vfio_resume_data_enter(xe, 2);

	if (ret)
		return ret;
	while (!ret && (len = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf))) > 0)
		ret = write_all(buf, len);
	ret = ret ?: len ?: xe_sriov_vfio_stop_copy_exit(xe, 1);
	return ret ?: xe_sriov_vfio_resume_data_exit(xe, 2);
}

static void migrate(void)
{
	xe_hw_fill(card, 1, 3, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	fault.site = site;
	result = copy();
	fault.site = "";
	if (!result)
		expect_same(card, 1, card, 2);
	expect_reset_helps(1);
	expect_reset_helps(2);
}

/* @of fails the first time, ... up to the @times-th, each in a run; in how many it told. */
static unsigned int fail_each(const char *of, unsigned int times)
{
	struct xe_world world = { .main = migrate, .desc = { .vf_vram = 3 * PAGE_SIZE } };
	unsigned int failed = 0;

	site = of;
	for (unsigned int nth = 1; nth <= times; nth++) {
		struct ex_config config = { .faults = &fault, .nr_faults = 1 };

		fault = (struct ex_fault){ .site = "", .nth = nth };
		findings_clear();
		ex_run(&config, xe_world_root, &world, &world.result);
		xe_world_expect_well(&world, nth);
		cr_assert(result == 0 || result == -ENOMEM || result == -EFAULT ||
			  result == -EIO, "%s %u: %d", of, nth, result);
		failed += !!result;
	}
	return failed;
}

Test(faults, migration_survives_every_lack_of_memory)
{
	/* a header and a payload each for two ends, and for four parts on both sides */
	cr_assert_geq(fail_each("kmalloc", 20), 12);
}

Test(faults, migration_survives_every_fault_of_user_memory)
{
	/* one in the middle of a call cuts it short, and the next call goes on */
	cr_assert_geq(fail_each("copy_to_user", 16), 1);
	cr_assert_geq(fail_each("copy_from_user", 16), 1);
}
