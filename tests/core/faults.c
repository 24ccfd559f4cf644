// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faults.c - every allocation of the driver core fails once in turn. What would go wrong:
 * error paths that leak, free twice or take down what they did not put up.
 */
#include "core/world.h"

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>

#include "core/sysfs.h"
#include "core/toy.h"

static void idle(void)
{
}

/*
 * Runs @fn with the nth fault point failing, for each n until there is none left. Those
 * of the boot are left out: a machine that cannot boot tells nothing.
 */
static void fail_each(void (*fn)(void))
{
	struct ex_fault fault = {};
	struct world world = {};
	unsigned long first;

	world_run(&world, idle);
	first = world.result.fault_points + 1;
	world.config.faults = &fault;
	world.config.nr_faults = 1;
	for (fault.nth = first; ; fault.nth++) {
		world_run(&world, fn);
		for (unsigned int i = 0; i < findings_count(); i++)
			cr_log_error("fault %lu: %s: %s\n%s", fault.nth,
				     finding_kind_name(finding_at(i)->kind),
				     finding_at(i)->title, finding_at(i)->text);
		cr_assert_eq(world.result.outcome, EX_DONE, "fault %lu: %s", fault.nth,
			     ex_outcome_name(world.result.outcome));
		cr_assert_eq(findings_count(), 0);
		if (fault.nth > world.result.fault_points)
			break;
	}
	cr_assert_gt(fault.nth - first, 10);
}

static void bind_toys(void)
{
	struct device_driver driver = toy_driver;
	struct toy *parent = NULL, *child = NULL;
	char buf[32];

	driver.probe_type = PROBE_PREFER_ASYNCHRONOUS;
	toy_probe_result = 0;
	if (bus_register(&toy_bus))
		return;
	parent = toy_add("parent", NULL);
	if (parent)
		child = toy_add("child", &parent->dev);
	if (!driver_register(&driver)) {
		wait_for_device_probe();
		sysfs_write("bus/toy/drivers/toy-driver/unbind", "child");
		sysfs_write("bus/toy/devices/child/driver_override", "toy-driver");
		sysfs_write("bus/toy/drivers_probe", "child");
		sysfs_read("bus/toy/devices/child/uevent", buf, sizeof(buf));
		driver_unregister(&driver);
	}
	if (child)
		toy_remove(child);
	if (parent)
		toy_remove(parent);
	bus_unregister(&toy_bus);
}

Test(faults, of_a_bus_its_devices_and_their_driver)
{
	fail_each(bind_toys);
}

static const struct file_operations fops;

static void nodes(void)
{
	struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "misc", .fops = &fops };
	struct class *class = class_create("plain");
	struct device *dev;

	if (!IS_ERR(class)) {
		dev = device_create(class, NULL, MKDEV(200, 1), NULL, "plain");
		if (!IS_ERR(dev))
			device_destroy(class, MKDEV(200, 1));
		class_destroy(class);
	}
	if (!misc_register(&misc))
		misc_deregister(&misc);
}

Test(faults, of_classes_and_nodes)
{
	fail_each(nodes);
}

static irqreturn_t nothing(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static void lines(void)
{
	int irq = irq_alloc_descs(-1, 0, 40, 0);

	if (irq < 0)
		return;
	irq_set_chip_and_handler(irq + 39, NULL, handle_level_irq);
	if (!request_threaded_irq(irq + 39, NULL, nothing, IRQF_ONESHOT, "line", &irq))
		free_irq(irq + 39, &irq);
	irq_free_descs(irq, 40);
}

Test(faults, of_interrupt_lines)
{
	fail_each(lines);
}
