/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci_world.h - machines for tests, and a driver that does what the test tells it to
 */
#ifndef TESTS_PCI_PCI_WORLD_H
#define TESTS_PCI_PCI_WORLD_H

#include "core/user_world.h"

#include <linux/fcntl.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "core/sysfs.h"
#include "kernel/module.h"
#include "kernel/variant.h"
#include "pci/hw.h"
#include "pci/hw_edu.h"

#define PCI_SYSFS	"bus/pci/devices/"

/* What the machine of the next world is made of; runs before it boots. */
static void (*machine)(void);
static void (*body)(void);

static inline void pci_world_root(void *unused)
{
	struct process *init;

	machine();
	cr_assert_eq(do_initcalls(), 0);
	init = process_create("init", PROCESS_HOST_CLIENT);
	user_world_init = init;
	process_enter(init);
	body();
	process_leave();
	process_put(init);
	do_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

static inline enum ex_outcome pci_world_run(void (*build)(void), void (*fn)(void),
					    const char *policy, uint64_t seed)
{
	struct ex_config config = {
		.policy = policy ? ex_policy_make(policy, NULL) : NULL, .seed = seed,
	};
	struct ex_result result;

	machine = build;
	body = fn;
	findings_clear();
	ex_run(&config, pci_world_root, NULL, &result);
	if (config.policy)
		ex_policy_free(config.policy);
	return result.outcome;
}

/* @fn works, leaves nothing behind and finds nothing, in @runs random schedules. */
static inline void pci_world_silent(void (*build)(void), void (*fn)(void), unsigned int runs)
{
	for (unsigned int seed = 1; seed <= runs; seed++) {
		enum ex_outcome outcome = pci_world_run(build, fn, "random", seed);

		cr_assert_eq(findings_count(), 0, "seed %u: %s\n%s", seed, finding_at(0)->title,
			     finding_at(0)->text);
		cr_assert_eq(outcome, EX_DONE, "seed %u: %s", seed, ex_outcome_name(outcome));
	}
}

/* A bridge-less machine with one PCIe function with FLR at 00:01.0. */
static inline void one_device(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &edu_pcie);
}

static inline struct pci_dev *get_dev(unsigned int bus, unsigned int slot, unsigned int fn)
{
	return pci_get_domain_bus_and_slot(0, bus, PCI_DEVFN(slot, fn));
}

/* Write to a file of a device: "0000:00:01.0/reset". */
static inline ssize_t dev_write(const char *file, const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), PCI_SYSFS "%s", file);
	return sysfs_write(path, text);
}

static inline const char *dev_read(const char *file)
{
	static char buf[4096];
	char path[96];
	ssize_t len;

	snprintf(path, sizeof(path), PCI_SYSFS "%s", file);
	len = sysfs_read(path, buf, sizeof(buf) - 1);
	buf[len > 0 ? len : 0] = '\0';
	if (len > 0 && buf[len - 1] == '\n')
		buf[len - 1] = '\0';
	return len < 0 ? "(error)" : buf;
}

#endif
