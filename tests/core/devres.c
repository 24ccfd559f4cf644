// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devres.c - resources end with the driver, newest first. What would go wrong: leaks of
 * failed probes, actions in the wrong order, groups that release too much.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/slab.h>

#include "core/toy.h"

static char order[64];

static void note_action(void *name)
{
	strcat(order, name);
}

static int devres_probe(struct device *dev)
{
	char *memory;

	cr_assert_eq(devm_add_action_or_reset(dev, note_action, "a"), 0);
	memory = devm_kzalloc(dev, 100, GFP_KERNEL);
	cr_assert_not_null(memory);
	cr_assert_eq(memory[99], 0);
	cr_assert_eq(devm_add_action_or_reset(dev, note_action, "b"), 0);
	cr_assert_str_eq(devm_kasprintf(dev, GFP_KERNEL, "%s-%d", "x", 1), "x-1");
	memory = devm_kstrdup(dev, "text", GFP_KERNEL);
	memory = devm_krealloc(dev, memory, 200, GFP_KERNEL);
	cr_assert_str_eq(memory, "text");
	devm_kfree(dev, memory);
	return toy_probe_result;
}

static int devres_remove_driver(struct device *dev)
{
	strcat(order, "r");
	return 0;
}

static struct device_driver devres_driver = {
	.name	= "devres",
	.bus	= &toy_bus,
	.probe	= devres_probe,
	.remove	= devres_remove_driver,
};

static void bind_once(void)
{
	struct toy *toy;

	order[0] = '\0';
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(driver_register(&devres_driver), 0);
	driver_unregister(&devres_driver);
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

Test(devres, resources_go_after_remove_newest_first)
{
	struct world world = {};

	toy_probe_result = 0;
	world_expect_silence(&world, bind_once);
	cr_assert_str_eq(order, "rba");
}

Test(devres, resources_of_a_failed_probe_go_at_once)
{
	struct world world = {};

	toy_probe_result = -ENODEV;
	world_expect_silence(&world, bind_once);
	cr_assert_str_eq(order, "ba");
}

static void groups(void)
{
	struct toy *toy;
	void *group;

	order[0] = '\0';
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "a"), 0);
	group = devres_open_group(&toy->dev, NULL, GFP_KERNEL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "b"), 0);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "c"), 0);
	devres_close_group(&toy->dev, group);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "d"), 0);
	cr_assert_eq(devres_release_group(&toy->dev, group), 2);
	cr_assert_str_eq(order, "cb");
	group = devres_open_group(&toy->dev, NULL, GFP_KERNEL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "e"), 0);
	devres_remove_group(&toy->dev, group);
	devm_release_action(&toy->dev, note_action, "e");
	cr_assert_str_eq(order, "cbe");
	cr_assert_not_null(devres_open_group(&toy->dev, NULL, GFP_KERNEL));
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "f"), 0);
	toy_remove(toy);
	cr_assert_str_eq(order, "cbefda");
	bus_unregister(&toy_bus);
}

static void no_release(struct device *dev, void *res)
{
}

static void allocate(void)
{
	for (int i = 0; i < 2; i++) {	/* the second is where the first was */
		u8 *res = devres_alloc(no_release, 16, GFP_KERNEL);

		cr_assert_eq(res[0] | res[15], 0);
		memset(res, 0xff, 16);
		devres_free(res);
	}
}

Test(devres, begins_as_zeros)
{
	struct world world = {};

	world_expect_silence(&world, allocate);
}

Test(devres, a_group_goes_alone_and_the_rest_with_the_device)
{
	struct world world = {};

	world_expect_silence(&world, groups);
}

/* ( a [ b ) c ]: the second one reaches beyond the first. Then ( d [ e [ f, all of them open. */
static void groups_within(void)
{
	struct toy *toy;
	void *first, *second;

	order[0] = '\0';
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	first = devres_open_group(&toy->dev, NULL, GFP_KERNEL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "a"), 0);
	second = devres_open_group(&toy->dev, NULL, GFP_KERNEL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "b"), 0);
	devres_close_group(&toy->dev, first);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "c"), 0);
	devres_close_group(&toy->dev, second);
	cr_assert_eq(devres_release_group(&toy->dev, first), 2);
	cr_assert_str_eq(order, "ba");
	cr_assert_eq(devres_release_group(&toy->dev, second), 1);
	cr_assert_str_eq(order, "bac");

	first = devres_open_group(&toy->dev, NULL, GFP_KERNEL);
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "d"), 0);
	cr_assert_not_null(devres_open_group(&toy->dev, NULL, GFP_KERNEL));
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "e"), 0);
	cr_assert_not_null(devres_open_group(&toy->dev, NULL, GFP_KERNEL));
	cr_assert_eq(devm_add_action(&toy->dev, note_action, "f"), 0);
	cr_assert_eq(devres_release_group(&toy->dev, first), 3);
	cr_assert_str_eq(order, "bacfed");
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

Test(devres, a_group_within_goes_along_and_one_that_reaches_beyond_stays)
{
	struct world world = {};

	world_expect_silence(&world, groups_within);
}
