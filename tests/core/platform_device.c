// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform_device.c - what belongs to a platform device, how long it is there, and its interrupt.
 * What would go wrong: memory that nobody frees or two do, an interrupt that goes astray, silence
 * about those who use a device that is gone.
 */
#include "core/world.h"

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "support/freed.h"

static const struct resource parts[] = {
	DEFINE_RES_MEM(0x1000, 0x100),
	DEFINE_RES_NAMED(0x2000, 0x100, "fifo", IORESOURCE_MEM),
	DEFINE_RES_IO(0x300, 8),
};

static void resources(void)
{
	const struct resource across = DEFINE_RES_MEM(0x2080, 0x100);
	struct platform_device *pdev, *other;

	pdev = platform_device_register_simple("part", 0, parts, ARRAY_SIZE(parts));
	cr_assert_not(IS_ERR(pdev));
	cr_assert_eq(platform_get_resource(pdev, IORESOURCE_MEM, 1)->start, 0x2000);
	cr_assert_eq(platform_get_resource(pdev, IORESOURCE_IO, 0)->start, 0x300);
	cr_assert_null(platform_get_resource(pdev, IORESOURCE_MEM, 2));
	cr_assert_eq(platform_get_mem_or_io(pdev, 2)->start, 0x300);
	cr_assert_eq(platform_get_resource_byname(pdev, IORESOURCE_MEM, "fifo")->start, 0x2000);
	cr_assert_null(platform_get_resource_byname(pdev, IORESOURCE_IO, "fifo"));
	cr_assert_str_eq(platform_get_resource(pdev, IORESOURCE_MEM, 0)->name, "part.0");
	cr_assert_not_null(request_mem_region(0x1000, 0x100, "its driver"));
	release_mem_region(0x1000, 0x100);
	other = platform_device_register_simple("other", 0, &across, 1);
	cr_assert_eq(PTR_ERR(other), -EBUSY);
	platform_device_unregister(pdev);
	other = platform_device_register_simple("other", 0, &across, 1);
	cr_assert_not(IS_ERR(other), "the addresses are free again");
	platform_device_unregister(other);
	cr_assert_null(iomem_resource.child);
	cr_assert_null(ioport_resource.child);
}

Test(platform_device, has_its_addresses_while_it_is_there)
{
	struct world world = {};

	world_expect_silence(&world, resources);
}

static void never_added(void)
{
	struct platform_device *pdev = platform_device_alloc("part", PLATFORM_DEVID_NONE);

	cr_assert_not_null(pdev);
	cr_assert_eq(*pdev->dev.dma_mask, 0xffffffff);
	cr_assert_eq(platform_device_add_resources(pdev, parts, 1), 0);
	cr_assert_eq(platform_device_add_resources(pdev, parts, ARRAY_SIZE(parts)), 0);
	cr_assert_eq(platform_device_add_data(pdev, "old", 4), 0);
	cr_assert_eq(platform_device_add_data(pdev, "new", 4), 0);
	cr_assert_str_eq(dev_get_platdata(&pdev->dev), "new");
	platform_device_put(pdev);
	platform_device_put(NULL);
	platform_device_unregister(ERR_PTR(-ENOMEM));
}

Test(platform_device, one_that_was_never_added_goes_with_its_last_reference)
{
	struct world world = {};

	world_expect_silence(&world, never_added);
}

static void everything(void)
{
	static const struct platform_device_info info = {
		.name = "part", .id = PLATFORM_DEVID_AUTO, .res = parts,
		.num_res = ARRAY_SIZE(parts), .data = "data", .size_data = 5, .dma_mask = ~0ULL,
	};
	struct platform_driver driver = { .driver.name = "part" };
	struct platform_device *pdev = platform_device_register_full(&info);
	int ret = platform_driver_register(&driver);

	if (!IS_ERR(pdev)) {
		cr_assert_eq(pdev->dev.coherent_dma_mask, ~0ULL);
		cr_assert_str_eq(dev_get_platdata(&pdev->dev), "data");
		platform_device_unregister(pdev);
	}
	if (!ret)
		platform_driver_unregister(&driver);
}

static void idle(void)
{
}

