// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci.c - what a machine of so many devices costs, and a reset of each kind
 *
 * A repetition of "world" builds a machine of so many devices on the root bus, boots it and tears
 * it down. Resets go through all locks, save, wait (in virtual time) and restore. "levels" counts
 * the ports and switches above the card, "functions" those of the card: a reset by FLR or power
 * state is of one of them, by bus or slot of all; a tree is all that is below the root port.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/pci.h>

#include "core/sysfs.h"
#include "exec/run.h"
#include "kernel/module.h"
#include "kernel/rest.h"

#include "bench.h"
#include "world.h"

static const struct pci_hw_desc card = {
	.name = "card", .vendor = 0x1234, .device = 1, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_AER,
	.bars = { { .size = 0x1000 } }, .msi_vectors = 4,
};

static const struct pci_hw_desc af_card = {
	.name = "card", .vendor = 0x1234, .device = 1, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_AF_FLR, .bars = { { .size = 0x1000 } },
};

static const struct pci_hw_desc conventional_card = {
	.name = "card", .vendor = 0x1234, .device = 1, .class = 0x020000,
	.flags = PCI_HW_AF_FLR | PCI_HW_PM, .bars = { { .size = 0x1000 } }, .msi_vectors = 4,
};

static const struct pci_hw_desc slot_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_HOTPLUG, .port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 1,
};

static void flat_root(void *arg)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	for (unsigned int i = 0; i < *(unsigned int *)arg; i++)
		pci_hw_function(root, NULL, i, &card);
	BUG_ON(do_initcalls());
	do_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

static void worlds(uint64_t n, unsigned int devices)
{
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	while (n--) {
		ex_run(&config, flat_root, &devices, &result);
		BUG_ON(result.outcome != EX_DONE);
	}
}

struct job {
	struct bench_card	card;
	const char		*method;	/* as an administrator chooses; NULL: the first */
	int			(*reset)(struct pci_dev *dev);
	bool			tree;		/* of all below the root port, else of the card */
	unsigned int		tasks;		/* that compete; 0: one that must succeed */
	uint64_t		n;
	struct pci_dev		*dev;
	uint64_t		succeeded;
};

static void build(void *arg)
{
	struct job *job = arg;

	if (!job->card.function)
		job->card.function = job->card.bridge == &bench_conventional_bridge ?
				     &conventional_card : &card;
	bench_card_build(&job->card);
}

static void compete(void *arg, unsigned int task)
{
	struct job *job = arg;
	int ret = job->reset(job->dev);

	BUG_ON(ret && ret != -EAGAIN);
	if (!ret)
		__atomic_fetch_add(&job->succeeded, 1, __ATOMIC_RELAXED);
}

static void reset_it(void *arg)
{
	struct job *job = arg;
	uint64_t begin;

	job->dev = job->tree ? pci_get_domain_bus_and_slot(0, 1, 0) :
			       pci_get_device(card.vendor, card.device, NULL);
	BUG_ON(!job->dev);
	if (job->method)
		bench_echo(job->method, "/sys/bus/pci/devices/%s/reset_method",
			   pci_name(job->dev));
	begin = bench_loop_begin();
	if (job->tasks) {
		bench_together(compete, job, job->tasks, job->n);
		bench_figure("succeeded", (double)job->succeeded / (double)job->n);
	} else {
		for (uint64_t i = 0; i < job->n; i++)
			BUG_ON(job->reset(job->dev));
	}
	bench_loop_end(begin, job->n);
	pci_dev_put(job->dev);
}

static void measure(struct job job)
{
	struct bench_world world = { .hardware = build, .main = reset_it, .arg = &job };

	if (job.tasks)
		world.policy = ex_policy_make("random", NULL);
	bench_world(&world);
	ex_policy_free(world.policy);
}

static int save_and_restore(struct pci_dev *dev)
{
	int ret = pci_save_state(dev);

	pci_restore_state(dev);
	return ret;
}

/* A reset of a card below so many levels, or of one with so many functions. */
#define LEVELS(name, ...)							\
static void name##_levels(uint64_t n, unsigned int levels)			\
{										\
	measure((struct job){ .card = { .functions = 1, .switches = levels - 1 }, .n = n, \
			      __VA_ARGS__ });					\
}

#define FUNCTIONS(name, above, ...)						\
static void name##_functions(uint64_t n, unsigned int functions)		\
{										\
	measure((struct job){ .card = { .functions = functions, .bridge = above }, .n = n, \
			      __VA_ARGS__ });					\
}

LEVELS(flr, .reset = pci_reset_function)
LEVELS(power, .reset = pci_reset_function, .method = "pm")
LEVELS(af_flr, .card.function = &af_card, .reset = pci_reset_function)
LEVELS(bus, .reset = pci_reset_bus)
LEVELS(tree, .reset = pci_reset_bus, .tree = true)
FUNCTIONS(flr, &bench_conventional_bridge, .reset = pci_reset_function)
FUNCTIONS(bus, &bench_conventional_bridge, .reset = pci_reset_bus)
FUNCTIONS(slot, &slot_port, .reset = pci_reset_bus)

/* All after the same card: whoever finds its lock taken gets -EAGAIN, as VFIO does. */
static void try_tasks(uint64_t n, unsigned int tasks)
{
	measure((struct job){ .card.functions = 1, .n = n, .reset = pci_try_reset_function,
			      .tasks = tasks });
}

static void save(uint64_t n)
{
	measure((struct job){ .card.functions = 1, .n = n, .reset = pci_save_state });
}

static void restore(uint64_t n)
{
	measure((struct job){ .card.functions = 1, .n = n, .reset = save_and_restore });
}

static const unsigned int devices[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 0 };
static const unsigned int levels[] = { 1, 2, 4, 8, 0 };
static const unsigned int sets[] = { 1, 2, 4, 8, 16, 32, 64, 0 };
static const unsigned int functions[] = { 1, 2, 4, 8, 0 };
static const unsigned int tasks[] = { 1, 2, 4, 8, 0 };

const struct bench bench_pci[] = {
	{ "pci/world_of_devices", .run_sized = worlds, .sizes = devices },
	{ "pci/reset_flr_levels", .run_sized = flr_levels, .sizes = levels },
	{ "pci/reset_power_levels", .run_sized = power_levels, .sizes = levels },
	{ "pci/reset_af_flr_levels", .run_sized = af_flr_levels, .sizes = levels },
	{ "pci/reset_bus_levels", .run_sized = bus_levels, .sizes = levels },
	{ "pci/reset_tree_levels", .run_sized = tree_levels, .sizes = levels },
	{ "pci/reset_flr_functions", .run_sized = flr_functions, .sizes = sets },
	{ "pci/reset_bus_functions", .run_sized = bus_functions, .sizes = sets },
	{ "pci/reset_slot_functions", .run_sized = slot_functions, .sizes = functions },
	{ "pci/try_reset_tasks", .run_sized = try_tasks, .sizes = tasks },
	{ "pci/config_save", save },
	{ "pci/config_save_and_restore", restore },
	{ NULL },
};
