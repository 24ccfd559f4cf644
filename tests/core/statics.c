// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * statics.c - static variables of a driver that is not ours begin anew in each world. What would
 * go wrong: a driver's count of what is left, which one run used up, in all runs after it.
 */
#include "exec/statics_anchor.h"

#include "core/world.h"

#include <linux/list.h>

#include "core/statics.h"

static int ports = 24;
static LIST_HEAD(devices);
static struct list_head device;
static char name[100];
static int seen_ports;
static bool seen_empty, seen_name;

static int *calls(void)
{
	static int count;

	return &count;
}

static void uses_them_up(void)
{
	seen_ports = ports;
	seen_empty = list_empty(&devices);
	seen_name = name[99];
	kept_by_another_file()[0] += *calls();
	ports = 0;
	list_add(&device, &devices);
	name[99] = 'x';
	++*calls();
	kept_by_another_file()[1]++;
}

Test(statics, begin_anew_in_each_world)
{
	struct world world = { 0 };

	for (int i = 0; i < 3; i++) {
		world_expect_silence(&world, uses_them_up);
		cr_expect_eq(seen_ports, 24);
		cr_expect(seen_empty);
		cr_expect_not(seen_name);
	}
	cr_expect_eq(kept_by_another_file()[0], 0, "a variable of a function");
	cr_expect_eq(kept_by_another_file()[1], 3, "a file that nobody asked for");
}
