// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d05_reset_fence.c - CVE-2026-52952: a fence that also holds up those who must get out
 *
 * A reset parks the device on the blocking domain and refuses every change of the group's
 * domain. Who detaches at that moment frees his domain next: the group still points to
 * it, and the end of the reset attaches the device to freed memory.
 */
#include "core/iommu_world.h"
#include "core/world.h"
#include "support/freed.h"

DECLARE_VARIANT(iommu_reset_fence);
DECLARE_VARIANT(iommu_reset_fence_refuses);

static struct toy *toy;
static struct iommu_domain *domain;

static void reset(void *unused)
{
	cr_assert_eq(iommu_reset_prepare(&toy->dev), 0);
	cr_assert_eq(iommu_reset_prepare(&toy->dev), -EBUSY);
	schedule_timeout_uninterruptible(10);
	iommu_reset_done(&toy->dev);
}

static void program(void)
{
	struct task_struct *task;
	static int owner;

	toy_iommu_start();
	toy = toy_add("a.0", NULL);
	domain = toy_own(&toy->dev, &owner);
	task = spawn("reset", reset, NULL);
	toy_disown(&toy->dev, domain);
	task_join(task);
	toy_remove(toy);
	toy_iommu_stop();
}

static bool found_in(unsigned int runs, enum finding_kind kind)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("random", &error) };

	for (; world.config.seed < runs; world.config.seed++) {
		world_run(&world, program);
		if (findings_count())
			return world_finding(kind);
	}
	return false;
}

Test(d05_reset_fence, refusing_a_detach_leaves_the_group_on_a_freed_domain)
{
	variant_iommu_reset_fence = true;
	variant_iommu_reset_fence_refuses = true;
	freed_uses_expect(true);
	cr_assert(found_in(200, FINDING_STATE));
}

Test(d05_reset_fence, letting_detach_through_is_silent)
{
	variant_iommu_reset_fence = true;
	world_explore_silence(program, 500);
}
