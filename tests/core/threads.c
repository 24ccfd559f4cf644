// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * threads.c - the driver core on real threads. What would go wrong: what only the fiber
 * engine's single processor keeps in order.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/pm_runtime.h>

#include "core/irq.h"
#include "core/sysfs.h"
#include "core/toy.h"

static void stress_silence(void (*fn)(void), unsigned int runs)
{
	struct world world = { .config = { .engine = EX_THREADS, .perturb = 8 } };

	for (; world.config.seed < runs; world.config.seed++)
		world_expect_silence(&world, fn);
}

static void rebind(void *name)
{
	for (int i = 0; i < 3; i++) {
		sysfs_write("bus/toy/drivers/toy-driver/unbind", name);
		sysfs_write("bus/toy/drivers/toy-driver/bind", name);
	}
}

static void rename_override(void *unused)
{
	sysfs_write("bus/toy/devices/child/driver_override", "toy-driver");
	sysfs_write("bus/toy/devices/child/driver_override", "\n");
}

static void use_power(void *dev)
{
	for (int i = 0; i < 5; i++) {
		pm_runtime_get_sync(dev);
		pm_runtime_put(dev);
	}
}

static void everything(void)
{
	struct task_struct *tasks[4];
	struct toy *parent, *child;

	toy_noted();
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	parent = toy_add("parent", NULL);
	child = toy_add("child", &parent->dev);
	pm_runtime_enable(&parent->dev);
	pm_runtime_enable(&child->dev);
	cr_assert_eq(driver_register(&toy_driver), 0);
	tasks[0] = spawn("rebind parent", rebind, "parent");
	tasks[1] = spawn("rebind child", rebind, "child");
	tasks[2] = spawn("override", rename_override, NULL);
	tasks[3] = spawn("power", use_power, &child->dev);
	for (int i = 0; i < 4; i++)
		task_join(tasks[i]);
	driver_unregister(&toy_driver);
	toy_remove(child);
	toy_remove(parent);
	bus_unregister(&toy_bus);
}

Test(threads, binding_and_power_at_once)
{
	stress_silence(everything, 100);
}

static irqreturn_t hard(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t threaded(int irq, void *dev_id)
{
	atomic_inc(dev_id);
	return IRQ_HANDLED;
}

static void raise_many(void *line)
{
	for (int i = 0; i < 10; i++)
		irq_raise(*(int *)line);
}

static void interrupts(void)
{
	struct task_struct *one, *two;
	atomic_t count = ATOMIC_INIT(0);
	int line = irq_alloc_descs(-1, 0, 1, 0);

	irq_set_chip_and_handler(line, NULL, handle_edge_irq);
	cr_assert_eq(request_threaded_irq(line, hard, threaded, IRQF_ONESHOT, "line", &count), 0);
	one = spawn("one", raise_many, &line);
	two = spawn("two", raise_many, &line);
	task_join(one);
	disable_irq(line);
	enable_irq(line);
	task_join(two);
	free_irq(line, &count);
	irq_free_descs(line, 1);
}

Test(threads, interrupts_raised_while_they_are_freed)
{
	stress_silence(interrupts, 100);
}
