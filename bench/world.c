// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - the machines of the benchmarks, and what their users do
 */
#include "world.h"

#include <linux/bug.h>
#include <linux/eventfd.h>
#include <linux/fcntl.h>
#include <linux/pci.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/host.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"

#include "bench.h"

static const struct pci_hw_desc plain_port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_ROOT_PORT, .slot = 1,
};

const struct pci_hw_desc bench_conventional_bridge = {
	.name = "bridge", .vendor = 0x1b36, .device = 0x1, .class = 0x060400,
};

static const struct pci_hw_desc switch_up = {
	.name = "up", .vendor = 0x1b36, .device = 0xe, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_UPSTREAM,
};

static const struct pci_hw_desc switch_down = {
	.name = "down", .vendor = 0x1b36, .device = 0xd, .class = 0x060400,
	.flags = PCI_HW_EXPRESS, .port_type = PCI_EXP_TYPE_DOWNSTREAM, .slot = 2,
};

void bench_card_build(const struct bench_card *card)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *above = pci_hw_function(root, NULL, PCI_DEVFN(1, 0),
						  card->bridge ?: &plain_port);

	for (unsigned int i = 0; i < card->switches; i++)
		above = pci_hw_function(root, pci_hw_function(root, above, 0, &switch_up), 0,
					&switch_down);
	for (unsigned int i = 0; i < card->functions; i++)
		pci_hw_function(root, above, i, card->function);
}

static int user_main(void *arg)
{
	const struct bench_world *world = arg;

	world->main(world->arg);
	return 0;
}

static void world_root(void *arg)
{
	const struct bench_world *world = arg;
	struct process *init;
	unsigned int modules = 0;

	world->hardware(world->arg);
	BUG_ON(boot_initcalls());
	for (; world->modules && world->modules[modules]; modules++)
		BUG_ON(module_load(world->modules[modules]));
	init = process_create("init", PROCESS_HOST_CLIENT);
	/* A join may last for ever, and nobody takes it for a hang. */
	task_join(process_thread(init, "init", user_main, arg));
	process_put(init);
	while (modules--)
		BUG_ON(module_unload(world->modules[modules]));
	shutdown_exitcalls();
	pci_hw_free();
	kernel_shutdown();
	rest_check_all();
}

/* What was measured is not what it says: there is no point in going on. */
static void __attribute__((noreturn)) ends_badly(const struct ex_result *result)
{
	const struct finding *finding = finding_at(0);
	const char *why = finding && finding->text ? finding->text :
			  ex_outcome_name(result->outcome);

	ex_host_log(why, strlen(why));
	ex_host_log("\n", 1);
	__builtin_trap();
}

void bench_world(const struct bench_world *world)
{
	struct ex_config config = {
		.engine = world->engine, .policy = world->policy, .seed = 1,
		.steps_max = UINT64_MAX,
	};
	struct ex_result result;

	bench_pause();
	ex_run(&config, world_root, (void *)world, &result);
	bench_resume();
	if (result.outcome != EX_DONE || findings_count())
		ends_badly(&result);
}

/* One of the threads that do a thing together. */
struct share {
	void		(*fn)(void *arg, unsigned int task);
	void		*arg;
	unsigned int	task;
	u64		n;
	int		done;
};

static int share_main(void *arg)
{
	struct share *share = arg;
	u64 one = 1;

	while (share->n--)
		share->fn(share->arg, share->task);
	ksys_write(share->done, &one, sizeof(one));
	return 0;
}

#define TOGETHER_MAX	8u

void bench_together(void (*fn)(void *arg, unsigned int task), void *arg, unsigned int tasks, u64 n)
{
	int done = ksys_eventfd(0, EFD_SEMAPHORE);
	struct share shares[TOGETHER_MAX];
	u64 count;

	BUG_ON(tasks > TOGETHER_MAX);
	for (unsigned int i = 0; i < tasks; i++) {
		shares[i] = (struct share){ fn, arg, i, (n + i) / tasks, done };
		process_thread(process_current(), "user", share_main, &shares[i]);
	}
	while (tasks--)
		BUG_ON(ksys_read(done, &count, sizeof(count)) != sizeof(count));
	ksys_close(done);
}

void bench_echo(const char *text, const char *fmt, ...)
{
	va_list args;
	char path[128];
	long fd;

	va_start(args, fmt);
	vsnprintf(path, sizeof(path), fmt, args);
	va_end(args);
	fd = ksys_open(path, O_WRONLY);
	BUG_ON(fd < 0);
	BUG_ON(ksys_write(fd, text, strlen(text)) != (long)strlen(text));
	ksys_close(fd);
}
