// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci.c - what a machine of so many devices costs, and a reset of each kind
 *
 * Worlds are counted by their devices: a time that stays the same from 1 to 256 is linear
 * growth. Resets go through all locks, save, wait (in virtual time) and restore; those of a bus or
 * a slot are of all functions of the card, so many levels of switches below the root port.
 * tools/growth.py prints how each grows.
 */
#include <linux/pci.h>
#include <linux/string.h>

#include "core/sysfs.h"
#include "exec/run.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "pci/hw.h"

#include "bench.h"

static const struct pci_hw_desc root_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 1,
};

static const struct pci_hw_desc slot_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG, .port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 1,
};

static const struct pci_hw_desc switch_up = {
	.name = "up", .vendor = 0x1b36, .device = 0xe, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_UPSTREAM,
};

static const struct pci_hw_desc switch_down = {
	.name = "down", .vendor = 0x1b36, .device = 0xd, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_DOWNSTREAM, .slot = 2,
};

static const struct pci_hw_desc slot_down = {
	.name = "down", .vendor = 0x1b36, .device = 0xd, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG, .port_type = PCI_EXP_TYPE_DOWNSTREAM, .slot = 2,
};

static const struct pci_hw_desc af_card = {
	.name = "card", .vendor = 0x1234, .device = 1, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_AF_FLR | PCI_HW_ARI, .bars = { { .size = 0x1000 } },
};

static const struct pci_hw_desc card = {
	.name = "card", .vendor = 0x1234, .device = 1, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_ARI,
	.bars = { { .size = 0x1000 } },
};

/* What the next run is about; constant while it runs. */
static struct {
	unsigned int	devices;	/* on the root bus; 0: a card below ports instead */
	unsigned int	depth;		/* switches between the root port and the card */
	unsigned int	functions;	/* of the card */
	int		(*reset)(struct pci_dev *dev);
	const char	*method;
	const struct pci_hw_desc *card;
	bool		hotplug;	/* the port above the card has a slot that resets */
	uint64_t	times;
} job;

static void build_flat(struct pci_hw_root *root)
{
	for (unsigned int i = 0; i < job.devices; i++)
		pci_hw_function(root, NULL, (int)i, job.card);
}

static void build_deep(struct pci_hw_root *root)
{
	const struct pci_hw_desc *first = job.hotplug && !job.depth ? &slot_port : &root_port;
	struct pci_hw_fn *above = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), first);

	for (unsigned int i = 0; i < job.depth; i++)
		above = pci_hw_function(root, pci_hw_function(root, above, 0, &switch_up), 0,
					job.hotplug && i + 1 == job.depth ? &slot_down :
									    &switch_down);
	for (unsigned int i = 0; i < job.functions; i++)
		pci_hw_function(root, above, (int)i, job.card);
}

/* As an administrator does. */
static void choose_method(struct pci_dev *dev)
{
	char path[96];

	if (!job.method)
		return;
	snprintf(path, sizeof(path), "bus/pci/devices/%s/reset_method", pci_name(dev));
	if (sysfs_write(path, job.method) < 0)
		__builtin_trap();
}

static void reset_card(void)
{
	struct pci_dev *dev = pci_get_device(card.vendor, card.device, NULL);

	if (!dev)
		__builtin_trap();
	choose_method(dev);
	while (job.times--)
		if (job.reset(dev))
			__builtin_trap();
	pci_dev_put(dev);
}

static void root(void *unused)
{
	struct pci_hw_root *hw = pci_hw_root(0, 0);

	if (job.devices)
		build_flat(hw);
	else
		build_deep(hw);
	if (do_initcalls())
		__builtin_trap();
	if (job.reset)
		reset_card();
	do_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

static void run(void)
{
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	ex_run(&config, root, NULL, &result);
	if (result.outcome != EX_DONE)
		__builtin_trap();
}

/* Worlds until they have had @n devices between them. */
static void worlds(unsigned int devices, uint64_t n)
{
	memset(&job, 0, sizeof(job));
	job.devices = devices;
	job.card = &card;
	for (uint64_t done = 0; done < n; done += devices)
		run();
}

/* FLR comes first where there are several. */
static int by_flr(struct pci_dev *dev)
{
	return pci_reset_function(dev);
}

static int by_power(struct pci_dev *dev)
{
	return pci_reset_function(dev);
}

static int by_af(struct pci_dev *dev)
{
	return pci_reset_function(dev);
}

static int by_bus(struct pci_dev *dev)
{
	return pci_reset_bus(dev);
}

/* The same call: a slot that can be reset comes before the bus. */
static int by_slot(struct pci_dev *dev)
{
	return pci_reset_bus(dev);
}

static void resets(int (*reset)(struct pci_dev *dev), unsigned int depth, unsigned int functions,
		   uint64_t n)
{
	memset(&job, 0, sizeof(job));
	job.depth = depth;
	job.functions = functions;
	job.reset = reset;
	job.method = reset == by_power ? "pm" : NULL;
	job.card = reset == by_af ? &af_card : &card;
	job.hotplug = reset == by_slot;
	job.times = n;
	run();
}

#define WORLD(devices)							\
	static void world_##devices(uint64_t n) { worlds(devices, n); }

WORLD(1)
WORLD(8)
WORLD(64)
WORLD(256)

#define RESET(kind, depth, functions)						\
	static void kind##_##depth##_##functions(uint64_t n)			\
	{									\
		resets(by_##kind, depth, functions, n);				\
	}

RESET(flr, 0, 1)
RESET(flr, 4, 1)
RESET(flr, 0, 8)
RESET(power, 0, 1)
RESET(power, 4, 1)
RESET(power, 0, 8)
RESET(af, 0, 1)
RESET(af, 4, 1)
RESET(af, 0, 8)
RESET(bus, 0, 1)
RESET(bus, 4, 1)
RESET(bus, 0, 8)
RESET(bus, 4, 8)
RESET(slot, 0, 1)
RESET(slot, 4, 1)
RESET(slot, 0, 8)
RESET(slot, 4, 8)

const struct bench bench_pci[] = {
	{ "pci/device_of_world_1", world_1 },
	{ "pci/device_of_world_8", world_8 },
	{ "pci/device_of_world_64", world_64 },
	{ "pci/device_of_world_256", world_256 },
	{ "pci/reset_flr_depth_0", flr_0_1 },
	{ "pci/reset_flr_depth_4", flr_4_1 },
	{ "pci/reset_flr_functions_8", flr_0_8 },
	{ "pci/reset_power_depth_0", power_0_1 },
	{ "pci/reset_power_depth_4", power_4_1 },
	{ "pci/reset_power_functions_8", power_0_8 },
	{ "pci/reset_af_flr_depth_0", af_0_1 },
	{ "pci/reset_af_flr_depth_4", af_4_1 },
	{ "pci/reset_af_flr_functions_8", af_0_8 },
	{ "pci/reset_bus_depth_0", bus_0_1 },
	{ "pci/reset_bus_depth_4", bus_4_1 },
	{ "pci/reset_bus_functions_8", bus_0_8 },
	{ "pci/reset_bus_depth_4_functions_8", bus_4_8 },
	{ "pci/reset_slot_depth_0", slot_0_1 },
	{ "pci/reset_slot_depth_4", slot_4_1 },
	{ "pci/reset_slot_functions_8", slot_0_8 },
	{ "pci/reset_slot_depth_4_functions_8", slot_4_8 },
	{ NULL },
};