/* Those of the boot are left out. */
Test(platform_device, each_allocation_may_fail)
{
	struct ex_fault fault = {};
	struct world world = {};
	unsigned long first;

	world_expect_silence(&world, idle);
	world.config.faults = &fault;
	world.config.nr_faults = 1;
	first = world.result.fault_points + 1;
	for (fault.nth = first; ; fault.nth++) {
		world_expect_silence(&world, everything);
		if (fault.nth > world.result.fault_points)
			break;
	}
	cr_assert_gt(fault.nth - first, 10);
}

static unsigned int rung;

static irqreturn_t ring(int irq, void *dev_id)
{
	cr_assert(in_hardirq());
	rung++;
	return IRQ_HANDLED;
}

static int bell_probe(struct platform_device *pdev)
{
	int irq = platform_get_irq(pdev, 0);

	cr_assert_eq(platform_get_irq_byname(pdev, "bell"), irq);
	cr_assert_eq(platform_irq_count(pdev), 1);
	cr_assert_eq(platform_get_irq(pdev, 1), -ENXIO);
	cr_assert_eq(platform_get_irq_byname_optional(pdev, "whistle"), -ENXIO);
	return devm_request_irq(&pdev->dev, irq, ring, 0, "bell", pdev);
}

static void interrupt(void)
{
	struct platform_driver driver = { .driver.name = "bell", .probe = bell_probe };
	int irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);
	const struct resource line = DEFINE_RES_NAMED(irq, 1, "bell", IORESOURCE_IRQ);
	struct platform_device *pdev;

	rung = 0;
	irq_set_chip_and_handler(irq, NULL, handle_simple_irq);
	pdev = platform_device_register_simple("bell", PLATFORM_DEVID_NONE, &line, 1);
	generic_handle_irq(irq);
	cr_assert_eq(rung, 0);
	cr_assert_eq(platform_driver_register(&driver), 0);
	generic_handle_irq(irq);
	cr_assert_eq(rung, 1);
	platform_driver_unregister(&driver);
	generic_handle_irq(irq);
	cr_assert_eq(rung, 1, "freed with the driver");
	platform_device_unregister(pdev);
	irq_free_descs(irq, 1);
}

Test(platform_device, its_driver_hears_its_interrupt)
{
	struct world world = {};

	world_expect_silence(&world, interrupt);
}

static void lines_that_are_none(void)
{
	const struct resource parts[] = {
		DEFINE_RES_IRQ(0),
		DEFINE_RES_NAMED(999, 1, NULL, IORESOURCE_IRQ | IRQF_TRIGGER_HIGH),
	};
	struct platform_device *pdev = platform_device_register_simple("bell", 0, parts, 2);

	cr_assert_eq(platform_get_irq_optional(pdev, 0), -EINVAL);
	cr_assert_eq(platform_get_irq_optional(pdev, 1), -ENXIO);
	platform_device_unregister(pdev);
}

static void expect_finding(void (*fn)(void), enum finding_kind kind, const char *part)
{
	struct world world = {};

	world_run(&world, fn);
	cr_assert_not_null(world_finding(kind), "no finding of that kind");
	cr_assert_not_null(strstr(world_finding(kind)->title, part), "%s",
			   world_finding(kind)->title);
}

Test(platform_device, number_0_is_no_interrupt)
{
	expect_finding(lines_that_are_none, FINDING_STATE, "WARNING in irq_of");
	cr_assert_eq(findings_count(), 1);
}

static struct platform_device own;

static void without_release(void)
{
	own = (struct platform_device){ .name = "own", .id = PLATFORM_DEVID_NONE };
	cr_assert_eq(platform_device_register(&own), 0);
	platform_device_unregister(&own);
}

Test(platform_device, of_the_callers_own_needs_a_release)
{
	expect_finding(without_release, FINDING_STATE, "WARNING");
}

static void twice(void)
{
	struct platform_device *pdev = platform_device_register_simple("part", 0, parts, 1);

	platform_device_unregister(pdev);
	platform_device_put(pdev);
}

Test(platform_device, to_put_one_that_was_unregistered_is_found)
{
	freed_uses_expect(true);
	expect_finding(twice, FINDING_UAF, "use-after-free");
}

static void forgotten(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("part", PLATFORM_DEVID_AUTO, NULL, 0);
	cr_assert_not(IS_ERR(pdev));
	cr_assert_str_eq(dev_name(&pdev->dev), "part.0.auto");
}

Test(platform_device, one_that_is_left_behind_is_found)
{
	expect_finding(forgotten, FINDING_LEAK, "");
	expect_finding(forgotten, FINDING_LEAK, "");	/* and has no number in the next world */
}
