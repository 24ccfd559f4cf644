// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * c22_driver_override.c - match() compares a name that a write to sysfs frees
 *
 * __driver_attach() calls match() without the device lock, under which the write replaces
 * and frees the old name (10a4206a2401).
 */
#include "core/world.h"

#include <linux/device.h>

#include "core/sysfs.h"
#include "core/toy.h"
#include "core/variants.h"
#include "support/freed.h"
#include "support/races.h"

static void write_override(void *arg)
{
	sysfs_write("bus/toy/devices/toy0/driver_override", "other");
	sysfs_write("bus/toy/devices/toy0/driver_override", "\n");
}

static void match_and_write(void)
{
	struct task_struct *writer;
	struct toy *toy;

	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_set_driver_override(&toy->dev, "another"), 0);
	writer = spawn("writer", write_override, NULL);
	cr_assert_eq(driver_register(&toy_driver), 0);
	task_join(writer);
	driver_unregister(&toy_driver);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

Test(c22_driver_override, an_unlocked_match_reads_a_freed_name)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("random", &error) };

	races_expect();
	freed_uses_expect(true);
	variant_driver_override_unlocked = true;
	while (!world_finding(FINDING_UAF) && !races_seen()) {
		cr_assert_lt(world.config.seed, 2000);
		world_run(&world, match_and_write);
		world.config.seed++;
	}
	variant_driver_override_unlocked = false;
}

Test(c22_driver_override, a_lock_of_its_own_makes_it_silent_in_any_schedule)
{
	world_explore_silence(match_and_write, 500);
}
